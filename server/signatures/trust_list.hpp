#pragma once

#include "server/signatures/report.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server::signatures {

/// Whom we believe, as data: a folder with `list.json` and the files that it names.
///
///   {"format": "cchc-trust-1", "entries": [{
///     "name":  "…",                       as people know the authority
///     "kind":  "official_duty" | "public" | "time_stamp",
///     "note":  "…",                       for people; may be left out
///     "roots": ["gốc.pem"],               certificates believed without a further word
///     "intermediates": [], "crls": [], "ocsps": []     may be left out; PEM or DER, responses DER only
///   }]}
///
/// An authority without roots is believed nothing yet.
class TrustList {
public:
    struct Entry {
        TrustKind kind = TrustKind::public_;
        std::string name;
        std::vector<std::string> roots, intermediates, crls, ocsps; ///< DER
    };

    TrustList(); ///< of nobody
    /// Throws std::runtime_error, naming the file, when something is missing, unknown or unreadable.
    static TrustList in_folder(const std::filesystem::path& folder);
    /// Reads what `bundle` gave. Throws std::runtime_error.
    static TrustList from_bundle(std::string_view bundle);

    const std::vector<Entry>& entries() const { return entries_; }
    /// Everything that counts, in one canonical text: notes and names of files are left out.
    const std::string& bundle() const { return bundle_; }
    const std::string& version() const { return version_; } ///< SHA-256 of the bundle, hex

private:
    explicit TrustList(std::vector<Entry> entries);

    std::vector<Entry> entries_;
    std::string bundle_, version_;
};

} // namespace cchc::server::signatures
