#include "server/identity/sessions.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "storage/failure.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <vector>

namespace cchc::server {

using domain::Instant;

namespace {

constexpr std::size_t token_size = 43;                // 32 bytes in base64 without padding
constexpr std::int64_t worth_writing_us = 60'000'000; // how much later "last seen" must be

std::string random_id()
{
    unsigned char random[16];
    randombytes_buf(random, sizeof random);
    char text[2 * sizeof random + 1];
    return sodium_bin2hex(text, sizeof text, random, sizeof random);
}

} // namespace

struct Sessions::Session {
    Key key; ///< of its present token
    std::shared_ptr<const Caller> caller;
    Instant opened_at;
    Origin origin;
    std::atomic<std::int64_t> seen_us{0};
    std::int64_t written_seen_us = 0; ///< by `tidy` alone

    void seen(Instant now)
    {
        // Not worth a shared cache line's journey more than once a second; a clock that steps back changes nothing.
        if (now.us - seen_us.load(std::memory_order_relaxed) > 1'000'000)
            seen_us.store(now.us, std::memory_order_relaxed);
    }
    std::string row() const;
    static std::shared_ptr<Session> from(std::string_view key, std::string_view row);
};

namespace {

std::string_view word_of(SecondFactor state)
{
    switch (state) {
    case SecondFactor::none: break;
    case SecondFactor::needed: return "needed";
    case SecondFactor::done: return "done";
    }
    return "none";
}

SecondFactor second_factor_of(const std::string& word)
{
    if (word == "needed") return SecondFactor::needed;
    if (word == "done") return SecondFactor::done;
    if (word == "none") return SecondFactor::none;
    throw storage::Damage("a session's row", "names an unknown state of the second factor");
}

} // namespace

std::string Sessions::Session::row() const
{
    std::string row;
    domain::JsonWriter json(row);
    json.open_object();
    json.key("tenant"), json.number(std::uint64_t{caller->tenant});
    json.member("tenant_name", caller->tenant_name);
    json.member("actor", caller->actor.value);
    if (caller->hat) {
        json.member("role", domain::wire(caller->hat->role));
        json.member("agency", caller->hat->agency.value);
        json.member("grant", caller->hat->grant.value);
    }
    json.member("id", caller->session);
    json.member("second_factor", word_of(caller->second_factor));
    json.key("second_factor_at_us"), json.number(caller->second_factor_at.us);
    json.key("new_password_needed"), json.boolean(caller->new_password_needed);
    json.key("token_at_us"), json.number(caller->token_at.us);
    json.member("address", origin.address);
    json.member("agent", origin.agent);
    json.key("opened_at_us"), json.number(opened_at.us);
    json.key("seen_at_us"), json.number(seen_us.load());
    json.close_object();
    return row;
}

/// Rows of before sessions had ids and second factors lack those members: their tokens are old, and known by their key.
std::shared_ptr<Sessions::Session> Sessions::Session::from(std::string_view key, std::string_view row)
{
    auto session = std::make_shared<Session>();
    session->key = storage::hash_from_bytes(key.substr(session_prefix().size()));
    Caller caller;
    try {
        const auto json = nlohmann::json::parse(row);
        caller.tenant = json.at("tenant").get<domain::TenantNo>();
        caller.tenant_name = json.at("tenant_name").get<std::string>();
        caller.actor = domain::ActorId(json.at("actor").get<std::string>());
        if (json.contains("role")) {
            const auto role = domain::from_wire<domain::RoleKind>(json.at("role").get<std::string>());
            if (!role) throw storage::Damage("a session's row", "names an unknown role");
            caller.hat = domain::Hat{*role, domain::AgencyId(json.at("agency").get<std::string>()),
                                     domain::GrantId(json.at("grant").get<std::string>())};
        }
        caller.session = json.value("id", session->key.hex());
        caller.second_factor = second_factor_of(json.value("second_factor", "none"));
        caller.second_factor_at = {json.value("second_factor_at_us", std::int64_t{0})};
        caller.new_password_needed = json.value("new_password_needed", false);
        caller.token_at = {json.value("token_at_us", std::int64_t{0})};
        session->origin = {json.value("address", ""), json.value("agent", "")};
        session->opened_at = {json.at("opened_at_us").get<std::int64_t>()};
        session->seen_us = session->written_seen_us = json.at("seen_at_us").get<std::int64_t>();
    } catch (const nlohmann::json::exception& fault) {
        throw storage::Damage("a session's row", fault.what());
    }
    session->caller = std::make_shared<const Caller>(std::move(caller));
    return session;
}

std::size_t Sessions::KeyHash::operator()(const Key& key) const
{
    std::size_t hash = 0; // the key is a hash already
    std::memcpy(&hash, key.bytes.data() + 8, sizeof hash);
    return hash;
}

Sessions::Sessions(IdentityStore& store, Instant now, SessionTimes times) : store_(store), times_(times)
{
    store_.each(session_prefix(), [&](std::string_view key, std::string_view row) {
        auto session = Session::from(key, row);
        if (is_over(*session, now)) return;
        keys_[session->caller->session] = session->key;
        shard_of(session->key).sessions.emplace(session->key, std::move(session));
    });
}

Sessions::~Sessions() = default;

bool Sessions::is_over(const Session& session, Instant now) const
{
    return now.us - session.seen_us.load(std::memory_order_relaxed) >= times_.idle_us ||
           now.us - session.opened_at.us >= times_.absolute_us;
}

Sessions::Opened Sessions::keep(std::shared_ptr<Session> session, IdentityStore::Change& change, Instant now)
{
    const std::string token = random_token();
    session->key = storage::sha256(token);
    Caller caller = *session->caller;
    caller.token_at = now;
    session->caller = std::make_shared<const Caller>(std::move(caller));
    store_.write(change.put(session_key(session->key), session->row()));
    Opened opened{token, session->caller};
    keys_[session->caller->session] = session->key;
    Shard& shard = shard_of(session->key);
    const std::lock_guard lock(shard.mutex);
    const Key key = session->key;
    shard.sessions.emplace(key, std::move(session));
    return opened;
}

Sessions::Opened Sessions::open(Caller caller, Instant now, Origin origin)
{
    auto session = std::make_shared<Session>();
    caller.session = random_id();
    session->caller = std::make_shared<const Caller>(std::move(caller));
    session->opened_at = now;
    session->origin = std::move(origin);
    session->seen_us = session->written_seen_us = now.us;
    const std::lock_guard changing(changing_);
    IdentityStore::Change change;
    return keep(std::move(session), change, now);
}

std::shared_ptr<const Caller> Sessions::caller_of(const Key& key, Instant now)
{
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.sessions.find(key);
    if (found == shard.sessions.end() || is_over(*found->second, now)) return nullptr;
    found->second->seen(now);
    return found->second->caller;
}

std::shared_ptr<const Caller> Sessions::find(std::string_view token, Instant now)
{
    if (token.size() != token_size) return nullptr;
    const Key key = storage::sha256(token);
    if (auto caller = caller_of(key, now)) return caller;
    Key by;
    {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto replaced = shard.replaced.find(key);
        if (replaced == shard.replaced.end() || replaced->second.until <= now) return nullptr;
        by = replaced->second.by;
    }
    return caller_of(by, now);
}

/// Takes the session out of its map, where nobody finds it any more.
std::shared_ptr<Sessions::Session> Sessions::take(const Key& key)
{
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto node = shard.sessions.extract(key);
    return node ? std::move(node.mapped()) : nullptr;
}

/// Still in its map; under `changing_`.
std::shared_ptr<Sessions::Session> Sessions::of_id(const std::string& id)
{
    const auto key = keys_.find(id);
    if (key == keys_.end()) return nullptr;
    Shard& shard = shard_of(key->second);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.sessions.find(key->second);
    return found == shard.sessions.end() ? nullptr : found->second;
}

Sessions::Opened Sessions::replace(const Session& old, IdentityStore::Change& change, Instant now,
                                   const std::function<void(Caller&)>& how)
{
    auto renewed = std::make_shared<Session>();
    Caller caller = *old.caller;
    how(caller);
    renewed->caller = std::make_shared<const Caller>(std::move(caller));
    renewed->opened_at = old.opened_at;
    renewed->origin = old.origin;
    renewed->seen_us = renewed->written_seen_us = now.us;
    change.erase(session_key(old.key));
    return keep(std::move(renewed), change, now);
}

std::optional<Sessions::Opened> Sessions::renew(const std::string& session, Instant now,
                                                const std::function<void(Caller&)>& how)
{
    const std::lock_guard changing(changing_);
    const auto old = of_id(session);
    if (!old) return std::nullopt;
    take(old->key);
    IdentityStore::Change change;
    return replace(*old, change, now, how);
}

std::optional<Sessions::Opened> Sessions::wear(const std::string& session, std::optional<domain::Hat> hat, Instant now)
{
    auto opened = renew(session, now, [&](Caller& caller) { caller.hat = std::move(hat); });
    if (opened && on_ended) on_ended(session);
    return opened;
}

std::optional<Sessions::Opened> Sessions::renew_old_token(const Caller& caller, Instant now)
{
    const std::lock_guard changing(changing_);
    const auto old = of_id(caller.session);
    if (!old || !is_old_token(*old->caller, now)) return std::nullopt;
    IdentityStore::Change change;
    auto opened = replace(*old, change, now, [](Caller&) {});
    Shard& shard = shard_of(old->key);
    const std::lock_guard lock(shard.mutex);
    shard.sessions.erase(old->key);
    shard.replaced[old->key] = {storage::sha256(opened.token), now.plus_us(times_.old_token_us)};
    return opened;
}

std::vector<Sessions::Listed> Sessions::of(domain::TenantNo tenant, const domain::ActorId& actor, Instant now) const
{
    std::vector<Listed> listed;
    for (const Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        for (const auto& [key, session] : shard.sessions)
            if (session->caller->tenant == tenant && session->caller->actor == actor && !is_over(*session, now))
                listed.push_back({session->caller->session, session->opened_at, {session->seen_us}, session->origin});
    }
    std::ranges::sort(listed, std::greater{}, &Listed::opened_at);
    return listed;
}

void Sessions::end_where(const std::function<bool(const Session&)>& chosen)
{
    IdentityStore::Change change;
    std::vector<std::string> ended;
    for (Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        std::erase_if(shard.sessions, [&](const auto& entry) {
            if (!chosen(*entry.second)) return false;
            change.erase(session_key(entry.first));
            keys_.erase(entry.second->caller->session);
            ended.push_back(entry.second->caller->session);
            return true;
        });
    }
    if (ended.empty()) return;
    if (on_ended)
        for (const std::string& session : ended) on_ended(session);
    store_.write(change);
}

bool Sessions::end(const std::string& session)
{
    const std::lock_guard changing(changing_);
    const auto ending = of_id(session);
    if (!ending) return false;
    take(ending->key);
    keys_.erase(session);
    if (on_ended) on_ended(session);
    IdentityStore::Change change;
    store_.write(change.erase(session_key(ending->key)));
    return true;
}

void Sessions::end_all(domain::TenantNo tenant, const domain::ActorId& actor, const std::string& except)
{
    const std::lock_guard changing(changing_);
    const auto is_his = [&](const Session& session) {
        return session.caller->tenant == tenant && session.caller->actor == actor && session.caller->session != except;
    };
    end_where(is_his);
}

void Sessions::end_what_is_over(Instant now)
{
    const std::lock_guard changing(changing_);
    end_where([&](const Session& session) { return is_over(session, now); });
    for (Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        std::erase_if(shard.replaced, [&](const auto& entry) { return entry.second.until <= now; });
    }
}

void Sessions::tidy(Instant now)
{
    end_what_is_over(now);
    const std::lock_guard changing(changing_);

    // What was found over at the start was never taken in; its rows go here too.
    IdentityStore::Change change;
    bool any = false;
    store_.each(session_prefix(), [&](std::string_view row_key, std::string_view) {
        const Key key = storage::hash_from_bytes(row_key.substr(session_prefix().size()));
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.sessions.find(key);
        if (found == shard.sessions.end()) {
            change.erase(session_key(key));
        } else if (Session& session = *found->second; session.seen_us - session.written_seen_us > worth_writing_us) {
            session.written_seen_us = session.seen_us;
            change.put(session_key(key), session.row());
        } else {
            return;
        }
        any = true;
    });
    if (any) store_.write(change);
}

std::size_t Sessions::size() const
{
    std::size_t sum = 0;
    for (const Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        sum += shard.sessions.size();
    }
    return sum;
}

std::string session_cookie(std::string_view token)
{
    return std::string(session_cookie_name)
        .append("=")
        .append(token)
        .append("; Path=/; Secure; HttpOnly; SameSite=Lax");
}

std::string ended_session_cookie()
{
    return session_cookie("") + "; Max-Age=0";
}

std::string random_token()
{
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    char text[sodium_base64_ENCODED_LEN(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text;
}

} // namespace cchc::server
