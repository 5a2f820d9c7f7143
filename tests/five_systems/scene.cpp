#include "tests/five_systems/scene.hpp"

#include "storage/regulation_codec.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <stdexcept>

namespace cchc::five_systems {

using namespace domain;

static const Hat clock_hat{RoleKind::system_admin, {}, {}};

static ActorId actor_of(const Hat& hat)
{
    return hat.grant.empty() ? system_actor() : ActorId("p" + hat.grant.value.substr(1));
}

Scene::Scene()
{
    at(Instant{1'300'000'000'000'000}); // March 2011: before any of them
}

Scene::Text Scene::learn(const std::string& document)
{
    auto read = std::make_shared<Regulation>(storage::read_regulation(document));
    const FileRef file{storage::sha256(document), document.size(), "application/json"};
    world_.library[file.sha256] = read;
    views_.learn(file.sha256, read);
    return {file, std::move(read)};
}

Hat Scene::hat_of(RoleKind role, const AgencyId& agency)
{
    return {role, agency, GrantId("g-" + std::to_string(static_cast<int>(role)) + "-" + agency.value)};
}
Hat Scene::hat_of_leader(const std::string& key)
{
    return {RoleKind::leader, {}, GrantId("g-lanh-dao-" + key)};
}

void Scene::people_of(const Regulation& regulation)
{
    must("", clock_hat, FoundTenant{regulation.title, "example.org/t/e1", 1});
    for (const AgencyListing& listing : regulation.agencies)
        for (const RoleKind role : {RoleKind::agency_officer, RoleKind::agency_head, RoleKind::appraiser}) {
            const Hat hat = hat_of(role, listing.id);
            must("", clock_hat, GrantRole{hat.grant, actor_of(hat), role, listing.id, {}, {}, ""});
        }
    for (const Hat& hat : {admin(), author()})
        must("", clock_hat, GrantRole{hat.grant, actor_of(hat), RoleKind::cycle_admin, {}, {}, {}, ""});
    for (const BallotPlan& plan : regulation.ballots)
        for (const Leader& leader : plan.leaders) {
            const Hat hat = hat_of_leader(leader.key);
            GrantRole seat{hat.grant, actor_of(hat), RoleKind::leader, {}, {}, {}, ""};
            seat.leader = leader.key;
            if (!world_.directory.holdings.contains(hat.grant)) must("", clock_hat, seat);
        }
}

void Scene::at(Instant when)
{
    while (const auto due = world_.next_due()) {
        if (when < *due) break;
        now_ = std::max(now_, *due);
        std::vector<Command> commands;
        for (const auto& [id, file] : world_.regulations) commands.push_back(CloseConsultation{id});
        for (const auto& [id, cycle] : world_.cycles)
            for (const Round& round : cycle.rounds)
                commands.push_back(LockRound{id, round.window.round, LockedBy::clock, {}});
        for (const Command& command : commands) decided(system_actor(), clock_hat, command);
    }
    now_ = std::max(now_, when);
}

std::optional<Refusal> Scene::decided(const ActorId& who, const Hat& hat, const Command& command)
{
    auto outcome = decide(world_, command, {who, hat, now_, {}}, storage::sha256);
    if (!outcome) return outcome.error();
    for (Happened& happened : *std::move(outcome)) {
        const Record record{records_++, now_, happened.stream, who, hat.role, std::move(happened.event)};
        evolve(world_, record);
        std::vector<projections::RowChange> changes;
        views_.project(record, changes);
    }
    return {};
}

std::optional<Refusal> Scene::asked(const Hat& hat, const Command& command)
{
    return decided(actor_of(hat), hat, command);
}

void Scene::must(const std::string& what, const Hat& hat, const Command& command)
{
    if (const auto no = asked(hat, command))
        throw std::runtime_error(what + " was refused: " + std::string(name_of(no->code)) + ", " + no->about + ", " +
                                 no->detail + " at " + local_text(now_));
}

} // namespace cchc::five_systems
