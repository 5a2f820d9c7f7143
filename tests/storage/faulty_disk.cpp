#include "tests/storage/faulty_disk.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

namespace cchc::tests {

namespace fs = std::filesystem;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

fs::path normal(const std::string& path)
{
    return fs::path(path).lexically_normal();
}

std::string content_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

IOStatus broken()
{
    return IOStatus::IOError("injected: input/output error");
}

} // namespace

FaultyDisk::FaultyDisk(fs::path folder)
    : FileSystemWrapper(rocksdb::FileSystem::Default()), folder_(fs::absolute(folder).lexically_normal()),
      graveyard_(folder_.string() + ".graveyard")
{
    fs::create_directories(folder_);
    fs::remove_all(graveyard_);
    fs::create_directories(graveyard_);
}

// --- power cuts ---

void FaultyDisk::cut_power_at(std::uint64_t operation, std::uint64_t seed, fs::path to, std::function<void()> now)
{
    const std::lock_guard lock(lock_);
    cut_ = Cut{operation, seed, std::move(to), std::move(now)};
}

bool FaultyDisk::was_cut() const
{
    const std::lock_guard lock(lock_);
    return was_cut_;
}

std::uint64_t FaultyDisk::operations() const
{
    const std::lock_guard lock(lock_);
    return operations_;
}

FaultyDisk::Appends FaultyDisk::appends() const
{
    const std::lock_guard lock(lock_);
    return appends_;
}

void FaultyDisk::begin_operation()
{
    if (++operations_; !cut_ || was_cut_ || operations_ < cut_->operation) return;
    was_cut_ = true;
    cut_->now();
    std::mt19937_64 random(cut_->seed);
    const bool names_are_lost = random() % 2 == 0;
    draw(names_are_lost ? durable_ : now_, random);
}

void FaultyDisk::draw(const Names& names, std::mt19937_64& random) const
{
    const auto place = [&](const fs::path& path) { return cut_->to / path.lexically_relative(folder_); };
    fs::create_directories(cut_->to);
    for (const auto& item : fs::recursive_directory_iterator(folder_)) {
        if (item.is_directory()) fs::create_directories(place(item.path()));
        // Files not written through this disk are not its concern; RocksDB's text log and the lock are no data.
        else if (!now_.contains(item.path()) && !durable_.contains(item.path()) &&
                 !item.path().filename().string().starts_with("LO"))
            fs::copy_file(item.path(), place(item.path()));
    }
    for (const auto& [path, inode] : names) {
        std::string bytes;
        if (inode->image) {
            bytes = *inode->image;
            for (const auto& [offset, data] : inode->rewrites) { // in any order the disk liked, the last of them torn
                if (random() % 2 == 0) continue;
                const std::size_t kept = std::min<std::size_t>(data.size(), random() % (data.size() / 512 + 2) * 512);
                bytes.resize(std::max<std::size_t>(bytes.size(), offset + kept));
                bytes.replace(offset, kept, data.substr(0, kept));
            }
        } else {
            bytes = content_of(inode->bytes_at);
            bytes.resize(inode->synced + random() % (inode->written - inode->synced + 1));
        }
        std::ofstream(place(path), std::ios::binary) << bytes;
    }
}

// --- faults ---

void FaultyDisk::inject(Fault fault, std::string part, int times)
{
    const std::lock_guard lock(lock_);
    injected_.push_back({fault, std::move(part), times});
}

void FaultyDisk::set_free_bytes(std::uint64_t bytes)
{
    const std::lock_guard lock(lock_);
    free_bytes_ = bytes;
}

std::optional<FaultyDisk::Fault> FaultyDisk::fault_for(std::initializer_list<Fault> kinds, const std::string& path)
{
    for (Injected& injected : injected_) {
        if (injected.times == 0 || path.find(injected.part) == std::string::npos ||
            std::find(kinds.begin(), kinds.end(), injected.fault) == kinds.end())
            continue;
        --injected.times;
        return injected.fault;
    }
    return std::nullopt;
}

// --- names ---

