#pragma once

#include "domain/commands.hpp"
#include "server/service_parts.hpp"

#include <string>

namespace cchc::server {

/// Somebody who is to sign in with a password, and the first role he holds.
struct NewAccount {
    std::string login;
    std::string name;
    std::string password_hash;
    domain::RoleKind role = domain::RoleKind::auditor;
    domain::AgencyId agency;                    ///< of a role that has one
    std::string leader;                         ///< of a leader: his key in the regulations' ballots
    std::string document_number = "01/QĐ-UBND"; ///< of the paper that names him
};

/// Enters him into one system, in the server's own name; waits for the disk. A human who acts in two systems is entered
/// in each, under a pseudonym of its own in each log (DL-6). Throws std::runtime_error saying what is in the way.
domain::ActorId enter_account(Service::Parts& parts, TenantNo tenant, const NewAccount& account);

} // namespace cchc::server
