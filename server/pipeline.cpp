#include "server/pipeline.hpp"

#include "domain/world.hpp"
#include "server/pipeline_inside.hpp"
#include "storage/failure.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace cchc::server {

using namespace domain;
using storage::EventLog;
using storage::Uuid;

// ── ② decide ③ append ────────────────────────────────────────────────────────────────────────────────────────────────

/// Time runs forwards in the log whatever the wall clock does.
Instant Pipeline::Inside::stamp(TenantNo tenant, const EventLog::Batch& batch) const
{
    return std::max(parts_.clock.now(), batch.last_time(tenant));
}

/// Takes from the front what fits into one batch.
void Pipeline::Inside::build(std::deque<Asked>& taken, Flight& flight)
{
    EventLog::Batch batch = parts_.log.begin();
    lock_what_is_due(batch, flight.handled);
    while (!taken.empty() && batch.bytes() < limits::batch_bytes) {
        // A deadline may fall between two commands of one batch: whoever comes after it comes after its lock.
        lock_what_is_due(batch, flight.handled);
        Handled& one = flight.handled.emplace_back();
        one.asked = std::move(taken.front());
        taken.pop_front();
        one.answer = handle(one.asked, batch, one.events);
    }
    batches.fetch_add(!batch.empty(), std::memory_order_relaxed);
    flight.frame = std::move(batch).finish();
}

void Pipeline::Inside::lock_what_is_due(EventLog::Batch& batch, std::vector<Handled>& handled)
{
    for (const auto& [number, room] : rooms_) {
        const Instant at = stamp(number, batch);
        const auto due = room->world.next_due();
        if (!due || at < *due) continue;
        std::vector<Command> due_commands;
        for (const auto& [id, cycle] : room->world.cycles) {
            const auto cycle_due = cycle.next_due();
            if (!cycle_due || at < *cycle_due) continue;
            for (const Round& round : cycle.rounds)
                due_commands.push_back(LockRound{id, round.window.round, LockedBy::clock, {}});
            for (const auto& [grant, reopening] : cycle.reopenings)
                if (!reopening.ended) due_commands.push_back(EndReopening{id, grant, LockedBy::clock, {}});
        }
        for (const auto& [id, file] : room->world.regulations)
            if (const auto file_due = file.next_due(); file_due && at >= *file_due)
                due_commands.push_back(CloseConsultation{id});
        for (Command& command : due_commands) {
            Handled one;
            one.asked.tenant = number;
            one.asked.command = std::move(command);
            one.asked.actor = system_actor();
            one.asked.hat.role = RoleKind::system_admin;
            one.asked.id = new_id(at);
            one.answer = handle(one.asked, batch, one.events);
            if (!one.events.empty()) handled.push_back(std::move(one));
        }
    }
}

Answer Pipeline::Inside::handle(Asked& asked, EventLog::Batch& batch, std::vector<Pending>& appended)
{
    commands.fetch_add(1, std::memory_order_relaxed);
    TenantRoom& room = *rooms_.at(asked.tenant);
    if (asked.only_foresee) return foresee(asked, room, stamp(asked.tenant, batch));
    if (const auto known = batch.find_command(asked.tenant, asked.id)) {
        replays.fetch_add(1, std::memory_order_relaxed);
        if (known->fingerprint != asked.fingerprint) return Unavailable::key_reused;
        return Again{*known};
    }
    const bool by_clock = asked.actor == system_actor();
    if (read_only.load(std::memory_order_relaxed) && !by_clock) return Unavailable::read_only;

    const Instant at = stamp(asked.tenant, batch);
    if (asked.regulation)
        if (const FileRef* document = document_of(asked.command)) {
            room.world.library[document->sha256] = asked.regulation;
            room.views.learn(document->sha256, asked.regulation);
        }
    Occasion on{asked.actor, asked.hat, at, asked.expected, {}};
    if (parts_.trail) on.trail = parts_.trail(asked.tenant);
    auto decided = decide(room.world, asked.command, on, storage::sha256);
    if (!decided) {
        refusals.fetch_add(1, std::memory_order_relaxed);
        return Refused{decided.error(), at};
    }
    std::vector<Pending> numbered;
    std::map<storage::StreamNo, std::uint32_t> versions;
    for (Happened& happened : *std::move(decided))
        numbered.push_back(number(room, asked, std::move(happened), at, batch, versions));
    for (const Pending& pending : numbered) // all or none, so before the first one is in the batch
        if (pending.entry.leaf.size() > storage::longest_leaf) {
            refusals.fetch_add(1, std::memory_order_relaxed);
            return Refused{refuse(RefusalCode::too_long, pending.record.stream.id), at};
        }
    Accepted accepted;
    accepted.at = at;
    for (Pending& pending : numbered) append(room, std::move(pending), batch, appended);
    const Sequence next = batch.next_seq(asked.tenant);
    accepted.seq = next == 0 ? 0 : next - 1;
    if (!by_clock)
        batch.remember(asked.tenant, asked.id,
                       {appended.empty() ? accepted.seq : appended.front().record.seq,
                        static_cast<std::uint32_t>(appended.size()), 0, asked.fingerprint});
    return accepted;
}

