#include "storage/folder_lock.hpp"

#include "storage/failure.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cchc::storage {

FolderLock::FolderLock(const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    const auto file = folder / "LOCK";
    fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0) throw Failure(file.string() + ": " + std::strerror(errno));
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        char holder[64] = {};
        const ssize_t n = ::pread(fd_, holder, sizeof holder - 1, 0);
        ::close(fd_);
        throw Failure(folder.string() + " is in use by " + (n > 0 ? holder : "another process"));
    }
    // The name is for people; the lock itself ends with the process, however it ends.
    const std::string name = "process " + std::to_string(::getpid());
    if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, name.data(), name.size(), 0) < 0)
        throw Failure(file.string() + ": " + std::strerror(errno));
}

FolderLock::~FolderLock()
{
    ::close(fd_);
}

} // namespace cchc::storage
