#include "storage/owner_only.hpp"

#include "storage/failure.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cchc::storage {

namespace {

struct Descriptor {
    int fd;
    explicit Descriptor(int opened) : fd(opened) {}
    Descriptor(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (fd >= 0) ::close(fd);
    }
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what)
{
    throw Failure(file.string() + ": " + what + ": " + std::strerror(errno));
}

} // namespace

void write_owner_only(const std::filesystem::path& file, std::string_view text)
{
    const auto fresh = std::filesystem::path(file).concat(".new");
    {
        ::unlink(fresh.c_str()); // of a start that was cut short
        const Descriptor to(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (to.fd < 0 || ::write(to.fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::fsync(to.fd) != 0)
            fail(fresh, "cannot be written");
    }
    if (::rename(fresh.c_str(), file.c_str()) != 0) fail(file, "cannot be named");
    const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd < 0 || ::fsync(folder.fd) != 0) fail(file.parent_path(), "cannot be synced");
}

std::string read_owner_only(const std::filesystem::path& file)
{
    const Descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about {};
    if (from.fd < 0 || ::fstat(from.fd, &about) != 0) fail(file, "cannot be read");
    if (about.st_mode & 077) throw Failure(file.string() + ": readable by others than its owner; chmod 600 it");
    std::string text(4096, '\0');
    const ssize_t n = ::read(from.fd, text.data(), text.size());
    if (n < 0) fail(file, "cannot be read");
    text.resize(static_cast<std::size_t>(n));
    return text;
}

} // namespace cchc::storage
