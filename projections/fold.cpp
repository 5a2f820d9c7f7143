#include "projections/fold.hpp"

#include "domain/carry_over.hpp"
#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace cchc::projections {

using namespace domain;

// ── the fold ─────────────────────────────────────────────────────────────────────────────────────────────────────────

void Views::Inside::project(const Record& record, std::vector<RowChange>& changes)
{
    assert(record.seq == size);
    evolve(world, record);
    size = record.seq + 1;
    at = record.at;
    std::visit(match{
                   [&](const DirectoryEvent&) { directory_dirty = true, law_changed = record.seq; },
                   [&](const RegulationEvent&) { regulations_dirty = true, law_changed = record.seq; },
                   [&](const CycleEvent& e) {
                       if (std::holds_alternative<CycleOpened>(e))
                           open_cycle(record, changes);
                       else if (std::holds_alternative<CycleAmended>(e))
                           amend_cycle(record, changes);
                       else
                           change_cycle(record, changes);
                   },
                   [&](const AssessmentEvent&) { change_assessment(record, changes); },
                   [&](const AppraisalEvent&) { change_appraisal(record, changes); },
                   // A sealed ballot shows nowhere: what counts of it is told when the ballots are opened.
                   [&](const BallotEvent&) { folders.find(record.stream.id)->second.notes.changed = record.seq; },
               },
               record.event);
}

void Views::Inside::open_cycle(const Record& record, std::vector<RowChange>& changes)
{
    const CycleId id(record.stream.id);
    auto view = std::make_shared<CycleView>();
    evolve(*view, record, world.cycle(id)->regulation);
    cycles[id] = view;
    dirty[id] = record.seq;
    for (const AgencyId& agency : view->cycle.agencies) {
        const AssessmentId assessment = assessment_id(id, agency);
        Folder& folder = folders[assessment.value];
        folder.cycle = id;
        folder.notes.touches.resize(world.file(assessment.value)->assessment.set->size());
        folder.notes.facts_seq = folder.notes.totals_seq = folder.notes.changed = record.seq;
        draw(folder, assessment, view, changes);
    }
}

/// Another text: every assessment is drawn anew, on the sets of that text.
void Views::Inside::amend_cycle(const Record& record, std::vector<RowChange>& changes)
{
    const CycleId id(record.stream.id);
    auto view = std::make_shared<CycleView>(*cycles.at(id));
    evolve(*view, record, world.cycle(id)->regulation);
    cycles[id] = view;
    dirty[id] = record.seq;
    const auto& event = std::get<CycleAmended>(std::get<CycleEvent>(record.event));
    for (const AgencyId& agency : view->cycle.agencies) {
        const AssessmentId assessment = assessment_id(id, agency);
        Folder& folder = folders.find(assessment.value)->second;
        const CriteriaSet& later = *world.file(assessment.value)->assessment.set;
        const CarryOver map = carry_over(event, *folder.view->set, later);
        std::vector<EntryTouches> touches(later.size());
        for (const CriterionNo leaf : later.leaves()) {
            std::vector<const EntryTouches*> from;
            for (const CriterionNo was : map.leaves[leaf].from) from.push_back(&folder.notes.touches[was]);
            touches[leaf] = carried(from, map.leaves[leaf].redo);
        }
        folder.notes.touches = std::move(touches);
        folder.notes.facts_seq = folder.notes.totals_seq = folder.notes.changed = record.seq;
        draw(folder, assessment, view, changes);
    }
}

/// The area a leaf stands in: the last one that begins before it.
static TotalsRow::Area& area_of(TotalsRow& sums, const CriteriaSet& set, CriterionNo leaf)
{
    const auto next = std::ranges::upper_bound(set.areas(), leaf);
    assert(next != set.areas().begin());
    return sums.areas[static_cast<std::size_t>(next - set.areas().begin()) - 1];
}

/// How this set's leaves are added up, settled once.
void Views::Inside::learn_how_to_add(Folder& folder, const Regulation& regulation, const CriteriaSet& set)
{
    folder.plain = regulation.total_floor == Points{};
    for (const CriterionNo leaf : set.leaves())
        if (std::holds_alternative<Bonus>(set[leaf].rule) || std::holds_alternative<Penalty>(set[leaf].rule))
            folder.plain = false;
    folder.tie_areas.clear();
    for (const std::string& code : regulation.tie_break) {
        const CriterionNo tie = set.find(code);
        const auto next = std::ranges::upper_bound(set.areas(), tie); // an area, or what stands in one
        const bool there = tie != no_criterion;
        folder.tie_areas.push_back(there ? static_cast<std::size_t>(next - set.areas().begin()) - 1
                                         : set.areas().size());
    }
}

