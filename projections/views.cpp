#include "projections/views.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::projections {

using namespace domain;

const Code* criterion_of(const AssessmentEvent& event)
{
    return std::visit(
        [](const auto& e) -> const Code* {
            if constexpr (requires { e.criterion; })
                return &e.criterion;
            else
                return nullptr;
        },
        event);
}

// ── snapshots ────────────────────────────────────────────────────────────────────────────────────────────────────────

const CycleSnapshot* Snapshot::cycle(std::string_view id) const
{
    const auto found = cycles.find(CycleId(id));
    return found == cycles.end() ? nullptr : found->second.get();
}

std::shared_ptr<const AssessmentView> Snapshot::assessment(std::string_view id) const
{
    for (const auto& [cycle, held] : cycles) {
        if (!id.starts_with(cycle.value)) continue;
        for (const auto& assessment : held->assessments)
            if (assessment->id.value == id) return assessment;
    }
    return nullptr;
}

Board CycleSnapshot::board() const
{
    Board board{cycle, cycle->seq, cycle->seq, {}};
    board.entries.reserve(assessments.size());
    for (const auto& assessment : assessments) {
        board.told = std::max(board.told, assessment->facts->seq);
        board.seq = std::max({board.seq, board.told, assessment->totals->seq});
        board.entries.push_back({assessment->id, assessment->agency, assessment->totals,
                                 assessment_state(*cycle, assessment->agency, *assessment->facts)});
    }
    return board;
}

std::shared_ptr<const Snapshot> Views::snapshot()
{
    if (last_->size == size_) return last_;
    auto next = std::make_shared<Snapshot>(*last_);
    next->size = size_;
    next->at = at_;
    if (directory_dirty_) next->directory = std::make_shared<const Directory>(world_.directory);
    directory_dirty_ = false;
    if (regulations_dirty_)
        next->regulations =
            std::make_shared<const std::map<RegulationId, std::vector<RegulationIssued>>>(world_.regulations);
    regulations_dirty_ = false;
    for (const auto& [id, seq] : dirty_) {
        auto held = std::make_shared<CycleSnapshot>();
        held->cycle = cycles_.at(id);
        held->seq = seq;
        held->assessments.reserve(held->cycle->cycle.agencies.size());
        for (const AgencyId& agency : held->cycle->cycle.agencies)
            held->assessments.push_back(folders_.find(assessment_id(id, agency).value)->second.view);
        next->cycles[id] = std::move(held);
    }
    dirty_.clear();
    last_ = std::move(next);
    return last_;
}

std::shared_ptr<const AssessmentView> Views::assessment(std::string_view id) const
{
    const auto found = folders_.find(id);
    return found == folders_.end() ? nullptr : found->second.view;
}

std::shared_ptr<const CycleView> Views::cycle(const CycleId& id) const
{
    const auto found = cycles_.find(id);
    return found == cycles_.end() ? nullptr : found->second;
}

// ── the fold ─────────────────────────────────────────────────────────────────────────────────────────────────────────

void Views::learn(const Sha256& document, std::shared_ptr<const Regulation> regulation)
{
    world_.library[document] = std::move(regulation);
}

