#include "server/documents/signature_desk.hpp"

#include "server/documents/lent_file.hpp"
#include "storage/failure.hpp"

#include <nlohmann/json.hpp>

namespace cchc::server {

using json = nlohmann::ordered_json;

SignatureDesk::Found SignatureDesk::look(const storage::Hash& file, std::uint64_t size)
{
    const domain::Instant at = clock_.now();
    const LentFile lent(evidence_, file, size);
    signatures::Checked checked = checker_.check(lent.descriptor(), at);
    const json report = json::parse(checked.report);
    Found found;
    found.at = at;
    found.verdict = checked.verdict;
    found.any = !report["signatures"].empty();
    if (const json& pages = report["pages"]; pages.is_number_unsigned()) found.pages = pages.get<unsigned>();
    found.check = std::move(checked.check);
    found.report = std::move(checked.report);
    return found;
}

SignatureDesk::Found SignatureDesk::check(const storage::Hash& file, std::uint64_t size)
{
    Found found = look(file, size);
    keep(found);
    return found;
}

void SignatureDesk::keep(Found& found)
{
    auto report = evidence_.start("report-" + std::to_string(found.at.us) + "-" + std::to_string(++reports_),
                                  "a report on signatures");
    report.append(found.report);
    json told = json::parse(found.check);
    told["report"] = {{"sha256", report.finish().hex()}, {"size", found.report.size()}, {"media", "application/json"}};
    found.check = told.dump();
}

std::string SignatureDesk::told_whole(const std::string& report, const std::string& check)
{
    const json known = json::parse(check);
    json told = json::parse(report);
    told["report"] = known.value("report", json());
    return told.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace cchc::server
