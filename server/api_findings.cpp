#include "server/api_findings.hpp"

#include "domain/lint.hpp"
#include "server/asking.hpp"
#include "server/finding_words.hpp"
#include "server/problems.hpp"
#include "storage/regulation_codec.hpp"

#include <algorithm>
#include <charconv>

namespace cchc::server::api {

using namespace domain;

/// The version of the regulation that the request asks for: `version`, or the last one issued.
static const RegulationIssued* asked_for(const Request& request, const projections::Snapshot& snapshot)
{
    if (!snapshot.regulations) return nullptr;
    const auto versions = snapshot.regulations->find(RegulationId(request.captured("regulation")));
    if (versions == snapshot.regulations->end() || versions->second.empty()) return nullptr;
    const auto wanted = request.parameter("version");
    if (!wanted) return &versions->second.back();
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(wanted->data(), wanted->data() + wanted->size(), number);
    if (error != std::errc{} || end != wanted->data() + wanted->size()) return nullptr;
    const auto found = std::find_if(versions->second.begin(), versions->second.end(),
                                    [&](const RegulationIssued& one) { return one.version == number; });
    return found == versions->second.end() ? nullptr : &*found;
}

void get_findings(const House& house, Exchange exchange)
{
    const auto snapshot = house.pipeline.snapshot(exchange.caller()->tenant);
    const RegulationIssued* issued = asked_for(exchange.request(), *snapshot);
    if (!issued) return exchange.reply(not_found(exchange.request()));
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const bool taken = house.work([&house, waiting, file = issued->document] {
        std::string document;
        house.evidence.read(file.sha256, 0, file.size, [&](std::string_view piece) { document += piece; });
        waiting->reply(Reply(findings_json(lint(storage::read_regulation(document)))));
    });
    if (!taken)
        waiting->reply(problem("maintenance", waiting->request().language(),
                               {"Máy chủ đang quá tải.", "The server is overloaded."}));
}

} // namespace cchc::server::api
