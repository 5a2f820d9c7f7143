#include "server/accounts.hpp"

#include "server/refusals.hpp"

#include <stdexcept>

namespace cchc::server {

using namespace domain;

static std::string_view words_of(PersonFault fault)
{
    switch (fault) {
    case PersonFault::login_malformed: return "a login has 2 to 64 of a-z 0-9 . _ - @";
    case PersonFault::login_taken: return "that login is taken";
    case PersonFault::name_malformed: return "a name has 1 to 200 bytes of UTF-8 and no control characters";
    case PersonFault::actor_malformed:
    case PersonFault::actor_taken: break;
    }
    return "the pseudonym is taken";
}

ActorId enter_account(Service::Parts& parts, TenantNo tenant, const NewAccount& account)
{
    const auto entered = parts.people.add(tenant, account.login, account.name);
    if (const auto* fault = std::get_if<PersonFault>(&entered))
        throw std::runtime_error(account.login + ": " + std::string(words_of(*fault)));
    const ActorId& actor = std::get<ActorId>(entered);
    parts.people.set_password_hash(tenant, actor, account.password_hash);
    GrantRole grant;
    grant.grant = GrantId(parts.house.new_id("g-"));
    grant.actor = actor;
    grant.role = account.role;
    grant.agency = account.agency;
    grant.document_number = account.document_number;
    grant.leader = account.leader;
    const Answer answer = parts.ask_as_system(tenant, std::move(grant));
    if (std::holds_alternative<Accepted>(answer)) return actor;
    parts.people.erase(tenant, actor); // nobody stays behind who may do nothing
    const auto* refusal = std::get_if<Refused>(&answer);
    throw std::runtime_error(account.login + ": the role was not granted" +
                             (refusal ? " (" + refusal->refusal.about + ")" : std::string()));
}

} // namespace cchc::server
