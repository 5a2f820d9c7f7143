#include "server/documents/destruction.hpp"

#include "server/documents/signature_facts.hpp"
#include "storage/event_codec.hpp"

#include <algorithm>

namespace cchc::server {

using namespace domain;

std::vector<Sha256> reports_on(const Register& documents, TenantNo tenant, const Sha256& document)
{
    std::vector<Sha256> reports;
    for (const std::string& check : documents.all_checks(tenant, document))
        if (const auto facts = signature_facts(check); facts && facts->report) reports.push_back(facts->report->sha256);
    return reports;
}

void destroy_document(const storage::EventLog& log, storage::EvidenceStore& evidence, Register& documents,
                      TenantNo tenant, const Sha256& document, const storage::Tombstone& why)
{
    documents.destroy(tenant, document, why);
    for (const Sha256& report : reports_on(documents, tenant, document)) // they name who signed
        if (evidence.exists(report) && !evidence.destroyed(report)) evidence.destroy(report, why);
    const auto tenants = log.tenants();
    const bool is_anothers = std::ranges::any_of(tenants, [&](const storage::Tenant& other) {
        return !documents.all_holders(other.number, document).empty() && !documents.destroyed(other.number, document);
    });
    if (is_anothers || !evidence.exists(document) || evidence.destroyed(document)) return;
    evidence.destroy(document, why);
}

void each_destruction(const storage::EventLog& log,
                      const std::function<void(TenantNo, const EvidenceDestroyed&, Instant at)>& show)
{
    constexpr std::size_t at_once = 256;
    for (const storage::Tenant& tenant : log.tenants()) {
        const auto tag = log.find_tag(tenant.number, "type/" + std::string(EvidenceDestroyed::name));
        if (!tag) continue;
        bool more = true;
        for (Sequence from = 0; more;) {
            const auto places = log.tagged(tenant.number, *tag, from, at_once);
            more = places.size() == at_once;
            if (more) from = places.back() + 1;
            for (const Sequence seq : places)
                log.read(tenant.number, seq, [&](const storage::Entry& entry) {
                    const Record record = storage::decode(entry.leaf).record;
                    show(tenant.number, std::get<EvidenceDestroyed>(std::get<AssessmentEvent>(record.event)),
                         record.at);
                });
        }
    }
}

void destroy_what_the_log_says(const storage::EventLog& log, storage::EvidenceStore& evidence, Register& documents)
{
    each_destruction(log, [&](TenantNo tenant, const EvidenceDestroyed& event, Instant at) {
        destroy_document(log, evidence, documents, tenant, event.document, {at, event.reason});
    });
}

} // namespace cchc::server
