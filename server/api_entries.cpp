#include "server/api.hpp"

#include "domain/command_form.hpp"
#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/asking.hpp"
#include "server/documents/quota.hpp"
#include "server/documents/signature_facts.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/refusals.hpp"
#include "server/sight.hpp"

#include <algorithm>
#include <charconv>

namespace cchc::server::api {

using namespace domain;

Tell tell_entry(Code code)
{
    return [code = std::move(code)](JsonWriter& json, const Accepted& accepted, Reply& reply) {
        if (!accepted.assessment) return;
        const CriterionNo no = accepted.assessment->set->find(code.value);
        if (no == no_criterion || !accepted.assessment->entries[no]) return;
        projections::write_change(json, *accepted.assessment, no);
        reply.etag = "\"e" + std::to_string(accepted.assessment->entries[no]->version) + "\"";
    };
}

static Code code_of(const Exchange& exchange)
{
    return Code(exchange.request().captured("code"));
}

/// The common road of all edits of one entry. An agency's own file only: to everyone else there is no such file.
static void edit(const House& house, Exchange exchange, EntryCommand wish, bool needs_version, Tell tell)
{
    const Request& request = exchange.request();
    const auto file = house.pipeline.snapshot(exchange.caller()->tenant)->assessment(request.captured("assessment"));
    if (!file || file->agency != exchange.caller()->hat->agency) return exchange.reply(not_found(request));
    std::optional<std::uint32_t> expected;
    if (needs_version) {
        auto version = expected_version(request, 'e');
        if (auto* wrong = std::get_if<Reply>(&version)) return exchange.reply(std::move(*wrong));
        expected = std::get<std::uint32_t>(version);
    }
    EditEntry command{AssessmentId(request.captured("assessment")), std::move(wish)};
    ask(house, std::move(exchange), std::move(command), expected, std::move(tell));
}

Figures figures_from(JsonObject& body)
{
    Figures figures;
    figures.date = body.optional<Date>("date");
    figures.due = body.optional<Date>("due");
    figures.never = body.optional<bool>("never").value_or(false);
    figures.numerator = body.optional<std::int64_t>("numerator");
    figures.denominator = body.optional<std::int64_t>("denominator");
    figures.excluded = body.optional<std::int64_t>("excluded");
    figures.exclusion_ground = body.optional_text("exclusion_ground", {longest_reason, 0}).value_or("");
    figures.late = body.optional<std::int64_t>("late");
    figures.amount = body.optional<std::int64_t>("amount");
    for (JsonObject& count : body.objects("counts", 50))
        figures.counts.push_back({count.required_text("key", {64}), count.required<std::int64_t>("count")});
    figures.met = body.texts("met", 100, {64});
    figures.failed = body.texts("failed", 100, {64});
    return figures;
}

void put_self_score(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    EnterSelfScore wish;
    wish.criterion = code_of(exchange);
    wish.points = body.required<Points>("value");
    wish.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    Tell tell = tell_entry(wish.criterion);
    edit(house, std::move(exchange), std::move(wish), true, std::move(tell));
}

void delete_self_score(const House& house, Exchange exchange)
{
    ClearSelfScore wish{code_of(exchange)};
    Tell tell = tell_entry(wish.criterion);
    edit(house, std::move(exchange), std::move(wish), true, std::move(tell));
}

void put_figures(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    DeclareFigures wish{code_of(exchange), figures_from(body)};
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    Tell tell = tell_entry(wish.criterion);
    edit(house, std::move(exchange), std::move(wish), true, std::move(tell));
}

void put_explanation(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    WriteExplanation wish{code_of(exchange), body.optional_text("text", {longest_explanation, 0}).value_or("")};
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    Tell tell = tell_entry(wish.criterion);
    edit(house, std::move(exchange), std::move(wish), true, std::move(tell));
}

void put_supplement(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ProvideSupplement wish{code_of(exchange), body.required_text("text", {longest_explanation})};
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    Tell tell = tell_entry(wish.criterion);
    edit(house, std::move(exchange), std::move(wish), true, std::move(tell));
}

void post_evidence(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    const Sha256 sha256 = body.required<Sha256>("sha256");
    AttachEvidence wish;
    wish.criterion = code_of(exchange);
    wish.document_date = body.optional<Date>("document_date");
    wish.document_number = body.optional_text("document_number", {200, 0}).value_or("");
    wish.pages = body.optional_text("pages", {100, 0}).value_or("");
    wish.issuer = body.optional_text("issuer", {longest_title, 0}).value_or("");
    if (const auto kind =
            body.optional_choice("kind", {"plan", "progress_table", "report", "decision", "work_rules", "assignment",
                                          "recognised_initiative", "legal_document", "conclusion", "statistics",
                                          "screenshot", "apology_letter", "staff_table", "settlement_report", "minutes",
                                          "file_list", "submission_letter", "other"}))
        wish.kind = from_wire<EvidenceKind>(*kind);
    if (auto corrects = body.optional<LinkId>("corrects")) wish.corrects = std::move(*corrects);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const Caller& caller = *exchange.caller();
    // A hash alone is no proof of having the file: it must have come in through this agency's own upload.
    const auto document = house.documents.find(caller.tenant, caller.hat->agency, sha256);
    if (!document || !house.evidence.exists(sha256)) {
        const Refusal unknown = refuse(RefusalCode::file_unknown, "sha256");
        return exchange.reply(refused(unknown, exchange.request().language()));
    }
    if (auto full = over_criterion_quota(house, exchange.request(), caller, *document))
        return exchange.reply(std::move(*full));
    wish.document = FileRef{sha256, document->size, document->media};
    wish.signature = document->signature;
    wish.check = signature_facts(document->check);
    wish.link = LinkId(house.new_id("l-"));
    const Code code = wish.criterion;
    edit(house, std::move(exchange), std::move(wish), false,
         [code, tell = tell_entry(code)](JsonWriter& json, const Accepted& accepted, Reply& reply) {
             for (const Accepted::Written& event : accepted.events)
                 if (const auto* family = std::get_if<AssessmentEvent>(&event.what))
                     if (const auto* attached = std::get_if<EvidenceAttached>(family))
                         json.member("link", attached->link.value);
             tell(json, accepted, reply);
             reply.status = 201;
         });
}

void post_secret_paper(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request()); // it has no member: nothing of a secret paper is said here (EV-18)
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    DeclareSecretPaper wish{code_of(exchange), PaperId(house.new_id("tm-"))};
    const PaperId paper = wish.paper;
    const Code code = wish.criterion;
    edit(house, std::move(exchange), std::move(wish), false,
         [paper, tell = tell_entry(code)](JsonWriter& json, const Accepted& accepted, Reply& reply) {
             json.member("paper", paper.value);
             tell(json, accepted, reply);
             reply.status = 201;
         });
}

