#pragma once

#include "server/signatures/report.hpp"

#include <qpdf/QPDF.hh>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A PDF as its cross-reference tables tell it, never as a guess: what is read here does not repair.
namespace cchc::server::signatures {

struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// A file that asks for more steps than any honest one.
struct TooCostly : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr std::size_t most_signatures = 32;
inline constexpr std::size_t most_fields = 50'000;
inline constexpr unsigned most_pages = 20'000;

/// One state of a file: its first bytes, which must outlive this. Throws Unreadable.
class Pdf {
public:
    explicit Pdf(std::string_view bytes);

    std::string_view bytes() const { return bytes_; }
    QPDF& document() { return document_; }
    QPDFObjectHandle root() { return document_.getRoot(); }
    const std::map<QPDFObjGen, QPDFXRefEntry>& places() const { return places_; }
    /// Whether reading so far met something that is not as it should be.
    bool is_sound() { return !document_.anyWarnings(); }

private:
    std::string_view bytes_;
    QPDF document_;
    std::map<QPDFObjGen, QPDFXRefEntry> places_;
};

/// Fields of a form that nobody may change after a signature (FieldMDP).
struct FieldLock {
    enum class Of { none, all, these, all_but_these } of = Of::none;
    std::vector<std::string> names;

    /// A field's full name, or that of a field above it.
    bool covers(std::string_view field) const;
};

/// A signature as it stands in the file, not yet believed.
struct StoredSignature {
    std::string field; ///< full name
    bool time_stamp = false;
    std::string filter; ///< SubFilter without its slash
    std::vector<Reason> faults;
    std::array<std::uint64_t, 4> range{}; ///< as written; sound only without faults
    std::string cms;                      ///< DER, without padding
    std::optional<domain::Instant> claimed_at;
    std::optional<int> certifies; ///< P of DocMDP
    FieldLock lock;

    std::uint64_t end() const { return range[2] + range[3]; }
    std::array<std::string_view, 2> signed_bytes(std::string_view file) const;
};

/// Every signature that a field of the form holds, in the order of what they cover. Throws TooCostly.
std::vector<StoredSignature> signatures_in(Pdf& pdf);

/// How many pages it has, counted one by one: what a file says of itself is not believed. Nothing where the tree of
/// pages is none, or has more than `most_pages` nodes.
std::optional<unsigned> pages_in(Pdf& pdf);

/// A field's type or another member that is handed down.
QPDFObjectHandle inherited(QPDFObjectHandle field, const std::string& key);
bool is_signature_field(QPDFObjectHandle field);
std::string full_name_of(QPDFObjectHandle field);

/// What /DSS keeps for later: certificates, revocation lists and responses, DER.
struct ValidationData {
    std::vector<std::string> certificates, crls, ocsps;
};
ValidationData validation_data_in(Pdf& pdf);

} // namespace cchc::server::signatures
