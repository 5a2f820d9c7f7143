// Keys; numbers big-endian; values are JSON written and read back exactly, a name in them as
// {"sealed": base64(nonce ‖ AES-256-GCM(name))}, or as {"name": name} where there are no keys or were none:
//
//   "d" tenant:u32 agency NUL sha256[32]  → document
//   "h" tenant:u32 sha256[32] agency      → (empty)
//   "u" upload                            → arrival
//   "c" tenant:u32 sha256[32] at_us:u64   → what a later check found, as it was written
#include "server/documents/register.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/nfc.hpp"
#include "storage/base64.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"
#include "storage/json_reader.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cchc::server {

using domain::AgencyId;
using domain::JsonWriter;
using domain::Sha256;
using storage::JsonReader;

namespace {

constexpr std::size_t longest_name = 255; // what file systems take
constexpr std::string_view cut_mark = "…";

// ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string of_tenant(char kind, TenantNo tenant)
{
    std::string key(1, kind);
    storage::append_big_endian(key, tenant);
    return key;
}
std::string agency_prefix(TenantNo tenant, const AgencyId& agency)
{
    return of_tenant('d', tenant).append(agency.value) += '\0';
}
std::string document_key(TenantNo tenant, const AgencyId& agency, const Sha256& sha256)
{
    return agency_prefix(tenant, agency).append(storage::as_bytes(sha256));
}
std::string holder_prefix(TenantNo tenant, const Sha256& sha256)
{
    return of_tenant('h', tenant).append(storage::as_bytes(sha256));
}
std::string check_prefix(TenantNo tenant, const Sha256& sha256)
{
    return of_tenant('c', tenant).append(storage::as_bytes(sha256));
}
std::string upload_key(std::string_view upload)
{
    return std::string("u").append(upload);
}

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// As it lies in the register.
struct KeptName {
    bool sealed = false;
    std::string text; ///< the name; if sealed, in base64; empty: nobody can read it any more
};

void write(JsonWriter& json, const Document& document, const KeptName& name)
{
    json.member("sha256", document.sha256.hex());
    json.member(name.sealed ? "sealed" : "name", name.text);
    json.member("media", document.media);
    json.key("size"), json.number(document.size);
    json.member("uploaded_by", document.uploaded_by.value);
    json.key("uploaded_at_us"), json.number(document.uploaded_at.us);
    if (document.signature != domain::SignatureVerdict::unknown)
        json.member("signature", domain::wire(document.signature));    // rows of before it was looked for have none
    if (!document.check.empty()) json.member("check", document.check); // as text: word for word what was found
    if (document.pages) json.key("pages"), json.number(std::uint64_t{*document.pages});
}

std::string text_in(JsonReader& json, std::string_view name)
{
    std::string text;
    json.member(name);
    json.text(text);
    return text;
}

struct KeptDocument {
    Document document; ///< its name as it lies there
    bool sealed = false;
};

KeptDocument read_document(JsonReader& json)
{
    KeptDocument kept;
    Document& document = kept.document;
    const auto sha256 = Sha256::from_hex(text_in(json, "sha256"));
    if (!sha256) JsonReader::fail("expected a hash");
    document.sha256 = *sha256;
    kept.sealed = json.next_is("sealed");
    if (!kept.sealed) json.member("name");
    json.text(document.name);
    document.media = text_in(json, "media");
    json.member("size"), document.size = json.integer<std::uint64_t>();
    document.uploaded_by.value = text_in(json, "uploaded_by");
    json.member("uploaded_at_us"), document.uploaded_at.us = json.integer<std::int64_t>();
    if (json.next_is("signature")) {
        const auto signature = domain::from_wire<domain::SignatureVerdict>(json.plain());
        if (!signature) JsonReader::fail("expected what is known of a signature");
        document.signature = *signature;
    }
    if (json.next_is("check")) json.text(document.check);
    if (json.next_is("pages")) document.pages = json.integer<unsigned>();
    return kept;
}

std::string text_of(const Document& document, const KeptName& name)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write(json, document, name);
    json.close_object();
    return text;
}

KeptDocument document_in(std::string_view text)
{
    JsonReader json(text);
    json.open_object();
    KeptDocument kept = read_document(json);
    json.close_object();
    return kept;
}

std::string text_of(const Register::Arrival& arrival, const KeptName& name)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("tenant"), json.number(std::uint64_t{arrival.tenant});
    json.member("agency", arrival.agency.value);
    write(json, arrival.document, name);
    json.close_object();
    return text;
}

struct KeptArrival {
    Register::Arrival arrival;
    bool sealed = false;
};

KeptArrival arrival_in(std::string_view upload, std::string_view text)
{
    KeptArrival kept;
    JsonReader json(text);
    kept.arrival.upload = upload;
    json.open_object();
    json.member("tenant"), kept.arrival.tenant = json.integer<TenantNo>();
    kept.arrival.agency.value = text_in(json, "agency");
    KeptDocument document = read_document(json);
    kept.arrival.document = std::move(document.document);
    kept.sealed = document.sealed;
    json.close_object();
    return kept;
}

