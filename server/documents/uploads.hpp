#pragma once

#include "domain/values.hpp"
#include "server/clock.hpp"
#include "server/documents/checksum.hpp"
#include "server/documents/inspection.hpp"
#include "server/documents/register.hpp"
#include "server/tenant_settings.hpp"
#include "storage/evidence_store.hpp"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cchc::server {

class Scanner;
class SignatureDesk;

/// Files on their way in: who began each, how far it has come, and what becomes of it at the end. They survive a
/// restart; a day after they were begun they are forgotten. What an agency has in the register and on its way in stays
/// within the limits of its system.
///
/// Threads: any, but never a network thread: everything here may wait for the disk, and throws storage::Failure when
/// that fails. What has arrived then stays as far as it is intact.
class Uploads {
public:
    static constexpr std::uint64_t largest = 50ull << 20; ///< bytes of one file
    static constexpr std::size_t most_unfinished = 100;   ///< of one agency
    static constexpr std::int64_t kept_us = 24LL * 3600 * 1'000'000;

    /// Only who began an upload sees it, and only under the same hat.
    struct Owner {
        TenantNo tenant = 0;
        domain::AgencyId agency;
        domain::ActorId actor;
        bool operator==(const Owner&) const = default;
    };
    struct Intent {
        Owner owner;
        std::uint64_t size = 0;               ///< 1 to `largest`
        std::string name;                     ///< see `file_name`
        std::string declared;                 ///< media type as the sender knows it; may be empty
        std::optional<domain::Sha256> sha256; ///< if the sender knows it
        std::string metadata;                 ///< what he said of it, word for word
    };
    using LimitsOf = std::function<const EvidenceLimits&(TenantNo)>;
    static const EvidenceLimits& usual_limits(TenantNo);
    using Unfit = server::Unfit;

    /// Goes on with what is unfinished in the store, where no one else begins uploads while this one lives.
    Uploads(storage::EvidenceStore& evidence, Register& documents, const Clock& clock,
            LimitsOf limits_of = usual_limits, SignatureDesk* signatures = nullptr, const Scanner* scanner = nullptr);
    ~Uploads();

    /// What an agency has too much of to begin another upload.
    struct Full {
        enum class Of : std::uint8_t { unfinished, files, bytes } of;
        std::uint64_t used, allowed;
    };
    /// Begins an upload under a fresh id. Nothing: it is begun.
    std::optional<Full> begin(const std::string& id, Intent intent);

    struct Standing {
        std::uint64_t offset = 0; ///< bytes received
        std::uint64_t size = 0;
        std::optional<domain::Sha256> sha256; ///< once the file is whole and in the register
        domain::Instant expires_at;           ///< of one that is not
        std::string metadata;                 ///< of one that is not
    };
    /// How far it has come; nothing if there is no such upload for this owner.
    std::optional<Standing> look(std::string_view id, const Owner& owner);

    class Part;
    enum class NoPart {
        unknown,   ///< no unfinished upload for this owner
        busy,      ///< another part is on its way
        elsewhere, ///< the upload does not stand at that offset
    };
    /// Takes hold of the upload for one part that begins at `offset`; with a checksum, what comes in that part counts
    /// once it agrees.
    std::variant<Part, NoPart> take(std::string_view id, const Owner& owner, std::uint64_t offset,
                                    std::optional<Checksum> checksum = std::nullopt);

    enum class End {
        given_up,
        unknown, ///< no upload for this owner
        whole,   ///< it is in the register, where nothing is removed
    };
    /// Gives up an upload, also while a part of it is on its way.
    End give_up(std::string_view id, const Owner& owner);

    /// Forgets those whose time is over.
    void drop_old();

private:
    struct Underway;
    using Held = std::shared_ptr<Underway>;

    Held find(std::string_view id, const Owner& owner) const;
    bool open(const Held& upload);
    void forget(const Held& upload);
    std::optional<Full> full(const Intent& intent) const;
    void look_for_signatures(Document& document);

    storage::EvidenceStore& evidence_;
    Register& documents_;
    const Clock& clock_;
    const LimitsOf limits_of_;
    SignatureDesk* const signatures_; ///< null: whether a PDF carries one is told by its form alone
    const Scanner* const scanner_;    ///< null: nobody looks for viruses
    mutable std::mutex mutex_;        ///< taken after an upload's own, never before
    std::map<std::string, Held, std::less<>> underway_;
    std::list<Held> open_; ///< files kept open between parts, the one used last at the end
};

/// One part of one upload on its way to the disk. One thread at a time. Once a call has thrown, found the file unfit or
/// finished it, nothing more can be asked of it. What is unfit is gone.
class Uploads::Part {
public:
    Part(Part&&) noexcept;
    Part& operator=(Part&&) = delete;
    ~Part(); ///< lets go: the next part may come

    std::uint64_t offset() const;
    std::uint64_t left() const; ///< bytes that are still to come
    domain::Instant expires_at() const;
    /// Adds at most `left` bytes. Nothing: well; else the file is unfit.
    std::optional<Unfit> append(std::string_view bytes);
    /// At the end of the part: whether its checksum agrees, if it has one; if not, it is as if the part had not come.
    bool settle();
    void give_up(); ///< the whole upload
    /// When nothing is left and all is settled: makes the file durable, and enters it in the register. Throws
    /// storage::Failure too where the scanner cannot tell; all that came stays, and `look` asks it again.
    std::variant<domain::Sha256, Unfit> finish();

private:
    friend class Uploads;
    Part(Uploads& uploads, Held upload, std::optional<Checksum> checksum)
        : uploads_(&uploads), upload_(std::move(upload)), checksum_(std::move(checksum))
    {}
    Unfit reject(Unfit why);

    Uploads* uploads_;
    Held upload_;                      ///< null: let go already
    std::optional<Checksum> checksum_; ///< not seen to agree yet
};

} // namespace cchc::server
