#include "domain/carry_over.hpp"

#include "domain/evidence.hpp"
#include "domain/reference.hpp"
#include "domain/world.hpp"

#include <algorithm>
#include <utility>

namespace cchc::domain {

static const AmendedCriterion* listed(const CycleAmended& event, const CriteriaSet& set, const Code& code)
{
    for (const AmendedCriterion& one : event.criteria)
        if (one.criteria_set == set.id && one.criterion == code) return &one;
    return nullptr;
}

CarryOver carry_over(const CycleAmended& event, const CriteriaSet& earlier, const CriteriaSet& later)
{
    CarryOver map;
    map.version = event.to_version;
    map.leaves.resize(later.size());
    for (const CriterionNo no : later.leaves()) {
        CarryOver::Leaf& leaf = map.leaves[no];
        const AmendedCriterion* amended = listed(event, later, later[no].code);
        const std::vector<Code> from = amended ? amended->from : std::vector{later[no].code};
        for (const Code& code : from)
            if (const CriterionNo was = earlier.find(code.value); was != no_criterion) leaf.from.push_back(was);
        leaf.redo = amended ? amended->redo : Redo::none;
        leaf.in_place = leaf.from.size() == 1 && earlier[leaf.from[0]].code == later[no].code;
    }
    return map;
}

CriterionNo CarryOver::heir_of(CriterionNo was) const
{
    CriterionNo heir = no_criterion;
    for (CriterionNo no = 0; no < leaves.size(); ++no) {
        if (std::ranges::find(leaves[no].from, was) == leaves[no].from.end()) continue;
        if (heir != no_criterion || leaves[no].from.size() > 1 || leaves[no].redo == Redo::score) return no_criterion;
        heir = no;
    }
    return heir;
}

std::vector<Code> codes_after(const CycleAmended& event, const Regulation& later, const std::vector<Code>& codes)
{
    std::vector<Code> after;
    const auto take = [&](const Code& code) {
        if (std::ranges::find(after, code) == after.end()) after.push_back(code);
    };
    for (const Code& code : codes) {
        for (const CriteriaSet& set : later.criteria_sets) {
            const CriterionNo no = set.find(code.value);
            if (no != no_criterion && set[no].leaf && !listed(event, set, code)) take(code);
        }
        for (const AmendedCriterion& one : event.criteria)
            if (std::ranges::find(one.from, code) != one.from.end()) take(one.criterion);
    }
    return after;
}

namespace {

/// A text that came from several: each on lines of its own.
void append(std::string& text, const std::string& more)
{
    if (!text.empty() && !more.empty()) text += '\n';
    text += more;
}

/// One leaf on its way from the set left to the set moved to.
struct Carrier {
    const CarryOver& map;
    const CriteriaSet& earlier;
    const CriteriaSet& later;
    Sequence seq;
    CriterionNo no;

    const CarryOver::Leaf& leaf() const { return map.leaves[no]; }
    const Criterion& criterion() const { return later[no]; }
    /// Whether it stands on one criterion still, whatever its code is now.
    bool whole() const { return leaf().from.size() == 1 && leaf().redo != Redo::score; }

    /// Beyond every version that anyone has seen of it, or of what had its code.
    template <class VersionOf>
    std::uint32_t next_version(const VersionOf& version_of) const
    {
        std::uint32_t most = 0;
        for (const CriterionNo was : leaf().from) most = std::max(most, version_of(was));
        if (const CriterionNo was = earlier.find(criterion().code.value); was != no_criterion)
            most = std::max(most, version_of(was));
        return most + 1;
    }

    Entry entry(const std::vector<Entry>& was) const
    {
        const auto version_of = [&](CriterionNo one) { return was[one].version; };
        Entry next = whole() ? was[leaf().from[0]] : emptied(was);
        if (whole() && leaf().redo == Redo::check && next.self.points && lacks_papers(next)) {
            next.amended = amended();
            next.amended->before.push_back(before(was, leaf().from[0]));
        } else if (whole() && leaf().in_place) {
            return next; // whoever gave all that is owed now is left in peace
        }
        next.version = next_version(version_of);
        return next;
    }

