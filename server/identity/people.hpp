#pragma once

#include "domain/values.hpp"
#include "server/identity/identity_store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cchc::server {

/// Who a pseudonym of the log is. Erasing the row forgets the person, and the log still verifies.
struct Person {
    domain::ActorId actor; ///< `p-` and 16 random letters and digits: tells nothing
    std::string login;
    std::string name;          ///< NFC
    std::string password_hash; ///< empty: cannot sign in with a password
    bool disabled = false;     ///< cannot sign in; the name stays
    /// The password is an initial one that somebody else knows: it opens the door until then, and must be changed.
    std::optional<domain::Instant> initial_until;
    std::optional<domain::Instant> password_set_at; ///< none: before this was noted
    std::optional<domain::Instant> signed_in_at;    ///< last
    std::string subject; ///< the identity provider, a blank, and who he is there; empty: not linked to any
};

enum class Linking { done, nobody, taken };

/// Why a person cannot be entered.
enum class PersonFault { login_malformed, login_taken, name_malformed, actor_malformed, actor_taken };

/// The people of every tenant: all in memory for reading, in the identity store for keeping. Reads are from any thread;
/// changes wait for the disk and are not for network threads. A person acts in one tenant; someone who acts in two is
/// entered twice.
class People {
public:
    /// Reads everybody. Throws storage::Failure or Damage. With a clock, which outlives it, it notes when passwords are
    /// set.
    explicit People(IdentityStore& store, const Clock* clock = nullptr);

    /// Enters a person; without `actor` under a fresh random one. Names are put in NFC, logins in lower case.
    std::variant<domain::ActorId, PersonFault> add(domain::TenantNo tenant, std::string_view login,
                                                   std::string_view name, domain::ActorId actor = {});
    /// Called when somebody's password was changed, or he was disabled or erased: his sessions must end, all but the
    /// one in which he did it himself. On the thread that did it, once it is on the disk; must not call back. Set
    /// before the first use.
    std::function<void(domain::TenantNo tenant, const domain::ActorId& actor, const std::string& but_session)>
        on_shut_out;

    // Changes of somebody; false if there is no such person.
    bool rename(domain::TenantNo tenant, const domain::ActorId& actor, std::string_view name);
    bool set_password_hash(domain::TenantNo tenant, const domain::ActorId& actor, std::string hash,
                           std::optional<domain::Instant> initial_until = {}, const std::string& but_session = {});
    bool set_disabled(domain::TenantNo tenant, const domain::ActorId& actor, bool disabled);
    bool note_sign_in(domain::TenantNo tenant, const domain::ActorId& actor, domain::Instant now);
    /// From now on he is who the identity provider calls so, and nobody else is; empty: he is nobody there. Who was
    /// another there before, or is none any more, is shut out.
    Linking link(domain::TenantNo tenant, const domain::ActorId& actor, const std::string& subject);
    /// Forgets a person for good: login, name, password. The pseudonym in the log then belongs to nobody.
    bool erase(domain::TenantNo tenant, const domain::ActorId& actor);

    /// In any case of letters.
    std::optional<Person> by_login(domain::TenantNo tenant, std::string_view login) const;
    std::optional<Person> by_actor(domain::TenantNo tenant, const domain::ActorId& actor) const;
    /// Whom the identity provider calls so.
    std::optional<Person> by_subject(domain::TenantNo tenant, const std::string& subject) const;
    bool any(domain::TenantNo tenant) const;
    /// Everybody of a tenant, by actor.
    std::vector<Person> all(domain::TenantNo tenant) const;

private:
    struct Tenant {
        std::map<domain::ActorId, Person> by_actor;
        std::map<std::string, domain::ActorId, std::less<>> by_login;
        std::map<std::string, domain::ActorId, std::less<>> by_subject;
    };
    bool change(domain::TenantNo tenant, const domain::ActorId& actor, const std::function<void(Person&)>& how);

    IdentityStore& store_;
    const Clock* clock_;
    mutable std::shared_mutex mutex_;
    std::map<domain::TenantNo, Tenant> tenants_;
};

/// The login as it is kept and compared: lower case. Nothing unless it has 2 to 64 of `a-z 0-9 . _ - @`.
std::optional<std::string> folded_login(std::string_view login);
/// The name as it is kept: NFC, all of it to be seen, 1 to 200 bytes. Nothing otherwise.
std::optional<std::string> person_name(std::string_view name);

} // namespace cchc::server