void delete_evidence(const House& house, Exchange exchange)
{
    DetachEvidence wish{code_of(exchange), LinkId(exchange.request().captured("link"))};
    Tell tell = tell_entry(wish.criterion);
    edit(house, std::move(exchange), std::move(wish), false, std::move(tell));
}

/// Every entry the command touched, the sums above them, and where each item now stands.
static void tell_entries(JsonWriter& json, const Accepted& accepted, Reply&)
{
    if (!accepted.assessment) return;
    const projections::AssessmentView& view = *accepted.assessment;
    std::vector<CriterionNo> touched;
    std::vector<CriterionNo> above;
    const auto once = [](std::vector<CriterionNo>& all, CriterionNo no) {
        if (std::find(all.begin(), all.end(), no) == all.end()) all.push_back(no);
    };
    for (const Accepted::Written& event : accepted.events) {
        const auto* family = std::get_if<AssessmentEvent>(&event.what);
        const Code* code = family ? projections::criterion_of(*family) : nullptr;
        if (!code) continue;
        const CriterionNo no = view.set->find(code->value);
        once(touched, no);
        for (const CriterionNo parent : projections::ancestors(*view.set, no)) once(above, parent);
    }
    json.key("results");
    json.open_array();
    for (const CriterionNo no : touched) {
        json.open_object();
        json.member("code", (*view.set)[no].code.value);
        json.key("ok");
        json.boolean(true);
        json.key("version");
        json.number(static_cast<std::uint64_t>(view.entries[no]->version));
        json.close_object();
    }
    json.close_array();
    json.key("entries");
    json.open_array();
    for (const CriterionNo no : touched) json.raw(view.entries[no]->json);
    json.close_array();
    projections::write_subtotals(json, view, &above);
    projections::write_totals(json, view);
}

