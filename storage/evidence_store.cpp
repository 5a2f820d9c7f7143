#include "storage/evidence_store.hpp"

#include "storage/crc32c.hpp"
#include "storage/failure.hpp"
#include "storage/little_endian.hpp"
#include "storage/secret_files.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <rocksdb/file_system.h>
#include <set>

namespace cchc::storage {

namespace {

const rocksdb::IOOptions io{};
constexpr std::size_t record_size = 8;
constexpr std::size_t longest_piece = 1 << 20;
constexpr std::size_t longest_beginning = 64;
constexpr domain::TenantNo of_no_tenant = 0; // the same bytes of two tenants lie here once
constexpr std::string_view key_beginning = "file/", sealed_mark = "cchc.sealed.1 ",
                           destroyed_mark = "cchc.destroyed.1 ";
constexpr std::size_t key_digits = 32, header_size = 48;
constexpr char sealed_note = 0x01;

std::string_view digits_of(std::string_view key)
{
    return key.substr(key_beginning.size());
}
std::string key_with(std::string_view digits)
{
    return std::string(key_beginning).append(digits);
}
std::string header_of(std::string_view key)
{
    return std::string(sealed_mark).append(digits_of(key)).append(" \n");
}
std::string destroyed_text(std::string_view key, std::uint64_t size)
{
    return std::string(destroyed_mark).append(digits_of(key)) + " " + std::to_string(size) + "\n";
}

bool is_upload_id(std::string_view id)
{
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string record_of(std::string_view bytes)
{
    std::string record;
    append_little_endian(record, static_cast<std::uint32_t>(bytes.size()));
    append_little_endian(record, crc32c(bytes));
    return record;
}

struct Record {
    std::size_t length;
    std::uint32_t crc;
};

std::optional<Record> record_at(std::string_view journal, std::size_t at)
{
    if (at + record_size > journal.size()) return std::nullopt;
    return Record{read_little_endian<std::uint32_t>(journal, at), read_little_endian<std::uint32_t>(journal, at + 4)};
}

std::optional<std::string> note_in(std::string_view journal)
{
    const auto record = record_at(journal, 0);
    if (!record || record_size + record->length > journal.size()) return std::nullopt;
    const std::string_view note = journal.substr(record_size, record->length);
    return crc32c(note) == record->crc ? std::optional(std::string(note)) : std::nullopt;
}

} // namespace

/// The key that the note of a sealed upload names; nothing of one that is kept as it comes.
static std::optional<std::string> key_in(std::string_view note_bytes)
{
    if (!note_bytes.starts_with(sealed_note) || note_bytes.size() < 1 + key_digits) return std::nullopt;
    return key_with(note_bytes.substr(1, key_digits));
}

struct EvidenceStore::Upload::State {
    const EvidenceStore* store;
    std::string id;
    std::string note;
    std::optional<std::string> key; ///< its subject
    std::optional<CipherStream> cipher;
    std::string hidden; ///< room for a sealed piece
    std::uint64_t offset = 0;
    std::string beginning;
    RunningSha256 hash;
    std::unique_ptr<rocksdb::FSWritableFile> part, journal;
    std::optional<std::string> on_trial; ///< what the journal will say of the pieces appended since `hold`

    void take(std::string_view bytes)
    {
        beginning += bytes.substr(0, longest_beginning - beginning.size());
        hash.update(bytes);
        offset += bytes.size();
    }

