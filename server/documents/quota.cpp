#include "server/documents/quota.hpp"

#include "domain/json_writer.hpp"
#include "server/caller.hpp"
#include "server/hosted_tenants.hpp"
#include "server/problems.hpp"

#include <algorithm>

namespace cchc::server {

namespace {

/// `1.234,5 MB`, in English `1234.5 MB`.
std::string size_text(std::uint64_t bytes, Language language)
{
    const std::uint64_t tenths = bytes / 100'000 + (bytes % 100'000 >= 50'000);
    std::string whole = std::to_string(tenths / 10);
    if (language == Language::vi)
        for (std::size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, ".");
    return whole + (language == Language::vi ? "," : ".") + std::to_string(tenths % 10) + " MB";
}

} // namespace

Reply quota_exceeded(std::string_view of, std::uint64_t used, std::uint64_t allowed, Language language)
{
    const bool bytes = of.ends_with("_bytes"), agency = of.starts_with("agency_");
    const auto amount = [&](std::uint64_t n) {
        return bytes ? size_text(n, language) : std::to_string(n) + (language == Language::vi ? " tệp" : " files");
    };
    Problem full{.slug = "quota-exceeded"};
    if (language == Language::vi)
        full.detail = (agency ? "Đơn vị đã dùng " : "Tiêu chí này đã có ") + amount(used) + "; được phép tối đa " +
                      amount(allowed) + ".";
    else
        full.detail = (agency ? "The agency has used " : "This criterion has ") + amount(used) + "; at most " +
                      amount(allowed) + " are allowed.";
    domain::JsonWriter json(full.quota);
    json.open_object();
    json.member("of", of);
    json.key("used"), json.number(used);
    json.key("allowed"), json.number(allowed);
    json.close_object();
    return problem(full, language);
}

std::optional<Reply> over_criterion_quota(const House& house, const Request& request, const Caller& caller,
                                          const Document& document)
{
    static const EvidenceLimits usual;
    const EvidenceLimits& limits = house.hosted ? house.hosted->evidence_limits(caller.tenant) : usual;
    const auto view = house.pipeline.snapshot(caller.tenant)->assessment(request.captured("assessment"));
    if (!view || view->agency != caller.hat->agency) return std::nullopt; // what asks is refused for that
    const domain::CriterionNo leaf = view->set->find(request.captured("code"));
    if (leaf == domain::no_criterion || !view->entries[leaf]) return std::nullopt;
    const auto& attached = view->entries[leaf]->evidence;
    if (std::ranges::find(attached, document.sha256) != attached.end()) return std::nullopt;
    std::uint64_t bytes = 0;
    for (const domain::Sha256& sha256 : attached)
        if (const auto there = house.documents.find(caller.tenant, view->agency, sha256)) bytes += there->size;
    if (attached.size() >= limits.criterion_files)
        return quota_exceeded("criterion_files", attached.size(), limits.criterion_files, request.language());
    if (bytes + document.size > limits.criterion_bytes)
        return quota_exceeded("criterion_bytes", bytes, limits.criterion_bytes, request.language());
    return std::nullopt;
}

} // namespace cchc::server
