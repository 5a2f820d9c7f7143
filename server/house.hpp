#pragma once

#include "server/caller.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/pipeline.hpp"
#include "storage/event_log.hpp"
#include "storage/evidence_store.hpp"
#include "storage/view_store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace cchc::server {

class HostedTenants;
class Register;
class TrailDesk;

/// What the API's handlers reach for; everything in it outlives the gate.
struct House {
    storage::EventLog& log;
    storage::ViewStore& rows;
    storage::EvidenceStore& evidence;
    Pipeline& pipeline;
    const Clock& clock;
    Register& documents;
    /// A fresh id with a readable prefix: `l-4q7c…`.
    std::function<std::string(std::string_view prefix)> new_id;
    /// For work that waits for the disk; refuses (false) when too much waits already.
    std::function<bool(std::function<void()>)> work;
    bool demonstration = false;
    const HostedTenants* hosted = nullptr; ///< null: one system, by itself
    storage::KeyStore* keys = nullptr;     ///< null: nothing is sealed
    TrailDesk* trail = nullptr;            ///< null: nothing is taken down (some stories)
};

} // namespace cchc::server
