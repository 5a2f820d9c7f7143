#pragma once

#include "domain/events.hpp"

#include <cstdint>

/// Who may call what: one mark a role, one row a route in `routes.cpp`, one row a topic in `live.cpp`. Everything a
/// role may do is settled here and on the server; which of the objects behind a route it may see is settled by the
/// handler (SE-6, SE-7), and whether the act is in order by the deciders.
namespace cchc::server {

/// A set of roles, as bits.
struct Who {
    std::uint32_t bits = 0;
    constexpr Who operator|(Who o) const { return {bits | o.bits}; }
    constexpr bool includes(domain::RoleKind role) const { return bits >> static_cast<unsigned>(role) & 1; }
};
constexpr Who who(domain::RoleKind role)
{
    return {1u << static_cast<unsigned>(role)};
}

namespace may {
using enum domain::RoleKind;
inline constexpr Who officer = who(agency_officer);
inline constexpr Who head = who(agency_head);
inline constexpr Who contribute = who(agency_contributor);
inline constexpr Who agency = officer | head | contribute;
inline constexpr Who submit = officer | head;
inline constexpr Who appraise = who(appraiser);
inline constexpr Who survey = who(surveyor);
inline constexpr Who integrate = who(integration);
inline constexpr Who chair = who(council_chair);
inline constexpr Who council = who(council_secretary) | chair;
inline constexpr Who settle = who(deciding_authority);
inline constexpr Who administer = who(cycle_admin);
inline constexpr Who audit = who(auditor);
inline constexpr Who operate = who(system_admin);
inline constexpr Who lead = who(leader);
inline constexpr Who staff = agency | appraise | council | administer | audit;
/// Whoever has a session, whatever hat he wears, none included.
inline constexpr Who signed_in{1u << 30};
/// Whoever has a session, even one that opens nothing else yet: its second factor or a password of his own is missing.
inline constexpr Who entering{1u << 29};
/// Without a session.
inline constexpr Who anyone{1u << 31};
} // namespace may

/// Of an agency's own people, who see its own assessment and no other before publication (SE-6).
constexpr bool of_agency(domain::RoleKind role)
{
    return may::agency.includes(role);
}
/// Sees what his agency judges or brings in, and nothing else (SE-7, SE-8).
constexpr bool sees_by_agency(domain::RoleKind role)
{
    return (may::appraise | may::survey | may::integrate).includes(role);
}
/// Sees all that the council does.
constexpr bool sees_council(domain::RoleKind role)
{
    return (may::audit | may::council).includes(role);
}

} // namespace cchc::server