/// All rows of one assessment, from nothing but the world and the notes.
void Views::Inside::draw(Folder& folder, const AssessmentId& assessment, const std::shared_ptr<const CycleView>& cycle,
                         std::vector<RowChange>& changes)
{
    const Assessment& about = world.file(assessment.value)->assessment;
    folder.view = std::make_shared<AssessmentView>();
    AssessmentView& first = *folder.view;
    first.id = assessment;
    first.agency = about.agency;
    first.listing = cycle->cycle.regulation->agency(about.agency);
    first.cycle = cycle;
    first.set = about.set;
    first.entries.resize(first.set->size());
    folder.shares.assign(first.set->size(), {});
    folder.sums = {};
    folder.sums.areas.resize(first.set->areas().size());
    folder.dropped = {};
    learn_how_to_add(folder, *cycle->cycle.regulation, *first.set);
    for (const CriterionNo leaf : first.set->leaves()) {
        if (!agency_scores((*first.set)[leaf])) continue;
        ++folder.sums.leaves;
        ++area_of(folder.sums, *first.set, leaf).leaves;
    }
    AssessmentView::Items items(first.set->size());
    for (const CriterionNo leaf : first.set->leaves()) {
        redraw_entry(folder, first, leaf, changes);
        for (const int ordinal : {1, 2}) redraw_item(folder, first, items, leaf, ordinal, changes);
    }
    first.items = std::make_shared<const AssessmentView::Items>(std::move(items));
    redraw_facts(folder, first, folder.notes.facts_seq, false, changes);
    redraw_totals(folder, first, folder.notes.totals_seq, changes);
    keep(folder);
}

/// The view to change: the one at hand while nobody has seen it, else a copy of it.
AssessmentView& Views::Inside::next_of(Folder& folder)
{
    if (std::exchange(folder.is_shown, false)) folder.view = std::make_shared<AssessmentView>(*folder.view);
    return *folder.view;
}

/// A lock, a publication, a reopening: what it means for each assessment shows in all of them at once.
void Views::Inside::change_cycle(const Record& record, std::vector<RowChange>& changes)
{
    const CycleId id(record.stream.id);
    auto view = std::make_shared<CycleView>(*cycles.at(id));
    evolve(*view, record, view->cycle.regulation);
    cycles[id] = view;
    dirty[id] = record.seq;

    const auto& event = std::get<CycleEvent>(record.event);
    const auto* published = std::get_if<AppraisalsPublished>(&event);
    const bool points_move = published || std::holds_alternative<RoundLocked>(event);
    for (const AgencyId& agency : view->cycle.agencies) {
        Folder& folder = folders.find(assessment_id(id, agency).value)->second;
        AssessmentView& next = next_of(folder);
        next.cycle = view;
        if (points_move) {
            for (const CriterionNo leaf : next.set->leaves()) {
                if (published) {
                    const int ordinal = view->cycle.round(published->round)->plan.ordinal;
                    EntryTouches::Opinions& opinions = folder.notes.touches[leaf].opinions[ordinal == 2 ? 1 : 0];
                    const AssessmentFile& file = *world.file(assessment_id(id, agency).value);
                    const AppraisalItem& item = file.appraisal.item(leaf, ordinal);
                    if (comes_to(item, file.assessment, *view->cycle.regulation, leaf))
                        opinions.publish(item.ruling.has_value());
                }
                redraw_entry(folder, next, leaf, changes);
            }
            redraw_totals(folder, next, record.seq, changes);
        }
        folder.notes.changed = record.seq;
        keep(folder);
    }
}

/// Brought in by others, or found out by the machine: not the agency's own work.
template <class E>
concept IsOfOthers = std::is_same_v<E, SignatureVerified> || std::is_same_v<E, EvidenceDestroyed> ||
    requires(const E& e)
{
    e.given;
} || requires(const E& e)
{
    e.on_behalf;
};

