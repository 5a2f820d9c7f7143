#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "projections/timeline.hpp"
#include "server/asking.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/rights.hpp"
#include "server/sight.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace cchc::server::api {

using namespace domain;
using projections::AssessmentView;

/// Whether there is anything in the assessment that those eyes may see.
static bool has_in_sight(const AssessmentView& view, const projections::Sight& eyes)
{
    const auto& leaves = view.set->leaves();
    return std::ranges::any_of(leaves, [&](CriterionNo no) { return projections::in_sight(view, no, &eyes); });
}

std::variant<Seen, Reply> see_assessment(const House& house, const Request& request, std::string_view assessment,
                                         const Caller& caller, const Moment& moment)
{
    Seen seen;
    seen.view = moment.assessment(assessment);
    if (!seen.view) return not_found(request);
    if (of_agency(caller.hat->role)) {
        if (seen.view->agency != caller.hat->agency) return not_found(request); // SE-6
        // Shut out now is shut out of the past as well: the door is judged by the clock, not by the moment read at.
        const projections::Snapshot& now = moment.snapshot();
        if (now.assessment(assessment)->cycle->cycle.shuts_out(seen.view->agency, house.clock.now()))
            return problem("round-locked", request.language(),
                           {"Phần mềm đã khóa đối với đơn vị sau thời hạn tự chấm điểm.",
                            "The software is closed to the unit after the self-assessment."});
    }
    seen.eyes = sight_of(*moment.snapshot().directory, *caller.hat);
    if (seen.eyes && !has_in_sight(*seen.view, *seen.eyes)) return not_found(request); // SE-7
    return seen;
}

namespace {

/// What most reads begin with: the moment and the assessment, or an answer already given.
struct Reading {
    std::optional<Moment> moment;
    Seen seen;

    Reading(const House& house, Exchange& exchange)
    {
        auto at = Moment::of(house, exchange.request(), exchange.caller()->tenant);
        if (auto* wrong = std::get_if<Reply>(&at)) {
            exchange.reply(std::move(*wrong));
            return;
        }
        const Request& request = exchange.request();
        auto found =
            see_assessment(house, request, request.captured("assessment"), *exchange.caller(), std::get<Moment>(at));
        if (auto* wrong = std::get_if<Reply>(&found)) {
            exchange.reply(std::move(*wrong));
            return;
        }
        seen = std::get<Seen>(std::move(found));
        moment = std::get<Moment>(std::move(at));
    }
    explicit operator bool() const { return moment.has_value(); }
    const AssessmentView& view() const { return *seen.view; }
};

template <class Write>
std::string object(const Write& write)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write(json);
    json.close_object();
    return text;
}

} // namespace

/// Leaves of the board what those eyes may see something of (SE-7).
static void leave_what_is_seen(projections::Board& board, const Moment& moment, const projections::Sight& eyes)
{
    std::set<AgencyId> seen;
    for (const auto& view : moment.assessments(board.cycle->cycle.id.value))
        if (has_in_sight(*view, eyes)) seen.insert(view->agency);
    std::erase_if(board.entries, [&](const auto& entry) { return !seen.contains(entry.agency); });
}

void get_assessments(const House& house, Exchange exchange)
{
    auto at = Moment::of(house, exchange.request(), exchange.caller()->tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) return exchange.reply(std::move(*wrong));
    const Moment& moment = std::get<Moment>(at);
    auto board = moment.board(exchange.request().parameter("cycle").value_or(""));
    if (!board) return exchange.reply(not_found(exchange.request()));
    const Hat& hat = *exchange.caller()->hat;
    if (const auto eyes = sight_of(*moment.snapshot().directory, hat)) leave_what_is_seen(*board, moment, *eyes);
    Reply reply(projections::render_assessments(*board, of_agency(hat.role) ? &hat.agency : nullptr));
    reply.etag = "\"b" + std::to_string(board->told) + "-" + hat.grant.value + "\"";
    moment.mark(reply);
    exchange.reply(std::move(reply));
}

// ── what may be done now ─────────────────────────────────────────────────────────────────────────────────────────────

