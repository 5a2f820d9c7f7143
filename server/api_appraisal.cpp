#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/scope.hpp"
#include "domain/wire.hpp"
#include "server/asking.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/rights.hpp"
#include "server/sight.hpp"

#include <algorithm>

namespace cchc::server::api {

using namespace domain;
using projections::AssessmentView;

/// Whether the entry is judged by this appraiser in the three-decision form (AP-18), or ruled on through his agency.
static bool judged_by(const AssessmentView& view, CriterionNo leaf, const std::optional<projections::Sight>& eyes)
{
    return eyes && agency_scores((*view.set)[leaf]) && projections::in_sight(view, leaf, &*eyes);
}

/// The entry that the address names, if the caller has anything to do with it: to everyone else there is none (SE-7).
static std::shared_ptr<const projections::EntryRow> entry_in_hand(const House& house, const Exchange& exchange)
{
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    const auto now = house.pipeline.snapshot(caller.tenant);
    const auto file = now->assessment(request.captured("assessment"));
    const CriterionNo leaf = file ? file->set->find(request.captured("code")) : no_criterion;
    if (leaf == no_criterion || file->cycle->cycle.id.value != request.captured("cycle")) return nullptr;
    const bool own = file->agency == caller.hat->agency;
    const bool all = sees_council(caller.hat->role);
    return all || own || judged_by(*file, leaf, sight_of(*now->directory, *caller.hat)) ? file->entries[leaf] : nullptr;
}

/// Tells the item as it stands after the act to whoever acted.
static Tell tell_item(AgencyId appraiser, RoundId round, Code code)
{
    return [appraiser = std::move(appraiser), round = std::move(round),
            code = std::move(code)](JsonWriter& json, const Accepted& accepted, Reply& reply) {
        if (!accepted.assessment) return;
        const AssessmentView& view = *accepted.assessment;
        const int ordinal = view.cycle->cycle.round(round)->plan.ordinal;
        const CriterionNo no = view.set->find(code.value);
        json.key("item");
        projections::write_item(json, view, no, ordinal, appraiser, accepted.at);
        reply.etag = "\"a" + std::to_string(view.item(no, ordinal).by(appraiser.value).version) + "\"";
    };
}

/// The workbench: what the caller's agency appraises in that round, and what it is to record the chair's ruling on, as
/// far as his grant reaches; an auditor sees it all.
void get_items(const House& house, Exchange exchange)
{
    auto at = Moment::of(house, exchange.request(), exchange.caller()->tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) return exchange.reply(std::move(*wrong));
    const Moment& moment = std::get<Moment>(at);
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    const auto cycle = moment.cycle(request.captured("cycle"));
    const Round* round = cycle ? cycle->cycle.round(RoundId(request.captured("round"))) : nullptr;
    if (!round || round->plan.kind != RoundKind::appraisal) return exchange.reply(not_found(request));
    const auto criterion = request.parameter("criterion");
    const auto agency = request.parameter("agency");
    const auto state = request.parameter("state");
    const bool all = sees_council(caller.hat->role);
    const int ordinal = round->plan.ordinal;
    const Directory& directory = *moment.snapshot().directory;
    const auto eyes = sight_of(directory, *caller.hat);
    const auto rounds = rounds_of(directory, *caller.hat);
    const bool elsewhere = !rounds.empty() && std::ranges::find(rounds, round->plan.id) == rounds.end();

    std::string items;
    JsonWriter json(items);
    json.open_array();
    std::array<std::uint64_t, 5> counts{};
    std::vector<std::string_view> codes;
    for (const auto& view : moment.assessments(cycle->cycle.id.value))
        for (const CriterionNo leaf : view->set->leaves()) {
            if (elsewhere || !agency_scores((*view->set)[leaf])) continue;
            if (eyes && !covers(eyes->criteria, (*view->set)[leaf].code)) continue;
            if (!all && !projections::on_the_bench(*view, leaf, ordinal, caller.hat->agency)) continue;
            const std::string_view code = (*view->set)[leaf].code.value;
            if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
            if (criterion && *criterion != code) continue;
            if (agency && *agency != view->agency.value) continue;
            const projections::ItemRow& item = view->item(leaf, ordinal);
            const AgencyId& whose =
                all ? cycle->cycle.regulation->appraisers_of((*view->set)[leaf], view->agency).front()
                    : caller.hat->agency;
            const auto item_state = static_cast<projections::ItemState>(item.by(whose.value).state);
            ++counts[static_cast<std::size_t>(item_state)];
            if (state && *state != projections::name_of(item_state)) continue;
            projections::write_item(json, *view, leaf, ordinal, caller.hat->agency, moment.at());
        }
    json.close_array();

    std::string body;
    JsonWriter out(body);
    out.open_object();
    out.member("cycle", cycle->cycle.id.value);
    out.member("round", round->window.round.value);
    out.key("ordinal");
    out.number(static_cast<std::int64_t>(ordinal));
    out.key("published");
    out.boolean(round->published);
    out.key("locked");
    out.boolean(round->locked);
    out.key("criteria");
    out.open_array();
    for (const std::string_view code : codes) out.text(code);
    out.close_array();
    out.key("counts");
    out.open_object();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        out.key(projections::name_of(static_cast<projections::ItemState>(i)));
        out.number(counts[i]);
    }
    out.close_object();
    out.key("items");
    out.raw(items);
    out.close_object();
    Reply reply(std::move(body));
    moment.mark(reply);
    exchange.reply(std::move(reply));
}

