#include "domain/amendment.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

// ── which criterion was which ────────────────────────────────────────────────────────────────────────────────────────

static bool names(const Criterion& criterion, const Code& code)
{
    return std::ranges::find(criterion.previous_codes, code) != criterion.previous_codes.end();
}

Origins origins_of(const CriteriaSet& earlier, const CriteriaSet& later, bool codes_speak_of_it)
{
    Origins origins(later.size());
    for (CriterionNo no = 0; no < later.size(); ++no) {
        const Criterion& criterion = later[no];
        std::vector<Code> codes = codes_speak_of_it ? criterion.previous_codes : std::vector<Code>{};
        const auto takes_my_code = [&](const Criterion& other) { return names(other, criterion.code); };
        if (codes.empty() && !(codes_speak_of_it && std::ranges::any_of(later.all(), takes_my_code)))
            codes = {criterion.code};
        for (CriterionNo was = 0; was < earlier.size(); ++was)
            if (earlier[was].leaf == criterion.leaf && std::ranges::find(codes, earlier[was].code) != codes.end())
                origins[no].push_back(was);
    }
    return origins;
}

static bool speaks_of(const Regulation& later, const Regulation& earlier)
{
    return later.previous_regulation == earlier.id.value;
}

static const CriteriaSet* set_before(const Regulation& earlier, const Regulation& later, const CriteriaSet& set)
{
    const bool named = speaks_of(later, earlier) && !set.previous_set.empty();
    return earlier.criteria_set(named ? set.previous_set : set.id);
}

/// Through what lay between.
static Origins composed(const Origins& first, const Origins& then)
{
    Origins all(then.size());
    for (std::size_t no = 0; no < then.size(); ++no) {
        for (const CriterionNo between : then[no])
            all[no].insert(all[no].end(), first[between].begin(), first[between].end());
        std::ranges::sort(all[no]);
        all[no].erase(std::unique(all[no].begin(), all[no].end()), all[no].end());
    }
    return all;
}

namespace {

/// A set of the last version, back to the one it follows in the first; none when it is new.
struct Followed {
    const CriteriaSet* earlier = nullptr;
    Origins origins;
};

} // namespace

static Followed followed(const Versions& versions, const CriteriaSet& set)
{
    Followed back{&set, Origins(set.size())};
    for (CriterionNo no = 0; no < set.size(); ++no) back.origins[no] = {no};
    for (std::size_t later = versions.size() - 1; later > 0 && back.earlier; --later) {
        const Regulation& earlier_text = *versions[later - 1];
        const Regulation& later_text = *versions[later];
        const CriteriaSet* before = set_before(earlier_text, later_text, *back.earlier);
        if (before)
            back.origins =
                composed(origins_of(*before, *back.earlier, speaks_of(later_text, earlier_text)), back.origins);
        back.earlier = before;
    }
    if (!back.earlier) back.origins.assign(set.size(), {});
    return back;
}

const CriteriaSet* predecessor(const Versions& versions, const CriteriaSet& set)
{
    return followed(versions, set).earlier;
}

// ── what differs ─────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

/// A criterion where it stands.
struct Placed {
    const Regulation& regulation;
    const CriteriaSet& set;
    const Criterion& criterion;

    std::string appraiser() const
    {
        return criterion.appraiser.empty() ? regulation.standing_department : criterion.appraiser;
    }
    /// The last day whose facts count (SA-14).
    std::optional<Date> cutoff() const
    {
        if (criterion.data_cutoff) return criterion.data_cutoff;
        if (set.data_cutoff) return set.data_cutoff;
        if (regulation.assessed_period) return regulation.assessed_period->to;
        return Date::from_civil(regulation.year, 12, 31);
    }
    /// The rules laid over it by later papers (CS-31), each with the day it comes into force.
    std::vector<std::pair<Date, ScoringRule>> laid_over() const
    {
        std::vector<std::pair<Date, ScoringRule>> rules;
        for (const Overlay& one : regulation.overlays)
            if (one.rule && one.lies_over(set, criterion.code)) rules.emplace_back(one.from, *one.rule);
        return rules;
    }
    bool counts_working_days() const
    {
        if (const auto* late = std::get_if<LateBands>(&criterion.rule)) return late->day_count == DayCount::working;
        if (const auto* on_time = std::get_if<Timeliness>(&criterion.rule))
            return on_time->day_count == DayCount::working;
        return false;
    }
};

} // namespace

