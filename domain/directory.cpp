#include "domain/directory.hpp"

namespace cchc::domain {

using enum RefusalCode;

const ActorId& system_actor()
{
    static const ActorId system("system");
    return system;
}

bool Directory::wears(const ActorId& actor, const Hat& hat, Instant at) const
{
    const auto found = holdings.find(hat.grant);
    if (found == holdings.end()) return false;
    const Holding& held = found->second;
    return held.granted.actor == actor && held.granted.role == hat.role && held.granted.agency == hat.agency &&
           held.in_force(at);
}

std::vector<Hat> Directory::hats_of(const ActorId& actor, Instant at) const
{
    std::vector<Hat> hats;
    for (const auto& [grant, held] : holdings)
        if (held.granted.actor == actor && held.in_force(at))
            hats.push_back(Hat{held.granted.role, held.granted.agency, grant});
    return hats;
}

static bool administers(RoleKind role)
{
    return role == RoleKind::cycle_admin || role == RoleKind::system_admin;
}
static bool is_for_an_agency(RoleKind role)
{
    switch (role) {
    case RoleKind::agency_officer:
    case RoleKind::agency_head:
    case RoleKind::agency_contributor:
    case RoleKind::appraiser:
    case RoleKind::surveyor:
    case RoleKind::integration: return true;
    default: return false;
    }
}
static bool scores(RoleKind role)
{
    return is_for_an_agency(role) || role == RoleKind::leader || role == RoleKind::council_chair ||
           role == RoleKind::deciding_authority;
}
/// The paper may name part of the criteria: of those who act on single ones.
static bool acts_on_criteria(RoleKind role)
{
    return (is_for_an_agency(role) && role != RoleKind::agency_head) || role == RoleKind::leader;
}

/// Whether a holding is in force at some instant from `from` until before `until`.
static bool overlap(const Holding& held, Instant from, const std::optional<Instant>& until)
{
    if (until && *until <= held.granted.from) return false;
    if (held.granted.until && *held.granted.until <= from) return false;
    return !held.ended_at || *held.ended_at > from;
}

Outcome<std::vector<DirectoryEvent>> decide(const Directory& now, const FoundTenant& command, const Occasion& on)
{
    if (!is_system(on)) return refuse(missing_right, "found_tenant");
    if (now.founding) return refuse(already_exists, now.founding->origin);
    return std::vector<DirectoryEvent>{TenantFounded{command.title, command.origin, command.epoch}};
}

Outcome<std::vector<DirectoryEvent>> decide(const Directory& now, const GrantRole& command, const Occasion& on)
{
    if (!is_system(on) && !administers(on.hat.role)) return refuse(missing_right, "grant_role");
    if (!well_formed_id(command.grant.value)) return refuse(id_malformed, "grant");
    if (!well_formed_id(command.actor.value) || command.actor == system_actor()) return refuse(id_malformed, "actor");
    if (!command.agency.empty() && !well_formed_id(command.agency.value)) return refuse(id_malformed, "agency");
    if (now.holdings.contains(command.grant)) return refuse(already_exists, command.grant.value);
    if (is_for_an_agency(command.role) == command.agency.empty()) return refuse(not_found, "agency");
    if ((command.role == RoleKind::leader) == command.leader.empty()) return refuse(not_found, "leader");
    const Instant from = command.from.value_or(on.at);
    if (!command.criteria.empty() && !acts_on_criteria(command.role)) return refuse(not_found, "criteria");
    if (!command.rounds.empty() && command.role != RoleKind::appraiser) return refuse(not_found, "rounds");
    if (command.criteria.size() > most_in_scope || command.rounds.size() > most_in_scope)
        return refuse(too_long, "criteria");
    if (command.until && *command.until <= from) return refuse(deadline_not_later, "until");
    for (const auto& [grant, held] : now.holdings) {
        if (held.granted.actor != command.actor || !overlap(held, from, command.until)) continue;
        if ((administers(held.granted.role) && scores(command.role)) ||
            (scores(held.granted.role) && administers(command.role)))
            return refuse(conflict_of_interest, grant.value);
    }
    return std::vector<DirectoryEvent>{RoleGranted{command.grant, command.actor, command.role, command.agency, from,
                                                   command.until, command.document_number, command.leader,
                                                   command.criteria, command.rounds}};
}

Outcome<std::vector<DirectoryEvent>> decide(const Directory& now, const EndRole& command, const Occasion& on)
{
    if (!is_system(on) && !administers(on.hat.role)) return refuse(missing_right, "end_role");
    const auto found = now.holdings.find(command.grant);
    if (found == now.holdings.end()) return refuse(not_found, command.grant.value);
    if (command.reason.empty()) return refuse(reason_required, "reason");
    if (found->second.ended_at) return std::vector<DirectoryEvent>{};
    return std::vector<DirectoryEvent>{RoleEnded{command.grant, command.reason}};
}

void evolve(Directory& now, const DirectoryEvent& event, Instant at)
{
    std::visit(match{
                   [&](const TenantFounded& e) { now.founding = e; },
                   [&](const RoleGranted& e) {
                       now.holdings[e.grant] = Holding{e, {}};
                   },
                   [&](const RoleEnded& e) { now.holdings.at(e.grant).ended_at = at; },
               },
               event);
}

} // namespace cchc::domain
