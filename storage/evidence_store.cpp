#include "storage/evidence_store.hpp"

#include "storage/crc32c.hpp"
#include "storage/failure.hpp"
#include "storage/little_endian.hpp"

#include <algorithm>
#include <rocksdb/file_system.h>
#include <set>

namespace cchc::storage {

namespace {

const rocksdb::IOOptions io{};
constexpr std::size_t record_size = 8;
constexpr std::size_t longest_piece = 1 << 20;
constexpr std::size_t longest_beginning = 64;

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

struct EvidenceStore::Upload::State {
    const EvidenceStore* store;
    std::string id;
    std::string note;
    std::uint64_t offset = 0;
    std::string beginning;
    RunningSha256 hash;
    std::unique_ptr<rocksdb::FSWritableFile> part, journal;

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
    void append(rocksdb::FSWritableFile& to, std::string_view bytes) const
    {
        require_ok(to.Append(rocksdb::Slice(bytes.data(), bytes.size()), io, nullptr), "upload " + id);
    }
};

EvidenceStore::EvidenceStore(Disk disk, const std::filesystem::path& folder)
    : disk_(std::move(disk)), folder_(folder.string())
{
    disk_.make_folder(folder_ + "/uploads");
    sweep();
}

EvidenceStore EvidenceStore::for_reading(Disk disk, const std::filesystem::path& folder)
{
    EvidenceStore store;
    store.disk_ = std::move(disk);
    store.folder_ = folder.string();
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
    for (const std::string& file : {part_of(id), journal_of(id)})
        if (disk_.exists(file)) disk_.remove(file);
}

std::string EvidenceStore::note_of(const std::string& id) const
{
    if (!is_upload_id(id) || !disk_.exists(journal_of(id))) throw Failure("there is no upload " + id);
    auto note = note_in(disk_.read(journal_of(id)));
    if (!note) throw Damage("upload " + id, "its note cannot be read");
    return *std::move(note);
}

EvidenceStore::Upload EvidenceStore::start(const std::string& id, std::string_view note)
{
    if (!is_upload_id(id)) throw Failure("not an upload's id: '" + id + "'");
    if (disk_.exists(part_of(id))) throw Failure("upload " + id + " exists already");
    auto state = std::make_unique<Upload::State>();
    state->store = this;
    state->id = id;
    state->note = note;
    state->open();
    state->append(*state->journal, record_of(note) + std::string(note));
    return Upload(std::move(state));
}

std::size_t EvidenceStore::each_piece(const std::string& id, const std::function<void(std::string_view)>& show) const
{
    const std::string journal = disk_.read(journal_of(id));
    std::size_t at = record_size + note_of(id).size();
    std::string piece;
    bool agrees = true;
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
    disk_.read_in_pieces(part_of(id), 0, [&](std::string_view bytes) {
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
    const std::size_t journaled = each_piece(id, [&](std::string_view bytes) { state->take(bytes); });
    state->open();
    require_ok(state->part->Truncate(state->offset, io, nullptr), part_of(id));
    require_ok(state->journal->Truncate(journaled, io, nullptr), journal_of(id));
    return Upload(std::move(state));
}

std::optional<std::string> EvidenceStore::torn(const std::string& id) const
{
    std::uint64_t intact = 0;
    const std::size_t journaled = each_piece(id, [&](std::string_view bytes) { intact += bytes.size(); });
    const std::uint64_t received = disk_.size_of(part_of(id));
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
    return disk_.size_of(file_of(hash).string());
}

void EvidenceStore::read(const Hash& hash, std::uint64_t offset, std::uint64_t length,
                         const std::function<void(std::string_view)>& show) const
{
    const std::string file = file_of(hash).string();
    std::unique_ptr<rocksdb::FSRandomAccessFile> from;
    require_ok(disk_.files().NewRandomAccessFile(file, rocksdb::FileOptions(), &from, nullptr), file);
    std::string scratch(256 * 1024, '\0');
    while (length > 0) {
        rocksdb::Slice piece;
        require_ok(
            from->Read(offset, std::min<std::uint64_t>(length, scratch.size()), io, &piece, scratch.data(), nullptr),
            file);
        if (piece.empty()) return;
        show({piece.data(), piece.size()});
        offset += piece.size();
        length -= piece.size();
    }
}

bool EvidenceStore::is_intact(const Hash& hash) const
{
    RunningSha256 running;
    disk_.read_in_pieces(file_of(hash).string(), 0, [&](std::string_view piece) { running.update(piece); });
    return running.digest() == hash;
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
        state_->append(*state_->part, piece);
        state_->append(*state_->journal, record_of(piece));
        state_->take(piece);
    }
}

Hash EvidenceStore::Upload::finish()
{
    const std::unique_ptr<State> done = std::move(state_);
    const EvidenceStore& store = *done->store;
    const Disk& disk = store.disk_;
    const std::string part = store.part_of(done->id);
    require_ok(done->part->Sync(io, nullptr), part);
    require_ok(done->part->Close(io, nullptr), part);
    const Hash hash = done->hash.digest();
    const auto file = store.file_of(hash);
    disk.make_folder(file.parent_path().string());
    require_ok(disk.files().RenameFile(part, file.string(), io, nullptr), part); // over a copy that may have decayed
    disk.sync_folder(file.parent_path().string());
    require_ok(done->journal->Close(io, nullptr), done->id);
    disk.remove(store.journal_of(done->id));
    return hash;
}

} // namespace cchc::storage