namespace {

/// What this caller may do with the assessment at this instant, as its deciders would see it.
struct Leave {
    bool edit = false;
    bool supplement = false;
    std::optional<Instant> until;
    std::vector<Code> scope; ///< of a reopening or an amendment; empty: all
    std::string_view why_not;
    std::vector<std::string_view> may;
};

Leave leave_of(const AssessmentView& view, const Caller& caller, Instant at)
{
    Leave leave;
    const Cycle& cycle = view.cycle->cycle;
    if (!of_agency(caller.hat->role)) return leave;
    const Round* self = cycle.round(RoundKind::self_assessment);
    if (!self) return leave;
    const Access access = cycle.access(self->window.round, view.agency, nullptr, at);
    const Reopening* reopening = cycle.reopening_of(self->window.round, view.agency, at);
    const bool open = access.open || reopening;
    const bool submitted = view.facts->submitted;
    if (access.open && access.reopening.empty()) leave.until = self->window_of(view.agency).locks_at;
    if (reopening && !(access.open && access.reopening.empty())) {
        leave.until = reopening->facts.until;
        leave.scope = reopening->facts.criteria;
    }
    const bool in_reopening = open && !(access.open && access.reopening.empty());
    const bool to_confirm = view.facts->to_confirm;
    leave.edit = open && (!submitted || in_reopening || to_confirm);
    if (submitted && to_confirm && !in_reopening) // what was amended, and nothing else
        for (const CriterionNo leaf : view.set->leaves())
            if (view.entries[leaf]->amended) leave.scope.push_back((*view.set)[leaf].code);
    if (!open)
        leave.why_not = access.why.code == RefusalCode::deadline_passed ? "deadline-passed" : "round-locked";
    else if (!leave.edit)
        leave.why_not = "assessment-submitted";
    const bool head = caller.hat->role == RoleKind::agency_head;
    const bool delegate = view.facts->delegate == caller.actor;
    const bool approved =
        view.facts->approval == ApprovalState::approved && view.facts->approved_content == view.facts->content;
    if (leave.edit) {
        leave.may.push_back("edit");
        if (!head) leave.may.push_back("request_approval");
        if (head) leave.may.insert(leave.may.end(), {"approve", "return", "delegate"});
        if (head || delegate || approved) leave.may.push_back("submit");
    }
    if (submitted && open && !in_reopening && (head || delegate)) leave.may.push_back("withdraw");
    if (const Round* supplement = cycle.round(RoundKind::supplement))
        if (cycle.access(supplement->window.round, view.agency, nullptr, at).open && !open) {
            leave.supplement = true;
            leave.until = supplement->window_of(view.agency).locks_at;
            leave.may.push_back("supplement");
        }
    return leave;
}

} // namespace

void get_assessment(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    const AssessmentView& view = reading.view();
    const bool past = reading.moment->is_past();
    const Leave leave = past ? Leave{} : leave_of(view, *exchange.caller(), reading.moment->at());
    Reply reply(object([&](JsonWriter& json) {
        projections::write_header(json, view);
        json.key("editable");
        json.boolean(leave.edit);
        json.key("editable_until");
        if (leave.until)
            json.text(local_text(*leave.until));
        else
            json.null();
        json.key("edit_scope");
        if (leave.scope.empty()) {
            json.null();
        } else {
            json.open_array();
            for (const Code& code : leave.scope) json.text(code.value);
            json.close_array();
        }
        json.key("why_not");
        if (leave.why_not.empty())
            json.null();
        else
            json.text(leave.why_not);
        json.key("may");
        json.open_array();
        for (const std::string_view act : leave.may) json.text(act);
        json.close_array();
    }));
    reading.moment->mark(reply);
    exchange.reply(std::move(reply));
}

void get_entries(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    const AssessmentView& view = reading.view();
    std::string etag = "\"v" + std::to_string(view.seq);
    if (reading.seen.eyes) etag += "-" + exchange.caller()->hat->grant.value; // another grant may name other criteria
    answer(exchange, *reading.moment, etag + "\"", [&]() -> Body {
        if (reading.seen.eyes) return projections::render_entries(view, reading.seen.sight());
        return view.entries_body();
    });
}

/// The leaf named in the path, in the caller's sight; answers 404 when there is none.
static std::optional<CriterionNo> leaf_of(const Reading& reading, Exchange& exchange)
{
    const CriterionNo no = reading.view().set->find(exchange.request().captured("code"));
    if (no == no_criterion || !reading.view().entries[no] ||
        !projections::in_sight(reading.view(), no, reading.seen.sight())) {
        exchange.reply(not_found(exchange.request()));
        return {};
    }
    return no;
}

void get_entry(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    const auto no = leaf_of(reading, exchange);
    if (!no) return;
    const auto& row = reading.view().entries[*no];
    answer(exchange, *reading.moment, "\"e" + std::to_string(row->version) + "\"", [&]() -> Body {
        return std::shared_ptr<const std::string>(row, &row->json); // shares the row's own text
    });
}

void get_checks(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    Reply reply(projections::render_checks(reading.view(), reading.seen.sight()));
    reading.moment->mark(reply);
    exchange.reply(std::move(reply));
}

// ── submissions ──────────────────────────────────────────────────────────────────────────────────────────────────────

void get_submissions(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    Reply reply(object([&](JsonWriter& json) {
        json.key("submissions");
        json.raw(reading.view().facts->submissions_json);
    }));
    reading.moment->mark(reply);
    exchange.reply(std::move(reply));
}

