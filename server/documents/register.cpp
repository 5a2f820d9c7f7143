// Keys; numbers big-endian; values are JSON written and read back exactly:
//
//   "d" tenant:u32 agency NUL sha256[32]  → document
//   "h" tenant:u32 sha256[32] agency      → (empty)
//   "u" upload                            → arrival
#include "server/documents/register.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/nfc.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"
#include "storage/json_reader.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

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
std::string upload_key(std::string_view upload)
{
    return std::string("u").append(upload);
}

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void write(JsonWriter& json, const Document& document)
{
    json.member("sha256", document.sha256.hex());
    json.member("name", document.name);
    json.member("media", document.media);
    json.key("size"), json.number(document.size);
    json.member("uploaded_by", document.uploaded_by.value);
    json.key("uploaded_at_us"), json.number(document.uploaded_at.us);
    if (document.signature != domain::SignatureVerdict::unknown)
        json.member("signature", domain::wire(document.signature)); // rows of before it was looked for have none
}

std::string text_in(JsonReader& json, std::string_view name)
{
    std::string text;
    json.member(name);
    json.text(text);
    return text;
}

Document read_document(JsonReader& json)
{
    Document document;
    const auto sha256 = Sha256::from_hex(text_in(json, "sha256"));
    if (!sha256) JsonReader::fail("expected a hash");
    document.sha256 = *sha256;
    document.name = text_in(json, "name");
    document.media = text_in(json, "media");
    json.member("size"), document.size = json.integer<std::uint64_t>();
    document.uploaded_by.value = text_in(json, "uploaded_by");
    json.member("uploaded_at_us"), document.uploaded_at.us = json.integer<std::int64_t>();
    if (json.next_is("signature")) {
        const auto signature = domain::from_wire<domain::SignatureVerdict>(json.plain());
        if (!signature) JsonReader::fail("expected what is known of a signature");
        document.signature = *signature;
    }
    return document;
}

std::string text_of(const Document& document)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write(json, document);
    json.close_object();
    return text;
}

Document document_in(std::string_view text)
{
    JsonReader json(text);
    json.open_object();
    Document document = read_document(json);
    json.close_object();
    return document;
}

std::string text_of(const Register::Arrival& arrival)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("tenant"), json.number(std::uint64_t{arrival.tenant});
    json.member("agency", arrival.agency.value);
    write(json, arrival.document);
    json.close_object();
    return text;
}

} // namespace

// ── the register ─────────────────────────────────────────────────────────────────────────────────────────────────────

void Register::add(const Arrival& arrival)
{
    const Document& document = arrival.document;
    const std::lock_guard lock(adding_);
    storage::GuardedStore::Change change;
    change.put(upload_key(arrival.upload), text_of(arrival));
    const bool is_new = !find(arrival.tenant, arrival.agency, document.sha256);
    if (is_new) {
        change.put(document_key(arrival.tenant, arrival.agency, document.sha256), text_of(document));
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
    return row ? std::optional(document_in(*row)) : std::nullopt;
}

std::optional<Register::Arrival> Register::arrived_by(std::string_view upload) const
{
    const auto row = rows_.get(upload_key(upload));
    if (!row) return std::nullopt;
    JsonReader json(*row);
    Arrival arrival;
    arrival.upload = upload;
    json.open_object();
    json.member("tenant"), arrival.tenant = json.integer<TenantNo>();
    arrival.agency.value = text_in(json, "agency");
    arrival.document = read_document(json);
    json.close_object();
    return arrival;
}

std::vector<Document> Register::of_agency(TenantNo tenant, const AgencyId& agency) const
{
    std::vector<Document> all;
    rows_.each(agency_prefix(tenant, agency),
               [&](std::string_view, std::string_view row) { all.push_back(document_in(row)); });
    return all;
}

void Register::each(const std::function<void(const Document&)>& show) const
{
    rows_.each("d", [&](std::string_view, std::string_view row) { show(document_in(row)); });
}

std::vector<AgencyId> Register::all_holders(TenantNo tenant, const Sha256& sha256) const
{
    std::vector<AgencyId> all;
    const std::string prefix = holder_prefix(tenant, sha256);
    rows_.each(prefix, [&](std::string_view key, std::string_view) { all.emplace_back(key.substr(prefix.size())); });
    return all;
}

// ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Without control and format characters: those that turn the reading direction make a name look like another one.
static std::string visible(std::string_view text)
{
    std::string kept;
    const auto size = static_cast<std::int32_t>(text.size());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t from = at;
        UChar32 letter = 0;
        U8_NEXT(bytes, at, size, letter);
        if (!u_iscntrl(letter)) kept.append(text, static_cast<std::size_t>(from), static_cast<std::size_t>(at - from));
    }
    return kept;
}

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
