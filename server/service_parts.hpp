#pragma once

#include "server/asking.hpp"
#include "server/clock.hpp"
#include "server/documents/api.hpp"
#include "server/documents/preview_desk.hpp"
#include "server/documents/rechecks.hpp"
#include "server/documents/register.hpp"
#include "server/documents/scanner.hpp"
#include "server/documents/signature_desk.hpp"
#include "server/documents/uploads.hpp"
#include "server/gate.hpp"
#include "server/hosted_tenants.hpp"
#include "server/house.hpp"
#include "server/identity/http_client.hpp"
#include "server/identity/identity_store.hpp"
#include "server/identity/provider_door.hpp"
#include "server/identity/reception.hpp"
#include "server/live.hpp"
#include "server/pipeline.hpp"
#include "server/service.hpp"
#include "server/static_files.hpp"
#include "server/trail_desk.hpp"
#include "server/workers.hpp"
#include "storage/event_log.hpp"
#include "storage/evidence_store.hpp"
#include "storage/key_store.hpp"
#include "storage/trail.hpp"
#include "storage/view_store.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace cchc::server {

/// What the server is made of, in the order it comes up; it goes down the other way round.
struct Service::Parts {
    explicit Parts(ServiceSettings given);
    ~Parts();

    /// Asks the sequencer in the system's own name and waits. For founding and for the first roles.
    Answer ask_as_system(TenantNo of, domain::Command command);
    Answer ask_as_system(domain::Command command) { return ask_as_system(tenant, std::move(command)); }
    void fail(const std::string& why);
    void found_tenants();
    void keep_watch();

    ServiceSettings settings;
    SystemClock system_clock;
    const Clock& clock;
    SystemRandom random;    ///< the sequencer's
    SystemRandom id_random; ///< everybody else's, under `id_guard`
    std::mutex id_guard;
    storage::EventLog log;
    storage::ViewStore rows;
    storage::KeyStore keys;
    storage::EvidenceStore evidence;
    Register documents;
    std::unique_ptr<SignatureDesk> signatures; ///< null: not checked
    std::optional<Scanner> scanner;            ///< none: nobody looks for viruses
    Uploads uploads;
    HostedTenants tenants;
    TenantNo tenant; ///< the first one
    storage::Trail trail;
    TrailDesk trail_desk;
    IdentityStore identity;
    People people;
    Sessions sessions;
    KnownDevices devices;
    Passwords passwords;
    LoginThrottle throttle;
    SecondFactors second_factors;
    LoginThrottle factor_throttle{factor_paces};
    SetupCodes setup_codes;
    ApiKeys api_keys;
    HttpClient http_client;
    std::unique_ptr<ProviderDoor> provider; ///< null: none is configured
    Workers workers;
    Workers sandbox_workers; ///< wait for programs in the sandbox
    PreviewDesk previews;
    std::optional<Rechecks> rechecks; ///< none: not checked
    FileDesks desks;
    std::string live_key; ///< seals resume tokens
    Live live;            ///< outlives the gate, whose threads it works on, and the pipeline, which speaks to it
    Pipeline pipeline;
    House house;
    Reception reception;
    StaticFiles files;
    std::unique_ptr<Gate> gate;

    std::mutex watch_guard;
    std::condition_variable watch_wakes;
    bool stopping = false;
    std::thread watch; ///< the notary
};

} // namespace cchc::server
