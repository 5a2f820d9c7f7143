#include "server/documents/uploads.hpp"

#include "domain/json_writer.hpp"
#include "server/documents/carried_signature.hpp"
#include "server/documents/file_kind.hpp"
#include "storage/failure.hpp"
#include "storage/json_reader.hpp"

#include <cassert>
#include <spdlog/spdlog.h>
#include <vector>

namespace cchc::server {

using namespace domain;
using storage::EvidenceStore;
using storage::JsonReader;

namespace {

/// Two descriptors each; more uploads than this at once, and idle ones are read again when their next part comes.
constexpr std::size_t most_open = 64;

} // namespace

struct Uploads::Underway {
    std::string id;
    Intent intent;
    Instant begun_at;

    std::mutex mutex; ///< guards what follows
    std::optional<EvidenceStore::Upload> file;
    bool taken = false; ///< a part is on its way
    bool over = false;  ///< finished, or gone
};

// ── the note kept with the bytes ─────────────────────────────────────────────────────────────────────────────────────

static std::string note_of(const Uploads::Intent& intent, Instant begun_at)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("tenant"), json.number(std::uint64_t{intent.owner.tenant});
    json.member("agency", intent.owner.agency.value);
    json.member("actor", intent.owner.actor.value);
    json.key("size"), json.number(intent.size);
    json.member("name", intent.name);
    json.member("declared", intent.declared);
    if (intent.sha256) json.member("sha256", intent.sha256->hex());
    json.key("begun_at_us"), json.number(begun_at.us);
    json.close_object();
    return text;
}

static std::pair<Uploads::Intent, Instant> read_note(std::string_view text)
{
    Uploads::Intent intent;
    Instant begun_at;
    JsonReader json(text);
    json.open_object();
    json.member("tenant"), intent.owner.tenant = json.integer<TenantNo>();
    json.member("agency"), json.text(intent.owner.agency.value);
    json.member("actor"), json.text(intent.owner.actor.value);
    json.member("size"), intent.size = json.integer<std::uint64_t>();
    json.member("name"), json.text(intent.name);
    json.member("declared"), json.text(intent.declared);
    if (json.next_is("sha256")) intent.sha256 = Sha256::from_hex(json.plain());
    json.member("begun_at_us"), begun_at.us = json.integer<std::int64_t>();
    json.close_object();
    return {std::move(intent), begun_at};
}

// ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────

Uploads::Uploads(EvidenceStore& evidence, Register& documents, const Clock& clock)
    : evidence_(evidence), documents_(documents), clock_(clock)
{
    for (const std::string& id : evidence_.unfinished()) {
        try {
            auto upload = std::make_shared<Underway>();
            upload->id = id;
            std::tie(upload->intent, upload->begun_at) = read_note(evidence_.note_of(id));
            underway_.emplace(id, std::move(upload));
        } catch (const storage::Failure& failure) { // nobody could go on with it
            spdlog::warn("upload {} is forgotten: {}", id, failure.what());
            evidence_.discard(id);
        }
    }
    drop_old();
}

Uploads::~Uploads() = default;

bool Uploads::begin(const std::string& id, Intent intent)
{
    assert(intent.size > 0 && intent.size <= largest);
    drop_old();
    auto upload = std::make_shared<Underway>();
    upload->id = id;
    upload->intent = std::move(intent);
    upload->begun_at = clock_.now();
    const Owner& owner = upload->intent.owner;
    {
        const std::lock_guard lock(mutex_);
        std::size_t unfinished = 0;
        for (const auto& [_, other] : underway_) {
            const Owner& its = other->intent.owner;
            unfinished += its.tenant == owner.tenant && its.agency == owner.agency;
        }
        if (unfinished >= most_unfinished) return false;
        underway_.emplace(id, upload);
    }
    const std::lock_guard lock(upload->mutex);
    try {
        upload->file = evidence_.start(id, note_of(upload->intent, upload->begun_at));
    } catch (...) {
        forget(upload);
        throw;
    }
    open(upload);
    return true;
}

std::optional<Uploads::Standing> Uploads::look(std::string_view id, const Owner& owner)
{
    if (const Held upload = find(id, owner)) {
        const std::lock_guard lock(upload->mutex);
        if (open(upload)) return Standing{upload->file->offset(), upload->intent.size, {}};
    }
    const auto arrival = documents_.arrived_by(id);
    if (!arrival || Owner{arrival->tenant, arrival->agency, arrival->document.uploaded_by} != owner) return {};
    return Standing{arrival->document.size, arrival->document.size, arrival->document.sha256};
}

