#include "server/live_happening.hpp"

#include "projections/stored_view.hpp"
#include "server/past.hpp"
#include "storage/event_codec.hpp"

#include <algorithm>

namespace cchc::server {

using namespace domain;
using projections::AssessmentView;
using projections::CycleView;
using projections::Snapshot;

// ── from a record ────────────────────────────────────────────────────────────────────────────────────────────────────

static void note_cycle_event(Happening& what, const CycleEvent& event, const CycleView* cycle)
{
    std::visit(match{
                   [&](const RoundExtended& e) { what.agencies = e.agencies; },
                   [&](const RoundLocked& e) { what.agencies = e.agencies, what.moves_all_entries = true; },
                   [&](const RoundReopened& e) { what.agencies = e.agencies; },
                   [&](const ReopeningEnded& e) {
                       if (cycle) what.agencies = cycle->cycle.reopenings.at(e.grant).facts.agencies;
                   },
                   [&](const AppraisalsPublished&) { what.moves_all_entries = true; },
                   [&](const CycleAmended&) { what.moves_all_entries = true; },
                   [](const CycleOpened&) {},
                   [](const TieDecided&) {},
                   [](const RoundScheduled&) {},
                   [](const ResultsPublished&) {},
                   [](const ResultsReported&) {},
                   [](const TrailSealed&) {},
               },
               event);
    if (what.agencies.empty() && cycle) what.agencies = cycle->cycle.agencies;
}

Happening happening_of(const Record& record, std::string_view leaf, std::shared_ptr<const AssessmentView> assessment,
                       const std::shared_ptr<const CycleView>& cycle)
{
    Happening what;
    what.seq = record.seq;
    what.at = record.at;
    what.stream = record.stream;
    what.name = wire_name(record.event);
    what.leaf = leaf;
    if (assessment) what.cycle = assessment->cycle->cycle.id;
    const Code* code = nullptr;
    if (const auto* event = std::get_if<CycleEvent>(&record.event)) {
        what.cycle = CycleId(record.stream.id);
        note_cycle_event(what, *event, cycle.get());
    } else if (const auto* act = std::get_if<AssessmentEvent>(&record.event)) {
        code = projections::criterion_of(*act);
    } else if (const auto* said = std::get_if<AppraisalEvent>(&record.event)) {
        const Opinion& opinion = std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, *said);
        code = &opinion.criterion;
        what.saying = projections::saying_of(*said, assessment->cycle->cycle);
        what.ordinal = what.saying->ordinal;
    } else if (const auto* ballot = std::get_if<BallotEvent>(&record.event)) {
        code = &std::get<BallotCast>(*ballot).criterion;
    }
    if (code) what.code = *code;
    if (code && assessment)
        if (const CriterionNo no = assessment->set->find(code->value); no != no_criterion) what.criterion = no;
    what.assessment = std::move(assessment);
    return what;
}

const AssessmentView* Happening::view_for(const Topic& topic) const
{
    if (assessment) return assessment.get();
    const auto found =
        std::ranges::find_if(concerned, [&](const auto& view) { return view && view->id.value == topic.id; });
    return found == concerned.end() ? nullptr : found->get();
}

// ── who hears it ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// An appraiser hears of the entries his agency judges, and when the assessment is in; the rest is the agency's own.
static bool in_sight(const Hearing& hearing, const Happening& what)
{
    if (!hearing.sight()) return true;
    if (what.criterion) return projections::in_sight(*what.assessment, *what.criterion, hearing.sight());
    return what.name == AssessmentSubmitted::name || what.name == AssessmentWithdrawn::name;
}

static bool concerns(const Topic& topic, const Happening& what)
{
    if (what.name == CycleOpened::name) return false;
    return std::ranges::any_of(
        what.agencies, [&](const AgencyId& agency) { return assessment_id(what.cycle, agency).value == topic.id; });
}

/// What the council thinks and what leaders voted: only the auditor's feed has it.
static bool is_closed(StreamKind kind)
{
    return kind == StreamKind::appraisal || kind == StreamKind::ballot;
}

bool hears(const Topic& topic, const Hearing& hearing, const Happening& what)
{
    if (topic.kind == TopicKind::feed)
        return what.cycle.value == topic.id && (hearing.council || !is_closed(what.stream.kind));
    if (topic.kind != TopicKind::assessment) return false;
    switch (what.stream.kind) {
    case StreamKind::assessment: return what.stream.id == topic.id && in_sight(hearing, what);
    case StreamKind::appraisal: // AP-11, AP-15: of what the council thinks, only those hear who may
        return what.stream.id == topic.id && hearing.council && in_sight(hearing, what) &&
               projections::hears(*what.assessment, *what.criterion, *what.saying, hearing.sight());
    case StreamKind::cycle: return concerns(topic, what);
    case StreamKind::ballot: // LD-7: sealed; what comes of it is told by the opening
    case StreamKind::directory:
    case StreamKind::regulation: return false;
    }
    return false;
}

