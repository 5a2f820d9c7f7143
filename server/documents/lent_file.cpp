#include "server/documents/lent_file.hpp"

#include "storage/failure.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace cchc::server {

LentFile::LentFile(const storage::EvidenceStore& evidence, const storage::Hash& file, std::uint64_t size)
    : fd_(memfd_create("evidence", MFD_CLOEXEC))
{
    if (fd_ < 0) throw storage::Failure("no memory to look at a file in");
    try {
        evidence.read(file, 0, size, [this](std::string_view bytes) {
            while (!bytes.empty()) {
                const ssize_t written = write(fd_, bytes.data(), bytes.size());
                if (written <= 0) throw storage::Failure("no memory to look at a file in");
                bytes.remove_prefix(static_cast<std::size_t>(written));
            }
        });
    } catch (...) {
        close(fd_);
        throw;
    }
}

LentFile::~LentFile()
{
    close(fd_);
}

} // namespace cchc::server
