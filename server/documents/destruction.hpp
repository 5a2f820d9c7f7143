#pragma once

#include "domain/events.hpp"
#include "server/documents/register.hpp"
#include "storage/event_log.hpp"
#include "storage/evidence_store.hpp"

#include <functional>

/// What follows an event `evidence_destroyed`: the tenant's name for the document is gone, the reports on its
/// signatures, and its bytes too unless another tenant brought the same ones (ops/decisions/0017).
namespace cchc::server {

/// Durable on return; once more does no harm. Waits for the disk. Throws storage::Failure.
void destroy_document(const storage::EventLog& log, storage::EvidenceStore& evidence, Register& documents,
                      domain::TenantNo tenant, const domain::Sha256& document, const storage::Tombstone& why);

/// The reports on the document's signatures, as the tenant's checks name them.
std::vector<domain::Sha256> reports_on(const Register& documents, domain::TenantNo tenant,
                                       const domain::Sha256& document);

/// Shows every destruction the log tells of, oldest first; the same document may come several times.
void each_destruction(
    const storage::EventLog& log,
    const std::function<void(domain::TenantNo, const domain::EvidenceDestroyed&, domain::Instant at)>& show);

/// At a start: makes up for what a power cut left undone, and for keys that a backup brought back.
void destroy_what_the_log_says(const storage::EventLog& log, storage::EvidenceStore& evidence, Register& documents);

} // namespace cchc::server