void Views::Inside::change_assessment(const Record& record, std::vector<RowChange>& changes)
{
    const auto& event = std::get<AssessmentEvent>(record.event);
    Folder& folder = folders.find(record.stream.id)->second;
    folder.notes.changed = record.seq;
    AssessmentView& next = next_of(folder);
    ++folder.notes.version;
    const bool by_others = std::visit([]<class E>(const E&) { return IsOfOthers<E>; }, event);
    if (!by_others && (record.role != RoleKind::system_admin || record.actor != system_actor()))
        folder.notes.last_change_at = record.at;

    const Code* code = criterion_of(event);
    if (code) {
        const CriterionNo criterion = next.set->find(code->value);
        note(folder.notes.touches[criterion], event, record);
        redraw_entry(folder, next, criterion, changes);
    }
    // Under a reopening, after the lock: what counts for nothing without a submission counts again, and the other way.
    if (std::holds_alternative<AssessmentSubmitted>(event) || std::holds_alternative<AssessmentWithdrawn>(event))
        for (const CriterionNo leaf : next.set->leaves()) redraw_entry(folder, next, leaf, changes);
    const Touch touch{record.actor, record.at, record.seq};
    std::visit(
        match{
            [&](const AssessmentSubmitted&) {
                folder.notes.submissions.push_back(touch);
                folder.notes.withdrawn.emplace_back();
            },
            [&](const AssessmentWithdrawn&) { folder.notes.withdrawn.back() = record.at; },
            [&](const ApprovalRequested&) { folder.notes.approval = touch, folder.notes.approval_reason.clear(); },
            [&](const AssessmentApproved&) { folder.notes.approval = touch, folder.notes.approval_reason.clear(); },
            [&](const ApprovalReturned& e) { folder.notes.approval = touch, folder.notes.approval_reason = e.reason; },
            [&](const SubmissionDelegated&) { folder.notes.approval = touch; },
            [](const auto&) {},
        },
        event);
    redraw_facts(folder, next, record.seq, code != nullptr, changes);
    redraw_totals(folder, next, record.seq, changes);
    dirty[folder.cycle] = record.seq;
    keep(folder);
}

void Views::Inside::change_appraisal(const Record& record, std::vector<RowChange>& changes)
{
    const auto& event = std::get<AppraisalEvent>(record.event);
    const Opinion& opinion = std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, event);
    Folder& folder = folders.find(record.stream.id)->second;
    folder.notes.changed = record.seq;
    AssessmentView& next = next_of(folder);
    const CriterionNo criterion = next.set->find(opinion.criterion.value);
    const int ordinal = next.cycle->cycle.round(opinion.round)->plan.ordinal;
    note(folder.notes.touches[criterion], event, ordinal, record);
    auto items = std::make_shared<AssessmentView::Items>(*next.items);
    redraw_item(folder, next, *items, criterion, ordinal, changes);
    next.items = std::move(items);
    add_up(folder, next, criterion);
    redraw_totals(folder, next, record.seq, changes);
    dirty[folder.cycle] = record.seq;
    keep(folder); // its facts did not move: an agency sees no sign that somebody is at work on it
}

// ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

void Views::Inside::redraw_entry(Folder& folder, AssessmentView& next, CriterionNo criterion,
                                 std::vector<RowChange>& changes)
{
    auto row = std::make_shared<const EntryRow>(
        entry_row(next.cycle->cycle, *world.file(next.id.value), criterion, folder.notes.touches[criterion]));
    if (next.entries[criterion] && *next.entries[criterion] == *row) return;
    changes.push_back({View::entry, entry_key(next.id.value, criterion), encode(*row)});
    next.entries[criterion] = std::move(row);
    add_up(folder, next, criterion);
}

void Views::Inside::redraw_item(Folder& folder, const AssessmentView& next, AssessmentView::Items& items,
                                CriterionNo criterion, int ordinal, std::vector<RowChange>& changes)
{
    auto row = std::make_shared<const ItemRow>(item_row(*next.cycle->cycle.regulation, *world.file(next.id.value),
                                                        criterion, ordinal, folder.notes.touches[criterion]));
    auto& held = items[criterion][ordinal == 2 ? 1 : 0];
    if (held && *held == *row) return;
    changes.push_back({View::item, item_key(next.id.value, criterion, ordinal), encode(*row)});
    held = std::move(row);
}

static std::string submissions_json(const Assessment& assessment, const std::vector<Touch>& touches,
                                    const std::vector<std::optional<Instant>>& withdrawn)
{
    std::string text;
    JsonWriter json(text);
    json.open_array();
    for (std::size_t i = 0; i < assessment.submissions.size(); ++i) {
        const AssessmentSubmitted& facts = assessment.submissions[i].facts;
        json.open_object();
        json.key("number");
        json.number(static_cast<std::uint64_t>(facts.number));
        json.member("by", touches[i].by.value);
        json.member("at", local_text(touches[i].at));
        json.member("seq", std::to_string(touches[i].seq));
        json.key("days_late");
        json.number(static_cast<std::int64_t>(facts.days_late));
        json.member("self_total", facts.self_total.text());
        json.member("content_hash", facts.content_hash.hex());
        json.key("attendance");
        json.open_array();
        for (const std::string& office : facts.attendance) json.text(office);
        json.close_array();
        json.key("withdrawn_at");
        if (withdrawn[i])
            json.text(local_text(*withdrawn[i]));
        else
            json.null();
        json.close_object();
    }
    json.close_array();
    return text;
}