void post_batch(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    EditEntries command;
    command.assessment = AssessmentId(exchange.request().captured("assessment"));
    for (JsonObject& item : body.objects("items", most_batch_items)) {
        EditEntries::Item one;
        const Code code = item.required<Code>("code");
        const std::string act = item.required_choice("act", {"self_score", "clear", "figures", "explanation"});
        one.expected = item.optional<std::uint32_t>("version");
        if (act == "self_score") {
            EnterSelfScore wish;
            wish.criterion = code;
            wish.points = item.required<Points>("value");
            wish.reason = item.optional_text("reason", {longest_reason, 0}).value_or("");
            one.edit = std::move(wish);
        } else if (act == "clear") {
            one.edit = ClearSelfScore{code};
        } else if (act == "figures") {
            DeclareFigures wish;
            wish.criterion = code;
            JsonObject figures = item.required_object("figures");
            wish.figures = figures_from(figures);
            one.edit = std::move(wish);
        } else {
            one.edit = WriteExplanation{code, item.optional_text("text", {longest_explanation, 0}).value_or("")};
        }
        command.items.push_back(std::move(one));
    }
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto file = house.pipeline.snapshot(exchange.caller()->tenant)->assessment(command.assessment.value);
    if (!file || file->agency != exchange.caller()->hat->agency) return exchange.reply(not_found(exchange.request()));
    ask(house, std::move(exchange), std::move(command), {}, tell_entries);
}

void post_compensation(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    const std::string undo = body.required_text("undo", {20});
    std::uint64_t seq = 0;
    const auto [end, error] = std::from_chars(undo.data(), undo.data() + undo.size(), seq);
    if (!undo.empty() && (error != std::errc{} || end != undo.data() + undo.size()))
        body.complain("undo", "not_a_sequence", {"Phải là số của một sự kiện.", "Must be the number of an event."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    UndoEdit command{AssessmentId(exchange.request().captured("assessment")), seq};
    const auto file = house.pipeline.snapshot(exchange.caller()->tenant)->assessment(command.assessment.value);
    if (!file || file->agency != exchange.caller()->hat->agency) return exchange.reply(not_found(exchange.request()));
    ask(house, std::move(exchange), std::move(command), {},
        [](JsonWriter& json, const Accepted& accepted, Reply& reply) {
            for (const Accepted::Written& event : accepted.events)
                if (const auto* family = std::get_if<AssessmentEvent>(&event.what))
                    if (const auto* undone = std::get_if<Compensated>(family)) {
                        json.member("undone", std::to_string(undone->undone));
                        json.member("redo", std::to_string(event.seq)); // undoing this brings it back
                    }
            tell_entries(json, accepted, reply);
        });
}

void put_not_applicable(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    const auto assessment = body.required<AssessmentId>("assessment");
    const auto code = body.required<Code>("code");
    const std::string act = body.required_choice("act", {"claim", "withdraw", "accept", "refuse"});
    const std::string ground = body.optional_text("ground", {longest_reason, 0}).value_or("");
    const std::string reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    const auto now = house.pipeline.snapshot(caller.tenant);
    const auto file = now->assessment(assessment.value);
    if (!file || file->cycle->cycle.id.value != request.captured("cycle")) return exchange.reply(not_found(request));
    const bool ruling = act == "accept" || act == "refuse";
    const bool appraiser = caller.hat->role == RoleKind::appraiser;
    const CriterionNo leaf = file->set->find(code.value);
    const auto eyes = sight_of(*now->directory, *caller.hat);
    const bool judges = appraiser && leaf != no_criterion && projections::in_sight(*file, leaf, &*eyes);
    if (!judges && file->agency != caller.hat->agency) return exchange.reply(not_found(request)); // SE-6, SE-7
    if (ruling != appraiser)
        return exchange.reply(refused(refuse(RefusalCode::missing_right, code.value), request.language()));
    Command command;
    if (ruling)
        command = RuleNotApplicable{assessment, code, act == "accept", reason};
    else if (act == "claim")
        command = EditEntry{assessment, ClaimNotApplicable{code, ground}};
    else
        command = EditEntry{assessment, WithdrawNotApplicable{code}};
    ask(house, std::move(exchange), std::move(command), {}, tell_entry(code));
}

} // namespace cchc::server::api
