#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "projections/regulation_view.hpp"
#include "server/asking.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "storage/rule_codec.hpp"

#include <algorithm>

namespace cchc::server::api {

using namespace domain;

void answer(Exchange& exchange, const Moment& moment, std::string etag, const std::function<Body()>& body)
{
    if (holds(exchange.request(), etag)) {
        Reply same = not_modified(std::move(etag));
        moment.mark(same);
        return exchange.reply(std::move(same));
    }
    Reply reply(body());
    reply.etag = std::move(etag);
    moment.mark(reply);
    exchange.reply(std::move(reply));
}

/// The moment the request reads at, or an answer and nothing.
static std::optional<Moment> moment_of(const House& house, Exchange& exchange)
{
    auto moment = Moment::of(house, exchange.request(), exchange.caller()->tenant);
    if (auto* wrong = std::get_if<Reply>(&moment)) {
        exchange.reply(std::move(*wrong));
        return {};
    }
    return std::get<Moment>(std::move(moment));
}

template <class Write>
static std::string object(const Write& write)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write(json);
    json.close_object();
    return text;
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

void get_clock(const House& house, Exchange exchange)
{
    const auto snapshot = house.pipeline.snapshot(exchange.caller()->tenant);
    exchange.reply(Reply(object([&](JsonWriter& json) {
        json.member("server_time", local_text(house.clock.now()));
        json.member("seq", std::to_string(snapshot->size ? snapshot->size - 1 : 0));
        json.member("epoch", "e" + std::to_string(snapshot->directory && snapshot->directory->founding
                                                      ? snapshot->directory->founding->epoch
                                                      : 1));
        json.key("rounds");
        json.open_array();
        for (const auto& [id, cycle] : snapshot->cycles)
            for (const Round& round : cycle->cycle->cycle.rounds) {
                json.open_object();
                json.member("cycle", id.value);
                json.member("round", round.window.round.value);
                for (const auto& [name, at] :
                     {std::pair<std::string_view, const std::optional<Instant>&>{"opens_at", round.window.opens_at},
                      {"deadline", round.window.deadline},
                      {"locks_at", round.window.locks_at}}) {
                    json.key(name);
                    if (at)
                        json.text(local_text(*at));
                    else
                        json.null();
                }
                json.close_object();
            }
        json.close_array();
    })));
}

void get_cycles(const House& house, Exchange exchange)
{
    const auto moment = moment_of(house, exchange);
    if (!moment) return;
    Reply reply(object([&](JsonWriter& json) {
        json.key("cycles");
        json.open_array();
        for (const auto& cycle : moment->cycles()) projections::write_cycle(json, *cycle, moment->at());
        json.close_array();
    }));
    moment->mark(reply);
    exchange.reply(std::move(reply));
}

/// The cycle of the path at the request's moment; answers 404 and gives null when there is none.
static std::shared_ptr<const projections::CycleView> cycle_of(const Moment& moment, Exchange& exchange)
{
    auto cycle = moment.cycle(exchange.request().captured("cycle"));
    if (!cycle) exchange.reply(not_found(exchange.request()));
    return cycle;
}

void get_cycle(const House& house, Exchange exchange)
{
    const auto moment = moment_of(house, exchange);
    if (!moment) return;
    const auto cycle = cycle_of(*moment, exchange);
    if (!cycle) return;
    std::string body;
    JsonWriter json(body);
    projections::write_cycle(json, *cycle, moment->at());
    Reply reply(std::move(body));
    reply.etag = "\"c" + std::to_string(cycle->seq) + "\"";
    moment->mark(reply);
    exchange.reply(std::move(reply));
}

void get_rounds(const House& house, Exchange exchange)
{
    const auto moment = moment_of(house, exchange);
    if (!moment) return;
    const auto cycle = cycle_of(*moment, exchange);
    if (!cycle) return;
    Reply reply(object([&](JsonWriter& json) { projections::write_rounds(json, *cycle, moment->at()); }));
    reply.etag = "\"c" + std::to_string(cycle->seq) + "\"";
    moment->mark(reply);
    exchange.reply(std::move(reply));
}

/// As it is scored on that day: by the rule then in force.
static void write_criterion(JsonWriter& json, const Regulation& regulation, const CriteriaSet& set, CriterionNo no,
                            Date on, const std::optional<LastYear>& last_year)
{
    const Overlay* overlay = regulation.overlay_in_force(set, no, on);
    const ScoringRule& rule = regulation.rule_in_force(set, no, on);
    const Criterion& criterion = set[no];
    json.open_object();
    json.member("code", criterion.code.value);
    json.member("printed", criterion.printed);
    json.member("title", criterion.title);
    json.member("maximum", criterion.maximum.text());
    json.key("depth");
    json.number(static_cast<std::uint64_t>(criterion.depth));
    json.key("parent");
    if (criterion.parent == no_criterion)
        json.null();
    else
        json.text(set[criterion.parent].code.value);
    json.key("leaf");
    json.boolean(criterion.leaf);
    json.member("scored_by", wire(criterion.scored_by));
    json.member("shape", shape_of(rule));
    json.key("rule");
    json.raw(storage::write_rule(rule).dump());
    json.key("overlay");
    if (overlay)
        json.text(overlay->id);
    else
        json.null();
    json.key("levels");
    json.open_array();
    for (const Level& level : criterion.levels) {
        json.open_object();
        json.member("text", level.text);
        json.member("points", level.points.text());
        json.member("note", level.note);
        json.close_object();
    }
    json.close_array();
    json.key("allowed_points");
    json.open_array();
    for (const Points points : allowed_points(rule, criterion.levels, criterion.maximum)) json.text(points.text());
    json.close_array();
    json.key("evidence");
    json.open_array();
    for (const RequiredEvidence& evidence : criterion.evidence) {
        json.open_object();
        json.member("text", evidence.text);
        json.member("signature", wire(evidence.signature));
        json.close_object();
    }
    json.close_array();
    json.member("evidence_rule", wire(criterion.evidence_rule));
    json.member("na_policy", wire(criterion.na_policy));
    json.key("na_claimable");
    json.boolean(criterion.na_claimable);
    json.member("note", criterion.note);
    json.member("appraising_agency", criterion.appraising_agency);
    for (const auto& [name, day] :
         {std::pair<std::string_view, const std::optional<Date>&>{"window_from", criterion.window_from},
          {"window_to", criterion.window_to}}) {
        json.key(name);
        if (day)
            json.text(day->text());
        else
            json.null();
    }
    json.key("previous_codes");
    json.open_array();
    if (last_year)
        for (const Code& code : last_year->codes[no]) json.text(code.value);
    json.close_array();
    json.close_object();
}

void get_criteria(const House& house, Exchange exchange)
{
    const auto moment = moment_of(house, exchange);
    if (!moment) return;
    const auto cycle = cycle_of(*moment, exchange);
    if (!cycle) return;
    const Regulation& regulation = *cycle->cycle.regulation;
    const auto group = exchange.request().parameter("group");
    const CriteriaSet* set = group                       ? regulation.set_of(GroupId(*group))
                             : regulation.groups.empty() ? nullptr
                                                         : regulation.set_of(regulation.groups[0].id);
    if (!set) return exchange.reply(not_found(exchange.request()));
    // A cycle pins one version of its regulation: its text never changes, what is laid over it grows, and comes into
    // force by the day; and last year's text may come to be known.
    const std::uint32_t version = cycle->cycle.regulation_version;
    const auto file = moment->regulation(regulation.id.value);
    const Date day = local_date(moment->at());
    const auto begun = std::ranges::count_if(regulation.overlays, [&](const Overlay& one) { return one.from <= day; });
    const Versions versions = moment->versions(regulation.id.value, version);
    const Versions of_last_year = moment->versions(regulation_before(versions).value);
    const auto before = last_year(versions, of_last_year.empty() ? nullptr : of_last_year.back().get(), set->id);
    const std::string etag = "\"k" + regulation.id.value + "-" + std::to_string(version) + "-" + set->id + "-" +
                             std::to_string(file ? file->overlays.size() : 0) + "-" + std::to_string(begun) + "-" +
                             std::to_string(of_last_year.size()) + "\"";
    answer(exchange, *moment, etag, [&]() -> Body {
        return object([&](JsonWriter& json) {
            json.member("criteria_set", set->id);
            json.member("title", set->title);
            json.member("maximum", set->maximum.text());
            json.key("previous");
            if (before) {
                json.open_object();
                json.member("regulation", before->regulation.value);
                json.member("criteria_set", before->criteria_set);
                json.close_object();
            } else {
                json.null();
            }
            json.key("criteria");
            json.open_array();
            for (CriterionNo no = 0; no < set->size(); ++no) write_criterion(json, regulation, *set, no, day, before);
            json.close_array();
            projections::write_overlays(json, regulation, version, file.get());
        });
    });
}

void get_agencies(const House& house, Exchange exchange)
{
    const auto moment = moment_of(house, exchange);
    if (!moment) return;
    Reply reply(object([&](JsonWriter& json) {
        json.key("agencies");
        json.open_array();
        std::vector<AgencyId> shown;
        const auto cycles = moment->cycles();
        for (auto cycle = cycles.rbegin(); cycle != cycles.rend(); ++cycle)
            for (const AgencyListing& listing : (*cycle)->cycle.regulation->agencies) {
                if (std::ranges::find(shown, listing.id) != shown.end()) continue;
                shown.push_back(listing.id);
                json.open_object();
                json.member("agency", listing.id.value);
                json.member("title", listing.title);
                json.member("group", listing.group.value);
                json.key("assessed");
                json.boolean(listing.assessed);
                json.close_object();
            }
        json.close_array();
    }));
    moment->mark(reply);
    exchange.reply(std::move(reply));
}

void get_reopen_grants(const House& house, Exchange exchange)
{
    const auto moment = moment_of(house, exchange);
    if (!moment) return;
    const auto cycle = moment->cycle(exchange.request().parameter("cycle").value_or(""));
    if (!cycle) return exchange.reply(not_found(exchange.request()));
    Reply reply(object([&](JsonWriter& json) { projections::write_rounds(json, *cycle, moment->at()); }));
    reply.etag = "\"c" + std::to_string(cycle->seq) + "\"";
    moment->mark(reply);
    exchange.reply(std::move(reply));
}

// ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────

static RoundWindow window_from(JsonObject& body, RoundId round)
{
    RoundWindow window;
    window.round = std::move(round);
    window.opens_at = body.optional<Instant>("opens_at");
    window.deadline = body.optional<Instant>("deadline");
    window.locks_at = body.optional<Instant>("locks_at");
    return window;
}

void tell_cycle(JsonWriter& json, const Accepted& accepted, Reply& reply)
{
    if (!accepted.cycle) return;
    json.key("cycle");
    projections::write_cycle(json, *accepted.cycle, accepted.at);
    reply.etag = "\"c" + std::to_string(accepted.cycle->seq) + "\"";
}

void act_on_cycle(const House& house, Exchange exchange, Command command, Tell tell)
{
    auto place = expected_place(exchange.request());
    if (auto* wrong = std::get_if<Reply>(&place)) return exchange.reply(std::move(*wrong));
    ask(house, std::move(exchange), std::move(command), std::get<std::optional<std::uint64_t>>(place), std::move(tell));
}

void post_cycle(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    OpenCycle open;
    open.cycle = body.required<CycleId>("cycle");
    open.title = body.required_text("title", {300});
    open.regulation = body.required<RegulationId>("regulation");
    open.regulation_version = body.optional<std::uint32_t>("regulation_version").value_or(1);
    open.agencies = body.ids<AgencyId>("agencies", 20'000);
    for (JsonObject& round : body.objects("rounds", 50))
        open.rounds.push_back(window_from(round, round.required<RoundId>("round")));
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    ask(house, std::move(exchange), std::move(open), {}, [](JsonWriter& json, const Accepted& accepted, Reply& reply) {
        tell_cycle(json, accepted, reply);
        reply.status = 201;
    });
}

void put_round(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ScheduleRound schedule;
    schedule.cycle = CycleId(exchange.request().captured("cycle"));
    schedule.window = window_from(body, RoundId(exchange.request().captured("round")));
    schedule.decision_number = body.optional_text("decision_number", {200, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act_on_cycle(house, std::move(exchange), std::move(schedule), tell_cycle);
}

void post_lock(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    LockRound lock;
    lock.cycle = CycleId(exchange.request().captured("cycle"));
    lock.round = RoundId(exchange.request().captured("round"));
    lock.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act_on_cycle(house, std::move(exchange), std::move(lock), tell_cycle);
}

void post_extension(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ExtendRound extend;
    extend.cycle = CycleId(exchange.request().captured("cycle"));
    extend.round = RoundId(exchange.request().captured("round"));
    extend.deadline = body.required<Instant>("deadline");
    extend.locks_at = body.optional<Instant>("locks_at");
    extend.agencies = body.ids<AgencyId>("agencies", 20'000);
    extend.decision_number = body.required_text("decision_number", {200});
    extend.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act_on_cycle(house, std::move(exchange), std::move(extend), tell_cycle);
}

void post_publication(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    PublishAppraisals publish{CycleId(exchange.request().captured("cycle")),
                              RoundId(exchange.request().captured("round")),
                              body.optional_text("minutes", {200, 0}).value_or("")};
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act_on_cycle(house, std::move(exchange), std::move(publish), tell_cycle);
}

void post_reopen_grant(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ReopenRound reopen;
    reopen.cycle = body.required<CycleId>("cycle");
    reopen.round = body.required<RoundId>("round");
    reopen.agencies = body.ids<AgencyId>("agencies", 20'000);
    reopen.criteria = body.ids<Code>("criteria", 1'000);
    reopen.until = body.required<Instant>("until");
    reopen.ground = body.required_text("ground", {longest_reason});
    reopen.decision_number = body.optional_text("decision_number", {200, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    reopen.grant = GrantId(house.new_id("mo-"));
    const auto tell = [](JsonWriter& json, const Accepted& accepted, Reply& reply) {
        reply.status = 201;
        for (const Accepted::Written& event : accepted.events)
            if (const auto* family = std::get_if<CycleEvent>(&event.what))
                if (const auto* reopened = std::get_if<RoundReopened>(family))
                    json.member("grant", reopened->grant.value);
        tell_cycle(json, accepted, reply);
    };
    act_on_cycle(house, std::move(exchange), std::move(reopen), tell);
}

void post_tie(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    DecideTie tie;
    tie.cycle = CycleId(exchange.request().captured("cycle"));
    tie.ranking = body.optional_text("group", {64, 0}).value_or("");
    tie.reward = body.optional_text("reward", {64, 0}).value_or("");
    tie.agencies = body.ids<AgencyId>("agencies", 20'000);
    tie.document_number = body.required_text("document_number", {200});
    tie.document_date = body.optional<Date>("document_date");
    tie.issuer = body.optional_text("issuer", {300, 0}).value_or("");
    tie.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    if (tie.ranking.empty() == tie.reward.empty())
        body.complain("group", "missing",
                      {"Nêu nhóm xếp hạng hoặc hình thức khen thưởng, một trong hai.",
                       "Name the ranking's group or the reward, one of the two."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act_on_cycle(house, std::move(exchange), std::move(tie), tell_cycle);
}

void delete_reopen_grant(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    EndReopening end;
    end.cycle = CycleId(exchange.request().parameter("cycle").value_or(""));
    end.grant = GrantId(exchange.request().captured("grant"));
    end.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act_on_cycle(house, std::move(exchange), std::move(end), tell_cycle);
}

} // namespace cchc::server::api
