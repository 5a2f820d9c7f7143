#include "server/service.hpp"

#include "server/service_parts.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/api_roles.hpp"
#include "server/api_trail.hpp"
#include "server/documents/destruction.hpp"
#include "server/identity/routes.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/routes.hpp"
#include "storage/data_folder.hpp"
#include "storage/failure.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <future>
#include <map>
#include <spdlog/spdlog.h>

namespace cchc::server {

using namespace domain;

// ── opening the data folder ──────────────────────────────────────────────────────────────────────────────────────────

static storage::LogSettings log_settings(const ServiceSettings& settings)
{
    storage::LogSettings log;
    log.folder = settings.data;
    log.host = settings.host;
    log.disk_floor_bytes = settings.disk_floor_bytes;
    return log;
}

static std::filesystem::path master_key_of(const ServiceSettings& settings)
{
    return settings.master_key.empty() ? storage::DataFolder{settings.data}.master_key() : settings.master_key;
}

/// Regulations are kept by their hash like any evidence; a damaged one must not be believed.
static std::shared_ptr<const Regulation> regulation_in(const storage::EvidenceStore& evidence, const Sha256& document)
{
    if (!evidence.exists(document) || !evidence.is_intact(document)) return nullptr;
    std::string text;
    evidence.read(document, 0, evidence.size_of(document), [&](std::string_view piece) { text += piece; });
    return std::make_shared<const Regulation>(storage::read_regulation(text));
}

static std::string fresh_id(Random& random, std::mutex& guard, std::string_view prefix)
{
    static constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's, without look-alikes
    std::string id(prefix);
    const std::lock_guard lock(guard);
    std::uint64_t bits = 0;
    for (int i = 0; i < 16; ++i) {
        if (i % 12 == 0) bits = random.next();
        id += digits[bits & 31];
        bits >>= 5;
    }
    return id;
}

/// What resume tokens are sealed with: the same after a restart, and known to nobody who lacks the signing key of the
/// system that lay in the log first. Each names its own tenant.
static std::string live_key_of(const HostedTenants& tenants)
{
    const auto oldest = std::ranges::min_element(tenants.all(), {}, &HostedTenant::number);
    return std::string(storage::as_bytes(storage::sha256(oldest->key.sign("cchc.live.v1 resume tokens\n"))));
}

static storage::SigningKey::Seed random_seed(Random& random)
{
    storage::SigningKey::Seed seed;
    for (std::size_t i = 0; i < seed.size(); i += 8) {
        const std::uint64_t word = random.next();
        std::memcpy(seed.data() + i, &word, 8);
    }
    return seed;
}

static std::map<TenantNo, std::size_t> most_waiting(const HostedTenants& tenants)
{
    std::map<TenantNo, std::size_t> limits;
    for (const HostedTenant& one : tenants.all())
        if (const auto limit = one.settings.limits.commands_waiting) limits[one.number] = *limit;
    return limits;
}

static std::optional<TenantNo> number_of(const HostedTenants& tenants, std::string_view name)
{
    const HostedTenant* served = tenants.served(name);
    return served ? std::optional(served->number) : std::nullopt;
}

static std::optional<Scanner> scanner_for(const ServiceSettings& settings)
{
    if (settings.scan_command.empty()) return {};
    return std::optional<Scanner>(std::in_place, settings.scan_command);
}

static std::unique_ptr<SignatureDesk> desk_for(const ServiceSettings& settings, storage::EvidenceStore& evidence,
                                               const Clock& clock)
{
    if (settings.checker.empty()) return nullptr;
    const auto list =
        settings.trust.empty() ? signatures::TrustList() : signatures::TrustList::in_folder(settings.trust);
    return std::make_unique<SignatureDesk>(settings.checker, list, evidence, clock);
}

static std::unique_ptr<ProviderDoor> door_to_provider(const ServiceSettings& settings, const HttpClient& client,
                                                      const Clock& clock)
{
    if (!settings.oidc) return nullptr;
    const auto fetch = [&client](const Asking& asking) { return client.fetch(asking); };
    return std::make_unique<ProviderDoor>(*settings.oidc, fetch, clock, !settings.certificate.empty());
}

Service::Parts::Parts(ServiceSettings given)
    : settings(std::move(given)), clock(settings.clock ? *settings.clock : system_clock), log(log_settings(settings)),
      rows(storage::ViewStore::Settings{settings.data / "views", {}, 500'000, false}),
      keys(storage::Disk(), storage::DataFolder{settings.data}.key_store(), master_key_of(settings)),
      evidence(storage::Disk(), settings.data / "evidence", &keys),
      documents(storage::Disk(), settings.data / "documents", &keys), signatures(desk_for(settings, evidence, clock)),
      scanner(scanner_for(settings)),
      uploads(
          evidence, documents, clock,
          [this](TenantNo of) -> const EvidenceLimits& { return tenants.evidence_limits(of); }, signatures.get(),
          scanner ? &*scanner : nullptr),
      tenants(log, settings.tenants, settings.data / "keys", [this] { return random_seed(random); }),
      tenant(tenants.first().number), trail(storage::Disk(), storage::DataFolder{settings.data}.trail()),
      trail_desk(
          trail, clock, [this](std::string_view name) { return number_of(tenants, name); },
          [this](const std::string& why) { fail(why); }),
      identity(storage::Disk(), settings.data / "identity", &keys, &clock), people(identity, &clock),
      sessions(identity, clock.now(), settings.session_times), devices(identity),
      second_factors(identity, storage::SealingKey::open_or_create(storage::DataFolder{settings.data}.identity_key())),
      setup_codes(identity), api_keys(identity),
      http_client(settings.oidc ? settings.oidc->authorities : std::filesystem::path()),
      provider(door_to_provider(settings, http_client, clock)), workers("disk", 2, 256),
      sandbox_workers("sandbox", 2, 64), previews(settings.renderer, evidence), live_key(live_key_of(tenants)),
      live({log, rows, clock, id_random, live_key, [this](TenantNo of) { return pipeline.snapshot(of); },
            [this](unsigned thread, std::function<void()> work) {
                if (gate) gate->post(thread, std::move(work));
            },
            settings.network_threads,
            [this](const Caller& caller, std::string_view topic) { trail_desk.listens(caller, topic); }}),
      pipeline({log, rows, clock, random, [this](const Sha256& document) { return regulation_in(evidence, document); },
                [this](const Published& event) { live.published(event); }, [this] { live.batch_published(); },
                [this](const std::string& why) { fail(why); },
                [](const std::string& what) { spdlog::warn("{}", what); }, limits::snapshot_every,
                most_waiting(tenants), [this](TenantNo of) { return trail_desk.head(of); }}),
      house{log,
            rows,
            evidence,
            pipeline,
            clock,
            documents,
            [this](std::string_view prefix) { return fresh_id(id_random, id_guard, prefix); },
            [this](std::function<void()> task) { return workers.run(std::move(task)); },
            settings.demonstration,
            &tenants,
            &keys,
            &trail_desk},
      reception{people,
                passwords,
                sessions,
                devices,
                throttle,
                second_factors,
                factor_throttle,
                setup_codes,
                api_keys,
                clock,
                [this](std::string_view name) -> std::optional<Reception::Tenant> {
                    const HostedTenant* served = tenants.served(name);
                    if (!served) return std::nullopt;
                    return Reception::Tenant{served->number, served->settings.title, served->settings.limits.members};
                },
                [this](TenantNo number) { return pipeline.snapshot(number)->directory; },
                [this](TenantNo of, Command command) {
                    return std::holds_alternative<Accepted>(ask_as_system(of, std::move(command)));
                },
                house.new_id,
                house.work,
                settings.demonstration,
                settings.second_factor_demanded && !settings.demonstration &&
                    !std::filesystem::exists(storage::DataFolder{settings.data}.demonstration_mark()),
                settings.password_good_for_us,
                provider.get()},
      files(assets())
{
    desks.previews = &previews;
    desks.work = [this](std::function<void()> task) { return sandbox_workers.run(std::move(task)); };
    if (signatures) rechecks.emplace(*signatures, documents, pipeline, clock, desks.work);
    if (rechecks) desks.rechecks = &*rechecks;
    found_tenants();
    destroy_what_the_log_says(log, evidence, documents);
}

void Service::Parts::fail(const std::string& why)
{
    if (settings.failed) return settings.failed(why);
    spdlog::critical("a write failed, nothing may be acknowledged any more: {}", why);
    // Waiting requests have been answered "unknown". A supervisor starts us again, and the log says what happened.
    std::_Exit(1);
}

Answer Service::Parts::ask_as_system(TenantNo of, Command command)
{
    std::promise<Answer> told;
    Asked asked;
    asked.tenant = of;
    asked.command = std::move(command);
    asked.actor = system_actor();
    asked.hat.role = RoleKind::system_admin;
    asked.id = storage::uuid_v7(clock.now(), id_random.next(), id_random.next());
    asked.answer = [&told](Answer answer) { told.set_value(std::move(answer)); };
    pipeline.submit(std::move(asked));
    return told.get_future().get();
}

void Service::Parts::found_tenants()
{
    for (const HostedTenant& one : tenants.all()) {
        if (!one.served) spdlog::warn("{} lies in the data folder and is not named: it stays closed", one.settings.id);
        if (log.size(one.number) > 0) continue;
        ask_as_system(one.number, FoundTenant{one.settings.title, log.tenant(one.number).origin, 1});
    }
}

// ── the notary ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// Within a second of a commit a signed checkpoint covers it; on the same round the disk's room is looked at, and live
/// pages of sessions whose time is over close. Now and then the sessions' rows are put in order.
void Service::Parts::keep_watch()
{
    constexpr std::int64_t tidy_every_us = 5 * 60'000'000LL;
    Instant tidied_at = clock.now();
    unsigned rounds = 0;
    std::unique_lock lock(watch_guard);
    while (!watch_wakes.wait_for(lock, std::chrono::milliseconds(500), [this] { return stopping; })) {
        lock.unlock();
        try {
            tenants.sign_what_grew(log);
            pipeline.set_read_only(!log.writable());
            if (++rounds % 4 == 0) gate->refresh_certificate();
            sessions.end_what_is_over(clock.now());
            if (const Instant now = clock.now(); now.us - tidied_at.us >= tidy_every_us) {
                sessions.tidy(now);
                devices.forget_old(now);
                uploads.drop_old();
                api_keys.tidy();
                tidied_at = now;
            }
        } catch (const std::exception& e) {
            fail(e.what());
        }
        lock.lock();
    }
}

Service::Parts::~Parts()
{
    {
        const std::lock_guard lock(watch_guard);
        stopping = true;
    }
    watch_wakes.notify_all();
    if (watch.joinable()) watch.join();
    live.stop();
}

// ── outside the API ──────────────────────────────────────────────────────────────────────────────────────────────────

static std::vector<Route> operator_routes(Service::Parts& parts)
{
    using enum Method;
    const auto local = [](Exchange& exchange) {
        if (exchange.request().from_this_machine()) return true;
        exchange.reply(not_found(exchange.request()));
        return false;
    };
    return {
        row(may::anyone, get, "/livez", body::none,
            [local](Exchange exchange) {
                if (local(exchange)) exchange.reply(Reply(std::string(R"({"alive":true})")));
            }),
        row(may::anyone, get, "/readyz", body::none,
            [local, &parts](Exchange exchange) {
                if (!local(exchange)) return;
                const bool ready = !parts.pipeline.read_only();
                exchange.reply(
                    Reply(ready ? 200 : 503, std::string(ready ? R"({"ready":true})" : R"({"ready":false})")));
            }),
    };
}

static std::vector<Route> live_routes(Service::Parts& parts)
{
    Route stream = row(may::signed_in, Method::get, "/stream", body::none, {});
    stream.open = [&parts](std::shared_ptr<Socket> socket, const Request& request,
                           std::shared_ptr<const Caller> caller) {
        // The session may have ended while the handshake was on its way; from here on its end is told to the socket.
        const auto token = request.cookie(session_cookie_name);
        if (!token || !parts.sessions.find(*token, parts.clock.now())) return socket->close(4401, "auth-expired");
        parts.live.open(std::move(socket), request, std::move(caller));
    };
    return {stream};
}

/// One system's people ask more often than it may: the others do not wait for them.
static Reply too_many(const Request& request, int wait_s)
{
    const Sentence slow{"Hệ thống này đang nhận quá nhiều yêu cầu; hãy thử lại sau.",
                        "This system is asked too often; try again later."};
    return problem(
        Problem{.slug = "rate-limited", .detail = std::string(slow.in(request.language())), .retry_after_s = wait_s},
        request.language());
}

Service::Service(ServiceSettings settings) : parts_(std::make_unique<Parts>(std::move(settings)))
{
    Parts& parts = *parts_;
    Router router;
    router.add("/api/v1", api_routes(parts.house));
    router.add("/api/v1", document_routes(parts.house, parts.uploads, parts.desks));
    router.add("/api/v1", identity_routes(parts.reception));
    router.add("/api/v1", role_routes(parts.house, parts.people));
    router.add("/api/v1", trail_routes(parts.house, parts.trail));
    router.add("/api/v1", live_routes(parts));
    router.add("", operator_routes(parts));
    router.add("", provider_routes(parts.reception));
    std::vector<Route> pages = parts.files.routes();
    for (Route& page : pages) page.who = may::anyone.bits; // the application itself knows nothing about anybody
    router.add("", pages);

    GateSettings gate;
    gate.address = parts.settings.address;
    gate.port = parts.settings.port;
    gate.threads = parts.settings.network_threads;
    if (!parts.settings.certificate.empty())
        gate.certificate = {parts.settings.certificate, parts.settings.private_key};
    gate.default_tenant = parts.tenants.first().settings.id;
    for (const HostedTenant& one : parts.tenants.all()) {
        if (!one.served) continue;
        gate.tenants.push_back(one.settings.id);
        for (const std::string& host : one.settings.hosts) gate.hosts.push_back({host, one.settings.id});
    }
    gate.on_answered = [&parts](const GateSettings::Answered& what) { parts.trail_desk.answered(what); };
    parts.gate = std::make_unique<Gate>(gate, std::move(router), [&parts](const Request& request, const Route& route) {
        if (route.pattern.starts_with("/api/"))
            if (const auto wait_s = parts.tenants.wait_s(request.tenant, parts.clock.now()))
                return Admission(too_many(request, *wait_s));
        Admission admission = admit(parts.reception, request, route);
        if (const auto* away = std::get_if<Reply>(&admission); away && away->status == 403)
            if (const auto caller = who_comes(parts.reception, request))
                parts.trail_desk.turned_away(*caller, request, route, *away);
        return admission;
    });
    // Whoever may not come in any more does not stay in either: his sessions end, and with them his live pages.
    parts.people.on_shut_out = [&parts](TenantNo tenant, const ActorId& actor, const std::string& but_session) {
        parts.sessions.end_all(tenant, actor, but_session);
    };
    parts.sessions.on_ended = [&parts](const std::string& session) { parts.live.forget_session(session); };
    parts.watch = std::thread([&parts] { parts.keep_watch(); });
    parts.live.start();
    parts.gate->open();
}

Service::~Service()
{
    parts_->http_client.stop(); // whoever waits for the provider is answered now
    if (parts_->gate) parts_->gate->drain(std::chrono::seconds(5));
    if (parts_->provider) parts_->provider->end();
    parts_->sandbox_workers.end();
    parts_->workers.end(); // what it still does answers through the gate
}

void Service::reload_certificate()
{
    parts_->gate->refresh_certificate(true);
}

std::uint16_t Service::port() const
{
    return parts_->gate->port();
}
Service::Parts& Service::parts()
{
    return *parts_;
}

} // namespace cchc::server
