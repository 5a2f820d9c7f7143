#include "server/signatures/checker.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <semaphore>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

namespace cchc::server::signatures {

namespace {

std::counting_semaphore<Checker::most_at_once> places(Checker::most_at_once);

struct Place {
    Place() { places.acquire(); }
    ~Place() { places.release(); }
};

std::optional<Verdict> verdict_in(const std::string& check)
{
    const auto told = nlohmann::json::parse(check, nullptr, false);
    if (!told.is_object() || !told.contains("verdict")) return {};
    return told["verdict"].is_string() ? verdict_called(told["verdict"].get<std::string>()) : std::nullopt;
}

} // namespace

Checker::Checker(std::filesystem::path program, const TrustList& list)
    : program_(std::move(program)), version_(list.version()),
      bundle_(memfd_create("trust list", MFD_CLOEXEC | MFD_ALLOW_SEALING))
{
    const std::string& bundle = list.bundle();
    for (std::size_t written = 0; bundle_ >= 0 && written < bundle.size();) {
        const ssize_t more = write(bundle_, bundle.data() + written, bundle.size() - written);
        if (more <= 0) throw std::runtime_error("no memory for the trust list");
        written += static_cast<std::size_t>(more);
    }
    if (bundle_ < 0 || fcntl(bundle_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        throw std::runtime_error("no memory for the trust list");
}

Checker::~Checker()
{
    close(bundle_);
}

Checked Checker::not_carried_out(Reason why, domain::Instant at) const
{
    Report report;
    report.verdict = Verdict::indeterminate;
    report.reasons = {why};
    report.at = at;
    report.trust_list = version_;
    return {report.verdict, check_json(report), report_json(report)};
}

Checked Checker::check(const std::filesystem::path& file, domain::Instant at) const
{
    const int input = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (input < 0) throw std::runtime_error(file.string() + ": cannot be read");
    Checked checked = check(input, at);
    close(input);
    return checked;
}

Checked Checker::check(int file, domain::Instant at) const
{
    SandboxEnd end;
    {
        const Place place;
        const std::vector<std::string> command{program_.string(), "evidence", "inside", domain::utc_text(at)};
        end = run_in_sandbox(command, {file, bundle_});
        // A machine with too much to do, not the file: once more.
        if (end.how == SandboxEnd::How::too_costly && end.took_ms >= 2'000 && end.cpu_ms < 1'000)
            end = run_in_sandbox(command, {file, bundle_});
    }
    if (end.how == SandboxEnd::How::too_costly) return not_carried_out(Reason::too_costly, at);
    const auto line = end.output.find('\n');
    if (end.how == SandboxEnd::How::failed || end.code != 0 || line == std::string::npos)
        return not_carried_out(Reason::checker_failed, at);
    Checked checked;
    checked.check = end.output.substr(0, line);
    checked.report = end.output.substr(line + 1);
    while (checked.report.ends_with('\n')) checked.report.pop_back();
    const auto verdict = verdict_in(checked.check);
    if (!verdict || !nlohmann::json::accept(checked.report)) return not_carried_out(Reason::checker_failed, at);
    checked.verdict = *verdict;
    return checked;
}

} // namespace cchc::server::signatures
