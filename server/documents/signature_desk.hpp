#pragma once

#include "server/clock.hpp"
#include "server/signatures/checker.hpp"
#include "storage/evidence_store.hpp"

#include <atomic>
#include <optional>
#include <string>

namespace cchc::server {

/// Checks the signatures of stored files (EV-14), each in a process of its own, and keeps the whole report as a file in
/// the same store: it names people, so it is sealed as evidence is and stays out of the log.
///
/// Threads: any but a network thread, as it waits for the disk and for the check: 2 s at most, and its turn.
class SignatureDesk {
public:
    /// `program`: this one, see `signatures::Checker`. `evidence` and `clock` outlive it.
    SignatureDesk(const std::filesystem::path& program, const signatures::TrustList& list,
                  storage::EvidenceStore& evidence, const Clock& clock)
        : checker_(program, list), evidence_(evidence), clock_(clock)
    {}

    struct Found {
        domain::Instant at;
        signatures::Verdict verdict = signatures::Verdict::indeterminate;
        bool any = false;              ///< whether it carries a signature at all
        std::optional<unsigned> pages; ///< how many it has, where that can be told
        std::string check;  ///< JSON without names; once the report is kept with `report`: {sha256, size, media}
        std::string report; ///< JSON with everything
    };
    /// Judged for now; nothing is kept. Throws storage::Failure where the file cannot be read.
    Found look(const storage::Hash& file, std::uint64_t size);
    /// Puts the report into the store, durably. Throws storage::Failure.
    void keep(Found& found);
    /// Both.
    Found check(const storage::Hash& file, std::uint64_t size);

    /// A report as it is shown: with the `report` that its check names, null where that was not kept.
    static std::string told_whole(const std::string& report, const std::string& check);

private:
    signatures::Checker checker_;
    storage::EvidenceStore& evidence_;
    const Clock& clock_;
    std::atomic<std::uint64_t> reports_ = 0;
};

} // namespace cchc::server
