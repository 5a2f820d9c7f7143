#pragma once

#include "domain/commands.hpp"
#include "server/clock.hpp"
#include "server/gate.hpp"
#include "storage/trail.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace cchc::server {

struct Caller;

/// Takes down what was refused and who read what, from any thread, and has it on the disk within a quarter of a second;
/// at once where somebody waits for it. Rows hold pseudonyms and addresses of things, never a person's name and never
/// what was read.
///
/// What is refused, and so taken down (ES-18): whatever a signed-in caller asked to change and was not let (403, 404,
/// 409, 410, 412, 422, 423, 428), whatever he asked to see and was not shown (403, 404), and every failed attempt to
/// sign in. What is done to accounts and keys: who signs in under another's password must have been given it by
/// somebody. What is read (ES-6): evidence, every time; another agency's assessment, its entries, their history and
/// provenance, the council's items, results before they are published: once in ten minutes for each reader and thing.
class TrailDesk {
public:
    /// `failed` is told when the disk does not take a row: nothing may be answered any more that ought to be in it.
    /// `tenant` is the number of the system of that name: of a failed sign-in nothing else is known.
    TrailDesk(storage::Trail& trail, const Clock& clock,
              std::function<std::optional<domain::TenantNo>(std::string_view)> tenant,
              std::function<void(const std::string&)> failed);
    ~TrailDesk(); ///< writes what still waits

    /// What became of a request; for `GateSettings::on_answered`. On a network thread, never blocks.
    void answered(const GateSettings::Answered& what);
    /// A signed-in caller did not get as far as a handler: his role may not call the route.
    void turned_away(const Caller& caller, const Request& request, const Route& route, const Reply& reply);
    /// Evidence is about to be read: `go_on` is called, on the desk's thread, once that is on the disk. False: too much
    /// waits, and it must not be read now.
    bool before_reading(const Caller& caller, std::string_view what, std::string_view object,
                        std::function<void()> go_on);
    /// A live page listens to what another agency does.
    void listens(const Caller& caller, std::string_view topic);

    /// For the sequencer: as it is on the disk.
    domain::TrailHead head(domain::TenantNo tenant) const;

    static constexpr std::size_t most_waiting = 65'536; ///< rows; one that finds no room is counted, and that is a row

private:
    struct Waiting {
        storage::Trail::Row row;
        std::function<void()> then;
    };
    bool add(domain::TenantNo tenant, std::string text, std::function<void()> then = {});
    bool is_news(const std::string& reading);
    void write();

    storage::Trail& trail_;
    const Clock& clock_;
    const std::function<std::optional<domain::TenantNo>(std::string_view)> tenant_;
    const std::function<void(const std::string&)> failed_;
    std::mutex mutex_;
    std::condition_variable wakes_;
    std::vector<Waiting> waiting_;
    std::unordered_map<domain::TenantNo, std::uint64_t> lost_;  ///< rows without room
    std::unordered_map<std::string, std::int64_t> read_lately_; ///< reader and thing → when, µs
    bool somebody_waits_ = false;
    bool stopping_ = false;
    std::thread writer_;
};

} // namespace cchc::server