FaultyDisk::InodePtr FaultyDisk::inode_of(const fs::path& path)
{
    const auto [at, is_new] = now_.try_emplace(path);
    if (is_new) {
        at->second = std::make_shared<Inode>();
        at->second->bytes_at = path;
        at->second->written = at->second->synced = fs::file_size(path);
        durable_[path] = at->second;
    }
    return at->second;
}

void FaultyDisk::unname(const fs::path& path)
{
    const InodePtr inode = inode_of(path);
    now_.erase(path);
    const bool still_durable =
        std::any_of(durable_.begin(), durable_.end(), [&](const auto& name) { return name.second == inode; });
    if (!still_durable) return;
    const fs::path grave = graveyard_ / std::to_string(++buried_);
    fs::create_hard_link(path, grave);
    inode->bytes_at = grave;
}

/// A folder whose sync makes its names durable.
class FaultyDisk::Folder : public rocksdb::FSDirectoryWrapper {
public:
    Folder(FaultyDisk& disk, fs::path path, std::unique_ptr<rocksdb::FSDirectory> real)
        : FSDirectoryWrapper(std::move(real)), disk_(disk), path_(std::move(path))
    {}
    IOStatus Fsync(const IOOptions&, IODebugContext*) override
    {
        const std::lock_guard lock(disk_.lock_);
        disk_.begin_operation();
        if (disk_.fault_for({Fault::sync_fails}, path_.string())) return broken();
        std::erase_if(disk_.durable_, [&](const auto& name) { return name.first.parent_path() == path_; });
        for (const auto& [path, inode] : disk_.now_)
            if (path.parent_path() == path_) disk_.durable_[path] = inode;
        return IOStatus::OK();
    }
    IOStatus FsyncWithDirOptions(const IOOptions& io, IODebugContext* debug, const rocksdb::DirFsyncOptions&) override
    {
        return Fsync(io, debug);
    }

private:
    FaultyDisk& disk_;
    fs::path path_;
};

IOStatus FaultyDisk::NewDirectory(const std::string& path, const IOOptions& io,
                                  std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext* debug)
{
    std::unique_ptr<rocksdb::FSDirectory> real;
    const IOStatus status = target()->NewDirectory(path, io, &real, debug);
    fs::path folder = normal(path);
    if (!folder.has_filename()) folder = folder.parent_path(); // "log/" is "log"
    if (status.ok()) *result = std::make_unique<Folder>(*this, folder, std::move(real));
    return status;
}

IOStatus FaultyDisk::DeleteFile(const std::string& path, const IOOptions& io, IODebugContext* debug)
{
    const std::lock_guard lock(lock_);
    begin_operation();
    if (fs::exists(path)) unname(normal(path));
    return target()->DeleteFile(path, io, debug);
}

IOStatus FaultyDisk::RenameFile(const std::string& from, const std::string& to, const IOOptions& io,
                                IODebugContext* debug)
{
    const std::lock_guard lock(lock_);
    begin_operation();
    if (fs::exists(to)) unname(normal(to));
    const InodePtr inode = inode_of(normal(from));
    const IOStatus status = target()->RenameFile(from, to, io, debug);
    if (!status.ok()) return status;
    now_.erase(normal(from));
    now_[normal(to)] = inode;
    inode->bytes_at = normal(to);
    return status;
}

IOStatus FaultyDisk::GetFreeSpace(const std::string& path, const IOOptions& io, std::uint64_t* free,
                                  IODebugContext* debug)
{
    const std::lock_guard lock(lock_);
    if (!free_bytes_) return target()->GetFreeSpace(path, io, free, debug);
    *free = *free_bytes_;
    return IOStatus::OK();
}

// --- writing ---

/// A file that grows at its end.
class FaultyDisk::Appended : public rocksdb::FSWritableFileOwnerWrapper {
public:
    Appended(FaultyDisk& disk, std::string path, InodePtr inode, std::unique_ptr<rocksdb::FSWritableFile> real)
        : FSWritableFileOwnerWrapper(std::move(real)), disk_(disk), path_(std::move(path)), inode_(std::move(inode))
    {}