    AppraisalItem item(const std::vector<std::array<AppraisalItem, 2>>& was, std::size_t round) const
    {
        AppraisalItem next = whole() ? was[leaf().from[0]][round] : AppraisalItem{};
        if (whole() && leaf().in_place) return next;
        for (const AgencyId& agency : who_judged(was, round)) {
            auto own = std::ranges::find(next.judgements, agency, &Judgement::by);
            if (own == next.judgements.end()) own = next.judgements.insert(own, Judgement{agency, 0, {}, {}});
            own->version = next_version([&](CriterionNo one) { return was[one][round].by(agency).version; });
            for (std::optional<Opinion>* one : {&own->draft, &own->decided})
                if (*one) (*one)->criterion = criterion().code;
        }
        if (next.ruling) next.ruling->opinion.criterion = criterion().code;
        if (next.published) next.published->criterion = criterion().code;
        for (Opinion& one : next.behind) one.criterion = criterion().code;
        return next;
    }

private:
    /// Of what it was, and of what had its code: in the order of their first words.
    std::vector<AgencyId> who_judged(const std::vector<std::array<AppraisalItem, 2>>& was, std::size_t round) const
    {
        std::vector<CriterionNo> numbers = leaf().from;
        if (const CriterionNo no_now = earlier.find(criterion().code.value); no_now != no_criterion)
            numbers.push_back(no_now);
        std::vector<AgencyId> all;
        for (const CriterionNo one : numbers)
            for (const Judgement& said : was[one][round].judgements)
                if (std::ranges::find(all, said.by) == all.end()) all.push_back(said.by);
        return all;
    }
    bool lacks_papers(const Entry& entry) const { return owed_by(criterion(), entry).proof(); }
    /// Published numbers are no score: they go on to hold where the rule reads every one of them.
    bool still_reads(const Reference& reference) const
    {
        const auto keys = number_keys(criterion().rule);
        return std::ranges::all_of(
            reference.figures, [&](const NamedCount& one) { return std::ranges::find(keys, one.key) != keys.end(); });
    }
    Amended amended() const { return {map.version, leaf().redo, {}, seq}; }
    SetAside before(const std::vector<Entry>& was, CriterionNo one) const
    {
        return {earlier[one].code, was[one].self, was[one].na, was[one].given};
    }

    /// Scored again: papers and explanations are still there.
    Entry emptied(const std::vector<Entry>& was) const
    {
        Entry entry;
        Amended marked = amended();
        bool stood = false; // what others gave, or the clock
        for (const CriterionNo from : leaf().from) {
            const Entry& one = was[from];
            append(entry.explanation, one.explanation);
            append(entry.supplement, one.supplement);
            entry.evidence.insert(entry.evidence.end(), one.evidence.begin(), one.evidence.end());
            entry.secret_papers.insert(entry.secret_papers.end(), one.secret_papers.begin(), one.secret_papers.end());
            entry.outside_reports.insert(entry.outside_reports.end(), one.outside_reports.begin(),
                                         one.outside_reports.end());
            entry.explanation_seq = std::max(entry.explanation_seq, one.explanation_seq);
            entry.supplement_seq = std::max(entry.supplement_seq, one.supplement_seq);
            const bool still_open = one.amended && !one.self.points && !one.given && one.na == NaState::none;
            if (still_open) // what was set aside the last time is there to be seen until it is done again
                marked.before.insert(marked.before.end(), one.amended->before.begin(), one.amended->before.end());
            else
                marked.before.push_back(before(was, from));
            stood = stood || one.self.points || one.given || still_open;
        }
        if (const Entry* one = leaf().from.size() == 1 ? &was[leaf().from[0]] : nullptr;
            one && one->reference && still_reads(*one->reference)) {
            entry.reference = one->reference;
            entry.reference_seq = one->reference_seq;
        }
        entry.self_seq = entry.na_seq = entry.given_seq = seq;
        const bool clock = criterion().scored_by == ScoredBy::system; // it does again what is its own
        if (agency_scores(criterion()) || (stood && !clock)) entry.amended = std::move(marked);
        return entry;
    }
};

/// What can still be undone, under the new numbers.
void renumber(std::map<ActorId, std::deque<Act>>& acts, const CarryOver& map)
{
    for (auto& [actor, mine] : acts) {
        for (Act& act : mine) act.criterion = map.heir_of(act.criterion);
        std::erase_if(mine, [](const Act& act) { return act.criterion == no_criterion; });
    }
}

Ballots renumbered(const Ballots& was, const CarryOver& map)
{
    Ballots next;
    next.version = was.version;
    for (const auto& [leaf, cast] : was.cast)
        if (const CriterionNo heir = map.heir_of(leaf); heir != no_criterion) next.cast[heir] = cast;
    if (next.cast != was.cast) ++next.version;
    return next;
}

} // namespace

void carry_over(AssessmentFile& file, const CarryOver& map, const CriteriaSet& later, Sequence seq)
{
    Assessment& assessment = file.assessment;
    const CriteriaSet& earlier = *assessment.set;
    std::vector<Entry> entries(later.size());
    std::vector<std::array<AppraisalItem, 2>> items(later.size());
    bool work_for_the_agency = false;
    for (const CriterionNo no : later.leaves()) {
        const Carrier carrier{map, earlier, later, seq, no};
        entries[no] = carrier.entry(assessment.entries);
        for (const std::size_t round : {0, 1}) items[no][round] = carrier.item(file.appraisal.items, round);
        const auto& amended = entries[no].amended;
        work_for_the_agency = work_for_the_agency || (agency_scores(later[no]) && amended && amended->seq == seq);
    }
    assessment.entries = std::move(entries);
    assessment.set = &later;
    if (work_for_the_agency) ++assessment.content; // what the head approved is not what stands now
    renumber(assessment.acts, map);
    file.appraisal.items = std::move(items);
    file.ballots = renumbered(file.ballots, map);
}

} // namespace cchc::domain
