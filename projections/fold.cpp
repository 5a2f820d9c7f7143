#include "projections/fold.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>
#include <cassert>

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
                       else
                           change_cycle(record, changes);
                   },
                   [&](const AssessmentEvent&) { change_assessment(record, changes); },
                   [&](const AppraisalEvent&) { change_appraisal(record, changes); },
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

/// All rows of one assessment, from nothing but the world and the notes.
void Views::Inside::draw(Folder& folder, const AssessmentId& assessment, const std::shared_ptr<const CycleView>& cycle,
                         std::vector<RowChange>& changes)
{
    const Assessment& about = world.file(assessment.value)->assessment;
    auto first = std::make_shared<AssessmentView>();
    first->id = assessment;
    first->agency = about.agency;
    first->cycle = cycle;
    first->set = about.set;
    first->entries.resize(first->set->size());
    first->items.resize(first->set->size());
    for (const CriterionNo leaf : first->set->leaves()) {
        redraw_entry(folder, *first, leaf, changes);
        for (const int ordinal : {1, 2}) redraw_item(folder, *first, leaf, ordinal, changes);
    }
    redraw_facts(folder, *first, folder.notes.facts_seq, changes);
    redraw_totals(folder, *first, folder.notes.totals_seq, changes);
    keep(folder, std::move(first));
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
        auto next = std::make_shared<AssessmentView>(*folder.view);
        next->cycle = view;
        if (points_move) {
            for (const CriterionNo leaf : next->set->leaves()) {
                if (published) {
                    const int ordinal = view->cycle.round(published->round)->plan.ordinal;
                    EntryTouches::Opinions& opinions = folder.notes.touches[leaf].opinions[ordinal == 2 ? 1 : 0];
                    opinions.published = opinions.decided;
                }
                redraw_entry(folder, *next, leaf, changes);
            }
            redraw_totals(folder, *next, record.seq, changes);
        }
        folder.notes.changed = record.seq;
        keep(folder, std::move(next));
    }
}

void Views::Inside::change_assessment(const Record& record, std::vector<RowChange>& changes)
{
    const auto& event = std::get<AssessmentEvent>(record.event);
    Folder& folder = folders.find(record.stream.id)->second;
    folder.notes.changed = record.seq;
    auto next = std::make_shared<AssessmentView>(*folder.view);
    ++folder.notes.version;
    if (record.role != RoleKind::system_admin || record.actor != system_actor())
        folder.notes.last_change_at = record.at;

    if (const Code* code = criterion_of(event)) {
        const CriterionNo criterion = next->set->find(code->value);
        note(folder.notes.touches[criterion], event, record);
        redraw_entry(folder, *next, criterion, changes);
    }
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
    redraw_facts(folder, *next, record.seq, changes);
    redraw_totals(folder, *next, record.seq, changes);
    dirty[folder.cycle] = record.seq;
    keep(folder, std::move(next));
}

void Views::Inside::change_appraisal(const Record& record, std::vector<RowChange>& changes)
{
    const auto& event = std::get<AppraisalEvent>(record.event);
    const Opinion& opinion = std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, event);
    Folder& folder = folders.find(record.stream.id)->second;
    folder.notes.changed = record.seq;
    auto next = std::make_shared<AssessmentView>(*folder.view);
    const CriterionNo criterion = next->set->find(opinion.criterion.value);
    const int ordinal = next->cycle->cycle.round(opinion.round)->plan.ordinal;
    note(folder.notes.touches[criterion], event, ordinal, record);
    redraw_item(folder, *next, criterion, ordinal, changes);
    redraw_totals(folder, *next, record.seq, changes);
    dirty[folder.cycle] = record.seq;
    keep(folder, std::move(next)); // its facts did not move: an agency sees no sign that somebody is at work on it
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
}

