#pragma once

#include "storage/disk.hpp"
#include "storage/key_store.hpp"
#include "storage/sha256.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::storage {

/// Evidence files by their content: `evidence/aa/bb/<sha256 in hex>`, where aabb begins the hash. A file that can be
/// opened here is whole, durable and has that hash; an event may name it from then on. Uploads in progress lie in
/// `evidence/uploads` and survive a restart at the last piece that is intact.
///
/// Each file is sealed under a key of its own, which is durable before its first byte is taken. Files are never changed
/// or removed; but one can be destroyed with its key, here and in every backup, and its hash, its size and the fact
/// stay (SE-9). Files of before there were keys are read as they are.
///
///   sealed file    = "cchc.sealed.1 " 32 hex digits " \n" AES-256-CTR(bytes)          the key's subject: file/<digits>
///   destroyed file = "cchc.destroyed.1 " 32 hex digits " " size in decimal "\n"
///
/// Threads: any; one upload belongs to one thread at a time. Constant memory, whatever the size.
class EvidenceStore {
public:
    class Upload;

    /// Opens the store in `folder`, or starts one, and removes what a cut-off start or finish left behind. `keys`
    /// outlives it; without them what comes in is kept as it comes.
    EvidenceStore(Disk disk, const std::filesystem::path& folder, KeyStore* keys = nullptr);
    /// Opens a store and leaves it as it is.
    static EvidenceStore for_reading(Disk disk, const std::filesystem::path& folder, KeyStore* keys = nullptr);

    /// Begins an upload. `id` has 1 to 64 of a-z, A-Z, 0-9, `-` and `_` and is the caller's to choose; `note` is kept
    /// with it, word for word. Throws Failure if the id is in use.
    Upload start(const std::string& id, std::string_view note);
    /// The same for what everybody may read, a regulation: never sealed, so that a log without its keys still adds up.
    Upload start_public(const std::string& id, std::string_view note);
    /// Goes on where the upload stands, reading what is there once. Throws Failure if there is no such upload.
    Upload resume(const std::string& id);
    void discard(const std::string& id); ///< no error if there is none
    std::vector<std::string> unfinished() const;
    std::string note_of(const std::string& id) const; ///< throws Failure if there is no such upload
    /// What of an unfinished upload `resume` would give up; nothing if it would go on at its last byte.
    std::optional<std::string> torn(const std::string& id) const;

    bool exists(const Hash& hash) const;
    std::uint64_t size_of(const Hash& hash) const; ///< throws Failure if there is none
    /// Shows up to `length` bytes from `offset`, piece by piece. Throws Failure if the file was destroyed.
    void read(const Hash& hash, std::uint64_t offset, std::uint64_t length,
              const std::function<void(std::string_view)>& show) const;
    std::filesystem::path file_of(const Hash& hash) const;

    /// Makes the bytes unreadable for good, wherever a copy of the sealed file may be; durable on return. (A file that
    /// never was sealed is overwritten; its backups are not.) No error if that was done already; throws Failure if
    /// there is no such file. The same bytes may come again.
    void destroy(const Hash& hash, const Tombstone& why);
    /// When and why the file was destroyed; nothing if it can be read. Throws Failure if there is none, Damage if its
    /// key is gone without a tombstone.
    std::optional<Tombstone> destroyed(const Hash& hash) const;

    /// Whether the file's bytes still have its hash. Throws Failure if it cannot be read.
    bool is_intact(const Hash& hash) const;
    /// Every stored hash, in order. Throws Damage for a file that does not belong here.
    std::vector<Hash> all() const;

private:
    EvidenceStore() = default;
    /// What a file is by its beginning.
    struct Shape {
        enum class Form { plain, sealed, destroyed } form = Form::plain;
        std::string key;        ///< the subject of its key; empty: none
        std::uint64_t size = 0; ///< of what it holds, or held
    };
    Shape shape_of(const std::string& file) const;
    std::optional<SecretKey> key_of(const Shape& shape, const std::string& file) const;
    void read_file(const std::string& file, std::uint64_t offset, std::uint64_t length,
                   const std::function<void(std::string_view)>& show) const;
    Upload begin(const std::string& id, std::string_view note, bool sealed);
    /// Puts what lies in `uploads` where it belongs, over whatever is there.
    void place(const std::string& from, const std::filesystem::path& file) const;
    std::string part_of(const std::string& id) const;
    std::string journal_of(const std::string& id) const;
    /// Shows the upload's pieces as long as they are whole and agree; how much of the journal that was.
    std::size_t each_piece(const std::string& id, const std::function<void(std::string_view)>& show) const;
    void sweep();

    Disk disk_;
    std::string folder_;
    KeyStore* keys_ = nullptr;
    std::unique_ptr<std::mutex> placing_ = std::make_unique<std::mutex>();
};

/// A file on its way in. Pieces of 64 KiB and more are best.
///
///   <id>.part     the file so far, sealed as it will be
///   <id>.journal  note piece*          record = length:u32 crc32c:u32, little-endian; note = record note-bytes;
///                                      piece = record, of bytes in the part: resuming keeps only pieces that agree
///   note-bytes of a sealed upload = 0x01 32 hex digits nonce[12] AES-256-GCM(note)      associated: "note " id
class EvidenceStore::Upload {
public:
    Upload(Upload&&) noexcept;
    Upload& operator=(Upload&&) noexcept;
    ~Upload(); ///< unfinished: stays and can be resumed

    const std::string& note() const;
    std::uint64_t offset() const; ///< bytes received
    Hash digest() const;          ///< of the bytes received
    /// The first bytes received, at most 64: enough to tell what kind of file it is.
    std::string_view beginning() const;

    void append(std::string_view bytes);
    /// What is appended from here on is on trial: it stays only once `keep` is called, and is gone for whoever resumes
    /// the upload before.
    void hold();
    void keep();
    /// Shows up to `length` of the bytes received, from `offset` on.
    void read(std::uint64_t offset, std::uint64_t length, const std::function<void(std::string_view)>& show) const;
    /// Makes the file durable under its hash and returns that. The upload is over.
    Hash finish(); ///< nothing is on trial then

private:
    friend class EvidenceStore;
    struct State;
    explicit Upload(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace cchc::storage
