#include "server/api.hpp"

#include "domain/command_form.hpp"
#include "domain/json_writer.hpp"
#include "domain/scope.hpp"
#include "domain/wire.hpp"
#include "server/documents/register.hpp"
#include "server/refusals.hpp"
#include "server/rights.hpp"
#include "server/sight.hpp"
#include "storage/base64.hpp"
#include "storage/key_store.hpp"

namespace cchc::server::api {

using namespace domain;
using projections::AssessmentView;
using projections::EntryRow;

// ── secret papers ────────────────────────────────────────────────────────────────────────────────────────────────────

void post_secret_paper_meeting(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    JsonObject body(request);
    ExplainSecretPaper command;
    command.assessment = AssessmentId(request.captured("assessment"));
    command.criterion = Code(request.captured("code"));
    command.paper = PaperId(request.captured("paper"));
    command.held_on = body.required<Date>("held_on");
    command.attendance = body.texts("attendance", most_attending, {longest_title});
    command.document_number = body.required_text("document_number", {longest_number});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto now = house.pipeline.snapshot(caller.tenant);
    const auto file = now->assessment(command.assessment.value);
    const CriterionNo leaf = file ? file->set->find(command.criterion.value) : no_criterion;
    const auto eyes = sight_of(*now->directory, *caller.hat);
    if (leaf == no_criterion || !projections::in_sight(*file, leaf, eyes ? &*eyes : nullptr))
        return exchange.reply(not_found(request));
    Tell tell = tell_entry(command.criterion);
    ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
}

// ── reports from outside ─────────────────────────────────────────────────────────────────────────────────────────────

namespace {

/// Who may know of which report: its agency, who judges the criterion, who took it in, the department that
/// consolidates, and whoever sees everything.
class Listener {
public:
    Listener(const Hat& hat, const Directory& directory) : hat_(hat), eyes_(sight_of(directory, hat)) {}