// ── out of the log ───────────────────────────────────────────────────────────────────────────────────────────────────

TopicHistory::TopicHistory(const storage::EventLog& log, storage::ViewStore& rows, TenantNo tenant, const Topic& topic,
                           const Hearing& hearing, std::shared_ptr<const Snapshot> now)
    : log_(log), rows_(rows), tenant_(tenant), topic_(topic), hearing_(hearing), now_(std::move(now))
{
    if (topic.kind != TopicKind::assessment) return;
    const auto view = now_->assessment(topic.id);
    if (!view) return;
    std::vector<StreamName> names{{StreamKind::assessment, topic.id}, {StreamKind::cycle, view->cycle->cycle.id.value}};
    if (hearing.council) names.push_back({StreamKind::appraisal, topic.id});
    if (!view->cycle->amendments.empty()) anew_ = view->cycle->amendments.back().touch.seq;
    for (StreamName& name : names)
        if (const auto number = log_.find_stream(tenant_, name.text())) streams_.emplace_back(std::move(name), *number);
}

/// The first version of a stream that lies at `from` or behind; one more than its head's when there is none.
static std::uint32_t version_from(const storage::EventLog& log, TenantNo tenant, storage::StreamNo stream,
                                  Sequence from)
{
    const storage::StreamHead head = log.stream_head(tenant, stream);
    if (head.version == 0 || head.seq < from) return head.version + 1;
    std::uint32_t low = 1, high = head.version; // high is at `from` or behind
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        Sequence at = 0;
        log.replay_stream(tenant, stream, middle, [&](const storage::Entry& entry) {
            at = entry.header.seq;
            return false;
        });
        at < from ? low = middle + 1 : high = middle;
    }
    return high;
}

std::uint64_t TopicHistory::missed(Sequence from) const
{
    from = std::max(from, anew_);
    if (from >= now_->size) return 0;
    if (topic_.kind == TopicKind::feed) return now_->size - from;
    std::uint64_t count = 0;
    for (const auto& [name, number] : streams_)
        count += log_.stream_head(tenant_, number).version + 1 - version_from(log_, tenant_, number, from);
    return count;
}

void TopicHistory::tell(const storage::Entry& entry, const StreamName& stream, std::vector<Happening>& to) const
{
    const auto& header = entry.header;
    const Record record =
        storage::replay(entry.leaf, header.type, header.schema, header.data_offset, header.seq, header.time, stream);
    std::shared_ptr<const AssessmentView> assessment;
    std::shared_ptr<const CycleView> cycle;
    if (is_of_assessment(stream.kind)) assessment = now_->assessment(stream.id);
    if (stream.kind == StreamKind::cycle)
        if (const auto* held = now_->cycle(stream.id)) cycle = held->cycle;
    Happening what = happening_of(record, entry.leaf, std::move(assessment), cycle);
    if (hears(topic_, hearing_, what)) to.push_back(std::move(what));
}

/// What the event showed when it was new. Events come in order, so that from one to the next few rows are read.
void TopicHistory::show_then(Happening& what)
{
    const RowsThen rows(rows_, tenant_, what.seq + 1);
    if (what.stream.kind == StreamKind::cycle || !then_) {
        const auto now = now_->assessment(topic_.id);
        then_ = projections::assessment_from(rows, now->agency, cycle_then(log_, tenant_, *now->cycle, what.seq + 1));
    } else {
        then_ = projections::moved_on(*then_, rows, what.criterion);
    }
    if (what.assessment)
        what.assessment = then_;
    else
        what.concerned = {then_};
}

std::vector<Happening> TopicHistory::next_of_all(Sequence& from, std::size_t limit) const
{
    std::vector<Happening> found;
    std::size_t looked_at = 0;
    log_.replay(tenant_, from, now_->size, [&](const storage::Entry& entry) {
        tell(entry, storage::decode(entry.leaf).record.stream, found);
        from = entry.header.seq + 1;
        return ++looked_at < limit;
    });
    return found;
}

std::vector<Happening> TopicHistory::next(Sequence& from, std::size_t limit)
{
    if (topic_.kind == TopicKind::feed) return next_of_all(from, limit);
    std::vector<Happening> found;
    from = std::max(from, anew_);
    Sequence until = now_->size; // as far as every stream was read
    for (const auto& [name, number] : streams_) {
        std::size_t looked_at = 0;
        log_.replay_stream(tenant_, number, version_from(log_, tenant_, number, from),
                           [&, &stream = name](const storage::Entry& entry) {
                               if (entry.header.seq >= until) return false;
                               if (looked_at++ == limit) {
                                   until = entry.header.seq;
                                   return false;
                               }
                               tell(entry, stream, found);
                               return true;
                           });
    }
    std::erase_if(found, [&](const Happening& what) { return what.seq >= until; });
    std::ranges::sort(found, {}, &Happening::seq);
    for (Happening& what : found) show_then(what);
    from = until;
    return found;
}

} // namespace cchc::server