std::string subject_of(const Sha256& sha256)
{
    return "document/" + sha256.hex();
}

} // namespace

// ── names
// ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// In base64; empty where the document was destroyed.
std::string Register::sealed(TenantNo tenant, const Sha256& sha256, const std::string& name)
{
    const std::string subject = subject_of(sha256);
    if (keys_->tombstone(tenant, subject)) return "";
    const auto known = keys_->find(tenant, subject);
    const storage::SecretKey key = known ? *known : keys_->create(tenant, subject);
    return storage::to_base64(storage::seal_freshly(key, "name", name));
}

std::string Register::opened(TenantNo tenant, const Sha256& sha256, std::string_view name) const
{
    const std::string subject = subject_of(sha256);
    if (!keys_) throw storage::Failure("the names of documents are sealed, and there are no keys");
    const auto key = keys_->find(tenant, subject);
    if (!key && keys_->tombstone(tenant, subject)) return "";
    const auto bytes = storage::from_base64(name);
    auto plain = key && bytes ? storage::open_freshly_sealed(*key, "name", *bytes) : std::nullopt;
    if (!plain) throw storage::Damage("the register's row of " + sha256.hex(), "its name does not open");
    return *std::move(plain);
}

void Register::seal_what_lies_open()
{
    std::vector<std::pair<std::string, std::string>> open; // of both kinds of row
    for (const std::string_view kind : {"d", "u"})
        rows_.each(kind, [&](std::string_view key, std::string_view row) {
            const bool is_sealed = kind == "d" ? document_in(row).sealed : arrival_in("", row).sealed;
            if (!is_sealed) open.emplace_back(key, row);
        });
    if (open.empty()) return;
    std::map<TenantNo, std::set<std::string>> without_key;
    const auto about = [](std::string_view key, std::string_view row) {
        if (key.front() == 'd') return std::pair(storage::read_big_endian<TenantNo>(key, 1), document_in(row).document);
        const auto arrival = arrival_in("", row).arrival;
        return std::pair(arrival.tenant, arrival.document);
    };
    for (const auto& [key, row] : open) {
        const auto [tenant, document] = about(key, row);
        const std::string subject = subject_of(document.sha256);
        if (!keys_->find(tenant, subject) && !keys_->tombstone(tenant, subject)) without_key[tenant].insert(subject);
    }
    for (const auto& [tenant, subjects] : without_key) // all at once: each by itself would wait for the disk
        (void)keys_->create(tenant, std::vector<std::string>(subjects.begin(), subjects.end()));
    storage::GuardedStore::Change change;
    for (const auto& [key, row] : open) {
        const auto [tenant, document] = about(key, row);
        const KeptName name{true, sealed(tenant, document.sha256, document.name)};
        change.put(key, key.front() == 'd' ? text_of(document, name) : text_of(arrival_in("", row).arrival, name));
    }
    rows_.write(change);
    rows_.write_anew(); // they lie open in the files of before
}

void Register::destroy(TenantNo tenant, const Sha256& sha256, const storage::Tombstone& why)
{
    if (!keys_) throw storage::Failure("nothing can be destroyed without keys");
    if (!destroyed(tenant, sha256)) keys_->destroy(tenant, subject_of(sha256), why);
}

std::optional<storage::Tombstone> Register::destroyed(TenantNo tenant, const Sha256& sha256) const
{
    return keys_ ? keys_->tombstone(tenant, subject_of(sha256)) : std::nullopt;
}

// ── the register ─────────────────────────────────────────────────────────────────────────────────────────────────────

Register::Register(const storage::Disk& disk, const std::filesystem::path& folder, storage::KeyStore* keys)
    : rows_(disk, folder), keys_(keys)
{
    if (keys_) seal_what_lies_open();
}

void Register::add(const Arrival& arrival)
{
    const Document& document = arrival.document;
    const std::lock_guard lock(adding_);
    storage::GuardedStore::Change change;
    const KeptName name{keys_ != nullptr,
                        keys_ ? sealed(arrival.tenant, document.sha256, document.name) : document.name};
    change.put(upload_key(arrival.upload), text_of(arrival, name));
    const bool is_new = !find(arrival.tenant, arrival.agency, document.sha256);
    if (is_new) {
        change.put(document_key(arrival.tenant, arrival.agency, document.sha256), text_of(document, name));
        change.put(holder_prefix(arrival.tenant, document.sha256).append(arrival.agency.value), "");
    }
    rows_.write(change);
    const auto known = holdings_.find({arrival.tenant, arrival.agency});
    if (!is_new || known == holdings_.end()) return;
    ++known->second.files;
    known->second.bytes += document.size;
}

Register::Holding Register::holding(TenantNo tenant, const AgencyId& agency) const
{
    const std::lock_guard lock(adding_);
    const auto [known, is_new] = holdings_.try_emplace({tenant, agency});
    if (is_new)
        for (const Document& document : of_agency(tenant, agency)) {
            ++known->second.files;
            known->second.bytes += document.size;
        }
    return known->second;
}

