#include "server/api.hpp"
#include "server/rights.hpp"
#include "server/sight.hpp"

#include "domain/command_form.hpp"
#include "domain/json_writer.hpp"
#include "domain/scope.hpp"
#include "storage/event_codec.hpp"

#include <algorithm>

namespace cchc::server::api {

using namespace domain;
using projections::AssessmentView;

Source source_from(JsonObject& body, bool required)
{
    Source source;
    if (!required && !body.has("source")) {
        static_cast<void>(body.optional_object("source"));
        return source;
    }
    JsonObject given = body.required_object("source");
    source.text = given.required_text("text", {longest_title});
    source.document_number = given.optional_text("document_number", {longest_number, 0}).value_or("");
    source.date = given.optional<Date>("date");
    return source;
}

std::vector<NamedCount> counts_from(JsonObject& body, std::string_view member)
{
    std::vector<NamedCount> counts;
    for (JsonObject& count : body.objects(member, most_counts))
        counts.push_back({count.required_text("key", {64}), count.required<std::int64_t>("count")});
    return counts;
}

static std::vector<Answers> answers_from(JsonObject& body)
{
    std::vector<Answers> answers;
    for (JsonObject& group : body.objects("answers", most_counts))
        answers.push_back({group.required_text("key", {64}), group.required<std::int64_t>("valid_forms"),
                           group.required<Points>("sum")});
    return answers;
}

static std::optional<std::int32_t> rank_from(JsonObject& body)
{
    const auto rank = body.optional<std::uint32_t>("rank");
    if (!rank) return {};
    return static_cast<std::int32_t>(std::min<std::uint32_t>(*rank, 1'000'000));
}

/// What the body brings in, as the leaf is scored; members that belong to another kind of leaf are refused.
static Command giving(const Criterion& leaf, const AssessmentId& assessment, JsonObject& body)
{
    const auto reason = [&] { return body.optional_text("reason", {longest_reason, 0}).value_or(""); };
    if (std::holds_alternative<Bonus>(leaf.rule))
        return GrantBonus{assessment, leaf.code, counts_from(body, "counts"), reason(), source_from(body, true)};
    if (std::holds_alternative<Penalty>(leaf.rule))
        return ImposePenalty{assessment, leaf.code, counts_from(body, "counts"), reason(), source_from(body, true)};
    if (leaf.scored_by == ScoredBy::survey)
        return ImportSurveyPoints{assessment, leaf.code, answers_from(body), source_from(body, true)};
    if (leaf.scored_by == ScoredBy::import) {
        const auto value = body.optional<Points>("value");
        return ImportResult{assessment, leaf.code, value, rank_from(body), source_from(body, true)};
    }
    GrantPoints grant;
    grant.assessment = assessment;
    grant.criterion = leaf.code;
    grant.points = body.optional<Points>("points");
    if (auto figures = body.optional_object("figures")) grant.figures = figures_from(*figures);
    grant.reason = reason();
    grant.source = source_from(body, false);
    return grant;
}

/// The assessment, if the appraiser has anything to do with the leaf: to everyone else there is no such thing (SE-7).
static std::shared_ptr<const AssessmentView> in_hand(const House& house, const Caller& caller,
                                                     std::string_view assessment, std::string_view code)
{
    const auto now = house.pipeline.snapshot(caller.tenant);
    auto file = now->assessment(assessment);
    const CriterionNo leaf = file ? file->set->find(code) : no_criterion;
    if (leaf == no_criterion || !file->entries[leaf]) return nullptr;
    const auto eyes = sight_of(*now->directory, *caller.hat);
    const bool own = file->agency == caller.hat->agency;
    if (!own && !(eyes && projections::in_sight(*file, leaf, &*eyes))) return nullptr;
    return file;
}

void put_given(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const Code code(request.captured("code"));
    const auto file = in_hand(house, *exchange.caller(), request.captured("assessment"), code.value);
    if (!file) return exchange.reply(not_found(request));
    JsonObject body(request);
    Command command = giving((*file->set)[file->set->find(code.value)], file->id, body);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    auto version = expected_version(request, 'e');
    if (auto* wrong = std::get_if<Reply>(&version)) return exchange.reply(std::move(*wrong));
    ask(house, std::move(exchange), std::move(command), std::get<std::uint32_t>(version), tell_entry(code));
}

// ── leaders' ballots ─────────────────────────────────────────────────────────────────────────────────────────────────

/// The ballots on one assessment as of `size` events, from their own stream: no view holds them.
static Ballots ballots_then(const House& house, TenantNo tenant, const AssessmentView& view, std::uint64_t size)
{
    Ballots ballots;
    const StreamName name{StreamKind::ballot, view.id.value};
    const auto stream = house.log.find_stream(tenant, name.text());
    if (!stream) return ballots;
    house.log.replay_stream(tenant, *stream, 1, [&](const storage::Entry& entry) {
        const auto& header = entry.header;
        if (header.seq >= size) return false;
        const Record record =
            storage::replay(entry.leaf, header.type, header.schema, header.data_offset, header.seq, header.time, name);
        evolve(ballots, std::get<BallotEvent>(record.event), *view.set);
        return true;
    });
    return ballots;
}

/// Who looks into a box: a leader by his key, else the standing department or the auditor.
struct Voter {
    std::string leader;

