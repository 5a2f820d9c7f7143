#include "storage/disk.hpp"

#include "storage/failure.hpp"

#include <algorithm>
#include <filesystem>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace cchc::storage {

namespace {
const rocksdb::IOOptions io{};
const rocksdb::FileOptions plain{};
} // namespace

void require_ok(const rocksdb::Status& status, const std::string& doing)
{
    if (status.ok()) return;
    if (status.IsCorruption()) throw Damage(doing, status.ToString());
    throw Failure(doing + ": " + status.ToString());
}

Disk::Disk() : Disk(rocksdb::FileSystem::Default()) {}

Disk::Disk(std::shared_ptr<rocksdb::FileSystem> files)
    : files_(std::move(files)), env_(rocksdb::NewCompositeEnv(files_))
{}

bool Disk::exists(const std::string& path) const
{
    const auto status = files_->FileExists(path, io, nullptr);
    if (!status.ok() && !status.IsNotFound()) require_ok(status, path);
    return status.ok();
}

std::uint64_t Disk::size_of(const std::string& file) const
{
    std::uint64_t size = 0;
    require_ok(files_->GetFileSize(file, io, &size, nullptr), file);
    return size;
}

std::vector<std::string> Disk::names_in(const std::string& folder) const
{
    std::vector<std::string> names;
    if (!exists(folder)) return names;
    require_ok(files_->GetChildren(folder, io, &names, nullptr), folder);
    std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
    std::sort(names.begin(), names.end());
    return names;
}

void Disk::read_in_pieces(const std::string& file, std::uint64_t offset,
                          const std::function<void(std::string_view)>& show) const
{
    std::unique_ptr<rocksdb::FSSequentialFile> from;
    require_ok(files_->NewSequentialFile(file, plain, &from, nullptr), file);
    if (offset > 0) require_ok(from->Skip(offset), file);
    std::string scratch(256 * 1024, '\0');
    for (;;) {
        rocksdb::Slice piece;
        require_ok(from->Read(scratch.size(), io, &piece, scratch.data(), nullptr), file);
        if (piece.empty()) return;
        show(std::string_view(piece.data(), piece.size()));
    }
}

std::string Disk::read(const std::string& file) const
{
    std::string bytes;
    read_in_pieces(file, 0, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

void Disk::write_durably(const std::string& file, std::string_view bytes) const
{
    const std::string fresh = file + ".new";
    std::unique_ptr<rocksdb::FSWritableFile> to;
    require_ok(files_->NewWritableFile(fresh, plain, &to, nullptr), fresh);
    require_ok(to->Append(rocksdb::Slice(bytes.data(), bytes.size()), io, nullptr), fresh);
    require_ok(to->Sync(io, nullptr), fresh);
    require_ok(to->Close(io, nullptr), fresh);
    require_ok(files_->RenameFile(fresh, file, io, nullptr), file);
    sync_folder(std::filesystem::path(file).parent_path());
}

void Disk::remove(const std::string& file) const
{
    require_ok(files_->DeleteFile(file, io, nullptr), file);
}

void Disk::make_folder(const std::string& folder) const
{
    const std::filesystem::path path(folder);
    if (folder.empty() || exists(folder)) return;
    make_folder(path.parent_path());
    require_ok(files_->CreateDirIfMissing(folder, io, nullptr), folder);
    sync_folder(path.has_parent_path() ? path.parent_path().string() : ".");
}

void Disk::sync_folder(const std::string& folder) const
{
    std::unique_ptr<rocksdb::FSDirectory> directory;
    require_ok(files_->NewDirectory(folder, io, &directory, nullptr), folder);
    require_ok(directory->Fsync(io, nullptr), folder);
}

std::uint64_t Disk::free_bytes(const std::string& path) const
{
    std::uint64_t free = 0;
    require_ok(files_->GetFreeSpace(path, io, &free, nullptr), path);
    return free;
}

} // namespace cchc::storage
