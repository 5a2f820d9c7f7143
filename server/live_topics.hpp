#pragma once

#include "domain/events.hpp"
#include "projections/views.hpp"
#include "server/caller.hpp"
#include "server/rights.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What a live page may subscribe to, who may, and how much of it he hears.
namespace cchc::server {

enum class TopicKind : std::uint8_t { cycle, assessment, feed, ranking, progress };
inline constexpr std::array all_topic_kinds{TopicKind::cycle, TopicKind::assessment, TopicKind::feed,
                                            TopicKind::ranking, TopicKind::progress};

/// How a topic is delivered (API.md section 3): C on change, E every event in order and resumable, S the latest rows,
/// conflated.
enum class Delivery : std::uint8_t { clock, event, state };

/// One row of the table of topics.
struct TopicRow {
    std::string_view word; ///< the topic's first segment
    Delivery delivery{};
    Who who;
};

/// The table of topics with their rights: a kind without a row does not compile.
constexpr TopicRow row_of(TopicKind kind)
{
    constexpr Who boards = may::administer | may::audit | may::appraise | may::council | may::settle;
    switch (kind) {
    case TopicKind::cycle: return {"cycle", Delivery::clock, may::staff | may::lead | may::settle};
    case TopicKind::assessment: return {"assessment", Delivery::event, may::staff};
    case TopicKind::feed: return {"feed", Delivery::event, may::administer | may::audit};
    case TopicKind::ranking: // an agency: its own row
        return {"ranking", Delivery::state, may::staff | may::lead | may::settle};
    case TopicKind::progress: return {"progress", Delivery::state, boards};
    }
    throw "a topic without a row"; // reached by no constant expression
}
static_assert(std::ranges::all_of(all_topic_kinds, [](TopicKind kind) { return row_of(kind).who.bits != 0; }));

/// A topic as a page names it: `assessment/2023-phong-noi-vu`, `ranking/2023/phong-chuyen-mon`.
struct Topic {
    TopicKind kind{};
    std::string name;
    std::string id;    ///< of the cycle or the assessment
    std::string group; ///< ranking only

    static std::optional<Topic> parse(std::string_view name);
    Delivery delivery() const { return row_of(kind).delivery; }
    /// Where its snapshot can be had over HTTP.
    std::string snapshot_url() const;
};

/// How much of a topic somebody hears. Those who hear the same share every frame of it, encoded once.
struct Hearing {
    bool council = false; ///< what the council thinks, drafts and all (AP-11)
    /// Only what these eyes see (SE-7); none: everything.
    std::optional<projections::Sight> eyes = {};
    domain::AgencyId own = {}; ///< only this agency's row (PB-6); empty: all rows

    /// The same for the same hearing: what a token is bound to.
    std::string text() const;
    const projections::Sight* sight() const { return eyes ? &*eyes : nullptr; }
    bool operator==(const Hearing&) const = default;
};

/// Why somebody hears nothing of a topic; what is hidden and what is not there are told alike. `shut_out`: his own
/// assessment, which is closed to his agency after the lock (LK-2, `no_access`).
enum class Deaf : std::uint8_t { missing_right, not_found, shut_out };

/// What that hat hears of the topic at that instant.
std::variant<Hearing, Deaf> hearing_of(const Topic& topic, const domain::Hat& hat, const projections::Snapshot& now,
                                       domain::Instant at);

} // namespace cchc::server
