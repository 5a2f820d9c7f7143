#pragma once

#include "domain/amending.hpp"
#include "tests/domain/giving.hpp"
#include "tests/domain/revised.hpp"

// A cycle that goes over to a later version of its regulation, for the stories of amendments.

namespace cchc::domain::amendments {

inline const RegulationId rule("quy-che-2026");
inline const Instant until = council_meets.plus_us(5 * one_day);
inline const GrantId let_in("sd-1");

using Edit = std::function<void(std::vector<Node>&)>;

/// A later version of the regulation that this story's cycle runs under: its codes speak of the version before.
inline Regulation later_than(const Story& story, const Edit& edit)
{
    Regulation later = revised(*story.cycle().regulation, edit);
    later.previous_regulation = later.id.value;
    for (CriteriaSet& set : later.criteria_sets) set.previous_set.clear();
    return later;
}
inline Story& issued(Story& story, Regulation later, char letter = 'b')
{
    story.knowing(file(letter), std::move(later));
    return story.as(admin).once(IssueRegulation{rule, file(letter), "12/QĐ-UBND", {}, "UBND huyện", {}, made_up});
}
inline Story& issued(Story& story, const Edit& edit, char letter = 'b')
{
    return issued(story, later_than(story, edit), letter);
}
inline AmendCycle amend(AmendmentEffect effect = AmendmentEffect::this_round, std::uint32_t version = 2)
{
    std::optional<Instant> end;
    if (effect == AmendmentEffect::reopen) end = until;
    return {cycle_2026, version, effect, let_in, end, "Quyết định 12/QĐ-UBND"};
}
/// The story goes over to a version with this edit.
inline Story& amended(Story& story, const Edit& edit, AmendmentEffect effect = AmendmentEffect::this_round)
{
    return issued(story, edit).once(amend(effect));
}

inline SelfScoreEntered scored(const Code& code, std::string_view points, std::optional<std::uint32_t> level = {})
{
    return {code, pts(points), level, {}, {}};
}
inline EvidenceAttached proof(const Code& code, std::string_view link)
{
    return {code, LinkId(link), file('e'), {}, {}, {}, {}, self_assessment, {}};
}
inline std::vector<Event> a_finished_draft()
{
    return {scored(plan_carried_out, "1", 1),
            proof(plan_carried_out, "tl-1"),
            scored(files_on_time, "1"),
            proof(files_on_time, "tl-2"),
            ExplanationWritten{files_on_time, "96 trên 100", {}},
            scored(plan_in_time, "0.5"),
            ExplanationWritten{plan_in_time, "ban hành ngày 21/01", {}},
            scored(papers, "3"),
            proof(papers, "tl-4"),
            scored(initiatives, "1.5"),
            scored(online, "2"),
            proof(submission, "tl-3")};
}
inline const SubmitAssessment submit{mine, {"Lãnh đạo"}};
inline Story submitted(const Switches& switches = {})
{
    Story story(switches);
    story.given(a_finished_draft()).as(head).once(submit);
    return story;
}

// ── edits ──
inline void half_a_point_more(std::vector<Node>& nodes)
{
    node(nodes, plan_carried_out).criterion.levels[1].points = pts("1.5");
}
inline void other_words(std::vector<Node>& nodes)
{
    node(nodes, plan_carried_out).criterion.title = "Thực hiện kế hoạch";
}
inline void more_is_owed(std::vector<Node>& nodes)
{
    node(nodes, plan_carried_out).criterion.evidence_rule = EvidenceRule::both;
}
/// `from` becomes `to`.
inline Edit renamed(const Code& from, const Code& to)
{
    return [=](std::vector<Node>& nodes) {
        Criterion& criterion = node(nodes, from).criterion;
        criterion.code = to;
        criterion.previous_codes = {from};
    };
}

inline std::string score_of(const Story& story, const Code& code)
{
    const auto& points = story.entry(code).self.points;
    return points ? points->text() : "none";
}
inline std::string codes(const std::vector<Code>& all)
{
    std::string text;
    for (const Code& code : all) text += (text.empty() ? "" : " ") + code.value;
    return text;
}
inline std::vector<std::string> links(const Entry& entry)
{
    std::vector<std::string> all;
    for (const Evidence& one : entry.evidence) all.push_back(one.attached.link.value);
    return all;
}
/// What the office's leaves come to, added up here: its own scores, the clock's, what others gave.
inline std::string added_up(const Story& story)
{
    Points sum;
    const Assessment& mine_now = story.file().assessment;
    for (const CriterionNo leaf : mine_now.set->leaves()) {
        const Entry& entry = mine_now.entries[leaf];
        if (entry.self.points) sum += *entry.self.points;
        if (entry.given) sum += entry.given->points;
    }
    return sum.text();
}

} // namespace cchc::domain::amendments
