#include "server/signatures/cms.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

namespace cchc::server::signatures {

namespace {

using Parts = std::array<std::string_view, 2>;

int read_parts(BIO* bio, char* into, int wanted)
{
    auto& parts = *static_cast<Parts*>(BIO_get_data(bio));
    auto& part = parts[0].empty() ? parts[1] : parts[0];
    const std::size_t size = std::min(part.size(), static_cast<std::size_t>(std::max(wanted, 0)));
    if (size > 0) std::memcpy(into, part.data(), size); // an empty part may have no address
    part.remove_prefix(size);
    return static_cast<int>(size);
}

long control_parts(BIO*, int what, long, void*)
{
    return what == BIO_CTRL_FLUSH ? 1 : 0;
}

int end_parts(BIO* bio)
{
    delete static_cast<Parts*>(BIO_get_data(bio));
    return 1;
}

const BIO_METHOD* parts_method()
{
    static const Owned<BIO_METHOD, BIO_meth_free> method([] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "parts of a file");
        BIO_meth_set_read(made, read_parts);
        BIO_meth_set_ctrl(made, control_parts);
        BIO_meth_set_destroy(made, end_parts);
        return made;
    }());
    return method.get();
}

struct Object {
    explicit Object(const char* oid) : held(OBJ_txt2obj(oid, 1)) {}
    Owned<ASN1_OBJECT, ASN1_OBJECT_free> held;
};

/// The single value of an attribute, DER; empty where there is no such attribute, or not one.
std::string value_of(X509_ATTRIBUTE* attribute)
{
    if (!attribute || X509_ATTRIBUTE_count(attribute) != 1) return {};
    unsigned char* bytes = nullptr;
    const int size = i2d_ASN1_TYPE(X509_ATTRIBUTE_get0_type(attribute, 0), &bytes);
    if (size < 0) return {};
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

std::string signed_value(const CMS_SignerInfo* signer, int nid)
{
    const int at = CMS_signed_get_attr_by_NID(signer, nid, -1);
    return at < 0 ? std::string() : value_of(CMS_signed_get_attr(signer, at));
}

std::string signed_value(const CMS_SignerInfo* signer, const char* oid)
{
    const int at = CMS_signed_get_attr_by_OBJ(signer, Object(oid).held.get(), -1);
    return at < 0 ? std::string() : value_of(CMS_signed_get_attr(signer, at));
}

std::string unsigned_value(const CMS_SignerInfo* signer, const char* oid)
{
    const int at = CMS_unsigned_get_attr_by_OBJ(signer, Object(oid).held.get(), -1);
    return at < 0 ? std::string() : value_of(CMS_unsigned_get_attr(signer, at));
}

/// A name's part as UTF-8; as its bytes where it cannot be read.
std::string letters_of(X509_NAME_ENTRY* entry)
{
    const ASN1_STRING* text = X509_NAME_ENTRY_get_data(entry);
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, text);
    if (size < 0)
        return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), std::size_t(ASN1_STRING_length(text))};
    std::string letters(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    return letters;
}

/// What was before a library took each byte of UTF-8 for a Latin letter, and wrote that in UTF-8 again; the same text
/// where none did.
std::string once_encoded(const std::string& letters)
{
    std::string bytes;
    for (std::size_t at = 0; at < letters.size(); ++at) {
        const auto byte = static_cast<unsigned char>(letters[at]);
        if (byte < 0x80) {
            bytes += letters[at];
        } else if ((byte == 0xc2 || byte == 0xc3) && at + 1 < letters.size()) {
            const auto low = static_cast<unsigned char>(letters[++at]);
            bytes += static_cast<char>((byte << 6) | (low & 0x3f));
        } else {
            return letters;
        }
    }
    return bytes;
}

/// Two names letter by letter, whatever strings they are written in.
bool same_letters(const X509_NAME* one, const X509_NAME* other)
{
    if (X509_NAME_entry_count(one) != X509_NAME_entry_count(other)) return false;
    for (int i = 0; i < X509_NAME_entry_count(one); ++i) {
        X509_NAME_ENTRY *a = X509_NAME_get_entry(one, i), *b = X509_NAME_get_entry(other, i);
        if (OBJ_cmp(X509_NAME_ENTRY_get_object(a), X509_NAME_ENTRY_get_object(b)) != 0) return false;
        const std::string first = letters_of(a), second = letters_of(b);
        if (first != second && once_encoded(first) != second && first != once_encoded(second)) return false;
    }
    return true;
}

