#pragma once

#include "domain/commands.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"

#include <map>
#include <vector>

namespace cchc::domain {

/// One holding of a role, from its grant to its end.
struct Holding {
    RoleGranted granted;
    std::optional<Instant> ended_at;
    bool in_force(Instant at) const
    {
        return granted.from <= at && !(granted.until && *granted.until <= at) && !(ended_at && *ended_at <= at);
    }
};

/// Who held which role when (ES-9). People are pseudonyms here; their names live outside the log.
struct Directory {
    std::optional<TenantFounded> founding;
    std::map<GrantId, Holding> holdings;

    /// Whether `actor` holds exactly this hat at that instant.
    bool wears(const ActorId& actor, const Hat& hat, Instant at) const;
    /// All hats of an actor in force at that instant, in the order of their grants.
    std::vector<Hat> hats_of(const ActorId& actor, Instant at) const;
};

/// Criteria, and rounds, that one grant may name.
inline constexpr std::size_t most_in_scope = 100;

/// Roles are granted and ended by a cycle administrator, or by the system itself when a tenant is founded. Nobody holds
/// an administrator's role together with one that scores or appraises (SE-11).
/// A grant that names criteria or rounds is for a role that acts on single criteria, and in appraisal rounds.
Outcome<std::vector<DirectoryEvent>> decide(const Directory& now, const GrantRole& command, const Occasion& on);
Outcome<std::vector<DirectoryEvent>> decide(const Directory& now, const FoundTenant& command, const Occasion& on);
Outcome<std::vector<DirectoryEvent>> decide(const Directory& now, const EndRole& command, const Occasion& on);

void evolve(Directory& now, const DirectoryEvent& event, Instant at);

/// Acts of the clock and of a tenant's founding are done by this actor.
const ActorId& system_actor();
inline bool is_system(const Occasion& on)
{
    return on.actor == system_actor();
}

} // namespace cchc::domain
