#include "server/documents/api.hpp"

#include "server/asking.hpp"
#include "server/caller.hpp"
#include "server/documents/preview_desk.hpp"
#include "server/documents/rechecks.hpp"
#include "server/documents/signature_facts.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <spdlog/spdlog.h>

namespace cchc::server::api {

using namespace domain;

namespace {

constexpr std::string_view pdf = "application/pdf";
constexpr std::array<unsigned, 3> widths{480, 960, 1440};
constexpr unsigned usual_width = 960;

void answer_busy(Exchange& exchange)
{
    exchange.reply(problem(Problem{.slug = "maintenance", .retry_after_s = 2}, exchange.request().language()));
}

/// The whole report where it is kept and can be read, else what stands in the check.
std::string report_on(const storage::EvidenceStore& evidence, const std::string& check)
{
    const auto facts = signature_facts(check);
    const bool readable =
        facts && facts->report && evidence.exists(facts->report->sha256) && !evidence.destroyed(facts->report->sha256);
    if (!readable) return check;
    std::string report;
    evidence.read(facts->report->sha256, 0, facts->report->size, [&](std::string_view bytes) { report += bytes; });
    return SignatureDesk::told_whole(report, check);
}

/// `12.png` → 12; nothing for any other form.
std::optional<unsigned> page_in(std::string_view name)
{
    if (!name.ends_with(".png")) return {};
    name.remove_suffix(4);
    unsigned page = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), page);
    const bool formed = error == std::errc{} && end == name.data() + name.size() && name.front() != '0';
    return formed ? std::optional(page) : std::nullopt;
}

std::optional<unsigned> width_in(const Request& request)
{
    const auto given = request.parameter("width");
    if (!given) return usual_width;
    const auto known = std::ranges::find_if(widths, [&](unsigned width) { return std::to_string(width) == *given; });
    return known == widths.end() ? std::nullopt : std::optional(*known);
}

void answer_no_preview(Exchange& exchange)
{
    exchange.reply(problem("no-preview", exchange.request().language(),
                           {"Không dựng được hình trang này; hãy tải tệp về để xem.",
                            "No picture can be made of this page; download the file to see it."}));
}

void send_picture(Exchange& exchange, const PreviewDesk::Page& page, PreviewDesk::Picture picture)
{
    if (!picture) return answer_no_preview(exchange);
    Reply reply{Body(std::move(picture))};
    reply.type = "image/png";
    reply.etag = "\"" + page.file.hex() + "-" + std::to_string(page.number) + "-" + std::to_string(page.width) + "\"";
    reply.caching = "private, no-cache"; // as the file itself: asked again each time
    reply.sandboxed = true;
    exchange.reply(std::move(reply));
}

} // namespace

void get_signatures(const House& house, Exchange exchange)
{
    const auto document = see_document(house, exchange);
    if (!document) return;
    once_noted(house, std::move(exchange), [&house, document](Exchange noted) {
        const auto waiting = std::make_shared<Exchange>(std::move(noted));
        const bool taken = house.work([&house, document, waiting] {
            const Caller& caller = *waiting->caller();
            std::string body = R"({"checks":[)";
            for (const std::string& check : house.documents.checks(caller.tenant, document->agency, document->sha256))
                body.append(body.ends_with('[') ? "" : ",").append(report_on(house.evidence, check));
            waiting->reply(Reply(body.append("]}")));
        });
        if (!taken) answer_busy(*waiting);
    });
}

void post_signatures(const House& house, const FileDesks& desks, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto document = see_document(house, exchange);
    if (!document) return;
    if (document->media != pdf)
        return exchange.reply(
            problem("not-in-this-state", request.language(),
                    {"Chỉ kiểm tra được chữ ký số của tệp PDF.", "Only the signatures of PDF files can be checked."}));
    if (house.pipeline.read_only())
        return exchange.reply(problem("read-only", request.language(), {"Ổ đĩa sắp đầy.", "The disk is nearly full."}));
    if (!desks.rechecks) return answer_busy(exchange);
    once_noted(house, std::move(exchange), [&desks, document](Exchange noted) {
        const TenantNo tenant = noted.caller()->tenant;
        const auto waiting = std::make_shared<Exchange>(std::move(noted));
        const auto told = [waiting](const std::shared_ptr<const std::string>& report) {
            if (!report) return answer_busy(*waiting);
            waiting->reply(Reply(R"({"check":)" + *report + "}"));
        };
        if (!desks.rechecks->check(tenant, *document, told)) answer_busy(*waiting);
    });
}

void get_preview(const House& house, const FileDesks& desks, Exchange exchange)
{
    const Request& request = exchange.request();
    const auto number = page_in(request.captured("page"));
    const auto width = width_in(request);
    if (!width)
        return exchange.reply(problem("malformed", request.language(),
                                      {"width phải là 480, 960 hoặc 1440.", "width must be 480, 960 or 1440."}));
    const auto document = see_document(house, exchange);
    if (!document) return;
    if (!number || (document->pages && *number > *document->pages)) return exchange.reply(not_found(request));
    if (document->media != pdf || !desks.previews) return answer_no_preview(exchange);
    const PreviewDesk::Page page{document->sha256, *number, *width};
    once_noted(house, std::move(exchange), [&desks, page, size = document->size](Exchange noted) {
        if (auto kept = desks.previews->kept(page)) return send_picture(noted, page, *std::move(kept));
        const auto waiting = std::make_shared<Exchange>(std::move(noted));
        const bool taken = desks.work([&desks, page, size, waiting] {
            try {
                send_picture(*waiting, page, desks.previews->render(page, size));
            } catch (const std::exception& failure) {
                spdlog::error("{}: {}", waiting->request().target, failure.what());
                answer_busy(*waiting);
            }
        });
        if (!taken) answer_busy(*waiting);
    });
}

} // namespace cchc::server::api
