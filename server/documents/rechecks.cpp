#include "server/documents/rechecks.hpp"

#include "domain/directory.hpp"
#include "server/documents/signature_facts.hpp"
#include "storage/big_endian.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <atomic>
#include <spdlog/spdlog.h>

namespace cchc::server {

using namespace domain;

bool Rechecks::check(TenantNo tenant, const Document& document, Told told)
{
    const Which which{tenant, document.sha256};
    std::shared_ptr<const std::string> known;
    {
        const std::lock_guard lock(mutex_);
        const Instant now = clock_.now();
        std::erase_if(fresh_, [&](const auto& one) { return one.second.at.plus_us(fresh_us) <= now; });
        if (const auto just = fresh_.find(which); just != fresh_.end()) {
            known = just->second.report;
        } else {
            const auto [waiting, is_first] = asking_.try_emplace(which);
            if (is_first && !work_([this, which, size = document.size] { carry_out(which, size); }))
                return asking_.erase(waiting), false;
            waiting->second.push_back(std::move(told));
        }
    }
    if (known) told(std::move(known));
    return true;
}

void Rechecks::carry_out(const Which& which, std::uint64_t size)
{
    const auto& [tenant, sha256] = which;
    try {
        SignatureDesk::Found found = desk_.look(sha256, size);
        const SignatureCheck facts = signature_facts(found.check).value();
        const auto holders = documents_.all_holders(tenant, sha256);
        const bool is_news = std::ranges::any_of(holders, [&](const AgencyId& holder) {
            const auto known = signature_facts(documents_.find(tenant, holder, sha256)->check);
            return !known || !known->finds_the_same(facts);
        });
        if (is_news && !documents_.destroyed(tenant, sha256)) {
            desk_.keep(found);
            documents_.add_check(tenant, sha256, found.at, found.check);
        }
        const std::string newest = documents_.find(tenant, holders.front(), sha256)->check;
        tell_the_log(which, holders,
                     {found.at, std::make_shared<const std::string>(SignatureDesk::told_whole(found.report, newest))});
    } catch (const std::exception& failure) {
        spdlog::error("the signatures of {} were not checked again: {}", sha256.hex(), failure.what());
        finish(which, {});
    }
}

/// An id for the command that follows from a check.
static storage::CommandId command_id(Instant at, const std::string& report, const AgencyId& holder)
{
    const storage::Hash hash = storage::sha256({report, holder.value});
    return storage::uuid_v7(at, storage::read_big_endian<std::uint64_t>(storage::as_bytes(hash), 0),
                            storage::read_big_endian<std::uint64_t>(storage::as_bytes(hash), 8));
}

/// Every time, whether it is news or not: a check whose telling failed is told with the next one. The core knows which
/// link has heard of it.
void Rechecks::tell_the_log(const Which& which, const std::vector<AgencyId>& holders, Fresh found)
{
    const auto& [tenant, sha256] = which;
    const auto left = std::make_shared<std::atomic<std::size_t>>(holders.size());
    for (const AgencyId& holder : holders) {
        Asked asked;
        asked.tenant = tenant;
        asked.command =
            VerifySignature{holder, sha256, signature_facts(documents_.find(tenant, holder, sha256)->check).value()};
        asked.actor = system_actor();
        asked.hat.role = RoleKind::system_admin;
        asked.id = command_id(found.at, *found.report, holder);
        asked.answer = [this, which, left, found](const Answer&) { // refused where it is attached nowhere
            if (left->fetch_sub(1) == 1) finish(which, found);
        };
        pipeline_.submit(std::move(asked));
    }
}

void Rechecks::finish(const Which& which, Fresh found)
{
    std::vector<Told> waiting;
    {
        const std::lock_guard lock(mutex_);
        waiting = std::move(asking_[which]);
        asking_.erase(which);
        if (found.report) fresh_[which] = found;
    }
    for (const Told& told : waiting) told(found.report);
}

} // namespace cchc::server