std::variant<Uploads::Part, Uploads::NoPart> Uploads::take(std::string_view id, const Owner& owner,
                                                           std::uint64_t offset)
{
    const Held upload = find(id, owner);
    if (!upload) return NoPart::unknown;
    const std::lock_guard lock(upload->mutex);
    if (upload->taken) return NoPart::busy;
    if (!open(upload)) return NoPart::unknown;
    if (upload->file->offset() != offset) return NoPart::elsewhere;
    upload->taken = true;
    return Part(*this, upload);
}

Uploads::Held Uploads::find(std::string_view id, const Owner& owner) const
{
    const std::lock_guard lock(mutex_);
    const auto found = underway_.find(id);
    return found != underway_.end() && found->second->intent.owner == owner ? found->second : nullptr;
}

/// Opens its file if need be, and closes another one rather than have too many open. The caller holds its mutex. False:
/// it is over.
bool Uploads::open(const Held& upload)
{
    if (upload->over) return false;
    if (!upload->file) upload->file = evidence_.resume(upload->id);
    const std::lock_guard lock(mutex_);
    open_.remove(upload);
    open_.push_back(upload);
    for (auto idle = open_.begin(); open_.size() > most_open && *idle != upload;) {
        const std::unique_lock theirs((*idle)->mutex, std::try_to_lock);
        if (theirs && !(*idle)->taken) {
            (*idle)->file.reset();
            idle = open_.erase(idle);
        } else {
            ++idle;
        }
    }
    return true;
}

/// The caller holds its mutex.
void Uploads::forget(const Held& upload)
{
    upload->over = true;
    upload->file.reset();
    const std::lock_guard lock(mutex_);
    open_.remove(upload);
    underway_.erase(upload->id);
}

void Uploads::drop_old()
{
    std::vector<Held> old;
    {
        const Instant before = clock_.now().plus_us(-kept_us);
        const std::lock_guard lock(mutex_);
        for (const auto& [_, upload] : underway_)
            if (upload->begun_at <= before) old.push_back(upload);
    }
    for (const Held& upload : old) {
        const std::lock_guard lock(upload->mutex);
        if (upload->taken || upload->over) continue;
        forget(upload);
        evidence_.discard(upload->id);
    }
}

// ── one part ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Uploads::Part::Part(Part&& other) noexcept : uploads_(other.uploads_), upload_(std::exchange(other.upload_, nullptr)) {}

Uploads::Part::~Part()
{
    if (!upload_) return;
    const std::lock_guard lock(upload_->mutex);
    upload_->taken = false;
}

std::uint64_t Uploads::Part::offset() const
{
    const std::lock_guard lock(upload_->mutex);
    return upload_->file->offset();
}

std::uint64_t Uploads::Part::left() const
{
    return upload_->intent.size - offset();
}

std::optional<Uploads::Unfit> Uploads::Part::append(std::string_view bytes)
{
    const std::lock_guard lock(upload_->mutex);
    auto& file = upload_->file;
    assert(bytes.size() <= upload_->intent.size - file->offset());
    const bool kind_was_known = file->offset() >= kind_known_after;
    try {
        file->append(bytes);
    } catch (...) {
        file.reset(); // what of it is intact will be found when it is opened again
        throw;
    }
    if (kind_was_known || file->offset() < kind_known_after) return {};
    if (kind_of(file->beginning(), upload_->intent.declared, upload_->intent.name)) return {};
    return reject(Unfit::kind);
}

std::variant<Sha256, Uploads::Unfit> Uploads::Part::finish()
{
    const std::lock_guard lock(upload_->mutex);
    const Intent& intent = upload_->intent;
    assert(upload_->file->offset() == intent.size);
    const FileKind* kind = kind_of(upload_->file->beginning(), intent.declared, intent.name);
    if (!kind) return reject(Unfit::kind);
    const Sha256 sha256 = upload_->file->digest();
    if (intent.sha256 && *intent.sha256 != sha256) return reject(Unfit::digest);
    try {
        upload_->file->finish();
        Document document{sha256,
                          *file_name(named_as(*kind, intent.name)),
                          std::string(kind->media),
                          intent.size,
                          intent.owner.actor,
                          uploads_->clock_.now(),
                          signature_in(uploads_->evidence_, sha256, intent.size, kind->media)};
        uploads_->documents_.add({intent.owner.tenant, intent.owner.agency, upload_->id, std::move(document)});
    } catch (...) { // the bytes may be in the store, but nobody's yet: to be sent again
        uploads_->forget(upload_);
        throw;
    }
    uploads_->forget(upload_);
    return sha256;
}

/// The caller holds the upload's mutex.
Uploads::Unfit Uploads::Part::reject(Unfit why)
{
    uploads_->forget(upload_);
    uploads_->evidence_.discard(upload_->id);
    return why;
}

} // namespace cchc::server
