#include "server/identity/people.hpp"

#include "domain/json_writer.hpp"
#include "server/clock.hpp"
#include "server/nfc.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sodium.h>

namespace cchc::server {

using domain::ActorId;
using domain::TenantNo;

namespace {

std::string row_of(const Person& person)
{
    std::string row;
    domain::JsonWriter json(row);
    json.open_object();
    json.member("login", person.login);
    json.member("name", person.name);
    json.member("password_hash", person.password_hash);
    json.key("disabled"), json.boolean(person.disabled);
    if (person.initial_until) json.key("initial_until_us"), json.number(person.initial_until->us);
    if (person.password_set_at) json.key("password_set_at_us"), json.number(person.password_set_at->us);
    if (person.signed_in_at) json.key("signed_in_at_us"), json.number(person.signed_in_at->us);
    if (!person.subject.empty()) json.member("subject", person.subject);
    json.close_object();
    return row;
}

Person person_from(std::string_view key, std::string_view row)
{
    Person person;
    person.actor = ActorId(key.substr(1 + sizeof(TenantNo)));
    try {
        const auto json = nlohmann::json::parse(row);
        person.login = json.at("login").get<std::string>();
        person.name = json.at("name").get<std::string>();
        person.password_hash = json.at("password_hash").get<std::string>();
        person.disabled = json.at("disabled").get<bool>();
        const auto instant = [&](const char* name) -> std::optional<domain::Instant> {
            if (!json.contains(name)) return std::nullopt;
            return domain::Instant{json.at(name).get<std::int64_t>()};
        };
        person.initial_until = instant("initial_until_us");
        person.password_set_at = instant("password_set_at_us");
        person.signed_in_at = instant("signed_in_at_us");
        person.subject = json.value("subject", "");
    } catch (const nlohmann::json::exception& fault) {
        throw storage::Damage("the directory's row of " + person.actor.value, fault.what());
    }
    return person;
}

/// 80 random bits: nobody guesses one, and two never meet.
ActorId random_actor()
{
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text = "p-";
    for (int i = 0; i < 16; ++i) text += letters[randombytes_uniform(letters.size())];
    return ActorId(std::move(text));
}

} // namespace

std::optional<std::string> folded_login(std::string_view login)
{
    if (login.size() < 2 || login.size() > 64) return std::nullopt;
    std::string folded(login);
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        const bool allowed =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@';
        if (!allowed) return std::nullopt;
    }
    return folded;
}

std::optional<std::string> person_name(std::string_view name)
{
    if (!is_utf8(name)) return std::nullopt;
    std::string normal = nfc(name);
    if (normal.empty() || normal.size() > 200 || visible(normal) != normal) return std::nullopt;
    return normal;
}

People::People(IdentityStore& store, const Clock* clock) : store_(store), clock_(clock)
{
    store_.each(person_prefix(), [this](std::string_view key, std::string_view row) {
        Person person = person_from(key, row);
        Tenant& tenant = tenants_[storage::read_big_endian<TenantNo>(key, 1)];
        tenant.by_login[person.login] = person.actor;
        if (!person.subject.empty()) tenant.by_subject[person.subject] = person.actor;
        tenant.by_actor[person.actor] = std::move(person);
    });
}

std::variant<ActorId, PersonFault> People::add(TenantNo number, std::string_view login, std::string_view name,
                                               ActorId actor)
{
    const auto folded = folded_login(login);
    if (!folded) return PersonFault::login_malformed;
    const auto normal = person_name(name);
    if (!normal) return PersonFault::name_malformed;
    if (actor.empty()) actor = random_actor();
    if (!domain::well_formed_id(actor.value)) return PersonFault::actor_malformed;

    const std::unique_lock lock(mutex_);
    Tenant& tenant = tenants_[number];
    if (tenant.by_login.contains(*folded)) return PersonFault::login_taken;
    if (tenant.by_actor.contains(actor)) return PersonFault::actor_taken;
    Person person{.actor = actor, .login = *folded, .name = *normal};
    IdentityStore::Change change;
    store_.write(change.put(person_key(number, actor), row_of(person)));
    tenant.by_login[*folded] = actor;
    tenant.by_actor[actor] = std::move(person);
    return actor;
}

bool People::change(TenantNo number, const ActorId& actor, const std::function<void(Person&)>& how)
{
    const std::unique_lock lock(mutex_);
    Tenant& tenant = tenants_[number];
    const auto found = tenant.by_actor.find(actor);
    if (found == tenant.by_actor.end()) return false;
    Person changed = found->second;
    how(changed);
    IdentityStore::Change change;
    store_.write(change.put(person_key(number, actor), row_of(changed)));
    found->second = std::move(changed);
    return true;
}

