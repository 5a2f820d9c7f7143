#include "storage/verify.hpp"

#include "storage/data_folder.hpp"
#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "storage/folder_lock.hpp"
#include "storage/guarded_store.hpp"
#include "storage/key_store.hpp"
#include "storage/log_store.hpp"
#include "storage/sealing_key.hpp"
#include "storage/verify_tenant.hpp"
#include "storage/view_store.hpp"

#include <algorithm>
#include <future>
#include <set>

namespace cchc::storage {

bool Verification::is_damaged() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.kind == Finding::Kind::damage; });
}

namespace {

/// The whole verification, folder by folder.
class Verifier {
public:
    explicit Verifier(const VerifyPlan& plan) : plan_(plan), folder_{plan.log.folder} {}

    Verification run()
    {
        {
            const FolderLock ours(folder_.path); // a server at work changes what we would read
        }
        LogSettings settings = plan_.log;
        settings.read_only = true;
        std::unique_ptr<EventLog> log;
        note(finding_of(folder_.path.string(), [&] { log = std::make_unique<EventLog>(settings); }));
        if (log) this->log(*log);
        check(folder_.views(), [&] { views(); });
        check(folder_.key_store(), [&] { keys(); });
        check(folder_.evidence(), [&] { evidence(); });
        check(folder_.evidence(), [&] { uploads(); });
        for (const auto& folder : {folder_.documents(), folder_.identity(), folder_.trail()})
            check(folder, [&] { guarded(folder); });
        check(folder_.identity_key(), [&] { (void)SealingKey::read(folder_.identity_key()); });
        check(folder_.demonstration_mark(), [&] { demonstration_mark(); });
        check(folder_.path, [&] { strangers(); });
        if (log) strange_keys(log->tenants());
        return std::move(result_);
    }

private:
    void note(const std::optional<Finding>& finding)
    {
        if (finding) result_.findings.push_back(*finding);
    }
    void remark(const std::filesystem::path& where, const std::string& words)
    {
        note(Finding{Finding::Kind::remark, where.string(), words});
    }
    /// What is there at all is checked.
    void check(const std::filesystem::path& what, const std::function<void()>& how)
    {
        if (plan_.log.disk.exists(what.string())) note(finding_of(what.string(), how));
    }

    void log(const EventLog& log)
    {
        for (const std::string& words : log.remarks()) remark(folder_.path, words);
        auto file_checksums = std::async(std::launch::async, [&] {
            return finding_of("log", [&] {
                require_ok(log.store().db->VerifyFileChecksums(scanning()), (folder_.path / "log").string());
            });
        });
        for (const Tenant& tenant : log.tenants()) {
            const std::uint64_t before = result_.events;
            verify_tenant(plan_, log, tenant, result_);
            result_.tenants.emplace_back(tenant.name, result_.events - before);
        }
        note(file_checksums.get());
    }

    void views()
    {
        ViewStore::Settings settings;
        settings.folder = folder_.views();
        settings.disk = plan_.log.disk;
        settings.read_only = true;
        const ViewStore store(settings);
        for (const std::string& words : store.remarks()) remark(folder_.views(), words);
        store.verify();
    }

    void keys()
    {
        keys_.reset(new KeyStore(KeyStore::for_reading(
            plan_.log.disk, folder_.key_store(), plan_.master_key.empty() ? folder_.master_key() : plan_.master_key)));
        for (const std::string& words : keys_->remarks()) remark(folder_.key_store(), words);
        keys_->verify();
    }

    void evidence()
    {
        const EvidenceStore store = EvidenceStore::for_reading(plan_.log.disk, folder_.evidence(), keys_.get());
        const std::vector<Hash> files = store.all();
        for (const Hash& hash : files) {
            if (store.destroyed(hash)) {
                ++result_.destroyed_files;
                continue;
            }
            if (!store.is_intact(hash)) throw Damage(store.file_of(hash).string(), "its bytes do not have its hash");
            ++result_.evidence_files;
            if (plan_.progress) plan_.progress("evidence", result_.evidence_files, files.size());
        }
    }

    /// An upload in progress may end in the middle of a piece: whoever sends it goes on from the last whole one.
    void uploads()
    {
        const EvidenceStore store = EvidenceStore::for_reading(plan_.log.disk, folder_.evidence(), keys_.get());
        const auto folder = folder_.evidence() / "uploads";
        const auto names = plan_.log.disk.names_in(folder.string());
        const std::set<std::string> there(names.begin(), names.end());
        for (const std::string& name : names) {
            const std::string id = name.substr(0, name.find('.'));
            if (!there.contains(id + ".part") || !there.contains(id + ".journal"))
                remark(folder / name, "is half of an upload; the next start removes it");
            else if (name == id + ".part")
                if (const auto torn = store.torn(id)) remark(folder / name, *torn);
        }
    }

    void guarded(const std::filesystem::path& folder)
    {
        const auto store = GuardedStore::for_reading(plan_.log.disk, folder);
        for (const std::string& words : store.remarks()) remark(folder, words);
        store.verify();
    }

    void demonstration_mark()
    {
        const std::string file = folder_.demonstration_mark().string();
        if (plan_.log.disk.read(file) != DataFolder::demonstration_text) throw Damage(file, "is not what was written");
    }

    /// Files no check above has read: each is named, so that nothing in the folder can change unseen.
    void strangers()
    {
        const std::set<std::string> known{"LOCK",     "head.guard", "log",           "keys",
                                          "evidence", "documents",  "identity",      "identity.key",
                                          "views",    "trail",      "DEMONSTRATION", "demonstration-trust"};
        for (const std::string& name : plan_.log.disk.names_in(folder_.path.string()))
            if (!known.contains(name)) remark(folder_.path / name, "is not ours, or was left by a stop");
    }

    void strange_keys(const std::vector<Tenant>& tenants)
    {
        std::set<std::string> known{folder_.key_store().filename().string(), folder_.master_key().filename().string()};
        for (const Tenant& tenant : tenants) known.insert(folder_.key_of(tenant.name).filename().string());
        for (const std::string& name : plan_.log.disk.names_in((folder_.path / "keys").string()))
            if (!known.contains(name)) remark(folder_.path / "keys" / name, "is the key of no tenant");
    }

    const VerifyPlan& plan_;
    DataFolder folder_;
    std::unique_ptr<KeyStore> keys_; ///< none where there is none, or it cannot be opened
    Verification result_;
};

} // namespace

Verification verify(const VerifyPlan& plan)
{
    return Verifier(plan).run();
}

} // namespace cchc::storage
