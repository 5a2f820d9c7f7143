#pragma once

#include "domain/values.hpp"
#include "storage/sha256.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// Up to where a page has heard a topic, and as what it heard it.
struct ResumePoint {
    std::uint32_t epoch = 0;
    domain::Sequence seq = 0; ///< the last position that is in what the page holds
    std::string_view tenant;
    std::string_view topic;
    std::string_view hearing; ///< its text
    storage::Hash leaf{};     ///< of the event at `seq`: another history of the same length is another log
};

/// Writes and reads resume tokens: `tok_` and 64 characters, opaque to pages, good for nobody but us. A token says
/// nothing about a person: all who hear the same of a topic get the same, so that frames can be shared.
class ResumeTokens {
public:
    /// `key`: at least 32 bytes that survive restarts.
    explicit ResumeTokens(std::string_view key);

    std::string write(const ResumePoint& point) const;

    enum class Fault : std::uint8_t {
        none,
        unreadable,    ///< not ours, another topic's, or of another tenant
        other_epoch,   ///< of a log that was restored since: another epoch, another event there, or beyond its end
        other_hearing, ///< rights have changed since
    };
    struct Read {
        Fault fault = Fault::none;
        domain::Sequence seq = 0;
    };
    /// Whether the token was written for this very point, whatever its `seq`; that is given back. `leaf_at` gives the
    /// hash of the event that lies at a place of the log now; none beyond its end.
    Read read(std::string_view token, const ResumePoint& expected,
              const std::function<std::optional<storage::Hash>(domain::Sequence)>& leaf_at) const;

private:
    std::array<unsigned char, 32> mac(std::string_view payload) const;
    std::string key_;
};

} // namespace cchc::server