template <class Plan>
static bool same(const Plan* one, const Plan* other)
{
    return one && other ? *one == *other : one == other;
}

/// The rule with all that is laid over it, and all that it reads outside itself.
static bool same_rule(const Placed& was, const Placed& is)
{
    if (!(was.criterion.rule == is.criterion.rule) || was.laid_over() != is.laid_over()) return false;
    if (const auto* asks = std::get_if<SurveyRule>(&is.criterion.rule))
        return same(was.regulation.survey(asks->survey), is.regulation.survey(asks->survey));
    if (const auto* votes = std::get_if<BallotRule>(&is.criterion.rule))
        return same(was.regulation.ballot(votes->ballot), is.regulation.ballot(votes->ballot));
    return !is.counts_working_days() || was.regulation.holidays == is.regulation.holidays;
}

/// Whose words are read by nobody but people: the rule picks by number.
static bool words_decide(const ScoringRule& rule)
{
    return std::holds_alternative<Choice>(rule) || std::holds_alternative<Granted>(rule);
}

static bool same_levels(const Criterion& was, const Criterion& is)
{
    return std::ranges::equal(was.levels, is.levels, [&](const Level& one, const Level& other) {
        return one.points == other.points && (one.text == other.text || !words_decide(is.rule));
    });
}
static bool same_level_words(const Criterion& was, const Criterion& is)
{
    return std::ranges::equal(was.levels, is.levels, [](const Level& one, const Level& other) {
        return one.text == other.text && one.note == other.note;
    });
}

static std::vector<CriterionPart> parts_that_differ(const Placed& was, const Placed& is)
{
    using enum CriterionPart;
    const Criterion& a = was.criterion;
    const Criterion& b = is.criterion;
    const bool levels_differ = !same_levels(a, b);
    std::vector<CriterionPart> parts;
    const auto note_when = [&](bool differs, CriterionPart part) {
        if (differs) parts.push_back(part);
    };
    note_when(a.title != b.title || a.printed != b.printed, title);
    note_when(a.note != b.note || (!levels_differ && !same_level_words(a, b)), note);
    note_when(a.evidence != b.evidence, evidence);
    note_when(was.appraiser() != is.appraiser(), appraiser);
    note_when(!a.na_claimable && b.na_claimable, na_claimable);
    note_when(a.evidence_rule != b.evidence_rule, evidence_rule);
    note_when(a.maximum != b.maximum, maximum);
    note_when(a.within_scale != b.within_scale, in_scale);
    if (!b.leaf) return parts; // what follows is read on leaves alone
    note_when(a.scored_by != b.scored_by, scored_by);
    note_when(!same_rule(was, is), rule);
    note_when(levels_differ, levels);
    note_when(a.window_from != b.window_from || a.window_to != b.window_to || was.cutoff() != is.cutoff(), data_window);
    note_when(a.na_policy != b.na_policy || (a.na_claimable && !b.na_claimable), na_policy);
    return parts;
}

static Change change_of(const std::vector<CriterionPart>& parts, bool leaf)
{
    if (parts.empty()) return Change::unchanged;
    if (!leaf || parts.back() < CriterionPart::evidence_rule) return Change::words; // a parent's points are its leaves'
    return parts.back() == CriterionPart::evidence_rule ? Change::duties : Change::scoring;
}

Redo redo_after(Change change)
{
    switch (change) {
    case Change::unchanged:
    case Change::words:
    case Change::dropped: return Redo::none;
    case Change::duties: return Redo::check;
    case Change::scoring:
    case Change::added: break;
    }
    return Redo::score;
}

