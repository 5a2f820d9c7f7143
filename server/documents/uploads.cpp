#include "server/documents/uploads.hpp"

#include "domain/json_writer.hpp"
#include "server/documents/carried_signature.hpp"
#include "server/documents/file_kind.hpp"
#include "server/documents/scanner.hpp"
#include "server/documents/signature_desk.hpp"
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
    bool taken = false;                  ///< a part is on its way
    std::optional<std::uint64_t> stands; ///< while a part is on trial: where it began
    bool over = false;                   ///< finished, or gone
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
    json.member("metadata", intent.metadata);
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
    if (json.next_is("metadata")) json.text(intent.metadata); // notes of before it was kept have none
    json.close_object();
    return {std::move(intent), begun_at};
}

// ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────

Uploads::Uploads(EvidenceStore& evidence, Register& documents, const Clock& clock, LimitsOf limits_of,
                 SignatureDesk* signatures, const Scanner* scanner)
    : evidence_(evidence), documents_(documents), clock_(clock), limits_of_(std::move(limits_of)),
      signatures_(signatures), scanner_(scanner)
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

const EvidenceLimits& Uploads::usual_limits(TenantNo)
{
    static const EvidenceLimits usual;
    return usual;
}

/// The caller holds `mutex_`.
std::optional<Uploads::Full> Uploads::full(const Intent& intent) const
{
    const Owner& owner = intent.owner;
    const EvidenceLimits& limits = limits_of_(owner.tenant);
    Register::Holding has = documents_.holding(owner.tenant, owner.agency);
    std::size_t unfinished = 0;
    for (const auto& [_, other] : underway_) {
        if (other->intent.owner.tenant != owner.tenant || other->intent.owner.agency != owner.agency) continue;
        ++unfinished, ++has.files;
        has.bytes += other->intent.size;
    }
    if (unfinished >= most_unfinished) return Full{Full::Of::unfinished, unfinished, most_unfinished};
    if (has.files >= limits.agency_files) return Full{Full::Of::files, has.files, limits.agency_files};
    if (has.bytes + intent.size > limits.agency_bytes) return Full{Full::Of::bytes, has.bytes, limits.agency_bytes};
    return std::nullopt;
}