bool People::rename(TenantNo tenant, const ActorId& actor, std::string_view name)
{
    const auto normal = person_name(name);
    return normal && change(tenant, actor, [&](Person& person) { person.name = *normal; });
}

bool People::set_password_hash(TenantNo tenant, const ActorId& actor, std::string hash,
                               std::optional<domain::Instant> initial_until, const std::string& but_session)
{
    const auto set = [&](Person& person) {
        person.password_hash = std::move(hash);
        person.initial_until = initial_until;
        if (clock_) person.password_set_at = clock_->now();
    };
    if (!change(tenant, actor, set)) return false;
    if (on_shut_out) on_shut_out(tenant, actor, but_session);
    return true;
}

bool People::note_sign_in(TenantNo tenant, const ActorId& actor, domain::Instant now)
{
    return change(tenant, actor, [&](Person& person) { person.signed_in_at = now; });
}

Linking People::link(TenantNo number, const ActorId& actor, const std::string& subject)
{
    std::string before;
    {
        const std::unique_lock lock(mutex_);
        Tenant& tenant = tenants_[number];
        const auto found = tenant.by_actor.find(actor);
        if (found == tenant.by_actor.end()) return Linking::nobody;
        before = found->second.subject;
        if (before == subject) return Linking::done;
        if (tenant.by_subject.contains(subject)) return Linking::taken;
        Person linked = found->second;
        linked.subject = subject;
        IdentityStore::Change change;
        store_.write(change.put(person_key(number, actor), row_of(linked)));
        tenant.by_subject.erase(before);
        if (!subject.empty()) tenant.by_subject[subject] = actor;
        found->second = std::move(linked);
    }
    if (!before.empty() && on_shut_out) on_shut_out(number, actor, {});
    return Linking::done;
}

bool People::set_disabled(TenantNo tenant, const ActorId& actor, bool disabled)
{
    if (!change(tenant, actor, [&](Person& person) { person.disabled = disabled; })) return false;
    if (disabled && on_shut_out) on_shut_out(tenant, actor, {});
    return true;
}

bool People::erase(TenantNo number, const ActorId& actor)
{
    {
        const std::unique_lock lock(mutex_);
        Tenant& tenant = tenants_[number];
        const auto found = tenant.by_actor.find(actor);
        if (found == tenant.by_actor.end()) return false;
        IdentityStore::Change change;
        store_.write(change.erase(person_key(number, actor)));
        tenant.by_login.erase(found->second.login);
        tenant.by_subject.erase(found->second.subject);
        tenant.by_actor.erase(found);
    }
    if (on_shut_out) on_shut_out(number, actor, {});
    return true;
}

std::optional<Person> People::by_login(TenantNo number, std::string_view login) const
{
    const auto folded = folded_login(login);
    if (!folded) return std::nullopt;
    const std::shared_lock lock(mutex_);
    const auto tenant = tenants_.find(number);
    if (tenant == tenants_.end()) return std::nullopt;
    const auto found = tenant->second.by_login.find(*folded);
    if (found == tenant->second.by_login.end()) return std::nullopt;
    return tenant->second.by_actor.at(found->second);
}

std::optional<Person> People::by_actor(TenantNo number, const ActorId& actor) const
{
    const std::shared_lock lock(mutex_);
    const auto tenant = tenants_.find(number);
    if (tenant == tenants_.end()) return std::nullopt;
    const auto found = tenant->second.by_actor.find(actor);
    if (found == tenant->second.by_actor.end()) return std::nullopt;
    return found->second;
}

std::optional<Person> People::by_subject(TenantNo number, const std::string& subject) const
{
    const std::shared_lock lock(mutex_);
    const auto tenant = tenants_.find(number);
    if (tenant == tenants_.end()) return std::nullopt;
    const auto found = tenant->second.by_subject.find(subject);
    if (found == tenant->second.by_subject.end()) return std::nullopt;
    return tenant->second.by_actor.at(found->second);
}

bool People::any(TenantNo number) const
{
    const std::shared_lock lock(mutex_);
    const auto tenant = tenants_.find(number);
    return tenant != tenants_.end() && !tenant->second.by_actor.empty();
}

std::vector<Person> People::all(TenantNo number) const
{
    const std::shared_lock lock(mutex_);
    const auto tenant = tenants_.find(number);
    if (tenant == tenants_.end()) return {};
    std::vector<Person> everybody;
    for (const auto& [actor, person] : tenant->second.by_actor) everybody.push_back(person);
    return everybody;
}

} // namespace cchc::server
