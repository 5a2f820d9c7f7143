#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "server/asking.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"

namespace cchc::server::api {

using namespace domain;

/// What stands about the assessment after the act.
static void tell_header(JsonWriter& json, const Accepted& accepted, Reply&)
{
    if (!accepted.assessment) return;
    json.key("header");
    json.open_object();
    projections::write_header(json, *accepted.assessment);
    json.close_object();
}

/// An agency's own file only; to everyone else there is no such file.
template <class C>
static void act(const House& house, Exchange exchange, C command, Tell tell = tell_header)
{
    const auto file = house.pipeline.snapshot(exchange.caller()->tenant)->assessment(command.assessment.value);
    if (!file || file->agency != exchange.caller()->hat->agency) return exchange.reply(not_found(exchange.request()));
    ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
}

static AssessmentId assessment_of(const Exchange& exchange)
{
    return AssessmentId(exchange.request().captured("assessment"));
}

void post_approval_request(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    RequestApproval command{assessment_of(exchange)};
    act(house, std::move(exchange), std::move(command));
}

void post_approval(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    const std::string decision = body.required_choice("decision", {"approve", "return"});
    const std::string reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const AssessmentId assessment = assessment_of(exchange);
    if (decision == "approve")
        act(house, std::move(exchange), ApproveAssessment{assessment});
    else
        act(house, std::move(exchange), ReturnAssessment{assessment, reason});
}

void post_delegation(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    DelegateSubmission command;
    command.assessment = assessment_of(exchange);
    command.to = body.required<ActorId>("to");
    command.document_number = body.required_text("document_number", {200});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act(house, std::move(exchange), std::move(command));
}

void post_submission(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    SubmitAssessment command;
    command.assessment = assessment_of(exchange);
    command.attendance = body.texts("attendance", 100, {300});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const TenantNo tenant = exchange.caller()->tenant;
    act(house, std::move(exchange), std::move(command),
        [&house, tenant](JsonWriter& json, const Accepted& accepted, Reply& reply) {
            for (const Accepted::Written& event : accepted.events)
                if (const auto* family = std::get_if<AssessmentEvent>(&event.what))
                    if (const auto* facts = std::get_if<AssessmentSubmitted>(family)) {
                        json.key("receipt");
                        json.raw(render_receipt(house, tenant, *accepted.assessment, *facts, event.seq, accepted.at));
                        reply.status = 201;
                    }
            tell_header(json, accepted, reply);
        });
}

void post_withdrawal(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    WithdrawAssessment command;
    command.assessment = assessment_of(exchange);
    command.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act(house, std::move(exchange), std::move(command));
}

} // namespace cchc::server::api