static std::string approval_json(const Assessment& assessment, const Touch& touch, const std::string& reason)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("state", wire(assessment.approval));
    json.key("content");
    json.number(assessment.approved_content);
    json.key("current"); // what was approved is what stands
    json.boolean(assessment.approval != ApprovalState::none && assessment.approved_content == assessment.content);
    json.key("delegate");
    if (assessment.delegate.empty())
        json.null();
    else
        json.text(assessment.delegate.value);
    json.member("reason", reason);
    json.key("by");
    if (touch.by.empty())
        json.null();
    else
        json.text(touch.by.value);
    json.key("at");
    if (touch.by.empty())
        json.null();
    else
        json.text(local_text(touch.at));
    json.close_object();
    return text;
}

/// `papers_stand`: the event was about an entry, so no submission came or went; nor did an approval, if there is none.
void Views::Inside::redraw_facts(Folder& folder, AssessmentView& next, Sequence seq, bool papers_stand,
                                 std::vector<RowChange>& changes)
{
    const Assessment& assessment = world.file(next.id.value)->assessment;
    AssessmentRow row;
    row.seq = seq;
    row.version = folder.notes.version;
    row.content = assessment.content;
    row.submitted = assessment.submitted();
    row.to_confirm = assessment.to_confirm();
    row.approval = assessment.approval;
    row.approved_content = assessment.approved_content;
    row.delegate = assessment.delegate;
    papers_stand = papers_stand && next.facts && next.facts->approval == ApprovalState::none &&
                   assessment.approval == ApprovalState::none;
    if (papers_stand) {
        row.approval_json = next.facts->approval_json;
        row.submissions_json = next.facts->submissions_json;
    } else {
        row.approval_json = approval_json(assessment, folder.notes.approval, folder.notes.approval_reason);
        row.submissions_json = submissions_json(assessment, folder.notes.submissions, folder.notes.withdrawn);
    }
    auto kept = std::make_shared<const AssessmentRow>(std::move(row));
    if (next.facts && *next.facts == *kept) return;
    changes.push_back({View::assessment, next.id.value, encode(*kept)});
    next.facts = std::move(kept);
    folder.notes.facts_seq = seq;
}

/// Puts the leaf's new share of the sums in the place of its old one.
void Views::Inside::add_up(Folder& folder, const AssessmentView& next, CriterionNo leaf)
{
    const AssessmentFile& file = *world.file(next.id.value);
    const Criterion& criterion = (*next.set)[leaf];
    const EntryRow& entry = *next.entries[leaf];
    const bool not_applicable = file.assessment.entries[leaf].na == NaState::accepted;
    Share now;
    now.points = entry.counted;
    if (entry.not_applicable && criterion.within_scale && criterion.na_policy == NaPolicy::drop)
        now.dropped = criterion.maximum;
    if (entry.awaited)
        now.awaited =
            static_cast<std::size_t>(std::ranges::find(awaited_kinds, criterion.scored_by) - awaited_kinds.begin());
    if (agency_scores(criterion)) {
        now.complete = entry.complete;
        now.appraisable = !not_applicable;
        for (const int ordinal : {1, 2})
            now.decided[ordinal == 2 ? 1 : 0] =
                !not_applicable &&
                comes_to(file.appraisal.item(leaf, ordinal), file.assessment, *next.cycle->cycle.regulation, leaf)
                    .has_value();
    }

    Share& before = folder.shares[leaf];
    TotalsRow& sums = folder.sums;
    TotalsRow::Area& area = area_of(sums, *next.set, leaf);
    for (std::size_t stage = 0; stage < 3; ++stage) {
        const Points moved = now.points[stage] - before.points[stage];
        sums.points[stage] += moved;
        area.points[stage] += moved;
    }
    folder.dropped += now.dropped - before.dropped;
    const auto move = [](std::uint32_t& count, bool is, bool was) { count += static_cast<std::uint32_t>(is) - was; };
    if (before.awaited) --sums.awaited[*before.awaited];
    if (now.awaited) ++sums.awaited[*now.awaited];
    move(sums.complete, now.complete, before.complete);
    move(area.complete, now.complete, before.complete);
    move(sums.appraisable, now.appraisable, before.appraisable);
    for (std::size_t round = 0; round < 2; ++round)
        move(sums.decided[round], now.decided[round], before.decided[round]);
    before = now;
}

