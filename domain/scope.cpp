#include "domain/scope.hpp"

#include <algorithm>

namespace cchc::domain {

bool covers(const std::vector<Code>& criteria, const Code& criterion)
{
    return criteria.empty() || std::ranges::any_of(criteria, [&](const Code& one) {
               const std::string_view below = criterion.value;
               return below.starts_with(one.value) &&
                      (below.size() == one.value.size() || below[one.value.size()] == '.');
           });
}

namespace {

/// The criterion and the round that an event says it is about; null: it says none.
struct About {
    const Code* criterion = nullptr;
    const RoundId* round = nullptr;
};
template <class E>
About about(const E& event)
{
    if constexpr (requires { event.opinion; })
        return {&event.opinion.criterion, &event.opinion.round};
    else if constexpr (requires { event.criterion; })
        return {&event.criterion, nullptr};
    else
        return {};
}
template <class Family>
bool undoes(const Family& event)
{
    if constexpr (std::is_same_v<Family, AssessmentEvent>)
        return std::holds_alternative<Compensated>(event);
    else
        return false;
}
std::optional<About> about_of(const Event& event)
{
    return std::visit(
        [](const auto& family) -> std::optional<About> {
            using Family = std::decay_t<decltype(family)>;
            if (undoes(family)) return {}; // what it puts back stands behind it, and names its criterion
            if constexpr (std::is_same_v<Family, AssessmentEvent> || std::is_same_v<Family, AppraisalEvent> ||
                          std::is_same_v<Family, BallotEvent>)
                return std::visit([](const auto& e) { return about(e); }, family);
            else
                return {};
        },
        event);
}

} // namespace

std::optional<Refusal> beyond_scope(const Directory& directory, const Occasion& on, const std::vector<Happened>& acts)
{
    const auto held = directory.holdings.find(on.hat.grant);
    if (is_system(on) || held == directory.holdings.end()) return {};
    const RoleGranted& granted = held->second.granted;
    if (granted.criteria.empty() && granted.rounds.empty()) return {};
    for (const Happened& act : acts) {
        const auto what = about_of(act.event);
        if (!what) continue;
        if (!what->criterion && !granted.criteria.empty()) return refuse(RefusalCode::missing_right, act.stream.id);
        if (what->criterion && !covers(granted.criteria, *what->criterion))
            return refuse(RefusalCode::missing_right, what->criterion->value);
        if (what->round && !granted.rounds.empty() &&
            std::ranges::find(granted.rounds, *what->round) == granted.rounds.end())
            return refuse(RefusalCode::missing_right, what->round->value);
    }
    return {};
}

void seal_trail(const Occasion& on, std::vector<Happened>& acts)
{
    if (!on.trail) return;
    const auto closes = [](const Happened& act) {
        const auto* event = std::get_if<CycleEvent>(&act.event);
        return event &&
               (std::holds_alternative<RoundLocked>(*event) || std::holds_alternative<AppraisalsPublished>(*event) ||
                std::holds_alternative<ResultsPublished>(*event));
    };
    const auto last = std::find_if(acts.rbegin(), acts.rend(), closes);
    if (last == acts.rend()) return;
    const StreamName stream = last->stream;
    acts.push_back({stream, Event(CycleEvent(TrailSealed{CycleId(stream.id), on.trail->size, on.trail->root}))});
}

} // namespace cchc::domain
