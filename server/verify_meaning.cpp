#include "server/verify_meaning.hpp"

#include "projections/views.hpp"
#include "server/documents/destruction.hpp"
#include "server/documents/register.hpp"
#include "server/documents/signature_facts.hpp"
#include "server/identity/people.hpp"
#include "server/snapshots.hpp"
#include "server/verify_rows.hpp"
#include "storage/data_folder.hpp"
#include "storage/event_codec.hpp"
#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "storage/key_store.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/trail.hpp"
#include "storage/view_store.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

namespace cchc::server {

using namespace domain;

storage::LeafFacts facts_of(std::string_view leaf)
{
    const storage::ReadLeaf read = storage::decode(leaf);
    storage::LeafFacts facts;
    facts.tenant = read.tenant;
    facts.stream = read.record.stream.text();
    facts.version = read.stream_version;
    facts.type = read.type;
    facts.schema = read.schema;
    facts.time = read.record.at;
    facts.data_offset = read.data_offset;
    facts.data_length = read.data_length;
    if (read.record.actor != system_actor()) facts.command = read.command; // the clock's own acts are not retried
    return facts;
}

namespace {

using Findings = std::vector<storage::Finding>;

void found(Findings& findings, std::string where, std::string what)
{
    findings.push_back({storage::Finding::Kind::damage, std::move(where), std::move(what)});
}

/// The snapshot that the next start would begin from must be the fold of as many events.
class SnapshotCheck {
public:
    SnapshotCheck(const storage::EventLog& log, const storage::ViewStore& rows, const storage::Tenant& tenant,
                  Findings& findings)
        : name_(tenant.name), findings_(findings)
    {
        const auto wanted = std::string(Snapshots::view_name) + "@" + std::to_string(Snapshots::view_version);
        for (const auto& [view_name, number] : rows.views())
            if (view_name == wanted) kept_.emplace(log, rows, number, tenant.number);
        if (kept_ && kept_->size() > log.size(tenant.number))
            found(findings_, "snapshot of " + name_, "it holds events that the log does not");
    }

    void take(const projections::Views& fold)
    {
        if (!kept_ || fold.size() != kept_->size()) return;
        if (const std::string wrong = kept_->wrong_with(fold); !wrong.empty())
            found(findings_, "snapshot of " + name_, wrong);
    }

private:
    std::optional<Snapshots> kept_;
    std::string name_;
    Findings& findings_;
};

/// Every file that events name must be there, and evidence must be in the register of documents.
class FileCheck {
public:
    /// `documents` null: there is no register.
    FileCheck(const storage::EvidenceStore& evidence, const Register* documents, const storage::Tenant& tenant,
              Findings& findings)
        : evidence_(evidence), documents_(documents), tenant_(tenant), findings_(findings)
    {}

    void take(const Record& record)
    {
        if (const auto* family = std::get_if<RegulationEvent>(&record.event))
            for (const FileRef* file : {document_of(*family), findings_of(*family)})
                if (file) is_there(record.seq, *file);
        const auto* family = std::get_if<AssessmentEvent>(&record.event);
        const auto* attached = family ? std::get_if<EvidenceAttached>(family) : nullptr;
        if (!attached) return;
        is_there(record.seq, attached->document);
        if (!documents_ || documents_->all_holders(tenant_.number, attached->document.sha256).empty())
            named(record.seq, "names a document that the register of documents lacks: ", attached->document);
    }

private:
    void is_there(Sequence seq, const FileRef& file)
    {
        if (!evidence_.exists(file.sha256))
            named(seq, "names a file that is gone: ", file);
        else if (evidence_.size_of(file.sha256) != file.size)
            named(seq, "names a file that has another size: ", file);
    }
    void named(Sequence seq, std::string what, const FileRef& file)
    {
        found(findings_, "tenant " + tenant_.name + ", event " + std::to_string(seq),
              std::move(what) + evidence_.file_of(file.sha256).string());
    }