/// Told from the state that the act itself would be decided upon, so that both come to the same.
Answer Pipeline::Inside::foresee(const Asked& asked, const TenantRoom& room, Instant at)
{
    const auto told = preview(room.world, std::get<AmendCycle>(asked.command), {asked.actor, asked.hat, at, {}, {}});
    if (!told) return Refused{told.error(), at};
    return Foreseen{std::make_shared<const AmendmentPreview>(*told)};
}

/// The event as it would lie in the log, right behind what `batch` and `versions` hold already.
Pending Pipeline::Inside::number(TenantRoom& room, const Asked& asked, Happened happened, Instant at,
                                 EventLog::Batch& batch, std::map<storage::StreamNo, std::uint32_t>& versions)
{
    Pending pending;
    storage::NewEvent& entry = pending.entry;
    entry.tenant = room.number;
    entry.stream = batch.stream(room.number, happened.stream.text());
    std::uint32_t& version =
        versions.try_emplace(entry.stream, batch.stream_version(room.number, entry.stream)).first->second;
    entry.version = ++version;
    entry.time = at;

    pending.id = new_id(at);
    storage::Envelope envelope;
    envelope.id = pending.id;
    envelope.tenant = room.name;
    envelope.stream = happened.stream;
    envelope.stream_version = entry.version;
    envelope.at = at;
    envelope.actor = asked.actor;
    envelope.role = asked.hat.role;
    envelope.on_behalf = asked.hat.agency;
    envelope.command = asked.id;
    envelope.traceparent = asked.traceparent;
    storage::Leaf leaf = storage::encode(envelope, happened.event);
    entry.type = leaf.type;
    entry.schema = leaf.schema;
    entry.data_offset = leaf.data_offset;
    entry.data_length = leaf.data_length;
    entry.leaf = std::move(leaf.text);
    pending.record = {0, at, std::move(happened.stream), asked.actor, asked.hat.role, std::move(happened.event)};
    return pending;
}

/// The entry an event is about, as `<assessment>/<code>`; none for most others.
static std::optional<std::string> entry_of(const Record& record)
{
    const Code* code = nullptr;
    if (const auto* event = std::get_if<AssessmentEvent>(&record.event)) code = projections::criterion_of(*event);
    if (const auto* event = std::get_if<AppraisalEvent>(&record.event))
        code = std::visit([](const auto& e) { return &e.opinion.criterion; }, *event);
    if (!code) return {};
    return record.stream.id + "/" + code->value;
}

void Pipeline::Inside::append(TenantRoom& room, Pending pending, EventLog::Batch& batch, std::vector<Pending>& appended)
{
    storage::NewEvent& entry = pending.entry;
    Record& record = pending.record;
    entry.tags.push_back(batch.tag(room.number, std::string("type/").append(wire_name(record.event))));
    entry.tags.push_back(batch.tag(room.number, "actor/" + record.actor.value));
    if (const auto about = entry_of(record)) entry.tags.push_back(batch.tag(room.number, "entry/" + *about));

    const storage::Appended where = batch.append(entry);
    record.seq = where.seq;
    pending.hash = where.leaf_hash;
    evolve(room.world, record);
    events.fetch_add(1, std::memory_order_relaxed);
    appended.push_back(std::move(pending));
}

