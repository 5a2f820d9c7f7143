#include "server/live_topics.hpp"

#include "domain/ties.hpp"
#include "projections/ranking.hpp"
#include "server/sight.hpp"

namespace cchc::server {

using namespace domain;

std::optional<Topic> Topic::parse(std::string_view name)
{
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return {};
    std::string_view rest = name.substr(slash + 1);
    for (const TopicKind kind : all_topic_kinds) {
        if (row_of(kind).word != name.substr(0, slash)) continue;
        Topic topic{kind, std::string(name), {}, {}};
        if (kind == TopicKind::ranking) {
            const std::size_t second = rest.find('/');
            if (second == std::string_view::npos) return {};
            topic.group = rest.substr(second + 1);
            rest = rest.substr(0, second);
        }
        topic.id = rest;
        return topic;
    }
    return {};
}

std::string Topic::snapshot_url() const
{
    switch (kind) {
    case TopicKind::cycle: return "/api/v1/cycles/" + id + "/rounds";
    case TopicKind::assessment: return "/api/v1/assessments/" + id + "/entries";
    case TopicKind::feed: return "/api/v1/events";
    case TopicKind::ranking: return "/api/v1/cycles/" + id + "/rankings/" + group;
    case TopicKind::progress: return "/api/v1/cycles/" + id + "/progress";
    }
    return {};
}

std::string Hearing::text() const
{
    std::string all =
        std::string(council ? "council" : "public") + "|" + (eyes ? eyes->agency.value : "") + "|" + own.value;
    if (eyes)
        for (const Code& code : eyes->criteria) all += "|" + code.value;
    return all;
}

/// SE-6, SE-7: an agency hears its own assessment, an appraiser the entries his agency judges, and the council's
/// drafts only whoever judges those entries, and the auditor.
static std::variant<Hearing, Deaf> of_assessment(const Topic& topic, const Hat& hat, const projections::Snapshot& now,
                                                 Instant at)
{
    const auto view = now.assessment(topic.id);
    if (!view) return Deaf::not_found;
    if (of_agency(hat.role)) {
        if (view->agency != hat.agency) return Deaf::not_found;
        if (view->cycle->cycle.shuts_out(hat.agency, at)) return Deaf::shut_out;
        return Hearing{};
    }
    if (sees_council(hat.role)) return Hearing{.council = true};
    auto eyes = sight_of(*now.directory, hat);
    if (!eyes) return Hearing{};
    const bool judges = std::ranges::any_of(view->set->leaves(), [&](projections::CriterionNo leaf) {
        return agency_scores((*view->set)[leaf]) && projections::in_sight(*view, leaf, &*eyes);
    });
    if (!judges) return Deaf::not_found;
    return Hearing{.council = true, .eyes = std::move(eyes)};
}

std::variant<Hearing, Deaf> hearing_of(const Topic& topic, const Hat& hat, const projections::Snapshot& now, Instant at)
{
    if (!row_of(topic.kind).who.includes(hat.role)) return Deaf::missing_right;
    if (topic.kind == TopicKind::assessment) return of_assessment(topic, hat, now, at);
    const projections::CycleSnapshot* cycle = now.cycle(topic.id);
    if (!cycle) return Deaf::not_found;
    switch (topic.kind) {
    case TopicKind::feed: return Hearing{.council = hat.role == RoleKind::auditor};
    case TopicKind::ranking: {
        const Regulation& regulation = *cycle->cycle->cycle.regulation;
        const auto together = domain::ranked_together(regulation, topic.group);
        if (!together) return Deaf::not_found;
        if (!of_agency(hat.role)) return Hearing{};
        const AgencyListing* listing = regulation.agency(hat.agency);
        if (!listing || !together->ranks(listing->group)) return Deaf::not_found;
        return Hearing{.own = hat.agency};
    }
    case TopicKind::cycle:
    case TopicKind::progress:
    case TopicKind::assessment: break;
    }
    return Hearing{};
}

} // namespace cchc::server