    const storage::EvidenceStore& evidence_;
    const Register* documents_;
    const storage::Tenant& tenant_;
    Findings& findings_;
};

std::shared_ptr<const Regulation> regulation_in(const storage::EvidenceStore& evidence, const FileRef& file)
{
    std::string document;
    evidence.read(file.sha256, 0, file.size, [&](std::string_view piece) { document += piece; });
    return std::make_shared<const Regulation>(storage::read_regulation(document));
}

/// Tells one tenant's log to a fold of its own; `take` sees each record with the rows it changed.
template <class Take>
void fold_log(const storage::EventLog& log, const storage::Tenant& tenant, const storage::EvidenceStore& evidence,
              const Take& take)
{
    projections::Views fold;
    std::vector<projections::RowChange> changes;
    log.replay(tenant.number, 0, log.size(tenant.number), [&](const storage::Entry& entry) {
        Record record = storage::decode(entry.leaf).record;
        record.seq = entry.header.seq;
        if (const auto* family = std::get_if<RegulationEvent>(&record.event))
            if (const FileRef* document = document_of(*family))
                fold.learn(document->sha256, regulation_in(evidence, *document));
        changes.clear();
        fold.project(record, changes);
        take(fold, record, changes);
        return true;
    });
}

void verify_tenant(const storage::EventLog& log, const storage::Tenant& tenant, const storage::ViewStore& rows,
                   const storage::EvidenceStore& evidence, const Register* documents, Findings& findings,
                   const VerifyProgress& progress)
{
    const std::uint64_t size = log.size(tenant.number);
    const KeptViews kept(rows, tenant.number);
    RowSums sums(kept);
    SnapshotCheck snapshot(log, rows, tenant, findings);
    FileCheck files(evidence, documents, tenant, findings);
    fold_log(log, tenant, evidence, [&](const projections::Views& fold, const Record& record, const auto& changes) {
        files.take(record);
        sums.take(record.seq, changes);
        snapshot.take(fold);
        if ((record.seq & 0xfff) == 0xfff || record.seq + 1 == size) progress("views", record.seq + 1, size);
    });
    if (sums.agree()) return;
    const std::size_t known = findings.size();
    RowSearch search(kept, tenant.name, findings);
    fold_log(log, tenant, evidence, [&](const projections::Views&, const Record& record, const auto& changes) {
        search.take(record.seq, changes);
    });
    search.finish();
    if (findings.size() == known) found(findings, "views of " + tenant.name, "are not what the log adds up to");
}

/// What was destroyed must be what events say was, and the other way round.
void compare_destructions(const storage::EventLog& log, const storage::EvidenceStore& evidence,
                          const Register* documents, Findings& findings)
{
    const auto tenants = log.tenants();
    const auto is_kept_by_one = [&](const Sha256& document) {
        return std::ranges::any_of(tenants, [&](const storage::Tenant& tenant) {
            return documents && !documents->all_holders(tenant.number, document).empty() &&
                   !documents->destroyed(tenant.number, document);
        });
    };
    std::set<Sha256> told, reports;
    each_destruction(log, [&](TenantNo tenant, const EvidenceDestroyed& event, Instant) {
        const std::string who = "tenant " + log.tenant(tenant).name;
        const std::string what = "the document " + event.document.hex() + ", " + event.document_number;
        if (documents && !documents->destroyed(tenant, event.document))
            found(findings, who, "destroyed " + what + ", and its name can be read yet");
        for (const Sha256& report : documents ? reports_on(*documents, tenant, event.document) : std::vector<Sha256>{})
            if (reports.insert(report).second && evidence.exists(report) && !evidence.destroyed(report))
                found(findings, who, "destroyed " + what + ", and the report on its signatures can be read yet");
        if (!told.insert(event.document).second || is_kept_by_one(event.document)) return;
        const bool readable = evidence.exists(event.document) && !evidence.destroyed(event.document);
        if (readable)
            found(findings, who, "destroyed " + what + ", and it can be read yet");
        else
            findings.push_back({storage::Finding::Kind::remark, who, "destroyed " + what});
    });
    for (const storage::Hash& hash : evidence.all())
        if (!told.contains(hash) && !reports.contains(hash) && evidence.destroyed(hash))
            found(findings, evidence.file_of(hash).string(), "was destroyed, and no event says so");
}

} // namespace

/// What the log says of the trail must hold of it.
static void verify_trail(const storage::Trail& trail, const storage::EventLog& log, const storage::Tenant& tenant,
                         Findings& findings)
{
    std::vector<storage::Trail::Head> named;
    log.replay(tenant.number, 0, log.size(tenant.number), [&](const storage::Entry& entry) {
        if (entry.header.type != TrailSealed::no) return true;
        const Record record = storage::decode(entry.leaf).record;
        const auto& seal = std::get<TrailSealed>(std::get<CycleEvent>(record.event));
        named.push_back({seal.size, seal.root});
        return true;
    });
    if (const std::string fault = trail.fault(tenant.number, named); !fault.empty())
        found(findings, "trail of " + tenant.name, fault);
}

std::vector<storage::Finding> verify_meaning(const std::filesystem::path& folder,
                                             const std::filesystem::path& master_key, const VerifyProgress& progress)
{
    const storage::DataFolder data{folder};
    Findings findings;
    storage::LogSettings settings;
    settings.folder = folder;
    settings.read_only = true;
    const storage::EventLog log(settings);
    storage::ViewStore::Settings views;
    views.folder = data.views();
    views.read_only = true;
    const storage::ViewStore rows(views);
    std::unique_ptr<storage::KeyStore> keys;
    if (std::filesystem::exists(data.key_store()))
        keys.reset(new storage::KeyStore(storage::KeyStore::for_reading(
            storage::Disk(), data.key_store(), master_key.empty() ? data.master_key() : master_key)));
    const auto evidence = storage::EvidenceStore::for_reading(storage::Disk(), data.evidence(), keys.get());
    std::unique_ptr<const Register> documents;
    if (std::filesystem::exists(data.documents())) {
        documents.reset(new Register(Register::for_reading(storage::Disk(), data.documents(), keys.get())));
        const auto look_for_report = [&](const std::string& told) {
            if (const auto check = signature_facts(told); check && check->report)
                if (!evidence.exists(check->report->sha256))
                    found(findings, data.documents().string(),
                          "names a report on signatures that is gone: " +
                              evidence.file_of(check->report->sha256).string());
        };
        documents->each_later_check(look_for_report);
        documents->each([&](const Document& document) {
            look_for_report(document.check);
            if (!evidence.exists(document.sha256) || evidence.size_of(document.sha256) != document.size)
                found(findings, data.documents().string(),
                      "names a file that is gone or has another size: " + evidence.file_of(document.sha256).string());
        });
    }
    if (std::filesystem::exists(data.identity())) {
        auto identity = IdentityStore::for_reading(storage::Disk(), data.identity(), keys.get());
        const People everybody(identity); // reads every row
    } else {
        found(findings, data.identity().string(), "is gone: nobody can sign in, and the log's actors have no names");
    }
    std::unique_ptr<const storage::Trail> trail;
    if (std::filesystem::exists(data.trail()))
        trail.reset(new storage::Trail(storage::Trail::for_reading(storage::Disk(), data.trail())));
    else
        found(findings, data.trail().string(), "is gone: what was refused and who read what is lost");
    for (const storage::Tenant& tenant : log.tenants()) {
        verify_tenant(log, tenant, rows, evidence, documents.get(), findings, progress);
        if (trail) verify_trail(*trail, log, tenant, findings);
    }
    compare_destructions(log, evidence, documents.get(), findings);
    return findings;
}

} // namespace cchc::server