/// Some libraries write the issuer's name anew, in another kind of string or as Latin letters, where it is not ASCII:
/// byte by byte it is another name then.
X509* under_another_spelling(CMS_SignerInfo* signer, const std::vector<Certificate>& certificates)
{
    X509_NAME* issuer = nullptr;
    ASN1_INTEGER* serial = nullptr;
    if (CMS_SignerInfo_get0_signer_id(signer, nullptr, &issuer, &serial) != 1 || !issuer || !serial) return nullptr;
    for (const Certificate& one : certificates)
        if (ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(one.get())) == 0 &&
            same_letters(issuer, X509_get_issuer_name(one.get())))
            return one.get();
    return nullptr;
}

/// One DER object at the beginning of some bytes.
struct Piece {
    int tag = 0;
    std::string_view content, whole;
};
/// Takes it off; nothing, if there is none.
std::optional<Piece> take(std::string_view& bytes)
{
    const unsigned char* at = bytes_of(bytes);
    long length = 0;
    Piece piece;
    int kind = 0;
    if (bytes.empty()) return {};
    const int flags = ASN1_get_object(&at, &length, &piece.tag, &kind, static_cast<long>(bytes.size()));
    if ((flags & 0x81) != 0) return {}; // wrong, or of indefinite length
    const auto head = static_cast<std::size_t>(at - bytes_of(bytes));
    piece.content = bytes.substr(head, static_cast<std::size_t>(length));
    piece.whole = bytes.substr(0, head + piece.content.size());
    bytes.remove_prefix(piece.whole.size());
    return piece;
}

/// Whether the first certificate that the attribute names, the signer's own (RFC 5035), is this one:
///   SEQUENCE { SEQUENCE OF SEQUENCE { [hash algorithm, else as given,] hash OCTET STRING, … }, … }
bool names_first(std::string_view attribute, X509* certificate, const EVP_MD* usual)
{
    auto all = take(attribute);
    auto list = all ? take(all->content) : std::nullopt;
    auto first = list ? take(list->content) : std::nullopt;
    auto piece = first ? take(first->content) : std::nullopt;
    const EVP_MD* digest = usual;
    if (piece && piece->tag == V_ASN1_SEQUENCE) {
        const unsigned char* at = bytes_of(piece->whole);
        const Owned<X509_ALGOR, X509_ALGOR_free> algorithm(
            d2i_X509_ALGOR(nullptr, &at, static_cast<long>(piece->whole.size())));
        digest = algorithm ? EVP_get_digestbyobj(algorithm->algorithm) : nullptr;
        piece = take(first->content);
    }
    if (!piece || piece->tag != V_ASN1_OCTET_STRING || !digest) return false;
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    return X509_digest(certificate, digest, hash.data(), &size) == 1 &&
           piece->content == std::string_view(reinterpret_cast<const char*>(hash.data()), size);
}

std::optional<Reason> wrong_certificate_named(const CMS_SignerInfo* signer, X509* certificate, bool needed)
{
    const std::string first = signed_value(signer, NID_id_smime_aa_signingCertificate);
    const std::string second = signed_value(signer, NID_id_smime_aa_signingCertificateV2);
    if (first.empty() && second.empty())
        return needed ? std::optional(Reason::signing_certificate_missing) : std::nullopt;
    const bool right = (first.empty() || names_first(first, certificate, EVP_sha1())) &&
                       (second.empty() || names_first(second, certificate, EVP_sha256()));
    return right ? std::nullopt : std::optional(Reason::signing_certificate_mismatch);
}

/// adbe-revocationInfoArchival: SEQUENCE { [0] SEQUENCE OF CRL, [1] SEQUENCE OF OCSPResponse, … }, each may be missing.
void read_archival(std::string_view der, SignedMessage& message)
{
    auto lists = take(der);
    while (lists) {
        auto which = take(lists->content);
        auto list = which ? take(which->content) : std::nullopt;
        if (!list) return;
        while (const auto item = take(list->content)) {
            if (which->tag == 0) message.crls.emplace_back(item->whole);
            if (which->tag == 1) message.ocsps.emplace_back(item->whole);
        }
    }
}