    /// For appending at the end of what is there.
    void open()
    {
        auto& files = store->disk_.files();
        const rocksdb::FileOptions plain;
        require_ok(files.ReopenWritableFile(store->part_of(id), plain, &part, nullptr), store->part_of(id));
        require_ok(files.ReopenWritableFile(store->journal_of(id), plain, &journal, nullptr), store->journal_of(id));
    }
    /// The bytes as they will lie in the part; valid until the next.
    std::string_view stored(std::string_view bytes)
    {
        if (!cipher) return bytes;
        hidden.resize(bytes.size());
        cipher->pass(bytes, hidden.data());
        return hidden;
    }
    void append(rocksdb::FSWritableFile& to, std::string_view bytes) const
    {
        require_ok(to.Append(rocksdb::Slice(bytes.data(), bytes.size()), io, nullptr), "upload " + id);
    }
};

EvidenceStore::EvidenceStore(Disk disk, const std::filesystem::path& folder, KeyStore* keys)
    : disk_(std::move(disk)), folder_(folder.string()), keys_(keys)
{
    disk_.make_folder(folder_ + "/uploads");
    sweep();
}

EvidenceStore EvidenceStore::for_reading(Disk disk, const std::filesystem::path& folder, KeyStore* keys)
{
    EvidenceStore store;
    store.disk_ = std::move(disk);
    store.folder_ = folder.string();
    store.keys_ = keys;
    return store;
}

std::string EvidenceStore::part_of(const std::string& id) const
{
    return folder_ + "/uploads/" + id + ".part";
}
std::string EvidenceStore::journal_of(const std::string& id) const
{
    return folder_ + "/uploads/" + id + ".journal";
}

/// Keeps whole pairs whose note can be read; all else is of a start or a finish that was cut off.
void EvidenceStore::sweep()
{
    const auto names = disk_.names_in(folder_ + "/uploads");
    const auto is_there = [&](const std::string& name) { return std::binary_search(names.begin(), names.end(), name); };
    std::set<std::string> keep;
    for (const std::string& name : names) {
        const std::string id = name.substr(0, name.find('.'));
        if (!is_there(id + ".part") || !is_there(id + ".journal") || !note_in(disk_.read(journal_of(id)))) continue;
        keep.insert({id + ".part", id + ".journal"});
    }
    for (const std::string& name : names)
        if (!keep.contains(name)) disk_.remove(folder_ + "/uploads/" + name);
}

std::vector<std::string> EvidenceStore::unfinished() const
{
    std::vector<std::string> ids;
    for (const std::string& name : disk_.names_in(folder_ + "/uploads"))
        if (name.ends_with(".part")) ids.push_back(name.substr(0, name.size() - 5));
    return ids;
}

void EvidenceStore::discard(const std::string& id)
{
    if (!is_upload_id(id)) return;
    std::optional<std::string> key;
    if (const std::string journal = journal_of(id); keys_ && disk_.exists(journal))
        if (const auto note = note_in(disk_.read(journal))) key = key_in(*note);
    for (const std::string& file : {part_of(id), journal_of(id)})
        if (disk_.exists(file)) disk_.remove(file);
    if (key) keys_->forget(of_no_tenant, *key);
}

std::string EvidenceStore::note_of(const std::string& id) const
{
    if (!is_upload_id(id) || !disk_.exists(journal_of(id))) throw Failure("there is no upload " + id);
    auto note = note_in(disk_.read(journal_of(id)));
    if (!note) throw Damage("upload " + id, "its note cannot be read");
    const auto key = key_in(*note);
    if (!key) return *std::move(note);
    const auto secret = keys_ ? keys_->find(of_no_tenant, *key) : std::nullopt;
    if (!secret) throw Failure("upload " + id + " is sealed, and its key is not here");
    auto opened = open_freshly_sealed(*secret, "note " + id, std::string_view(*note).substr(1 + key_digits));
    if (!opened) throw Damage("upload " + id, "its note does not open");
    return *std::move(opened);
}

EvidenceStore::Upload EvidenceStore::start(const std::string& id, std::string_view note)
{
    return begin(id, note, keys_ != nullptr);
}

EvidenceStore::Upload EvidenceStore::start_public(const std::string& id, std::string_view note)
{
    return begin(id, note, false);
}

EvidenceStore::Upload EvidenceStore::begin(const std::string& id, std::string_view note, bool sealed)
{
    if (!is_upload_id(id)) throw Failure("not an upload's id: '" + id + "'");
    if (disk_.exists(part_of(id))) throw Failure("upload " + id + " exists already");
    auto state = std::make_unique<Upload::State>();
    state->store = this;
    state->id = id;
    state->note = note;
    std::string note_bytes(note);
    if (sealed) { // the key is durable before there is a byte that needs it
        const auto [key, secret] = keys_->create_new(of_no_tenant, key_beginning);
        note_bytes = sealed_note + std::string(digits_of(key)) + seal_freshly(secret, "note " + id, note);
        state->key = key;
        state->cipher.emplace(secret, 0);
    }
    state->open();
    state->append(*state->journal, record_of(note_bytes) + note_bytes);
    if (state->key) state->append(*state->part, header_of(*state->key));
    return Upload(std::move(state));
}

std::size_t EvidenceStore::each_piece(const std::string& id, const std::function<void(std::string_view)>& show) const
{
    const std::string journal = disk_.read(journal_of(id));
    const auto note = note_in(journal);
    if (!note) throw Damage("upload " + id, "its note cannot be read");
    const auto key = key_in(*note);
    const std::size_t header = key ? header_size : 0;
    std::size_t at = record_size + note->size();
    std::string piece;
    bool agrees = !key || shape_of(part_of(id)).key == *key; // else a power cut tore its very beginning
    if (!agrees) return at;
    const auto take_pieces = [&] {
        std::size_t taken = 0;
        for (auto record = record_at(journal, at); record && piece.size() - taken >= record->length;
             record = record_at(journal, at)) {
            const std::string_view bytes = std::string_view(piece).substr(taken, record->length);
            agrees = crc32c(bytes) == record->crc;
            if (!agrees) return;
            show(bytes);
            taken += record->length;
            at += record_size;
        }
        piece.erase(0, taken);
    };
    disk_.read_in_pieces(part_of(id), header, [&](std::string_view bytes) {
        if (!agrees) return;
        piece += bytes;
        take_pieces();
    });
    return at;
}

EvidenceStore::Upload EvidenceStore::resume(const std::string& id)
{
    if (!is_upload_id(id) || !disk_.exists(part_of(id)) || !disk_.exists(journal_of(id)))
        throw Failure("there is no upload " + id);
    auto state = std::make_unique<Upload::State>();
    state->store = this;
    state->id = id;
    state->note = note_of(id);
    state->key = key_in(note_in(disk_.read(journal_of(id))).value());
    if (state->key) state->cipher.emplace(keys_->find(of_no_tenant, *state->key).value(), 0);
    const std::size_t journaled = each_piece(id, [&](std::string_view bytes) { state->take(state->stored(bytes)); });
    state->open();
    require_ok(state->journal->Truncate(journaled, io, nullptr), journal_of(id));
    if (state->key && state->offset == 0) { // its beginning may be torn
        require_ok(state->part->Truncate(0, io, nullptr), part_of(id));
        state->append(*state->part, header_of(*state->key));
    } else {
        require_ok(state->part->Truncate(state->offset + (state->key ? header_size : 0), io, nullptr), part_of(id));
    }
    return Upload(std::move(state));
}

std::optional<std::string> EvidenceStore::torn(const std::string& id) const
{
    std::uint64_t intact = 0;
    const std::size_t journaled = each_piece(id, [&](std::string_view bytes) { intact += bytes.size(); });
    const Shape part = shape_of(part_of(id));
    const std::uint64_t received = part.size;
    if (intact == received && journaled == disk_.size_of(journal_of(id))) return std::nullopt;
    return "only the first " + std::to_string(intact) + " of " + std::to_string(received) +
           " bytes agree with its journal; resuming goes on from there";
}

// --- what is stored ---

std::filesystem::path EvidenceStore::file_of(const Hash& hash) const
{
    const std::string hex = hash.hex();
    return std::filesystem::path(folder_) / hex.substr(0, 2) / hex.substr(2, 2) / hex;
}

bool EvidenceStore::exists(const Hash& hash) const
{
    return disk_.exists(file_of(hash).string());
}
std::uint64_t EvidenceStore::size_of(const Hash& hash) const
{
    return shape_of(file_of(hash).string()).size;
}

EvidenceStore::Shape EvidenceStore::shape_of(const std::string& file) const
{
    constexpr std::size_t most = 128; // of any beginning that tells
    std::unique_ptr<rocksdb::FSRandomAccessFile> from;
    require_ok(disk_.files().NewRandomAccessFile(file, rocksdb::FileOptions(), &from, nullptr), file);
    char scratch[most];
    rocksdb::Slice read;
    require_ok(from->Read(0, most, io, &read, scratch, nullptr), file);
    const std::string_view beginning(read.data(), read.size());
    const std::uint64_t size = disk_.size_of(file);
    if (beginning.starts_with(sealed_mark) && size >= header_size) {
        const auto key = key_with(beginning.substr(sealed_mark.size(), key_digits));
        if (beginning.starts_with(header_of(key))) return {Shape::Form::sealed, key, size - header_size};
    }
    if (beginning.starts_with(destroyed_mark)) {
        const std::string_view facts = beginning.substr(destroyed_mark.size());
        Shape shape{Shape::Form::destroyed, key_with(facts.substr(0, key_digits)), 0};
        const std::string_view digits = facts.substr(std::min(facts.size(), key_digits + 1));
        std::from_chars(digits.data(), digits.data() + digits.size(), shape.size);
        if (beginning == destroyed_text(shape.key, shape.size)) return shape;
    }
    return {Shape::Form::plain, "", size};
}

/// Of a sealed file; nothing for one that lies as it came.
std::optional<SecretKey> EvidenceStore::key_of(const Shape& shape, const std::string& file) const
{
    if (shape.form == Shape::Form::plain) return std::nullopt;
    auto key = shape.form == Shape::Form::sealed && keys_ ? keys_->find(of_no_tenant, shape.key) : std::nullopt;
    if (!key) throw Failure(file + ": was destroyed, or its key is not here");
    return key;
}

void EvidenceStore::read(const Hash& hash, std::uint64_t offset, std::uint64_t length,
                         const std::function<void(std::string_view)>& show) const
{
    read_file(file_of(hash).string(), offset, length, show);
}

void EvidenceStore::read_file(const std::string& file, std::uint64_t offset, std::uint64_t length,
                              const std::function<void(std::string_view)>& show) const
{
    const Shape shape = shape_of(file);
    std::optional<CipherStream> cipher;
    if (const auto key = key_of(shape, file)) cipher.emplace(*key, offset);
    if (cipher) offset += header_size;
    std::unique_ptr<rocksdb::FSRandomAccessFile> from;
    require_ok(disk_.files().NewRandomAccessFile(file, rocksdb::FileOptions(), &from, nullptr), file);
    std::string scratch(std::min<std::uint64_t>(length, 256 * 1024), '\0');
    std::string opened;
    while (length > 0) {
        rocksdb::Slice piece;
        require_ok(
            from->Read(offset, std::min<std::uint64_t>(length, scratch.size()), io, &piece, scratch.data(), nullptr),
            file);
        if (piece.empty()) return;
        offset += piece.size();
        length -= piece.size();
        std::string_view bytes(piece.data(), piece.size());
        if (cipher) {
            opened.resize(bytes.size());
            cipher->pass(bytes, opened.data());
            bytes = opened;
        }
        show(bytes);
    }
}

bool EvidenceStore::is_intact(const Hash& hash) const
{
    RunningSha256 running;
    read(hash, 0, ~0ull, [&](std::string_view piece) { running.update(piece); });
    return running.digest() == hash;
}

std::optional<Tombstone> EvidenceStore::destroyed(const Hash& hash) const
{
    const std::string file = file_of(hash).string();
    const Shape shape = shape_of(file);
    if (shape.form == Shape::Form::plain) return std::nullopt;
    if (!keys_) throw Failure(file + ": is sealed, and there are no keys here");
    if (auto tombstone = keys_->tombstone(of_no_tenant, shape.key)) return tombstone;
    if (shape.form == Shape::Form::sealed && keys_->find(of_no_tenant, shape.key)) return std::nullopt;
    throw Damage(file, "its key is gone, and no tombstone says why");
}

void EvidenceStore::destroy(const Hash& hash, const Tombstone& why)
{
    if (!keys_) throw Failure("nothing can be destroyed without keys");
    const auto file = file_of(hash);
    const std::lock_guard lock(*placing_);
    Shape shape = shape_of(file.string());
    if (shape.form == Shape::Form::plain) shape.key = keys_->create_new(of_no_tenant, key_beginning).first;
    keys_->destroy(of_no_tenant, shape.key, why);
    if (shape.form == Shape::Form::destroyed) return;
    if (shape.form == Shape::Form::plain) overwrite(disk_, file.string());
    const std::string left = folder_ + "/uploads/" + std::string(digits_of(shape.key)) + ".destroyed";
    disk_.write_durably(left, destroyed_text(shape.key, shape.size));
    place(left, file);
}

void EvidenceStore::place(const std::string& from, const std::filesystem::path& file) const
{
    // The folders are synced whether they are new or not: how long this takes tells nobody what was here before.
    for (const auto& folder : {file.parent_path().parent_path(), file.parent_path()}) {
        require_ok(disk_.files().CreateDirIfMissing(folder.string(), io, nullptr), folder.string());
        disk_.sync_folder(folder.parent_path().string());
    }
    require_ok(disk_.files().RenameFile(from, file.string(), io, nullptr), from);
    disk_.sync_folder(file.parent_path().string());
}

std::vector<Hash> EvidenceStore::all() const
{
    std::vector<Hash> hashes;
    for (const std::string& first : disk_.names_in(folder_)) {
        if (first == "uploads") continue;
        for (const std::string& second : disk_.names_in(folder_ + "/" + first))
            for (const std::string& name : disk_.names_in(folder_ + "/" + first + "/" + second)) {
                const auto hash = Hash::from_hex(name);
                if (!hash || first + second != name.substr(0, 4))
                    throw Damage(folder_ + "/" + first + "/" + second + "/" + name,
                                 "is not where an evidence file belongs");
                hashes.push_back(*hash);
            }
    }
    return hashes;
}

// --- an upload ---

EvidenceStore::Upload::Upload(std::unique_ptr<State> state) : state_(std::move(state)) {}
EvidenceStore::Upload::Upload(Upload&&) noexcept = default;
EvidenceStore::Upload& EvidenceStore::Upload::operator=(Upload&&) noexcept = default;
EvidenceStore::Upload::~Upload() = default;

const std::string& EvidenceStore::Upload::note() const
{
    return state_->note;
}
std::uint64_t EvidenceStore::Upload::offset() const
{
    return state_->offset;
}

Hash EvidenceStore::Upload::digest() const
{
    return state_->hash.digest();
}
std::string_view EvidenceStore::Upload::beginning() const
{
    return state_->beginning;
}

void EvidenceStore::Upload::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, longest_piece); // so that resuming needs little memory
        bytes.remove_prefix(piece.size());
        const std::string_view stored = state_->stored(piece);
        state_->append(*state_->part, stored);
        if (state_->on_trial)
            *state_->on_trial += record_of(stored);
        else
            state_->append(*state_->journal, record_of(stored));
        state_->take(piece);
    }
}