// ── ④ project ⑤ publish ──────────────────────────────────────────────────────────────────────────────────────────────

/// The assessment a command spoke about, if one.
static const std::string* assessment_of(const std::vector<Pending>& events, const Command& command)
{
    for (const Pending& event : events)
        if (is_of_assessment(event.record.stream.kind)) return &event.record.stream.id;
    return std::visit(
        [](const auto& c) -> const std::string* {
            if constexpr (requires { c.assessment; })
                return &c.assessment.value;
            else
                return nullptr;
        },
        command);
}

static const CycleId* cycle_of(const Command& command)
{
    return std::visit(
        [](const auto& c) -> const CycleId* {
            if constexpr (requires { c.cycle; })
                return &c.cycle;
            else
                return nullptr;
        },
        command);
}

void Pipeline::Inside::complete(Flight flight)
{
    try {
        project_and_publish(flight);
        // Whoever is answered finds what he wrote in the very next read.
        for (Handled& one : flight.handled)
            if (const auto answer = std::exchange(one.asked.answer, nullptr)) answer(std::move(one.answer));
    } catch (const std::exception& e) { // durable, but nobody can be shown it
        fail(e.what());
        give_up(flight.handled);
    }
}

void Pipeline::Inside::project_and_publish(Flight& flight)
{
    storage::ViewStore::Rows rows;
    std::vector<TenantRoom*> touched;
    for (Handled& one : flight.handled) {
        TenantRoom& room = *rooms_.at(one.asked.tenant);
        for (const Pending& event : one.events) {
            room.project(event.record, rows);
            if (parts_.published)
                parts_.published({room.number, event.record, event.entry.leaf, event.hash, room.views});
        }
        if (!one.events.empty() && std::ranges::find(touched, &room) == touched.end()) touched.push_back(&room);
        auto* accepted = std::get_if<Accepted>(&one.answer);
        if (!accepted || !one.asked.answer) continue;
        if (const std::string* id = assessment_of(one.events, one.asked.command))
            accepted->assessment = room.views.assessment(*id);
        if (accepted->assessment)
            accepted->cycle = accepted->assessment->cycle;
        else if (const CycleId* id = cycle_of(one.asked.command))
            accepted->cycle = room.views.cycle(*id);
        accepted->events.reserve(one.events.size());
        for (Pending& event : one.events)
            accepted->events.push_back({event.record.seq, event.hash, event.id, std::move(event.record.event)});
    }
    for (TenantRoom* room : touched) room->keep_a_little(rows);
    if (!rows.empty()) parts_.rows.write(std::move(rows));
    for (TenantRoom* room : touched) room->published.store(room->views.snapshot(), std::memory_order_release);
    if (!touched.empty() && parts_.batch_published) parts_.batch_published();
}

// ── the letter to the caller ─────────────────────────────────────────────────────────────────────────────────────────

Pipeline::Pipeline(Parts parts) : inside_(std::make_unique<Inside>(std::move(parts))) {}
Pipeline::~Pipeline() = default;
void Pipeline::submit(Asked asked)
{
    inside_->submit(std::move(asked));
}
void Pipeline::wake()
{
    inside_->wake();
}
std::shared_ptr<const projections::Snapshot> Pipeline::snapshot(TenantNo tenant) const
{
    return inside_->room(tenant).published.load(std::memory_order_acquire);
}
void Pipeline::set_read_only(bool on)
{
    inside_->read_only = on;
}
bool Pipeline::read_only() const
{
    return inside_->read_only;
}
Pipeline::Counters Pipeline::counters() const
{
    return {inside_->commands, inside_->refusals,  inside_->replays,        inside_->batches,
            inside_->events,   inside_->waiting(), inside_->folded_at_start};
}

} // namespace cchc::server