/// How many criteria of the later set each of the earlier one became.
static std::vector<std::size_t> heirs_of(const Followed& back)
{
    std::vector<std::size_t> heirs(back.earlier ? back.earlier->size() : 0);
    for (const auto& origins : back.origins)
        for (const CriterionNo was : origins) ++heirs[was];
    return heirs;
}

std::vector<CriterionChange> changes_between(const Versions& versions)
{
    assert(!versions.empty());
    const Regulation& earlier = *versions.front();
    const Regulation& later = *versions.back();
    std::vector<CriterionChange> changes, dropped;
    std::vector<const CriteriaSet*> left_behind;
    for (const CriteriaSet& set : earlier.criteria_sets) left_behind.push_back(&set);
    const auto drop = [&](const CriteriaSet& set, CriterionNo no) {
        dropped.push_back({set.id, set[no].code, {set[no].code}, Change::dropped, {}, set[no].leaf});
    };
    for (const CriteriaSet& set : later.criteria_sets) {
        const Followed back = followed(versions, set);
        std::erase(left_behind, back.earlier);
        const std::vector<std::size_t> heirs = heirs_of(back);
        for (CriterionNo no = 0; no < set.size(); ++no) {
            CriterionChange change{set.id, set[no].code, {}, Change::added, {}, set[no].leaf};
            const std::vector<CriterionNo>& was = back.origins[no];
            for (const CriterionNo one : was) change.from.push_back((*back.earlier)[one].code);
            if (was.size() == 1 && heirs[was[0]] == 1) {
                change.parts =
                    parts_that_differ({earlier, *back.earlier, (*back.earlier)[was[0]]}, {later, set, set[no]});
                change.change = change_of(change.parts, change.leaf);
            } else if (!was.empty()) { // merged or split: points given on the one are not points on the other
                change.change = change.leaf ? Change::scoring : Change::words;
            }
            changes.push_back(std::move(change));
        }
        for (CriterionNo no = 0; no < heirs.size(); ++no)
            if (heirs[no] == 0) drop(*back.earlier, no);
    }
    for (const CriteriaSet* set : left_behind)
        for (CriterionNo no = 0; no < set->size(); ++no) drop(*set, no);
    changes.insert(changes.end(), dropped.begin(), dropped.end());
    return changes;
}

// ── last year ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Versions whose codes speak of the one before them lead back to the one that speaks of last year.
static std::size_t speaker_of_last_year(const Versions& versions)
{
    assert(!versions.empty());
    std::size_t first = versions.size() - 1;
    while (first > 0 && speaks_of(*versions[first], *versions[first])) --first;
    return first;
}

RegulationId regulation_before(const Versions& versions)
{
    const Regulation& text = *versions[speaker_of_last_year(versions)];
    return RegulationId(speaks_of(text, text) ? "" : text.previous_regulation);
}

std::optional<LastYear> last_year(const Versions& versions, const Regulation* before, std::string_view criteria_set)
{
    const std::size_t first = speaker_of_last_year(versions);
    const Regulation& text = *versions[first];
    const CriteriaSet* set = versions.back()->criteria_set(criteria_set);
    if (!set || regulation_before(versions).empty()) return {};

    const Followed back =
        followed(Versions(versions.begin() + static_cast<std::ptrdiff_t>(first), versions.end()), *set);
    LastYear known{RegulationId(text.previous_regulation), {}, std::vector<std::vector<Code>>(set->size())};
    if (!back.earlier) return known;
    known.criteria_set = back.earlier->previous_set;
    const CriteriaSet* then = before ? set_before(*before, text, *back.earlier) : nullptr;
    const Origins origins = then ? composed(origins_of(*then, *back.earlier, true), back.origins) : Origins{};
    if (then) known.criteria_set = then->id;
    for (CriterionNo no = 0; no < set->size(); ++no) {
        if (then)
            for (const CriterionNo was : origins[no]) known.codes[no].push_back((*then)[was].code);
        else
            for (const CriterionNo was : back.origins[no])
                for (const Code& code : (*back.earlier)[was].previous_codes) known.codes[no].push_back(code);
    }
    return known;
}

} // namespace cchc::domain
