#include "server/demonstration/authority.hpp"

#include <cstdio>
#include <fstream>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace cchc::server::demonstration {

using namespace signatures;

namespace {

constexpr long day_s = 24L * 3600;
constexpr long years_s = 20 * 365 * day_s; // demonstration data may lie about for long

constexpr const char* for_trial = "Chứng thư thử nghiệm (demonstration only)";
constexpr const char* list_file = "list.json";
constexpr const char* key_file = "goc.key";
constexpr const char* root_file = "goc.pem";
constexpr const char* revoked_file = "thu-hoi.pem";
constexpr const char* list = R"json({
  "format": "cchc-trust-1",
  "entries": [{
    "name": "Chứng thư thử nghiệm (demonstration only)",
    "kind": "official_duty",
    "note": "Made for this demonstration; not to be believed anywhere else.",
    "roots": ["goc.pem"],
    "crls": ["thu-hoi.pem"]
  }]
}
)json";

template <class T>
T must(T made)
{
    if (!made) throw std::runtime_error("the demonstration's certificates cannot be made");
    return made;
}

void name(X509_NAME* subject, int nid, const std::string& text)
{
    must(X509_NAME_add_entry_by_NID(subject, nid, MBSTRING_UTF8, bytes_of(text), static_cast<int>(text.size()), -1, 0));
}

void extend(X509* certificate, X509* issuer, int nid, const char* value)
{
    X509V3_CTX both{};
    X509V3_set_ctx(&both, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = must(X509V3_EXT_conf_nid(nullptr, &both, nid, value));
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// A PEM file: what `write` puts into it.
template <class Write>
void keep(const std::filesystem::path& file, Write write)
{
    const Bio out(must(BIO_new_file(file.c_str(), "wx")));
    must(write(out.get()));
}

} // namespace

Authority::Authority(const std::filesystem::path& folder)
{
    if (!std::filesystem::exists(folder / list_file)) {
        begin(folder);
        return;
    }
    const Bio key(must(BIO_new_file((folder / key_file).c_str(), "r")));
    const Bio root(must(BIO_new_file((folder / root_file).c_str(), "r")));
    root_.key.reset(must(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr)));
    root_.certificate.reset(must(PEM_read_bio_X509(root.get(), nullptr, nullptr, nullptr)));
}

/// The list comes last: a folder without it is begun again.
void Authority::begin(const std::filesystem::path& folder)
{
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    root_ = issue(for_trial, "Gốc thử nghiệm của bản minh họa", true);

    const Crl revoked(must(X509_CRL_new()));
    X509_CRL_set_version(revoked.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(revoked.get(), X509_get_subject_name(root_.certificate.get()));
    const Owned<ASN1_TIME, ASN1_TIME_free> since(X509_gmtime_adj(nullptr, -day_s)),
        until(X509_gmtime_adj(nullptr, years_s));
    X509_CRL_set1_lastUpdate(revoked.get(), since.get());
    X509_CRL_set1_nextUpdate(revoked.get(), until.get());
    must(X509_CRL_sign(revoked.get(), root_.key.get(), EVP_sha256()));

    keep(folder / key_file,
         [&](BIO* to) { return PEM_write_bio_PrivateKey(to, root_.key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    keep(folder / root_file, [&](BIO* to) { return PEM_write_bio_X509(to, root_.certificate.get()); });
    keep(folder / revoked_file, [&](BIO* to) { return PEM_write_bio_X509_CRL(to, revoked.get()); });
    std::ofstream(folder / list_file) << list;
}

/// A certificate over a fresh key, by the root; the root's own by itself.
Authority::Holder Authority::issue(const std::string& organisation, const std::string& person, bool is_root)
{
    Holder holder;
    holder.key.reset(must(EVP_EC_gen("P-256")));
    holder.certificate.reset(must(X509_new()));
    X509* certificate = holder.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    std::uint64_t serial = 0;
    must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial));
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -day_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate), years_s);
    X509_NAME* subject = X509_get_subject_name(certificate);
    name(subject, NID_countryName, "VN");
    name(subject, NID_organizationName, organisation);
    name(subject, NID_commonName, person);
    X509_set_issuer_name(certificate, is_root ? subject : X509_get_subject_name(root_.certificate.get()));
    X509_set_pubkey(certificate, holder.key.get());
    X509* issuer = is_root ? certificate : root_.certificate.get();
    extend(certificate, issuer, NID_basic_constraints, is_root ? "critical,CA:TRUE" : "critical,CA:FALSE");
    extend(certificate, issuer, NID_key_usage,
           is_root ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,nonRepudiation");
    extend(certificate, issuer, NID_subject_key_identifier, "hash");
    extend(certificate, issuer, NID_authority_key_identifier,
           "keyid:always"); // other folders' roots have the same name
    must(X509_sign(certificate, is_root ? holder.key.get() : root_.key.get(), EVP_sha256()));
    return holder;
}

std::string Authority::sign(const std::string& organisation, std::string_view bytes)
{
    auto found = signers_.find(organisation);
    if (found == signers_.end())
        found =
            signers_
                .emplace(organisation, issue(organisation, std::string("Người ký thử nghiệm, ") + organisation, false))
                .first;
    const Holder& signer = found->second;
    const Bio content(must(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))));
    constexpr unsigned how = CMS_DETACHED | CMS_BINARY | CMS_CADES;
    const Cms signature(must(CMS_sign(signer.certificate.get(), signer.key.get(), nullptr, content.get(), how)));
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(signature.get(), &der);
    must(size > 0);
    std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

} // namespace cchc::server::demonstration