void EvidenceStore::Upload::hold()
{
    state_->on_trial.emplace();
}

void EvidenceStore::Upload::keep()
{
    const auto records = std::exchange(state_->on_trial, std::nullopt);
    if (records && !records->empty()) state_->append(*state_->journal, *records);
}

void EvidenceStore::Upload::read(std::uint64_t offset, std::uint64_t length,
                                 const std::function<void(std::string_view)>& show) const
{
    const std::uint64_t there = state_->offset - std::min(offset, state_->offset);
    state_->store->read_file(state_->store->part_of(state_->id), offset, std::min(length, there), show);
}

Hash EvidenceStore::Upload::finish()
{
    assert(!state_->on_trial);
    const std::unique_ptr<State> done = std::move(state_);
    const EvidenceStore& store = *done->store;
    const Disk& disk = store.disk_;
    const std::string part = store.part_of(done->id);
    require_ok(done->part->Sync(io, nullptr), part);
    require_ok(done->part->Close(io, nullptr), part);
    const Hash hash = done->hash.digest();
    const auto file = store.file_of(hash);
    Shape before;
    {
        const std::lock_guard lock(*store.placing_);
        if (disk.exists(file.string())) before = store.shape_of(file.string());
        store.place(part, file); // over a copy that may have decayed
    }
    if (before.form == Shape::Form::sealed && store.keys_) store.keys_->forget(of_no_tenant, before.key);
    require_ok(done->journal->Close(io, nullptr), done->id);
    disk.remove(store.journal_of(done->id));
    return hash;
}

} // namespace cchc::storage
