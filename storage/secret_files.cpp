#include "storage/secret_files.hpp"

#include "storage/failure.hpp"

#include <algorithm>
#include <rocksdb/file_system.h>

namespace cchc::storage {

namespace {

namespace fs = std::filesystem;

rocksdb::IOStatus put_zeros_over(rocksdb::FileSystem& files, const std::string& file)
{
    const rocksdb::IOOptions io;
    std::uint64_t size = 0;
    std::unique_ptr<rocksdb::FSRandomRWFile> in;
    auto status = files.GetFileSize(file, io, &size, nullptr);
    if (status.ok()) status = files.NewRandomRWFile(file, rocksdb::FileOptions(), &in, nullptr);
    const std::string zeros(std::min<std::uint64_t>(size, 64 * 1024), '\0');
    for (std::uint64_t at = 0; status.ok() && at < size; at += zeros.size())
        status =
            in->Write(at, rocksdb::Slice(zeros.data(), std::min<std::uint64_t>(zeros.size(), size - at)), io, nullptr);
    if (status.ok()) status = in->Sync(io, nullptr);
    if (in) in->Close(io, nullptr).PermitUncheckedError();
    return status;
}

/// Whatever is created is its owner's before the first byte is in it.
class SecretFiles : public rocksdb::FileSystemWrapper {
public:
    explicit SecretFiles(const std::shared_ptr<rocksdb::FileSystem>& files) : FileSystemWrapper(files) {}
    const char* Name() const override { return "SecretFiles"; }

    rocksdb::IOStatus NewWritableFile(const std::string& file, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* made,
                                      rocksdb::IODebugContext* debug) override
    {
        return closed_to_others(file, target()->NewWritableFile(file, options, made, debug));
    }
    rocksdb::IOStatus ReopenWritableFile(const std::string& file, const rocksdb::FileOptions& options,
                                         std::unique_ptr<rocksdb::FSWritableFile>* made,
                                         rocksdb::IODebugContext* debug) override
    {
        return closed_to_others(file, target()->ReopenWritableFile(file, options, made, debug));
    }
    rocksdb::IOStatus NewLogger(const std::string& file, const rocksdb::IOOptions& options,
                                std::shared_ptr<rocksdb::Logger>* made, rocksdb::IODebugContext* debug) override
    {
        return closed_to_others(file, target()->NewLogger(file, options, made, debug));
    }
    rocksdb::IOStatus LockFile(const std::string& file, const rocksdb::IOOptions& options, rocksdb::FileLock** lock,
                               rocksdb::IODebugContext* debug) override
    {
        return closed_to_others(file, target()->LockFile(file, options, lock, debug));
    }
    rocksdb::IOStatus DeleteFile(const std::string& file, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* debug) override
    {
        auto overwritten = put_zeros_over(*target(), file);
        return overwritten.ok() ? target()->DeleteFile(file, options, debug) : overwritten;
    }

private:
    static rocksdb::IOStatus closed_to_others(const std::string& file, rocksdb::IOStatus made)
    {
        std::error_code fault;
        if (made.ok()) fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, fault);
        return fault ? rocksdb::IOStatus::IOError(file, fault.message()) : made;
    }
};

constexpr fs::perms of_others = fs::perms::group_all | fs::perms::others_all;

void require_closed(const fs::path& path, const char* remedy)
{
    if ((fs::status(path).permissions() & of_others) != fs::perms::none)
        throw Failure(path.string() + ": open to others than its owner; chmod " + remedy + " it");
}

} // namespace

Disk for_secrets(const Disk& disk)
{
    const auto kept = std::make_shared<const Disk>(disk);
    return Disk(std::make_shared<SecretFiles>(std::shared_ptr<rocksdb::FileSystem>(kept, &kept->files())));
}

void overwrite(const Disk& disk, const std::string& file)
{
    require_ok(put_zeros_over(disk.files(), file), file);
}

void require_owner_only(const Disk& disk, const std::filesystem::path& folder)
{
    if (!disk.exists(folder.string())) {
        disk.make_folder(folder.string());
        fs::permissions(folder, fs::perms::owner_all);
    }
    require_closed(folder, "700");
    for (const std::string& name : disk.names_in(folder.string()))
        if (fs::is_regular_file(folder / name)) require_closed(folder / name, "600");
}

} // namespace cchc::storage
