#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/text.hpp"
#include "server/asking.hpp"
#include "server/json.hpp"

namespace cchc::server::api {

using namespace domain;

/// The common road of all acts upon a regulation's life; `status` of the answer when it is done.
static void act(const House& house, Exchange exchange, JsonObject& body, Command command, int status, Tell tell = {})
{
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    auto place = expected_place(exchange.request(), 'r');
    if (auto* wrong = std::get_if<Reply>(&place)) return exchange.reply(std::move(*wrong));
    ask(house, std::move(exchange), std::move(command), std::get<0>(place),
        [status, tell = std::move(tell)](JsonWriter& json, const Accepted& accepted, Reply& reply) {
            reply.status = status;
            if (tell) tell(json, accepted, reply);
        });
}

static RegulationId regulation_of(const Exchange& exchange)
{
    return RegulationId(exchange.request().captured("regulation"));
}

/// Adds the id that the server gave what was written.
template <class Event, class IdOf>
static Tell tell_id(std::string_view name, IdOf id_of)
{
    return [name, id_of](JsonWriter& json, const Accepted& accepted, Reply&) {
        for (const Accepted::Written& event : accepted.events)
            if (const auto* family = std::get_if<RegulationEvent>(&event.what))
                if (const auto* written = std::get_if<Event>(family)) json.member(name, id_of(*written).value);
    };
}

void post_consultation(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    OpenConsultation open;
    open.regulation = regulation_of(exchange);
    open.closes_at = body.optional<Instant>("closes_at");
    open.agencies = body.ids<AgencyId>("agencies", 20'000);
    open.document_number = body.optional_text("document_number", {longest_number, 0}).value_or("");
    act(house, std::move(exchange), body, std::move(open), 201);
}

void post_comment(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    CommentOnDraft say;
    say.regulation = regulation_of(exchange);
    say.criteria_set = body.optional_text("criteria_set", {longest_number, 0}).value_or("");
    say.criterion = body.optional<Code>("criterion").value_or(Code{});
    say.text = body.required_text("text", {longest_explanation});
    say.comment = CommentId(house.new_id("gy-"));
    act(house, std::move(exchange), body, std::move(say), 201,
        tell_id<DraftCommented>("comment", [](const DraftCommented& e) { return e.comment; }));
}

void post_answer(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    AnswerComment say;
    say.regulation = regulation_of(exchange);
    say.comment = CommentId(exchange.request().captured("comment"));
    say.accepted = body.required_choice("decision", {"accept", "decline"}) == "accept";
    say.text = body.required_text("text", {longest_explanation});
    act(house, std::move(exchange), body, std::move(say), 200);
}

void post_review(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ReviewDraft review;
    review.regulation = regulation_of(exchange);
    review.note = body.optional_text("note", {longest_reason, 0}).value_or("");
    act(house, std::move(exchange), body, std::move(review), 200);
}

void post_agreement(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    RecordAgreement agree;
    agree.regulation = regulation_of(exchange);
    agree.body = body.required_text("body", {longest_number});
    agree.document_number = body.required_text("document_number", {longest_number});
    agree.document_date = body.optional<Date>("document_date");
    act(house, std::move(exchange), body, std::move(agree), 200);
}

void post_overlay(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    OverlayGuidance lay;
    lay.regulation = regulation_of(exchange);
    lay.version = body.required<std::uint32_t>("version");
    lay.from = body.required<Date>("from");
    lay.document_number = body.required_text("document_number", {longest_number});
    lay.document_date = body.optional<Date>("document_date");
    lay.issuer = body.optional_text("issuer", {longest_title, 0}).value_or("");
    lay.criteria_sets = body.texts("criteria_sets", 1'000, {longest_number});
    lay.criterion = body.required<Code>("criterion");
    lay.text = body.required_text("text", {longest_explanation});
    lay.overlay = OverlayId(house.new_id("hd-"));
    act(house, std::move(exchange), body, std::move(lay), 201,
        tell_id<GuidanceOverlaid>("overlay", [](const GuidanceOverlaid& e) { return e.overlay; }));
}

} // namespace cchc::server::api
