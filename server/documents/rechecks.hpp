#pragma once

#include "server/documents/register.hpp"
#include "server/documents/signature_desk.hpp"
#include "server/pipeline.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace cchc::server {

/// Checks the signatures of a file again when somebody asks (EV-14). What is found is true of the bytes: where it is
/// something else than was known it is kept in the register, and told to the log wherever the file is attached, under
/// the system's own hat, as the machine checks and not the one who asked (ops/decisions/0021). It moves no points.
///
/// Threads: any.
class Rechecks {
public:
    /// Who asks again within this time is told what was just found.
    static constexpr std::int64_t fresh_us = 10'000'000;

    /// `work` takes what waits for the sandbox, or refuses (false) when too much waits. All outlive this, but for the
    /// pipeline, which must be gone before.
    Rechecks(SignatureDesk& desk, Register& documents, Pipeline& pipeline, const Clock& clock,
             std::function<bool(std::function<void()>)> work)
        : desk_(desk), documents_(documents), pipeline_(pipeline), clock_(clock), work_(std::move(work))
    {}

    /// Told the whole report, JSON; null where the check could not be carried out. On any thread: must return soon.
    using Told = std::function<void(std::shared_ptr<const std::string> report)>;
    /// Those who ask for the same file at once share one check. False: too much waits already, nobody is told.
    bool check(TenantNo tenant, const Document& document, Told told);

private:
    using Which = std::pair<TenantNo, domain::Sha256>;
    struct Fresh {
        domain::Instant at;
        std::shared_ptr<const std::string> report;
    };
    void carry_out(const Which& which, std::uint64_t size);
    void tell_the_log(const Which& which, const std::vector<domain::AgencyId>& holders, Fresh found);
    void finish(const Which& which, Fresh found);

    SignatureDesk& desk_;
    Register& documents_;
    Pipeline& pipeline_;
    const Clock& clock_;
    const std::function<bool(std::function<void()>)> work_;
    std::mutex mutex_;
    std::map<Which, std::vector<Told>> asking_; ///< checks under way, and who waits for each
    std::map<Which, Fresh> fresh_;
};

} // namespace cchc::server