void Views::Inside::redraw_item(Folder& folder, AssessmentView& next, CriterionNo criterion, int ordinal,
                                std::vector<RowChange>& changes)
{
    const AppraisalItem& item = world.file(next.id.value)->appraisal.item(criterion, ordinal);
    auto row = std::make_shared<const ItemRow>(item_row(item, ordinal, folder.notes.touches[criterion]));
    auto& held = next.items[criterion][ordinal == 2 ? 1 : 0];
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

void Views::Inside::redraw_facts(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes)
{
    const Assessment& assessment = world.file(next.id.value)->assessment;
    AssessmentRow row;
    row.seq = seq;
    row.version = folder.notes.version;
    row.content = assessment.content;
    row.submitted = assessment.submitted();
    row.approval = assessment.approval;
    row.approved_content = assessment.approved_content;
    row.delegate = assessment.delegate;
    row.approval_json = approval_json(assessment, folder.notes.approval, folder.notes.approval_reason);
    row.submissions_json = submissions_json(assessment, folder.notes.submissions, folder.notes.withdrawn);
    auto kept = std::make_shared<const AssessmentRow>(std::move(row));
    if (next.facts && *next.facts == *kept) return;
    changes.push_back({View::assessment, next.id.value, encode(*kept)});
    next.facts = std::move(kept);
    folder.notes.facts_seq = seq;
}

void Views::Inside::redraw_totals(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes)
{
    const CriteriaSet& set = *next.set;
    const AssessmentFile& file = *world.file(next.id.value);
    TotalsRow row;
    row.seq = next.totals ? next.totals->seq : seq;
    row.maximum = set.maximum;
    row.applicable_maximum = applicable_maximum(file.assessment);
    row.areas.resize(set.areas().size());
    std::size_t area = 0;
    for (const CriterionNo leaf : set.leaves()) {
        while (area + 1 < set.areas().size() && set.areas()[area + 1] <= leaf) ++area;
        const EntryRow& entry = *next.entries[leaf];
        TotalsRow::Area& sums = row.areas[area];
        for (std::size_t stage = 0; stage < 3; ++stage) {
            row.points[stage] += entry.counted[stage];
            sums.points[stage] += entry.counted[stage];
        }
        if (!agency_scores(set[leaf])) continue;
        ++sums.leaves;
        ++row.leaves;
        sums.complete += entry.complete;
        row.complete += entry.complete;
        if (file.assessment.entries[leaf].na == NaState::accepted) continue;
        ++row.appraisable;
        for (const int ordinal : {1, 2})
            row.decided[ordinal == 2 ? 1 : 0] += file.appraisal.item(leaf, ordinal).decided.has_value();
    }
    row.submitted = file.assessment.submitted();
    if (row.submitted) {
        row.days_late = file.assessment.submissions.back().facts.days_late;
        row.submitted_at = folder.notes.submissions.back().at;
    }
    row.last_change_at = folder.notes.last_change_at;
    if (next.totals && *next.totals == row) return;
    row.seq = seq;
    auto kept = std::make_shared<const TotalsRow>(std::move(row));
    changes.push_back({View::totals, totals_key(folder.cycle.value, next.id.value), encode(*kept)});
    next.totals = std::move(kept);
    folder.notes.totals_seq = seq;
}

void Views::Inside::keep(Folder& folder, std::shared_ptr<AssessmentView> next)
{
    next->seq = std::max(next->facts->seq, next->cycle->seq);
    folder.view = std::move(next);
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
    if (regulations_dirty)
        next->regulations =
            std::make_shared<const std::map<RegulationId, std::vector<RegulationIssued>>>(world.regulations);
    regulations_dirty = false;
    for (const auto& [id, seq] : dirty) {
        auto held = std::make_shared<CycleSnapshot>();
        held->cycle = cycles.at(id);
        held->seq = seq;
        held->assessments.reserve(held->cycle->cycle.agencies.size());
        for (const AgencyId& agency : held->cycle->cycle.agencies)
            held->assessments.push_back(folders.find(assessment_id(id, agency).value)->second.view);
        next->cycles[id] = std::move(held);
    }
    dirty.clear();
    last = std::move(next);
    return last;
}

} // namespace cchc::projections