std::optional<Uploads::Full> Uploads::begin(const std::string& id, Intent intent)
{
    assert(intent.size > 0 && intent.size <= largest);
    drop_old();
    auto upload = std::make_shared<Underway>();
    upload->id = id;
    upload->intent = std::move(intent);
    upload->begun_at = clock_.now();
    {
        const std::lock_guard lock(mutex_);
        if (const auto too_much = full(upload->intent)) return too_much;
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
    return std::nullopt;
}

std::optional<Uploads::Standing> Uploads::look(std::string_view id, const Owner& owner)
{
    if (const Held upload = find(id, owner)) {
        std::unique_lock lock(upload->mutex);
        const bool stands = open(upload);
        if (stands && !upload->taken && upload->file->offset() == upload->intent.size) {
            // All of it came, and the server was stopped before its end: nobody would send more.
            upload->taken = true;
            lock.unlock();
            (void)Part(*this, upload, std::nullopt).finish();
        } else if (stands) {
            return Standing{upload->stands.value_or(upload->file->offset()),
                            upload->intent.size,
                            {},
                            upload->begun_at.plus_us(kept_us),
                            upload->intent.metadata};
        }
    }
    const auto arrival = documents_.arrived_by(id);
    if (!arrival || Owner{arrival->tenant, arrival->agency, arrival->document.uploaded_by} != owner) return {};
    return Standing{arrival->document.size, arrival->document.size, arrival->document.sha256, {}, {}};
}

std::variant<Uploads::Part, Uploads::NoPart> Uploads::take(std::string_view id, const Owner& owner,
                                                           std::uint64_t offset, std::optional<Checksum> checksum)
{
    const Held upload = find(id, owner);
    if (!upload) return NoPart::unknown;
    const std::lock_guard lock(upload->mutex);
    if (upload->taken) return NoPart::busy;
    if (!open(upload)) return NoPart::unknown;
    if (upload->file->offset() != offset) return NoPart::elsewhere;
    if (checksum) {
        upload->file->hold();
        upload->stands = offset;
    }
    upload->taken = true;
    return Part(*this, upload, std::move(checksum));
}

Uploads::End Uploads::give_up(std::string_view id, const Owner& owner)
{
    if (const Held upload = find(id, owner)) {
        const std::lock_guard lock(upload->mutex);
        if (upload->over) return End::unknown;
        forget(upload);
        evidence_.discard(upload->id);
        return End::given_up;
    }
    const auto arrival = documents_.arrived_by(id);
    const bool his = arrival && Owner{arrival->tenant, arrival->agency, arrival->document.uploaded_by} == owner;
    return his ? End::whole : End::unknown;
}

Uploads::Held Uploads::find(std::string_view id, const Owner& owner) const
{
    const std::lock_guard lock(mutex_);
    const auto found = underway_.find(id);
    if (found == underway_.end() || found->second->intent.owner != owner) return nullptr;
    const bool expired = found->second->begun_at.plus_us(kept_us) <= clock_.now();
    return expired ? nullptr : found->second;
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

Uploads::Part::Part(Part&& other) noexcept
    : uploads_(other.uploads_), upload_(std::exchange(other.upload_, nullptr)), checksum_(std::move(other.checksum_))
{}

Uploads::Part::~Part()
{
    if (!upload_) return;
    const std::lock_guard lock(upload_->mutex);
    upload_->taken = false;
    upload_->stands.reset();
    if (checksum_) upload_->file.reset(); // without what was on trial when it is opened again
}

std::uint64_t Uploads::Part::offset() const
{
    const std::lock_guard lock(upload_->mutex);
    return upload_->over ? upload_->intent.size : upload_->file->offset();
}

std::uint64_t Uploads::Part::left() const
{
    return upload_->intent.size - offset();
}

Instant Uploads::Part::expires_at() const
{
    return upload_->begun_at.plus_us(kept_us);
}

std::optional<Uploads::Unfit> Uploads::Part::append(std::string_view bytes)
{
    const std::lock_guard lock(upload_->mutex);
    if (upload_->over) return Unfit::gone;
    auto& file = upload_->file;
    assert(bytes.size() <= upload_->intent.size - file->offset());
    const bool kind_was_known = file->offset() >= kind_known_after;
    try {
        file->append(bytes);
        if (checksum_) checksum_->update(bytes);
    } catch (...) {
        file.reset(); // what of it is intact will be found when it is opened again
        throw;
    }
    if (kind_was_known || file->offset() < kind_known_after) return {};
    if (kind_of(file->beginning(), upload_->intent.declared, upload_->intent.name)) return {};
    return reject(Unfit::kind);
}

bool Uploads::Part::settle()
{
    const std::lock_guard lock(upload_->mutex);
    if (!checksum_ || upload_->over) return true;
    if (!checksum_->agrees()) return false;
    checksum_.reset();
    try {
        upload_->file->keep();
    } catch (...) {
        upload_->file.reset();
        throw;
    }
    upload_->stands.reset();
    return true;
}

std::variant<Sha256, Uploads::Unfit> Uploads::Part::finish()
{
    const std::lock_guard lock(upload_->mutex);
    if (upload_->over) return Unfit::gone;
    const Intent& intent = upload_->intent;
    assert(upload_->file->offset() == intent.size && !checksum_);
    const FileKind* kind = kind_of(upload_->file->beginning(), intent.declared, intent.name);
    if (!kind) return reject(Unfit::kind);
    const Sha256 sha256 = upload_->file->digest();
    if (intent.sha256 && *intent.sha256 != sha256) return reject(Unfit::digest);
    if (uploads_->documents_.destroyed(intent.owner.tenant, sha256)) return reject(Unfit::destroyed);
    const ReadAt read = [&file = *upload_->file](std::uint64_t offset, std::uint64_t length, const auto& show) {
        file.read(offset, length, show);
    };
    const auto inspected = inspect(*kind, intent.size, read);
    if (const auto* why = std::get_if<Unfit>(&inspected)) return reject(*why);
    kind = std::get<const FileKind*>(inspected);
    if (!uploads_->limits_of_(intent.owner.tenant).takes(kind->extension)) return reject(Unfit::kind);
    if (const Scanner* scanner = uploads_->scanner_)
        switch (scanner->scan([&](const auto& show) { read(0, intent.size, show); })) {
        case Scanner::Found::clean: break;
        case Scanner::Found::infected: return reject(Unfit::infected);
        case Scanner::Found::unknown: throw storage::Failure("the scanner cannot tell whether a file is clean");
        }
    try {
        upload_->file->finish();
        Document document{sha256,
                          *file_name(named_as(*kind, intent.name)),
                          std::string(kind->media),
                          intent.size,
                          intent.owner.actor,
                          uploads_->clock_.now(),
                          SignatureVerdict::unknown,
                          "",
                          std::nullopt,
                          {}};
        uploads_->look_for_signatures(document);
        uploads_->documents_.add({intent.owner.tenant, intent.owner.agency, upload_->id, std::move(document)});
    } catch (...) { // the bytes may be in the store, but nobody's yet: to be sent again
        uploads_->forget(upload_);
        throw;
    }
    uploads_->forget(upload_);
    return sha256;
}

void Uploads::look_for_signatures(Document& document)
{
    if (!signatures_ || document.media != "application/pdf") {
        document.signature = signature_in(evidence_, document.sha256, document.size, document.media);
        return;
    }
    SignatureDesk::Found found = signatures_->check(document.sha256, document.size);
    document.signature = found.any                                         ? SignatureVerdict::carried
                         : found.verdict == signatures::Verdict::unsigned_ ? SignatureVerdict::unsigned_
                                                                           : SignatureVerdict::unknown;
    document.check = std::move(found.check);
    document.pages = found.pages;
}

void Uploads::Part::give_up()
{
    const std::lock_guard lock(upload_->mutex);
    if (!upload_->over) reject(Unfit::gone);
}

/// The caller holds the upload's mutex.
Uploads::Unfit Uploads::Part::reject(Unfit why)
{
    uploads_->forget(upload_);
    uploads_->evidence_.discard(upload_->id);
    return why;
}

} // namespace cchc::server