/// Areas, tie-breaks and the total as the regulation has them; the sums of the shares stand in `row` already.
void Views::Inside::total_up(const Folder& folder, const AssessmentView& next, TotalsRow& row) const
{
    const CriteriaSet& set = *next.set;
    if (folder.plain) {
        for (const std::size_t area : folder.tie_areas)
            row.tie_breaks.push_back(area < row.areas.size() ? row.areas[area].points : std::array<Points, 3>{});
        return;
    }
    std::vector<Points> points(set.size());
    std::vector<bool> not_applicable(set.size());
    row.tie_breaks.resize(folder.tie_areas.size());
    for (std::size_t stage = 0; stage < row.points.size(); ++stage) {
        for (const CriterionNo leaf : set.leaves()) {
            points[leaf] = signed_points(set[leaf], next.entries[leaf]->counted[stage]); // back to what it takes off
            not_applicable[leaf] = next.entries[leaf]->not_applicable;
        }
        const Total total = domain::total(*next.cycle->cycle.regulation, set, points, not_applicable);
        row.points[stage] = total.points;
        for (std::size_t area = 0; area < row.areas.size(); ++area) row.areas[area].points[stage] = total.areas[area];
        for (std::size_t i = 0; i < row.tie_breaks.size(); ++i) row.tie_breaks[i][stage] = total.tie_breaks[i];
    }
}

void Views::Inside::redraw_totals(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes)
{
    const AssessmentFile& file = *world.file(next.id.value);
    TotalsRow row = folder.sums;
    row.seq = next.totals ? next.totals->seq : seq;
    row.maximum = next.set->maximum;
    row.applicable_maximum = next.set->maximum - folder.dropped;
    row.submitted = file.assessment.submitted();
    if (row.submitted) {
        row.days_late = file.assessment.submissions.back().facts.days_late;
        row.submitted_at = folder.notes.submissions.back().at;
    }
    row.last_change_at = folder.notes.last_change_at;
    total_up(folder, next, row);
    if (next.totals && *next.totals == row) return;
    row.seq = seq;
    auto kept = std::make_shared<const TotalsRow>(std::move(row));
    changes.push_back({View::totals, totals_key(folder.cycle.value, next.id.value), encode(*kept)});
    next.totals = std::move(kept);
    folder.notes.totals_seq = seq;
}

void Views::Inside::keep(Folder& folder)
{
    folder.view->seq = std::max(folder.view->facts->seq, folder.view->cycle->seq);
    if (!std::exchange(folder.is_stale, true)) stale.push_back(&folder);
}

// ── for readers ──────────────────────────────────────────────────────────────────────────────────────────────────────

std::shared_ptr<const Snapshot> Views::Inside::snapshot()
{
    if (last->size == size) return last;
    auto next = std::make_shared<Snapshot>(*last);
    next->size = size;
    next->at = at;
    if (directory_dirty) next->directory = std::make_shared<const Directory>(world.directory);
    directory_dirty = false;
    if (regulations_dirty) {
        next->regulations = std::make_shared<const std::map<RegulationId, RegulationFile>>(world.regulations);
        next->library = std::make_shared<const Library>(world.library);
    }
    regulations_dirty = false;

    std::map<CycleId, std::shared_ptr<CycleSnapshot>> redrawn;
    for (const auto& [id, seq] : dirty) {
        auto held = std::make_shared<CycleSnapshot>();
        held->cycle = cycles.at(id);
        held->seq = seq;
        if (const CycleSnapshot* before = last->cycle(id.value)) {
            held->assessments = before->assessments;
            held->places = before->places;
        } else {
            auto places = std::make_shared<Places>();
            for (const AgencyId& agency : held->cycle->cycle.agencies) {
                const AssessmentId assessment = assessment_id(id, agency);
                folders.find(assessment.value)->second.place = places->size();
                places->emplace(assessment.value, places->size());
            }
            held->assessments.resize(places->size());
            held->places = std::move(places);
        }
        next->cycles[id] = held;
        redrawn[id] = std::move(held);
    }
    dirty.clear();
    for (Folder* folder : stale) {
        redrawn.at(folder->cycle)->assessments[folder->place] = folder->view;
        folder->is_shown = true;
        folder->is_stale = false;
    }
    stale.clear();
    last = std::move(next);
    return last;
}

} // namespace cchc::projections
