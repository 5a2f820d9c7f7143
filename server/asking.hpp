#pragma once

#include "server/house.hpp"
#include "server/http.hpp"
#include "server/moment.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

/// From a request that wishes something to the answer it gets: command ids, expected versions, refusals, retries.
namespace cchc::domain {
class JsonWriter;
}

namespace cchc::server {

/// Adds the members an answer has besides `seq`, `event_ids`, `recorded_at` and `leaf_hash`, and sets the ETag. Called
/// with the same facts again when a retry asks for the same answer.
using Tell = std::function<void(domain::JsonWriter&, const Accepted&, Reply&)>;

/// The version in `If-Match: "<prefix><n>"`, or the reply that says it is missing (428) or in no known form (400).
std::variant<std::uint32_t, Reply> expected_version(const Request& request, char prefix);

/// The place in `If-Match: "c<seq>"`, the ETag of a cycle, or with 'r' of a regulation: two administrators at once, and
/// the one who looked before the other acted hears of it (412). Nothing when it is not given; a reply (400) when it is
/// in no known form.
std::variant<std::optional<std::uint64_t>, Reply> expected_place(const Request& request, char prefix = 'c');

/// Hands the command to the sequencer and answers the exchange with what comes of it. Needs `Idempotency-Key`; refuses
/// `as_of` on a write.
void ask(const House& house, Exchange exchange, domain::Command command, std::optional<std::uint64_t> expected,
         Tell tell, std::shared_ptr<const domain::Regulation> regulation = nullptr);

/// Asks the sequencer what would come of the amendment, and answers with what `render` makes of it.
void foresee(const House& house, Exchange exchange, domain::AmendCycle command,
             std::function<std::string(const domain::AmendmentPreview&)> render);

/// `Tell` for acts that need nothing more said.
void say_nothing_more(domain::JsonWriter&, const Accepted&, Reply&);

/// The acceptance of a command told again from the log: same events, same views, same bytes.
Accepted told_again(const House& house, TenantNo tenant, const storage::Remembered& remembered,
                    const domain::Command& command);

/// 404, the same for what is not there and for what the caller must not see.
Reply not_found(const Request& request);

} // namespace cchc::server
