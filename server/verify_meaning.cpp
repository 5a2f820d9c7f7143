#include "server/verify_meaning.hpp"

#include "projections/views.hpp"
#include "server/documents/register.hpp"
#include "server/identity/people.hpp"
#include "server/snapshots.hpp"
#include "storage/data_folder.hpp"
#include "storage/event_codec.hpp"
#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/view_store.hpp"

#include <map>
#include <memory>
#include <optional>

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

/// Every row the store keeps must be the one the fold makes at its sequence, and every one the fold makes must be kept,
/// as far as the view's cursor says.
class RowCheck {
public:
    RowCheck(const storage::ViewStore& rows, TenantNo tenant, std::string name, Findings& findings)
        : rows_(rows), tenant_(tenant), name_(std::move(name)), findings_(findings)
    {
        for (const auto& [view_name, number] : rows.views())
            for (const projections::View view : projections::all_views)
                if (view_name ==
                    std::string(projections::name_of(view)) + "@" + std::to_string(projections::version_of(view)))
                    numbers_[view] = number;
        for (const auto& [view, number] : numbers_) cursors_[view] = rows.cursor(tenant, number);
    }

    void take(Sequence seq, const std::vector<projections::RowChange>& changes)
    {
        for (const projections::RowChange& change : changes) {
            const auto number = numbers_.find(change.view);
            if (number == numbers_.end() || seq >= cursors_[change.view]) continue; // not there yet: will be projected
            ++expected_[{change.view, change.key}];
            const auto kept = rows_.as_of(tenant_, number->second, change.key, seq + 1);
            if (kept != change.value)
                found(findings_, "view " + std::string(projections::name_of(change.view)) + " of " + name_,
                      "its row as of event " + std::to_string(seq) + " is not what the log adds up to");
        }
    }

    /// Rows nobody wrote.
    void finish()
    {
        for (const auto& [row, count] : expected_) {
            std::size_t kept = 0;
            rows_.history(tenant_, numbers_[row.first], row.second, [&](Sequence, const auto&) {
                ++kept;
                return true;
            });
            if (kept != count)
                found(findings_, "view " + std::string(projections::name_of(row.first)) + " of " + name_,
                      "a row has " + std::to_string(kept) + " versions, the log makes " + std::to_string(count));
        }
        for (const auto& [view, number] : numbers_) {
            rows_.scan_as_of(tenant_, number, "", cursors_[view], [&](const storage::ViewStore::Row& row) {
                if (!expected_.contains({view, std::string(row.key)}))
                    found(findings_, "view " + std::string(projections::name_of(view)) + " of " + name_,
                          "holds a row that no event made");
                return true;
            });
        }
    }

private:
    const storage::ViewStore& rows_;
    TenantNo tenant_;
    std::string name_;
    Findings& findings_;
    std::map<projections::View, storage::ViewNo> numbers_;
    std::map<projections::View, std::uint64_t> cursors_;
    std::map<std::pair<projections::View, std::string>, std::size_t> expected_;
};

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
            is_there(record.seq, std::get<RegulationIssued>(*family).document);
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

/// One tenant's log, told to a fold of its own.
void verify_tenant(const storage::EventLog& log, const storage::Tenant& tenant, const storage::EvidenceStore& evidence,
                   RowCheck& rows, SnapshotCheck& snapshot, FileCheck& files, const VerifyProgress& progress)
{
    projections::Views fold;
    std::vector<projections::RowChange> changes;
    const std::uint64_t size = log.size(tenant.number);
    log.replay(tenant.number, 0, size, [&](const storage::Entry& entry) {
        storage::ReadLeaf read = storage::decode(entry.leaf);
        read.record.seq = entry.header.seq;
        files.take(read.record);
        if (const auto* family = std::get_if<RegulationEvent>(&read.record.event)) {
            const FileRef& document = std::get<RegulationIssued>(*family).document;
            fold.learn(document.sha256, regulation_in(evidence, document));
        }
        changes.clear();
        fold.project(read.record, changes);
        rows.take(entry.header.seq, changes);
        snapshot.take(fold);
        progress("views", entry.header.seq + 1, size);
        return true;
    });
    rows.finish();
}

} // namespace

std::vector<storage::Finding> verify_meaning(const std::filesystem::path& folder, const VerifyProgress& progress)
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
    const storage::EvidenceStore evidence = storage::EvidenceStore::for_reading(storage::Disk(), data.evidence());
    std::unique_ptr<const Register> documents;
    if (std::filesystem::exists(data.documents())) {
        documents.reset(new Register(Register::for_reading(storage::Disk(), data.documents())));
        documents->each([&](const Document& document) {
            if (!evidence.exists(document.sha256) || evidence.size_of(document.sha256) != document.size)
                found(findings, data.documents().string(),
                      "names a file that is gone or has another size: " + evidence.file_of(document.sha256).string());
        });
    }
    if (std::filesystem::exists(data.identity())) {
        auto identity = IdentityStore::for_reading(storage::Disk(), data.identity());
        const People everybody(identity); // reads every row
    } else {
        found(findings, data.identity().string(), "is gone: nobody can sign in, and the log's actors have no names");
    }
    for (const storage::Tenant& tenant : log.tenants()) {
        RowCheck row_check(rows, tenant.number, tenant.name, findings);
        SnapshotCheck snapshot_check(log, rows, tenant, findings);
        FileCheck file_check(evidence, documents.get(), tenant, findings);
        verify_tenant(log, tenant, evidence, row_check, snapshot_check, file_check, progress);
    }
    return findings;
}

} // namespace cchc::server