void put_appraisal(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    DecideAppraisal command;
    command.assessment = AssessmentId(request.captured("assessment"));
    command.criterion = Code(request.captured("code"));
    command.round = RoundId(request.captured("round"));
    const std::string decision = body.required_choice("decision", {"agree", "disagree", "request_supplement"});
    const auto points = body.optional<Points>("points");
    command.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    command.needed = body.optional_text("needed", {longest_reason, 0}).value_or("");
    command.records = body.optional_text("records", {longest_reason, 0}).value_or("");
    command.draft = body.optional<bool>("draft").value_or(false);
    if (decision != "agree" && !points && !command.draft)
        body.complain("points", "missing", {"Thiếu điểm thẩm định.", "The appraised points are missing."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    command.decision = from_wire<Decision>(decision).value();

    const auto entry = entry_in_hand(house, exchange);
    if (!entry) return exchange.reply(not_found(request));
    // Agreeing confirms the self score, whatever it is: nobody has to type it again.
    const bool counts = entry->uncounted == Uncounted::no;
    command.points = points.value_or(counts ? entry->self.value_or(Points{}) : Points{});

    auto version = expected_version(request, 'a');
    if (auto* wrong = std::get_if<Reply>(&version)) return exchange.reply(std::move(*wrong));
    Tell tell = tell_item(caller.hat->agency, command.round, command.criterion);
    ask(house, std::move(exchange), std::move(command), std::get<std::uint32_t>(version), std::move(tell));
}

void post_ruling(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    JsonObject body(request);
    RuleAppraisal command;
    command.assessment = AssessmentId(request.captured("assessment"));
    command.criterion = Code(request.captured("code"));
    command.round = RoundId(request.captured("round"));
    command.points = body.required<Points>("points");
    command.reason = body.required_text("reason", {longest_reason});
    command.document_number = body.required_text("document_number", {200});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto entry = entry_in_hand(house, exchange);
    if (!entry) return exchange.reply(not_found(request));
    AgencyId pen = caller.hat->agency; // the chair has none of his own: the agency that would record his paper
    if (pen.empty()) {
        const auto file = house.pipeline.snapshot(caller.tenant)->assessment(command.assessment.value);
        pen = file->cycle->cycle.regulation->ruler_of(file->agency);
    }
    Tell tell = tell_item(std::move(pen), command.round, command.criterion);
    ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
}

} // namespace cchc::server::api