    bool hears_of(const AssessmentView& view, CriterionNo leaf, const EntryRow::Report& report) const
    {
        if (of_agency(hat_.role)) return view.agency == hat_.agency;
        if (!eyes_ || report.taken_in_by == hat_.agency.value) return true;
        const bool consolidates = view.cycle->cycle.regulation->ruler_of(view.agency) == hat_.agency;
        return projections::in_sight(view, leaf, &*eyes_) ||
               (consolidates && covers(eyes_->criteria, (*view.set)[leaf].code));
    }
    /// Shows every report among these that he may know of.
    template <class Assessments, class Show>
    void each(const Assessments& assessments, Show show) const
    {
        for (const auto& view : assessments)
            for (const CriterionNo leaf : view->set->leaves())
                for (const EntryRow::Report& report : view->entries[leaf]->reports)
                    if (hears_of(*view, leaf, report)) show(*view, leaf, report);
    }

private:
    const Hat& hat_;
    const std::optional<projections::Sight> eyes_;
};

void write_report(JsonWriter& json, const AssessmentView& view, CriterionNo leaf, const EntryRow::Report& report)
{
    json.open_object();
    json.member("assessment", view.id.value);
    json.member("agency", view.agency.value);
    json.member("criterion", (*view.set)[leaf].code.value);
    json.key("report");
    json.raw(report.json);
    json.close_object();
}

/// The report after the act.
Tell tell_report(ReportId id, bool created)
{
    return [id = std::move(id), created](JsonWriter& json, const Accepted& accepted, Reply& reply) {
        if (created) reply.status = 201;
        if (!accepted.assessment) return;
        const AssessmentView& view = *accepted.assessment;
        for (const CriterionNo leaf : view.set->leaves())
            for (const EntryRow::Report& report : view.entries[leaf]->reports)
                if (report.id == id.value) {
                    json.key("outside_report");
                    write_report(json, view, leaf, report);
                }
    };
}

/// The assessment that the report in the address is about; empty: there is none for this caller.
AssessmentId about(const House& house, const Exchange& exchange)
{
    const Request& request = exchange.request();
    const auto snapshot = house.pipeline.snapshot(exchange.caller()->tenant);
    const auto* cycle = snapshot->cycle(request.captured("cycle"));
    AssessmentId found;
    if (cycle)
        Listener(*exchange.caller()->hat, *snapshot->directory)
            .each(cycle->assessments, [&](const AssessmentView& view, CriterionNo, const EntryRow::Report& report) {
                if (report.id == request.captured("report")) found = view.id;
            });
    return found;
}

/// Who told it, readable with a key of its own alone; destroying that key makes it noise.
Sealed sealed(storage::KeyStore& keys, TenantNo tenant, const std::string& informant)
{
    const auto [subject, key] = keys.create_new(tenant, "informant/");
    const std::string bytes = storage::seal_freshly(key, subject, informant);
    return {subject, storage::to_base64(std::string_view(bytes).substr(0, storage::nonce_size)),
            storage::to_base64(std::string_view(bytes).substr(storage::nonce_size))};
}

} // namespace

void get_outside_reports(const House& house, Exchange exchange)
{
    auto at = Moment::of(house, exchange.request(), exchange.caller()->tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) return exchange.reply(std::move(*wrong));
    const Moment& moment = std::get<Moment>(at);
    const auto cycle = moment.cycle(exchange.request().captured("cycle"));
    if (!cycle) return exchange.reply(not_found(exchange.request()));
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("cycle", cycle->cycle.id.value);
    json.key("reports");
    json.open_array();
    Listener(*exchange.caller()->hat, *moment.snapshot().directory)
        .each(moment.assessments(cycle->cycle.id.value),
              [&](const AssessmentView& view, CriterionNo leaf, const EntryRow::Report& report) {
                  write_report(json, view, leaf, report);
              });
    json.close_array();
    json.close_object();
    Reply reply(std::move(text));
    moment.mark(reply);
    exchange.reply(std::move(reply));
}

void post_outside_report(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    JsonObject body(request);
    ReceiveOutsideReport command;
    command.assessment = body.required<AssessmentId>("assessment");
    command.criterion = body.required<Code>("criterion");
    const std::string kind = body.required_choice("kind", {"media", "hotline", "inspection", "follow_up", "on_site"});
    command.source = source_from(body, true);
    command.summary = body.required_text("summary", {longest_reason});
    command.supports = body.optional<bool>("supports").value_or(false);
    const auto sha256 = body.optional<Sha256>("sha256");
    const std::string informant = body.optional_text("informant", {longest_reason, 0}).value_or("");
    if (!informant.empty() && !house.keys)
        body.complain("informant", "not_kept",
                      {"Máy chủ này không có kho khóa để niêm phong.", "This server has no keys to seal it with."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    command.kind = from_wire<OutsideKind>(kind).value();
    command.report = ReportId(house.new_id("pa-"));
    const auto file = house.pipeline.snapshot(caller.tenant)->assessment(command.assessment.value);
    if (!file || file->cycle->cycle.id.value != request.captured("cycle")) return exchange.reply(not_found(request));
    if (sha256) {
        const auto document = house.documents.find(caller.tenant, caller.hat->agency, *sha256);
        if (!document || !house.evidence.exists(*sha256)) {
            const Refusal unknown = refuse(RefusalCode::file_unknown, "sha256");
            return exchange.reply(refused(unknown, request.language()));
        }
        command.document = FileRef{*sha256, document->size, document->media};
    }
    Tell tell = tell_report(command.report, true);
    if (informant.empty()) return ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
    at_the_disk(house, std::move(exchange), [&house, command, informant, tell](Exchange waiting) mutable {
        command.informant = sealed(*house.keys, waiting.caller()->tenant, informant);
        ask(house, std::move(waiting), std::move(command), {}, std::move(tell));
    });
}

void post_report_verification(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    VerifyOutsideReport command;
    command.report = ReportId(request.captured("report"));
    const std::string outcome = body.required_choice("outcome", {"confirmed", "dismissed"});
    command.by = body.required_text("by", {longest_title});
    command.source = source_from(body, true);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    command.outcome = from_wire<OutsideOutcome>(outcome).value();
    command.assessment = about(house, exchange);
    if (command.assessment.empty()) return exchange.reply(not_found(request));
    Tell tell = tell_report(command.report, false);
    ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
}

void post_report_counting(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    CountOutsideReport command;
    command.report = ReportId(request.captured("report"));
    command.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    command.assessment = about(house, exchange);
    if (command.assessment.empty()) return exchange.reply(not_found(request));
    Tell tell = tell_report(command.report, false);
    ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
}

void post_report_answer(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    AnswerOutsideReport command;
    command.report = ReportId(request.captured("report"));
    command.text = body.required_text("text", {longest_explanation});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    command.assessment = about(house, exchange);
    if (command.assessment.empty()) return exchange.reply(not_found(request));
    Tell tell = tell_report(command.report, false);
    ask(house, std::move(exchange), std::move(command), {}, std::move(tell));
}

} // namespace cchc::server::api