    static Voter of(const House& house, const Caller& caller)
    {
        if (caller.hat->role != RoleKind::leader) return {};
        const auto snapshot = house.pipeline.snapshot(caller.tenant);
        return {snapshot->directory->holdings.at(caller.hat->grant).granted.leader};
    }
    /// LD-7. One's own is never a secret to oneself.
    bool sees(const BallotPlan& plan, std::string_view whose, bool opened) const
    {
        if (leader.empty()) return opened || plan.secrecy == BallotSecrecy::standing_department;
        if (leader == whose || plan.secrecy == BallotSecrecy::leaders) return true;
        return opened && plan.secrecy == BallotSecrecy::sealed;
    }
};

/// Who has voted, which of them asks, and as much of what as the regulation lets this voter see.
static void write_box(JsonWriter& json, const Criterion& leaf, const BallotPlan& plan, bool opened,
                      const std::vector<BallotPoints>& cast, const Voter& voter)
{
    json.open_object();
    json.member("code", leaf.code.value);
    json.member("title", leaf.title);
    json.member("maximum", leaf.maximum.text());
    json.member("step", plan.step.text());
    json.member("entered_by", plan.entered_by == BallotEntry::leaders ? "leaders" : "standing_department");
    json.key("opened");
    json.boolean(opened);
    json.key("leaders");
    json.open_array();
    for (const Leader& leader : plan.leaders) {
        const auto ballot = std::ranges::find(cast, leader.key, &BallotPoints::key);
        json.open_object();
        json.member("key", leader.key);
        json.member("text", leader.text);
        json.key("mine");
        json.boolean(leader.key == voter.leader);
        json.key("cast");
        json.boolean(ballot != cast.end());
        json.key("points");
        if (ballot != cast.end() && voter.sees(plan, leader.key, opened))
            json.text(ballot->points.text());
        else
            json.null();
        json.close_object();
    }
    json.close_array();
    json.close_object();
}

/// The leaves whose ballots concern this caller: the standing department enters them, leaders cast them.
static std::vector<CriterionNo> boxes_for(const std::optional<projections::Sight>& eyes, const AssessmentView& view)
{
    const Regulation& regulation = *view.cycle->cycle.regulation;
    std::vector<CriterionNo> boxes;
    for (const CriterionNo leaf : view.set->leaves()) {
        const Criterion& criterion = (*view.set)[leaf];
        if (criterion.scored_by != ScoredBy::leaders) continue;
        const bool enters = eyes && regulation.giver_of(criterion, view.agency) == eyes->agency &&
                            covers(eyes->criteria, criterion.code);
        if (!eyes || enters) boxes.push_back(leaf);
    }
    return boxes;
}

void get_ballots(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    auto at = Moment::of(house, request, caller.tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) return exchange.reply(std::move(*wrong));
    const Moment& moment = std::get<Moment>(at);
    const CycleId cycle(request.captured("cycle"));
    const auto view = moment.assessment(assessment_id(cycle, AgencyId(request.captured("agency"))).value);
    if (!view) return exchange.reply(not_found(request));
    const std::vector<CriterionNo> boxes = boxes_for(sight_of(*moment.snapshot().directory, *caller.hat), *view);
    if (boxes.empty()) return exchange.reply(not_found(request));

    const Ballots ballots = ballots_then(house, caller.tenant, *view, moment.size());
    const Voter voter = Voter::of(house, caller);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("cycle", cycle.value);
    json.member("agency", view->agency.value);
    json.member("assessment", view->id.value);
    json.key("version");
    json.number(static_cast<std::uint64_t>(ballots.version));
    json.key("boxes");
    json.open_array();
    for (const CriterionNo leaf : boxes) {
        const Criterion& criterion = (*view->set)[leaf];
        const BallotPlan& plan = *view->cycle->cycle.regulation->ballot(std::get<BallotRule>(criterion.rule).ballot);
        write_box(json, criterion, plan, view->entries[leaf]->basis == Basis::given, ballots.on(leaf), voter);
    }
    json.close_array();
    json.close_object();
    Reply reply(std::move(text));
    reply.etag = "\"k" + std::to_string(ballots.version) + "\"";
    moment.mark(reply);
    // Who looks decides what is told, and opening them is no ballot: the version names what a ballot is written on, not
    // these words. No browser keeps them.
    reply.caching = "no-store";
    exchange.reply(std::move(reply));
}

/// Whether the ballots count now: the last one was in, or they were opened.
static void tell_opened(JsonWriter& json, const Accepted& accepted, Reply&)
{
    json.key("opened");
    json.boolean(std::ranges::any_of(accepted.events, [](const Accepted::Written& event) {
        const auto* family = std::get_if<AssessmentEvent>(&event.what);
        return family && std::holds_alternative<BallotsOpened>(*family);
    }));
}

void put_ballot(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    CastBallot command;
    command.assessment = assessment_id(CycleId(request.captured("cycle")), AgencyId(request.captured("agency")));
    command.criterion = body.required<Code>("code");
    command.leader = body.required_text("leader", {64});
    command.points = body.required<Points>("points");
    command.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    command.source = source_from(body, false);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const Caller& caller = *exchange.caller();
    const bool leads = caller.hat->role == RoleKind::leader;
    const auto file = house.pipeline.snapshot(caller.tenant)->assessment(command.assessment.value);
    if (!file || (!leads && !in_hand(house, caller, command.assessment.value, command.criterion.value)))
        return exchange.reply(not_found(request));
    auto version = expected_version(request, 'k');
    if (auto* wrong = std::get_if<Reply>(&version)) return exchange.reply(std::move(*wrong));
    ask(house, std::move(exchange), std::move(command), std::get<std::uint32_t>(version), tell_opened);
}

void post_ballot_opening(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    OpenBallots command;
    command.assessment = assessment_id(CycleId(request.captured("cycle")), AgencyId(request.captured("agency")));
    command.criterion = body.required<Code>("code");
    command.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    if (!in_hand(house, *exchange.caller(), command.assessment.value, command.criterion.value))
        return exchange.reply(not_found(request));
    ask(house, std::move(exchange), std::move(command), {}, tell_opened);
}

} // namespace cchc::server::api