void read_what_came_along(CMS_ContentInfo* cms, CMS_SignerInfo* signer, SignedMessage& message)
{
    if (STACK_OF(X509_CRL)* crls = CMS_get1_crls(cms)) {
        for (int i = 0; i < sk_X509_CRL_num(crls); ++i) {
            unsigned char* bytes = nullptr;
            const int size = i2d_X509_CRL(sk_X509_CRL_value(crls, i), &bytes);
            if (size < 0) continue;
            message.crls.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
            OPENSSL_free(bytes);
        }
        sk_X509_CRL_pop_free(crls, X509_CRL_free);
    }
    read_archival(signed_value(signer, "1.2.840.113583.1.1.8"), message);
    message.token = unsigned_value(signer, "1.2.840.113549.1.9.16.2.14");
    const std::string time = signed_value(signer, NID_pkcs9_signingTime);
    const unsigned char* at = bytes_of(time);
    const Owned<ASN1_TIME, ASN1_TIME_free> claimed(d2i_ASN1_TIME(nullptr, &at, static_cast<long>(time.size())));
    message.claimed_at = instant_of(claimed.get());
    if (const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(signer))
        message.value.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                             static_cast<std::size_t>(ASN1_STRING_length(value)));
}

/// Whether the signature holds over the content, and if not, which of the two does not.
std::optional<Reason> why_not(CMS_ContentInfo* cms, CMS_SignerInfo* signer, const Parts& content)
{
    ERR_clear_error();
    const Bio source = reading(content);
    constexpr unsigned int flags = CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY;
    if (CMS_verify(cms, nullptr, nullptr, source.get(), nullptr, flags) == 1) return {};
    const bool attributes = CMS_signed_get_attr_count(signer) > 0;
    return attributes && CMS_SignerInfo_verify(signer) == 1 ? Reason::digest_mismatch
           : attributes                                     ? Reason::signature_wrong
                                                            : Reason::digest_mismatch;
}

} // namespace

Bio reading(const Parts& parts)
{
    Bio bio(BIO_new(parts_method()));
    BIO_set_data(bio.get(), new Parts(parts));
    BIO_set_init(bio.get(), 1);
    return bio;
}

bool is_weak(const X509_ALGOR* digest)
{
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, digest);
    const int nid = OBJ_obj2nid(algorithm);
    return nid == NID_md2 || nid == NID_md4 || nid == NID_md5 || nid == NID_sha1 || nid == NID_mdc2 ||
           nid == NID_ripemd160;
}

bool is_weak(X509* certificate)
{
    EVP_PKEY* key = X509_get0_pubkey(certificate);
    return !key || EVP_PKEY_get_security_bits(key) < 112;
}

SignedMessage read_message(std::string_view der, const Parts& content, bool cades)
{
    SignedMessage message;
    const unsigned char* at = bytes_of(der);
    const Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    const auto fault = [&](Reason reason) { message.faults.push_back(reason); };
    if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) {
        fault(Reason::signature_unreadable);
        return message;
    }
    // where its length was not told at the beginning, what follows it was not looked at yet
    if (der.substr(static_cast<std::size_t>(at - bytes_of(der))).find_first_not_of('\0') != std::string_view::npos)
        fault(Reason::padding_not_zero);
    if (CMS_is_detached(cms.get()) != 1) fault(Reason::content_inside);

    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms.get());
    if (sk_CMS_SignerInfo_num(signers) != 1) {
        fault(Reason::not_one_signer);
        return message;
    }
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
    if (STACK_OF(X509)* with = CMS_get1_certs(cms.get())) {
        for (int i = 0; i < sk_X509_num(with); ++i) message.certificates.emplace_back(sk_X509_value(with, i));
        sk_X509_free(with);
    }
    read_what_came_along(cms.get(), signer, message);

    const auto own = std::ranges::find_if(
        message.certificates, [&](const Certificate& one) { return CMS_SignerInfo_cert_cmp(signer, one.get()) == 0; });
    X509* certificate = own != message.certificates.end() ? own->get() : nullptr;
    if (!certificate) {
        certificate = under_another_spelling(signer, message.certificates);
        fault(certificate ? Reason::issuer_name_reencoded : Reason::signer_certificate_missing);
        if (!certificate) return message;
    }
    message.signer = shared(certificate);
    CMS_SignerInfo_set1_signer_cert(signer, certificate);

    X509_ALGOR* digest = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, nullptr);
    if (is_weak(digest) || is_weak(certificate)) fault(Reason::weak_algorithm);
    if (message.faults.end() != std::ranges::find(message.faults, Reason::content_inside)) return message;
    if (const auto wrong = why_not(cms.get(), signer, content))
        fault(*wrong);
    else
        message.integrity = true;
    if (const auto wrong = wrong_certificate_named(signer, certificate, cades)) fault(*wrong);
    return message;
}

} // namespace cchc::server::signatures
