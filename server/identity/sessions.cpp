#include "server/identity/sessions.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "storage/failure.hpp"
#include "storage/sha256.hpp"

#include <cstring>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <vector>

namespace cchc::server {

using domain::Instant;

namespace {

constexpr std::size_t token_size = 43;                // 32 bytes in base64 without padding
constexpr std::int64_t worth_writing_us = 60'000'000; // how much later "last seen" must be

} // namespace

struct Sessions::Session {
    Key key;
    std::shared_ptr<const Caller> caller;
    Instant opened_at;
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
    json.key("opened_at_us"), json.number(opened_at.us);
    json.key("seen_at_us"), json.number(seen_us.load());
    json.close_object();
    return row;
}

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
        session->opened_at = {json.at("opened_at_us").get<std::int64_t>()};
        session->seen_us = session->written_seen_us = json.at("seen_at_us").get<std::int64_t>();
    } catch (const nlohmann::json::exception& fault) {
        throw storage::Damage("a session's row", fault.what());
    }
    caller.session = session->key.hex();
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
        if (!is_over(*session, now)) shard_of(session->key).sessions.emplace(session->key, std::move(session));
    });
}

Sessions::~Sessions() = default;

bool Sessions::is_over(const Session& session, Instant now) const
{
    return now.us - session.seen_us.load(std::memory_order_relaxed) >= times_.idle_us ||
           now.us - session.opened_at.us >= times_.absolute_us;
}

Sessions::Opened Sessions::keep(std::shared_ptr<Session> session, IdentityStore::Change& change)
{
    const std::string token = random_token();
    session->key = storage::sha256(token);
    Caller caller = *session->caller;
    caller.session = session->key.hex();
    session->caller = std::make_shared<const Caller>(std::move(caller));
    store_.write(change.put(session_key(session->key), session->row()));
    Opened opened{token, session->caller};
    Shard& shard = shard_of(session->key);
    const std::lock_guard lock(shard.mutex);
    const Key key = session->key;
    shard.sessions.emplace(key, std::move(session));
    return opened;
}

Sessions::Opened Sessions::open(Caller caller, Instant now)
{
    auto session = std::make_shared<Session>();
    session->caller = std::make_shared<const Caller>(std::move(caller));
    session->opened_at = now;
    session->seen_us = session->written_seen_us = now.us;
    const std::lock_guard changing(changing_);
    IdentityStore::Change change;
    return keep(std::move(session), change);
}

std::shared_ptr<const Caller> Sessions::find(std::string_view token, Instant now)
{
    if (token.size() != token_size) return nullptr;
    const Key key = storage::sha256(token);
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.sessions.find(key);
    if (found == shard.sessions.end() || is_over(*found->second, now)) return nullptr;
    found->second->seen(now);
    return found->second->caller;
}

/// Takes the session out of its map, where nobody finds it any more.
std::shared_ptr<Sessions::Session> Sessions::take(const Key& key)
{
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto node = shard.sessions.extract(key);
    return node ? std::move(node.mapped()) : nullptr;
}

std::optional<Sessions::Opened> Sessions::wear(const std::string& session, std::optional<domain::Hat> hat, Instant now)
{
    const std::lock_guard changing(changing_);
    const auto key = Key::from_hex(session);
    const auto old = key ? take(*key) : nullptr;
    if (!old) return std::nullopt;
    auto renewed = std::make_shared<Session>();
    Caller caller = *old->caller;
    caller.hat = std::move(hat);
    renewed->caller = std::make_shared<const Caller>(std::move(caller));
    renewed->opened_at = old->opened_at;
    renewed->seen_us = renewed->written_seen_us = now.us;
    IdentityStore::Change change;
    change.erase(session_key(*key));
    auto opened = keep(std::move(renewed), change);
    if (on_ended) on_ended(session);
    return opened;
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
            ended.push_back(entry.second->caller->session);
            return true;
        });
    }
    if (ended.empty()) return;
    if (on_ended)
        for (const std::string& session : ended) on_ended(session);
    store_.write(change);
}

void Sessions::end(const std::string& session)
{
    const std::lock_guard changing(changing_);
    const auto key = Key::from_hex(session);
    if (!key || !take(*key)) return;
    if (on_ended) on_ended(session);
    IdentityStore::Change change;
    store_.write(change.erase(session_key(*key)));
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
