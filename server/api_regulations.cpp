#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/lint.hpp"
#include "projections/regulation_view.hpp"
#include "server/asking.hpp"
#include "server/documents/api.hpp"
#include "server/finding_words.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/tables/write_xlsx.hpp"
#include "storage/regulation_codec.hpp"

#include <charconv>

namespace cchc::server::api {

using namespace domain;

// ── documents that events name, kept like evidence and durable before the event ──────────────────────────────────────

static FileRef keep(const House& house, std::string_view text)
{
    auto upload = house.evidence.start_public(house.new_id("r-"), "regulation");
    upload.append(text);
    return {upload.finish(), text.size(), "application/json"};
}

static std::string kept(const House& house, const FileRef& file)
{
    std::string text;
    house.evidence.read(file.sha256, 0, file.size, [&](std::string_view piece) { text += piece; });
    return text;
}

void at_the_disk(const House& house, Exchange exchange, std::function<void(Exchange)> work)
{
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const bool taken = house.work([waiting, work = std::move(work)] { work(std::move(*waiting)); });
    if (!taken)
        waiting->reply(problem("maintenance", waiting->request().language(),
                               {"Máy chủ đang quá tải.", "The server is overloaded."}));
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

void get_regulations(const House& house, Exchange exchange)
{
    const auto snapshot = house.pipeline.snapshot(exchange.caller()->tenant);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("regulations");
    json.open_array();
    if (snapshot->regulations)
        for (const auto& [id, file] : *snapshot->regulations)
            for (const auto& [issued, done] : file.versions) {
                json.open_object();
                json.member("regulation", id.value);
                json.key("version");
                json.number(static_cast<std::uint64_t>(issued.version));
                json.member("sha256", issued.document.sha256.hex());
                json.member("decision_number", issued.decision_number);
                json.key("decision_date");
                if (issued.decision_date)
                    json.text(issued.decision_date->text());
                else
                    json.null();
                json.member("issuer", issued.issuer);
                json.close_object();
            }
    json.close_array();
    json.key("in_progress");
    json.open_array();
    if (snapshot->regulations)
        for (const auto& [id, file] : *snapshot->regulations)
            if (const Draft* draft = file.in_progress()) {
                json.open_object();
                json.member("regulation", id.value);
                json.key("draft");
                json.number(static_cast<std::uint64_t>(draft->facts.draft));
                json.member("state", projections::state_of(file, *draft));
                json.key("closes_at");
                if (draft->consultation)
                    json.text(local_text(draft->consultation->facts.closes_at));
                else
                    json.null();
                json.close_object();
            }
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

void get_regulation(const House& house, Exchange exchange)
{
    auto moment = Moment::of(house, exchange.request(), exchange.caller()->tenant);
    if (auto* wrong = std::get_if<Reply>(&moment)) return exchange.reply(std::move(*wrong));
    const RegulationId id(exchange.request().captured("regulation"));
    const auto file = std::get<Moment>(moment).regulation(id.value);
    if (!file) return exchange.reply(not_found(exchange.request()));
    answer(exchange, std::get<Moment>(moment), "\"r" + std::to_string(file->seq) + "\"",
           [&]() -> Body { return projections::render_regulation(id, *file); });
}

namespace {
/// A text of a regulation, and what was found in it then.
struct TextOfThen {
    FileRef document;
    std::optional<FindingsFile> findings;
};
} // namespace

static std::optional<std::uint32_t> number_in(std::optional<std::string_view> text)
{
    if (!text) return {};
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return 0; // nothing has that number
    return number;
}

/// The text that the request asks for: of a `version`, or of a `draft`; else the last one issued, or drafted where none
/// was.
static std::optional<TextOfThen> asked_for(const House& house, const Exchange& exchange)
{
    const Request& request = exchange.request();
    const auto file = Moment::now(house, exchange.caller()->tenant).regulation(request.captured("regulation"));
    if (!file) return {};
    auto draft = number_in(request.parameter("draft"));
    auto version = number_in(request.parameter("version"));
    if (!draft && !version) {
        version = static_cast<std::uint32_t>(file->versions.size());
        if (*version == 0) draft = static_cast<std::uint32_t>(file->drafts.size());
    }
    if (draft) {
        if (*draft == 0 || *draft > file->drafts.size()) return {};
        const RegulationDrafted& facts = file->drafts[*draft - 1].facts;
        return TextOfThen{facts.document, facts.findings};
    }
    const RegulationIssued* facts = file->version(*version);
    if (!facts) return {};
    return TextOfThen{facts->document, facts->findings};
}

/// How a text is wanted: as it was put up, or as a workbook. Nothing: in no form we have.
static std::optional<bool> as_workbook(const Request& request)
{
    const auto format = request.parameter("format");
    if (!format) return request.header("accept").find(tables::xlsx_media) != std::string_view::npos;
    if (*format != "json" && *format != "xlsx") return {};
    return *format == "xlsx";
}

void get_regulation_document(const House& house, Exchange exchange)
{
    const auto workbook = as_workbook(exchange.request());
    if (!workbook)
        return exchange.reply(problem("malformed", exchange.request().language(),
                                      {"format là json hoặc xlsx.", "format is json or xlsx."}));
    const auto text = asked_for(house, exchange);
    if (!text) return exchange.reply(not_found(exchange.request()));
    at_the_disk(house, std::move(exchange), [&house, file = text->document, xlsx = *workbook](Exchange waiting) {
        std::string document = kept(house, file);
        if (xlsx) document = tables::write_xlsx(storage::read_regulation(document));
        Reply reply(std::move(document));
        reply.etag = "\"" + file.sha256.hex() + (xlsx ? "-xlsx\"" : "\"");
        reply.caching = "private, no-cache";
        reply.with("Vary", "Accept");
        if (xlsx) {
            reply.type = tables::xlsx_media;
            reply.with("Content-Disposition",
                       attachment(std::string(waiting.request().captured("regulation")) + ".xlsx"));
        }
        waiting.reply(std::move(reply));
    });
}

void get_findings(const House& house, Exchange exchange)
{
    const auto text = asked_for(house, exchange);
    if (!text) return exchange.reply(not_found(exchange.request()));
    at_the_disk(house, std::move(exchange), [&house, text = *text](Exchange waiting) {
        // Kept as they were told then; a text that came without them is read by the linter of today.
        if (text.findings) return waiting.reply(Reply(kept(house, text.findings->document)));
        waiting.reply(Reply(findings_json(lint(storage::read_regulation(kept(house, text.document))))));
    });
}

// ── a text is put up, or issued ──────────────────────────────────────────────────────────────────────────────────────

/// The regulation in the request's body, or an answer and null. Its own strict codec reads it.
static std::shared_ptr<const Regulation> regulation_in(Exchange& exchange)
{
    const Request& request = exchange.request();
    try {
        return std::make_shared<const Regulation>(storage::read_regulation(request.body));
    } catch (const storage::FormatError& e) {
        Problem wrong;
        wrong.slug = "validation-failed";
        wrong.detail = request.language() == Language::vi ? "Tệp quy định không đúng mẫu."
                                                          : "The regulation's file is not of its form.";
        wrong.errors.push_back({e.pointer, "regulation_format", e.what()});
        exchange.reply(problem(wrong, request.language()));
        return nullptr;
    }
}

static void tell_text(JsonWriter& json, const Accepted& accepted, Reply& reply)
{
    reply.status = 201;
    const auto tell = [&](std::string_view name, const auto& facts, std::uint32_t number) {
        json.member("regulation", facts.regulation.value);
        json.key(name);
        json.number(static_cast<std::uint64_t>(number));
        json.key("findings");
        projections::write_findings(json, facts.findings);
    };
    for (const Accepted::Written& event : accepted.events)
        if (const auto* family = std::get_if<RegulationEvent>(&event.what)) {
            if (const auto* issued = std::get_if<RegulationIssued>(family)) tell("version", *issued, issued->version);
            if (const auto* draft = std::get_if<RegulationDrafted>(family)) tell("draft", *draft, draft->draft);
        }
}

/// With what the linter finds in it.
static FileRef keep_findings(const House& house, const Regulation& regulation)
{
    return keep(house, findings_json(lint(regulation)));
}

void post_regulation(const House& house, Exchange exchange)
{
    auto regulation = regulation_in(exchange);
    if (!regulation) return;
    at_the_disk(house, std::move(exchange), [&house, regulation](Exchange waiting) {
        const Request& request = waiting.request();
        IssueRegulation issue{regulation->id, keep(house, request.body), regulation->issued_by.number,
                              regulation->issued_by.date, regulation->issued_by.issuer};
        issue.signed_by = request.parameter("signed_by").value_or("");
        issue.reason = request.parameter("reason").value_or("");
        issue.findings = keep_findings(house, *regulation);
        ask(house, std::move(waiting), std::move(issue), {}, tell_text, regulation);
    });
}

void post_draft(const House& house, Exchange exchange)
{
    auto place = expected_place(exchange.request(), 'r');
    if (auto* wrong = std::get_if<Reply>(&place)) return exchange.reply(std::move(*wrong));
    auto regulation = regulation_in(exchange);
    if (!regulation) return;
    at_the_disk(house, std::move(exchange), [&house, regulation, seen = std::get<0>(place)](Exchange waiting) {
        DraftRegulation draft;
        draft.regulation = RegulationId(waiting.request().captured("regulation"));
        draft.document = keep(house, waiting.request().body);
        draft.findings = keep_findings(house, *regulation);
        ask(house, std::move(waiting), std::move(draft), seen, tell_text, regulation);
    });
}

void post_version(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    IssueRegulation issue;
    issue.regulation = RegulationId(exchange.request().captured("regulation"));
    issue.decision_number = body.required_text("decision_number", {longest_number});
    issue.decision_date = body.optional<Date>("decision_date");
    issue.issuer = body.required_text("issuer", {longest_title});
    issue.signed_by = body.required_text("signed_by", {longest_title});
    issue.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    auto place = expected_place(exchange.request(), 'r');
    if (auto* wrong = std::get_if<Reply>(&place)) return exchange.reply(std::move(*wrong));
    // The draft in progress as it stands now: if another takes its place meanwhile, the decider says so.
    const auto file = Moment::now(house, exchange.caller()->tenant).regulation(issue.regulation.value);
    const Draft* draft = file ? file->in_progress() : nullptr;
    if (!draft) return ask(house, std::move(exchange), std::move(issue), std::get<0>(place), tell_text);
    issue.document = draft->facts.document;
    at_the_disk(house, std::move(exchange), [&house, issue, seen = std::get<0>(place)](Exchange waiting) mutable {
        auto regulation = std::make_shared<const Regulation>(storage::read_regulation(kept(house, issue.document)));
        issue.findings = keep_findings(house, *regulation);
        ask(house, std::move(waiting), std::move(issue), seen, tell_text, std::move(regulation));
    });
}

} // namespace cchc::server::api