void get_receipt(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    const Request& request = exchange.request();
    std::uint32_t wanted = 0;
    const std::string_view text = request.captured("n");
    std::from_chars(text.data(), text.data() + text.size(), wanted);
    const TenantNo tenant = exchange.caller()->tenant;
    const auto stream = house.log.find_stream(tenant, "assessment/" + reading.view().id.value);
    std::string receipt;
    if (stream)
        house.log.replay_stream(tenant, *stream, 1, [&](const storage::Entry& entry) {
            if (entry.header.type != AssessmentSubmitted::no || entry.header.seq >= reading.moment->size()) return true;
            const auto read = storage::decode(entry.leaf);
            const auto& facts = std::get<AssessmentSubmitted>(std::get<AssessmentEvent>(read.record.event));
            if (facts.number != wanted) return true;
            receipt = render_receipt(house, tenant, reading.view(), facts, entry.header.seq, entry.header.time);
            return false;
        });
    if (receipt.empty()) return exchange.reply(not_found(request));
    Reply reply(std::move(receipt));
    reading.moment->mark(reply);
    exchange.reply(std::move(reply));
}

std::string render_receipt(const House& house, TenantNo tenant, const AssessmentView& view,
                           const AssessmentSubmitted& facts, Sequence seq, Instant at)
{
    return object([&](JsonWriter& json) {
        json.member("assessment", view.id.value);
        json.member("agency", view.agency.value);
        json.member("cycle", view.cycle->cycle.id.value);
        json.key("number");
        json.number(static_cast<std::uint64_t>(facts.number));
        json.member("recorded_at", local_text(at));
        json.member("seq", std::to_string(seq));
        json.member("leaf_hash", house.log.leaf_hash_of(tenant, seq).hex());
        json.member("content_hash", facts.content_hash.hex());
        json.member("self_total", facts.self_total.text());
        json.key("days_late");
        json.number(static_cast<std::int64_t>(facts.days_late));
        json.member("origin", house.log.tenant(tenant).origin);
        json.member("tree_size", std::to_string(seq + 1));
        json.member("root_hash", house.log.root_at(tenant, seq + 1).hex());
    });
}

// ── who changed what, and why it is so ───────────────────────────────────────────────────────────────────────────────

/// The places of all events about these entries, from one place to another, in the order of the log.
static std::vector<Sequence> events_about(const House& house, TenantNo tenant, const AssessmentId& assessment,
                                          const std::vector<Code>& codes, Sequence from, Sequence until)
{
    std::vector<Sequence> all;
    for (const Code& code : codes)
        if (const auto tag = house.log.find_tag(tenant, "entry/" + assessment.value + "/" + code.value))
            for (const Sequence seq : house.log.tagged(tenant, *tag, from, 5'000))
                if (seq < until) all.push_back(seq);
    std::ranges::sort(all);
    return all;
}

void get_history(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    const auto no = leaf_of(reading, exchange);
    if (!no) return;
    const AssessmentView& view = reading.view();
    const TenantNo tenant = exchange.caller()->tenant;
    // Whoever runs the cycle hears of the council's opinions with the agency, and no sooner (AP-11, SE-11).
    const RoleKind role = exchange.caller()->hat->role;
    const bool of_council = sees_by_agency(role) || sees_council(role);
    projections::Timeline timeline(of_council ? projections::Timeline::Eyes::council
                                              : projections::Timeline::Eyes::agency);
    const auto called = projections::called_then(*view.cycle, view.agency, (*view.set)[*no].code);
    Sequence from = 0;
    for (auto then = called.rbegin(); then != called.rend(); ++then) {
        const Sequence until = then->ended_by ? then->ended_by->touch.seq : reading.moment->size();
        for (const Sequence seq : events_about(house, tenant, view.id, then->codes, from, until))
            house.log.read(tenant, seq, [&](const storage::Entry& entry) {
                storage::ReadLeaf read = storage::decode(entry.leaf);
                read.record.seq = seq;
                const auto* said = std::get_if<AppraisalEvent>(&read.record.event);
                if (said && !projections::hears(view, *no, projections::saying_of(*said, view.cycle->cycle),
                                                reading.seen.sight()))
                    return;
                timeline.add(read.record);
            });
        if (then->ended_by) timeline.amend(*then->ended_by, then->became);
        from = until;
    }
    Reply reply(timeline.render(*view.cycle));
    reading.moment->mark(reply);
    exchange.reply(std::move(reply));
}

void get_provenance(const House& house, Exchange exchange)
{
    const Reading reading(house, exchange);
    if (!reading) return;
    const CriterionNo no = reading.view().set->find(exchange.request().captured("code"));
    if (no == no_criterion || (reading.seen.eyes && !(*reading.view().set)[no].leaf) ||
        !projections::in_sight(reading.view(), no, reading.seen.sight()))
        return exchange.reply(not_found(exchange.request()));
    Reply reply(projections::render_provenance(reading.view(), no, reading.moment->at()));
    reading.moment->mark(reply);
    exchange.reply(std::move(reply));
}

} // namespace cchc::server::api
