#pragma once

#include "domain/events.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::storage {

/// 16 bytes of a UUID.
using Uuid = std::array<std::uint8_t, 16>;
std::string uuid_text(const Uuid& id);
/// Reads the 8-4-4-4-12 form, either case. Anything else is nothing.
std::optional<Uuid> uuid_from(std::string_view text);
/// A version 7 UUID: the instant's milliseconds, and 74 bits of `random`.
Uuid uuid_v7(domain::Instant at, std::uint64_t random_high, std::uint64_t random_low);

/// All that stands around an event's own data in its leaf.
struct Envelope {
    Uuid id{};
    std::string_view tenant;
    domain::StreamName stream;
    std::uint32_t stream_version = 0;
    domain::Instant at;
    domain::ActorId actor;
    domain::RoleKind role = domain::RoleKind::system_admin;
    domain::AgencyId on_behalf;
    Uuid command{};
    std::string_view traceparent; ///< empty: none
};

/// An event as the log keeps it: UTF-8 CloudEvents 1.0 JSON, hashed and stored as is, and never written again.
struct Leaf {
    std::string text;
    std::uint16_t type = 0;
    std::uint16_t schema = 1;
    std::uint16_t data_offset = 0;
    std::uint32_t data_length = 0;
};

/// Every schema version in force is 1: nothing has been reshaped since its release.
inline constexpr std::uint16_t current_schema = 1;

/// The one place that knows an event's bytes.
Leaf encode(const Envelope& envelope, const domain::Event& event);
/// The `data` member alone.
std::string data_text(const domain::Event& event);

/// A leaf read back.
struct ReadLeaf {
    domain::Record record; ///< `seq` left at 0: it is the leaf's place, not in the leaf
    Uuid id{};
    Uuid command{};
    std::uint32_t stream_version = 0;
    std::uint16_t type = 0;
    std::uint16_t schema = 0;
    std::uint16_t data_offset = 0;
    std::uint32_t data_length = 0;
    std::string tenant;
};

/// The whole leaf, envelope and data. Throws Failure on one that is damaged, or of a type or schema version that this
/// program does not know: then nobody may go on as if nothing were there.
ReadLeaf decode(std::string_view leaf);

/// For the loops that replay millions: the record alone, of an entry whose header has told the stream, the instant and
/// where the data lie. Throws as `decode` does.
domain::Record replay(std::string_view leaf, std::uint16_t type, std::uint16_t schema, std::uint16_t data_offset,
                      domain::Sequence seq, domain::Instant at, const domain::StreamName& stream);

} // namespace cchc::storage