void Views::project(const Record& record, std::vector<RowChange>& changes)
{
    assert(record.seq == size_);
    evolve(world_, record);
    size_ = record.seq + 1;
    at_ = record.at;
    std::visit(match{
                   [&](const DirectoryEvent&) { directory_dirty_ = true; },
                   [&](const RegulationEvent&) { regulations_dirty_ = true; },
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

void Views::open_cycle(const Record& record, std::vector<RowChange>& changes)
{
    const CycleId id(record.stream.id);
    auto view = std::make_shared<CycleView>();
    evolve(*view, record, world_.cycle(id)->regulation);
    cycles_[id] = view;
    dirty_[id] = record.seq;
    for (const AgencyId& agency : view->cycle.agencies) {
        const AssessmentId assessment = assessment_id(id, agency);
        const AssessmentFile& file = *world_.file(assessment.value);
        Folder& folder = folders_[assessment.value];
        folder.cycle = id;
        folder.touches.resize(file.assessment.set->size());
        auto first = std::make_shared<AssessmentView>();
        first->id = assessment;
        first->agency = agency;
        first->cycle = view;
        first->set = file.assessment.set;
        first->entries.resize(first->set->size());
        first->items.resize(first->set->size());
        for (const CriterionNo leaf : first->set->leaves()) {
            redraw_entry(folder, *first, leaf, changes);
            for (const int ordinal : {1, 2}) redraw_item(folder, *first, leaf, ordinal, changes);
        }
        redraw_facts(folder, *first, record.seq, changes);
        redraw_totals(folder, *first, record.seq, changes);
        keep(folder, std::move(first));
    }
}

/// A lock, a publication, a reopening: what it means for each assessment shows in all of them at once.
void Views::change_cycle(const Record& record, std::vector<RowChange>& changes)
{
    const CycleId id(record.stream.id);
    auto view = std::make_shared<CycleView>(*cycles_.at(id));
    evolve(*view, record, view->cycle.regulation);
    cycles_[id] = view;
    dirty_[id] = record.seq;

    const auto& event = std::get<CycleEvent>(record.event);
    const auto* published = std::get_if<AppraisalsPublished>(&event);
    const bool points_move = published || std::holds_alternative<RoundLocked>(event);
    for (const AgencyId& agency : view->cycle.agencies) {
        Folder& folder = folders_.find(assessment_id(id, agency).value)->second;
        auto next = std::make_shared<AssessmentView>(*folder.view);
        next->cycle = view;
        if (points_move) {
            for (const CriterionNo leaf : next->set->leaves()) {
                if (published) {
                    const int ordinal = view->cycle.round(published->round)->plan.ordinal;
                    EntryTouches::Opinions& opinions = folder.touches[leaf].opinions[ordinal == 2 ? 1 : 0];
                    opinions.published = opinions.decided;
                }
                redraw_entry(folder, *next, leaf, changes);
            }
            redraw_totals(folder, *next, record.seq, changes);
        }
        keep(folder, std::move(next));
    }
}

void Views::change_assessment(const Record& record, std::vector<RowChange>& changes)
{
    const auto& event = std::get<AssessmentEvent>(record.event);
    Folder& folder = folders_.find(record.stream.id)->second;
    auto next = std::make_shared<AssessmentView>(*folder.view);
    ++folder.version;
    if (record.role != RoleKind::system_admin || record.actor != system_actor()) folder.last_change_at = record.at;

    if (const Code* code = criterion_of(event)) {
        const CriterionNo criterion = next->set->find(code->value);
        note(folder.touches[criterion], event, record);
        redraw_entry(folder, *next, criterion, changes);
    }
    const Touch touch{record.actor, record.at, record.seq};
    std::visit(match{
                   [&](const AssessmentSubmitted&) {
                       folder.submissions.push_back(touch);
                       folder.withdrawn.emplace_back();
                   },
                   [&](const AssessmentWithdrawn&) { folder.withdrawn.back() = record.at; },
                   [&](const ApprovalRequested&) { folder.approval = touch, folder.approval_reason.clear(); },
                   [&](const AssessmentApproved&) { folder.approval = touch, folder.approval_reason.clear(); },
                   [&](const ApprovalReturned& e) { folder.approval = touch, folder.approval_reason = e.reason; },
                   [&](const SubmissionDelegated&) { folder.approval = touch; },
                   [](const auto&) {},
               },
               event);
    redraw_facts(folder, *next, record.seq, changes);
    redraw_totals(folder, *next, record.seq, changes);
    dirty_[folder.cycle] = record.seq;
    keep(folder, std::move(next));
}

void Views::change_appraisal(const Record& record, std::vector<RowChange>& changes)
{
    const auto& event = std::get<AppraisalEvent>(record.event);
    const Opinion& opinion = std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, event);
    Folder& folder = folders_.find(record.stream.id)->second;
    auto next = std::make_shared<AssessmentView>(*folder.view);
    const CriterionNo criterion = next->set->find(opinion.criterion.value);
    const int ordinal = next->cycle->cycle.round(opinion.round)->plan.ordinal;
    note(folder.touches[criterion], event, ordinal, record);
    redraw_item(folder, *next, criterion, ordinal, changes);
    redraw_totals(folder, *next, record.seq, changes);
    dirty_[folder.cycle] = record.seq;
    keep(folder, std::move(next)); // its facts did not move: an agency sees no sign that somebody is at work on it
}

// ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

void Views::redraw_entry(Folder& folder, AssessmentView& next, CriterionNo criterion, std::vector<RowChange>& changes)
{
    auto row = std::make_shared<const EntryRow>(
        entry_row(next.cycle->cycle, *world_.file(next.id.value), criterion, folder.touches[criterion]));
    if (next.entries[criterion] && *next.entries[criterion] == *row) return;
    changes.push_back({View::entry, entry_key(next.id.value, criterion), encode(*row)});
    next.entries[criterion] = std::move(row);
}

void Views::redraw_item(Folder& folder, AssessmentView& next, CriterionNo criterion, int ordinal,
                        std::vector<RowChange>& changes)
{
    const AppraisalItem& item = world_.file(next.id.value)->appraisal.item(criterion, ordinal);
    auto row = std::make_shared<const ItemRow>(item_row(item, ordinal, folder.touches[criterion]));
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

void Views::redraw_facts(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes)
{
    const Assessment& assessment = world_.file(next.id.value)->assessment;
    AssessmentRow row;
    row.seq = seq;
    row.version = folder.version;
    row.content = assessment.content;
    row.submitted = assessment.submitted();
    row.approval = assessment.approval;
    row.approved_content = assessment.approved_content;
    row.delegate = assessment.delegate;
    row.approval_json = approval_json(assessment, folder.approval, folder.approval_reason);
    row.submissions_json = submissions_json(assessment, folder.submissions, folder.withdrawn);
    auto kept = std::make_shared<const AssessmentRow>(std::move(row));
    if (next.facts && *next.facts == *kept) return;
    changes.push_back({View::assessment, next.id.value, encode(*kept)});
    next.facts = std::move(kept);
}

void Views::redraw_totals(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes)
{
    const CriteriaSet& set = *next.set;
    const AssessmentFile& file = *world_.file(next.id.value);
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
        row.submitted_at = folder.submissions.back().at;
    }
    row.last_change_at = folder.last_change_at;
    if (next.totals && *next.totals == row) return;
    row.seq = seq;
    auto kept = std::make_shared<const TotalsRow>(std::move(row));
    changes.push_back({View::totals, totals_key(folder.cycle.value, next.id.value), encode(*kept)});
    next.totals = std::move(kept);
}

void Views::keep(Folder& folder, std::shared_ptr<AssessmentView> next)
{
    next->seq = std::max(next->facts->seq, next->cycle->seq);
    folder.view = std::move(next);
}

// ── from stored rows ─────────────────────────────────────────────────────────────────────────────────────────────────

std::shared_ptr<const AssessmentView> assessment_from(const RowSource& rows, const AgencyId& agency,
                                                      std::shared_ptr<const CycleView> cycle)
{
    auto view = std::make_shared<AssessmentView>();
    view->id = assessment_id(cycle->cycle.id, agency);
    view->agency = agency;
    view->set = cycle->cycle.regulation->set_of(cycle->cycle.regulation->agency(agency)->group);
    view->cycle = std::move(cycle);
    view->entries.resize(view->set->size());
    view->items.resize(view->set->size());
    rows.rows(View::entry, entry_prefix(view->id.value), [&](std::string_view key, std::string_view value) {
        view->entries[criterion_of_entry_key(key)] = std::make_shared<const EntryRow>(decode_entry(value));
    });
    rows.rows(View::item, entry_prefix(view->id.value), [&](std::string_view key, std::string_view value) {
        const auto [criterion, ordinal] = criterion_of_item_key(key);
        view->items[criterion][ordinal == 2 ? 1 : 0] = std::make_shared<const ItemRow>(decode_item(value));
    });
    rows.rows(View::assessment, view->id.value, [&](std::string_view key, std::string_view value) {
        if (key == view->id.value) view->facts = std::make_shared<const AssessmentRow>(decode_assessment(value));
    });
    const std::string totals = totals_key(view->cycle->cycle.id.value, view->id.value);
    rows.rows(View::totals, totals, [&](std::string_view key, std::string_view value) {
        if (key == totals) view->totals = std::make_shared<const TotalsRow>(decode_totals(value));
    });
    if (!view->facts || !view->totals) return nullptr;
    view->seq = std::max(view->facts->seq, view->cycle->seq);
    return view;
}

Board board_from(const RowSource& rows, std::shared_ptr<const CycleView> cycle)
{
    Board board{cycle, cycle->seq, cycle->seq, {}};
    const std::string prefix = totals_prefix(cycle->cycle.id.value);
    std::map<std::string, std::shared_ptr<const TotalsRow>, std::less<>> totals;
    rows.rows(View::totals, prefix, [&](std::string_view key, std::string_view value) {
        totals.emplace(key.substr(prefix.size()), std::make_shared<const TotalsRow>(decode_totals(value)));
    });
    std::map<std::string, AssessmentRow, std::less<>> facts;
    rows.rows(View::assessment, cycle->cycle.id.value + "-",
              [&](std::string_view key, std::string_view value) { facts.emplace(key, decode_assessment(value)); });
    for (const AgencyId& agency : cycle->cycle.agencies) {
        const AssessmentId id = assessment_id(cycle->cycle.id, agency);
        const auto sums = totals.find(id.value);
        const auto stands = facts.find(id.value);
        if (sums == totals.end() || stands == facts.end()) continue;
        board.told = std::max(board.told, stands->second.seq);
        board.seq = std::max({board.seq, board.told, sums->second->seq});
        board.entries.push_back({id, agency, sums->second, assessment_state(*cycle, agency, stands->second)});
    }
    return board;
}

} // namespace cchc::projections