std::optional<Document> Register::find(TenantNo tenant, const AgencyId& agency, const Sha256& sha256) const
{
    const auto row = rows_.get(document_key(tenant, agency, sha256));
    if (!row) return std::nullopt;
    auto [document, is_sealed] = document_in(*row);
    if (is_sealed) document.name = opened(tenant, sha256, document.name);
    if (auto later = checks_since(tenant, sha256, document.uploaded_at); !later.empty())
        document.check = std::move(later.back());
    document.agency = agency;
    return std::move(document);
}

void Register::add_check(TenantNo tenant, const Sha256& sha256, domain::Instant at, const std::string& check)
{
    std::string key = check_prefix(tenant, sha256);
    storage::append_big_endian(key, static_cast<std::uint64_t>(at.us));
    storage::GuardedStore::Change change;
    rows_.write(change.put(std::move(key), check));
}

/// In the order of time.
std::vector<std::string> Register::checks_since(TenantNo tenant, const Sha256& sha256, domain::Instant since) const
{
    std::vector<std::string> all;
    const std::string prefix = check_prefix(tenant, sha256);
    rows_.each(prefix, [&](std::string_view key, std::string_view check) {
        const auto at = storage::read_big_endian<std::uint64_t>(key, prefix.size());
        if (static_cast<std::int64_t>(at) >= since.us) all.emplace_back(check);
    });
    return all;
}

std::vector<std::string> Register::checks(TenantNo tenant, const AgencyId& agency, const Sha256& sha256) const
{
    const auto row = rows_.get(document_key(tenant, agency, sha256));
    if (!row) return {};
    Document arrived = document_in(*row).document;
    std::vector<std::string> all = checks_since(tenant, sha256, arrived.uploaded_at);
    std::ranges::reverse(all);
    if (!arrived.check.empty()) all.push_back(std::move(arrived.check));
    return all;
}

std::vector<std::string> Register::all_checks(TenantNo tenant, const Sha256& sha256) const
{
    std::vector<std::string> all = checks_since(tenant, sha256, {});
    for (const AgencyId& agency : all_holders(tenant, sha256))
        if (const auto row = rows_.get(document_key(tenant, agency, sha256)))
            if (Document arrived = document_in(*row).document; !arrived.check.empty())
                all.push_back(std::move(arrived.check));
    return all;
}

void Register::each_later_check(const std::function<void(const std::string&)>& show) const
{
    rows_.each("c", [&](std::string_view, std::string_view check) { show(std::string(check)); });
}

std::optional<Register::Arrival> Register::arrived_by(std::string_view upload) const
{
    const auto row = rows_.get(upload_key(upload));
    if (!row) return std::nullopt;
    auto [arrival, is_sealed] = arrival_in(upload, *row);
    std::string& name = arrival.document.name;
    if (is_sealed) name = opened(arrival.tenant, arrival.document.sha256, name);
    return std::move(arrival);
}

std::vector<Document> Register::of_agency(TenantNo tenant, const AgencyId& agency) const
{
    std::vector<Document> all;
    rows_.each(agency_prefix(tenant, agency), [&](std::string_view, std::string_view row) {
        auto [document, is_sealed] = document_in(row);
        if (is_sealed) document.name = opened(tenant, document.sha256, document.name);
        if (auto later = checks_since(tenant, document.sha256, document.uploaded_at); !later.empty())
            document.check = std::move(later.back());
        document.agency = agency;
        all.push_back(std::move(document));
    });
    return all;
}

void Register::each(const std::function<void(const Document&)>& show) const
{
    rows_.each("d", [&](std::string_view key, std::string_view row) {
        auto [document, is_sealed] = document_in(row);
        if (is_sealed)
            document.name = opened(storage::read_big_endian<TenantNo>(key, 1), document.sha256, document.name);
        show(document);
    });
}

std::vector<AgencyId> Register::all_holders(TenantNo tenant, const Sha256& sha256) const
{
    std::vector<AgencyId> all;
    const std::string prefix = holder_prefix(tenant, sha256);
    rows_.each(prefix, [&](std::string_view key, std::string_view) { all.emplace_back(key.substr(prefix.size())); });
    return all;
}

// ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

static std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// At most `most` bytes of the text, without a torn letter at the end.
static std::string_view whole_letters(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
    return text.substr(0, most);
}

std::optional<std::string> file_name(std::string_view given)
{
    if (!is_utf8(given)) return std::nullopt;
    given.remove_prefix(given.find_last_of("/\\") + 1); // npos + 1 is 0
    std::string name = nfc(visible(given));
    name = trimmed(name);
    if (name.empty() || name == "." || name == "..") return std::nullopt;
    if (name.size() > longest_name) {
        const std::size_t dot = name.rfind('.');
        const std::string extension = dot != std::string::npos && name.size() - dot <= 16 ? name.substr(dot) : "";
        const std::size_t room = longest_name - extension.size() - cut_mark.size();
        name = std::string(whole_letters(name, room)).append(cut_mark).append(extension);
    }
    return name;
}

} // namespace cchc::server