    IOStatus Append(const Slice& data, const IOOptions& io, IODebugContext* debug) override
    {
        const std::lock_guard lock(disk_.lock_);
        disk_.begin_operation();
        ++disk_.appends_.operations;
        disk_.appends_.bytes += data.size();
        const auto fault = disk_.fault_for(
            {Fault::append_fails, Fault::append_is_short, Fault::no_space, Fault::append_flips_a_bit}, path_);
        if (fault == Fault::append_fails) return broken();
        if (fault == Fault::no_space) return IOStatus::NoSpace("injected: no space left on device");
        std::string bytes = data.ToString();
        if (fault == Fault::append_flips_a_bit)
            bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
        if (fault == Fault::append_is_short) bytes.resize(bytes.size() / 2);
        const IOStatus status = target()->Append(bytes, io, debug);
        if (status.ok()) inode_->written += bytes.size();
        return fault == Fault::append_is_short ? broken() : status;
    }
    IOStatus Append(const Slice& data, const IOOptions& io, const rocksdb::DataVerificationInfo&,
                    IODebugContext* debug) override
    {
        return Append(data, io, debug);
    }
    IOStatus Truncate(std::uint64_t size, const IOOptions& io, IODebugContext* debug) override
    {
        const std::lock_guard lock(disk_.lock_);
        disk_.begin_operation();
        inode_->written = size;
        inode_->synced = std::min(inode_->synced, size);
        return target()->Truncate(size, io, debug);
    }
    IOStatus Sync(const IOOptions& io, IODebugContext* debug) override
    {
        std::uint64_t reached = 0;
        bool slow = false;
        {
            const std::lock_guard lock(disk_.lock_);
            disk_.begin_operation();
            const auto fault = disk_.fault_for({Fault::sync_fails, Fault::sync_is_slow}, path_);
            if (fault == Fault::sync_fails) return broken();
            slow = fault == Fault::sync_is_slow;
            reached = inode_->written;
        }
        if (slow) std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const IOStatus status = target()->Flush(io, debug); // the account is what counts here, not this machine's disk
        const std::lock_guard lock(disk_.lock_);
        inode_->synced = std::max(inode_->synced, reached);
        return status;
    }
    IOStatus Fsync(const IOOptions& io, IODebugContext* debug) override { return Sync(io, debug); }

private:
    FaultyDisk& disk_;
    std::string path_;
    InodePtr inode_;
};

IOStatus FaultyDisk::NewWritableFile(const std::string& path, const FileOptions& options,
                                     std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug)
{
    const std::lock_guard lock(lock_);
    begin_operation();
    if (fs::exists(path)) {
        unname(normal(path));
        fs::remove(path); // truncating would take the buried bytes with it
    }
    std::unique_ptr<rocksdb::FSWritableFile> real;
    const IOStatus status = target()->NewWritableFile(path, options, &real, debug);
    if (!status.ok()) return status;
    auto inode = std::make_shared<Inode>();
    inode->bytes_at = normal(path);
    now_[normal(path)] = inode;
    *result = std::make_unique<Appended>(*this, path, inode, std::move(real));
    return status;
}

IOStatus FaultyDisk::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                        std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug)
{
    if (!fs::exists(path)) return NewWritableFile(path, options, result, debug);
    const std::lock_guard lock(lock_);
    begin_operation();
    std::unique_ptr<rocksdb::FSWritableFile> real;
    const IOStatus status = target()->ReopenWritableFile(path, options, &real, debug);
    if (status.ok()) *result = std::make_unique<Appended>(*this, path, inode_of(normal(path)), std::move(real));
    return status;
}

/// A file rewritten in place.
class FaultyDisk::Rewritten : public rocksdb::FSRandomRWFileOwnerWrapper {
public:
    Rewritten(FaultyDisk& disk, std::string path, InodePtr inode, std::unique_ptr<rocksdb::FSRandomRWFile> real)
        : FSRandomRWFileOwnerWrapper(std::move(real)), disk_(disk), path_(std::move(path)), inode_(std::move(inode))
    {}

    IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& io, IODebugContext* debug) override
    {
        const std::lock_guard lock(disk_.lock_);
        disk_.begin_operation();
        if (disk_.fault_for({Fault::append_fails}, path_)) return broken();
        if (disk_.fault_for({Fault::no_space}, path_)) return IOStatus::NoSpace("injected: no space left on device");
        inode_->rewrites.emplace_back(offset, data.ToString());
        return target()->Write(offset, data, io, debug);
    }
    IOStatus Sync(const IOOptions&, IODebugContext*) override
    {
        const std::lock_guard lock(disk_.lock_);
        disk_.begin_operation();
        if (disk_.fault_for({Fault::sync_fails}, path_)) return broken();
        inode_->image = content_of(inode_->bytes_at);
        inode_->rewrites.clear();
        return IOStatus::OK();
    }

private:
    FaultyDisk& disk_;
    std::string path_;
    InodePtr inode_;
};

IOStatus FaultyDisk::NewRandomRWFile(const std::string& path, const FileOptions& options,
                                     std::unique_ptr<rocksdb::FSRandomRWFile>* result, IODebugContext* debug)
{
    const std::lock_guard lock(lock_);
    std::unique_ptr<rocksdb::FSRandomRWFile> real;
    const IOStatus status = target()->NewRandomRWFile(path, options, &real, debug);
    if (!status.ok()) return status;
    const InodePtr inode = inode_of(normal(path));
    inode->image = content_of(path);
    *result = std::make_unique<Rewritten>(*this, path, inode, std::move(real));
    return status;
}

// --- reading ---

IOStatus FaultyDisk::NewSequentialFile(const std::string& path, const FileOptions& options,
                                       std::unique_ptr<rocksdb::FSSequentialFile>* result, IODebugContext* debug)
{
    {
        const std::lock_guard lock(lock_);
        if (fault_for({Fault::read_fails}, path)) return broken();
    }
    return target()->NewSequentialFile(path, options, result, debug);
}

class FaultyDisk::ReadAnywhere : public rocksdb::FSRandomAccessFileOwnerWrapper {
public:
    ReadAnywhere(FaultyDisk& disk, std::string path, std::unique_ptr<rocksdb::FSRandomAccessFile> real)
        : FSRandomAccessFileOwnerWrapper(std::move(real)), disk_(disk), path_(std::move(path))
    {}
    IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions& io, Slice* result, char* scratch,
                  IODebugContext* debug) const override
    {
        const IOStatus status = target()->Read(offset, n, io, result, scratch, debug);
        const std::lock_guard lock(disk_.lock_);
        const auto fault = disk_.fault_for({Fault::read_fails, Fault::read_flips_a_bit}, path_);
        if (fault == Fault::read_fails) return broken();
        if (fault == Fault::read_flips_a_bit && status.ok() && !result->empty()) {
            std::copy_n(result->data(), result->data() == scratch ? 0 : result->size(), scratch);
            scratch[result->size() / 2] = static_cast<char>(scratch[result->size() / 2] ^ 1);
            *result = Slice(scratch, result->size());
        }
        return status;
    }
    IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t n, const IOOptions& io,
                       IODebugContext* debug) override
    {
        for (rocksdb::FSReadRequest* request = requests; request != requests + n; ++request)
            request->status = Read(request->offset, request->len, io, &request->result, request->scratch, debug);
        return IOStatus::OK();
    }

private:
    FaultyDisk& disk_;
    std::string path_;
};

IOStatus FaultyDisk::NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                         std::unique_ptr<rocksdb::FSRandomAccessFile>* result, IODebugContext* debug)
{
    std::unique_ptr<rocksdb::FSRandomAccessFile> real;
    const IOStatus status = target()->NewRandomAccessFile(path, options, &real, debug);
    if (status.ok()) *result = std::make_unique<ReadAnywhere>(*this, path, std::move(real));
    return status;
}

} // namespace cchc::tests
