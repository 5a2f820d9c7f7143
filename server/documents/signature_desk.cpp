#include "server/documents/signature_desk.hpp"

#include "storage/failure.hpp"

#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <unistd.h>

namespace cchc::server {

namespace {

using json = nlohmann::ordered_json;

/// The file in memory that another process may read, and nobody change: in the store it lies sealed.
class Lent {
public:
    Lent(const storage::EvidenceStore& evidence, const storage::Hash& file, std::uint64_t size)
        : fd_(memfd_create("evidence", MFD_CLOEXEC))
    {
        if (fd_ < 0) throw storage::Failure("no memory to check a file in");
        evidence.read(file, 0, size, [this](std::string_view bytes) {
            while (!bytes.empty()) {
                const ssize_t written = write(fd_, bytes.data(), bytes.size());
                if (written <= 0) throw storage::Failure("no memory to check a file in");
                bytes.remove_prefix(static_cast<std::size_t>(written));
            }
        });
    }
    ~Lent() { close(fd_); }
    Lent(const Lent&) = delete;

    int descriptor() const { return fd_; }

private:
    int fd_;
};

} // namespace

SignatureDesk::Found SignatureDesk::check(const storage::Hash& file, std::uint64_t size)
{
    const domain::Instant at = clock_.now();
    const Lent lent(evidence_, file, size);
    const signatures::Checked checked = checker_.check(lent.descriptor(), at);

    auto report =
        evidence_.start("report-" + std::to_string(at.us) + "-" + std::to_string(++reports_), "a report on signatures");
    report.append(checked.report);
    json told = json::parse(checked.check);
    told["report"] = {
        {"sha256", report.finish().hex()}, {"size", checked.report.size()}, {"media", "application/json"}};
    return {checked.verdict, !told["signatures"].empty(), told.dump()};
}

} // namespace cchc::server
