#pragma once

#include "domain/events.hpp"
#include "storage/guarded_store.hpp"
#include "storage/key_store.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

using domain::TenantNo;

/// What is known about a file besides its bytes: never in the log, as names of files name people.
struct Document {
    domain::Sha256 sha256;
    std::string name;  ///< see `file_name`; empty: the document was destroyed, and its name with it
    std::string media; ///< by content: `application/pdf`
    std::uint64_t size = 0;
    domain::ActorId uploaded_by;
    domain::Instant uploaded_at;
    domain::SignatureVerdict signature = domain::SignatureVerdict::unknown; ///< what it was found to carry on arrival
    std::string check; ///< what the newest check of its signatures found, JSON without names; empty: nobody checked
    std::optional<unsigned> pages; ///< of a PDF, as counted on arrival
    domain::AgencyId agency;       ///< under whose name it was found; the register's own to tell
};

/// The name a file may go by, from the one its sender gave it: NFC, without folders, control and format characters
/// (those that turn the reading direction among them), at most 255 bytes (a longer one is shortened before its
/// extension). Nothing for bytes that are no UTF-8 and for a name of which nothing is left.
std::optional<std::string> file_name(std::string_view given);

/// Which agency brought which file, and under which name. The bytes lie once in the evidence store, whoever brought
/// them; here each agency has an entry of its own, so that none learns what another one has.
///
/// Nothing is changed or removed: the first name stays, and so does what each check found. But names lie sealed, under
/// a key for each document of each tenant, and are gone with it when the tenant destroys the document (SE-9). Threads:
/// any; `add` waits for the disk.
class Register {
public:
    /// Opens the register in `folder`, or starts one; names of before there were keys are sealed then. `keys` outlives
    /// it; without them names lie open. Throws storage::Failure or storage::Damage.
    Register(const storage::Disk& disk, const std::filesystem::path& folder, storage::KeyStore* keys = nullptr);

    /// Opens a register and leaves it as it is.
    static Register for_reading(const storage::Disk& disk, const std::filesystem::path& folder,
                                storage::KeyStore* keys = nullptr)
    {
        return Register(ForReading{}, disk, folder, keys);
    }

    /// A document as it came in: whose it is, and by which upload.
    struct Arrival {
        TenantNo tenant = 0;
        domain::AgencyId agency;
        std::string upload;
        Document document;
    };
    /// Durable on return. The same bytes from the same agency again: the upload is noted, the document stands.
    void add(const Arrival& arrival);

    std::optional<Document> find(TenantNo tenant, const domain::AgencyId& agency, const domain::Sha256& sha256) const;
    /// What came in by that upload, with the facts of that upload.
    std::optional<Arrival> arrived_by(std::string_view upload) const;
    /// How much an agency has in the register. Counted once, then kept.
    struct Holding {
        std::uint64_t files = 0, bytes = 0;
    };
    Holding holding(TenantNo tenant, const domain::AgencyId& agency) const;
    /// In the order of their hashes.
    std::vector<Document> of_agency(TenantNo tenant, const domain::AgencyId& agency) const;
    /// Agencies of the tenant that brought these bytes, in the order of their codes.
    std::vector<domain::AgencyId> all_holders(TenantNo tenant, const domain::Sha256& sha256) const;

    /// Adds what a later check found; from then on it is the newest for every agency that has the file. Durable on
    /// return.
    void add_check(TenantNo tenant, const domain::Sha256& sha256, domain::Instant at, const std::string& check);
    /// What was found since the agency brought it, newest first, on arrival last: an agency does not learn that another
    /// had the file before.
    std::vector<std::string> checks(TenantNo tenant, const domain::AgencyId& agency,
                                    const domain::Sha256& sha256) const;
    /// What was found of it in this tenant, whoever brought it, in no order that tells anything.
    std::vector<std::string> all_checks(TenantNo tenant, const domain::Sha256& sha256) const;

    /// Forgets the document's name for good, wherever a copy of it may be. Durable on return; the first act counts.
    void destroy(TenantNo tenant, const domain::Sha256& sha256, const storage::Tombstone& why);
    /// When and why this tenant destroyed the document.
    std::optional<storage::Tombstone> destroyed(TenantNo tenant, const domain::Sha256& sha256) const;

    /// Shows every document of every agency and tenant, with what was found on its arrival. Throws Damage at a row that
    /// cannot be read.
    void each(const std::function<void(const Document&)>& show) const;
    /// Shows what every later check found.
    void each_later_check(const std::function<void(const std::string&)>& show) const;

    /// Reads everything again. Throws storage::Damage naming what is not as it was written.
    void verify() const { rows_.verify(); }

private:
    struct ForReading {};
    Register(ForReading, const storage::Disk& disk, const std::filesystem::path& folder, storage::KeyStore* keys)
        : rows_(storage::GuardedStore::for_reading(disk, folder)), keys_(keys)
    {}
    std::string sealed(TenantNo tenant, const domain::Sha256& sha256, const std::string& name);
    std::string opened(TenantNo tenant, const domain::Sha256& sha256, std::string_view name) const;
    void seal_what_lies_open();
    std::vector<std::string> checks_since(TenantNo tenant, const domain::Sha256& sha256, domain::Instant since) const;

    storage::GuardedStore rows_;
    storage::KeyStore* keys_ = nullptr;
    mutable std::mutex adding_;
    mutable std::map<std::pair<TenantNo, domain::AgencyId>, Holding> holdings_; ///< under `adding_`
};

} // namespace cchc::server
