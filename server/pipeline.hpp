#pragma once

#include "domain/amending.hpp"
#include "domain/commands.hpp"
#include "domain/outcome.hpp"
#include "projections/views.hpp"
#include "server/clock.hpp"
#include "storage/event_codec.hpp"
#include "storage/event_log.hpp"
#include "storage/view_store.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

/// The one sentence the system says: command ① → decide ② → append ③ → project ④ → publish ⑤.
namespace cchc::server {

using domain::TenantNo;
using Fingerprint = std::array<std::uint8_t, 16>;

/// Why there is no answer that would hold for ever. Nothing was decided, or nobody knows: ask again under the same id.
enum class Unavailable {
    busy,            ///< the tenant's line in the inbox is full
    read_only,       ///< the disk floor is reached
    outcome_unknown, ///< the write failed while this command was in it
    stopping,
    key_reused, ///< the command id was spent on another request
};

/// What a command led to. Durable when it is told.
struct Accepted {
    struct Written {
        domain::Sequence seq = 0;
        storage::Hash leaf_hash{};
        storage::Uuid event{};
        domain::Event what;
    };
    domain::Instant at;          ///< the stamp; of the first telling, when told again
    domain::Sequence seq = 0;    ///< of the last event; of the tenant's last event when nothing changed
    std::vector<Written> events; ///< empty: it was so already
    /// Views as they stood right after the last event: of the assessment it concerned, and of its cycle.
    std::shared_ptr<const projections::AssessmentView> assessment;
    std::shared_ptr<const projections::CycleView> cycle;
};

/// The same command id came again: the answer is that of the first time, told from the log.
struct Again {
    storage::Remembered remembered;
};

struct Refused {
    domain::Refusal refusal;
    domain::Instant at; ///< the stamp it was judged by
};

/// What would come of the amendment that was asked about. Nothing was done.
struct Foreseen {
    std::shared_ptr<const domain::AmendmentPreview> preview;
};

using Answer = std::variant<Unavailable, Accepted, Again, Refused, Foreseen>;

/// A wish on its way to the sequencer.
struct Asked {
    TenantNo tenant = 0;
    domain::Command command;
    domain::ActorId actor;
    domain::Hat hat;
    std::optional<std::uint64_t> expected;
    storage::CommandId id{};
    Fingerprint fingerprint{};
    std::string traceparent;
    /// A regulation's document that the command names, read beforehand.
    std::shared_ptr<const domain::Regulation> regulation;
    /// Of an `AmendCycle`: what would come of it is told, and nothing is done. It takes no id.
    bool only_foresee = false;
    /// Called once, on the sequencer's thread, or by `submit` itself when there is no room: must hand over and return.
    std::function<void(Answer)> answer;
};

/// One committed event as live pages hear of it. Views live as long as the call.
struct Published {
    TenantNo tenant = 0;
    const domain::Record& record;
    std::string_view leaf;
    const storage::Hash& leaf_hash;
    const projections::Views& views;
};

/// Reads the regulation with that document hash, or null; called while the log is replayed at start-up.
using ReadRegulation = projections::Views::ReadRegulation;

namespace limits {
inline constexpr std::size_t inbox = 8'192; ///< commands of one tenant waiting; more are answered busy
inline constexpr std::size_t batch_commands = 1'024;
inline constexpr std::size_t batch_bytes = 1 << 20; ///< a batch beyond takes no further command
/// Events from one snapshot of the fold to the next: what a start after an unclean stop folds again, and as many more
/// as lie between two flushes of the views.
inline constexpr std::uint64_t snapshot_every = 100'000;
} // namespace limits

/// Owns all domain state, on one thread. While batch N is on its way to the disk, N+1 is decided upon; if N fails, N+1
/// dies with it. A lone command is written by the sequencer itself: nobody waits for a hand-over.
class Pipeline {
public:
    struct Parts {
        storage::EventLog& log;
        storage::ViewStore& rows;
        const Clock& clock;
        Random& random;
        ReadRegulation read_regulation;
        /// Live pages ⑤; on the sequencer's thread, after the commit. May be empty.
        std::function<void(const Published&)> published;
        /// After all events of one commit were published and every reader can see them.
        std::function<void()> batch_published;
        /// A write failed: nothing may be acknowledged any more, the process is expected to end.
        std::function<void(const std::string&)> failed;
        /// What start-up met and survived, for the operator. May be empty.
        std::function<void(const std::string&)> remark;
        std::uint64_t snapshot_every = limits::snapshot_every;
        /// How many commands of a tenant may wait; `limits::inbox` where nothing is said.
        std::map<TenantNo, std::size_t> most_waiting = {};
        /// How far the trail of refusals and readings has come on the disk. May be empty: then none is kept.
        std::function<domain::TrailHead(TenantNo)> trail = {};
    };

    /// Folds each tenant's log from its last snapshot on, all of it where there is none to be trusted. Throws Failure
    /// or Damage when the log does not read back.
    explicit Pipeline(Parts parts);
    ~Pipeline(); ///< answers what waits with `stopping`, and leaves a snapshot

    /// From any thread; never blocks. Throws Failure for a tenant that is not in the log.
    void submit(Asked asked);
    /// The clock may have moved: look whether a deadline is due. For clocks moved by hand.
    void wake();
    /// What readers see now; never null for a tenant of the log. From any thread, no lock taken.
    std::shared_ptr<const projections::Snapshot> snapshot(TenantNo tenant) const;
    /// Below the disk floor only the clock's own commands are taken.
    void set_read_only(bool on);
    bool read_only() const;

    struct Counters {
        std::uint64_t commands, refusals, replays, batches, events;
        std::size_t waiting;
        std::uint64_t folded_at_start; ///< events folded to come up: those after the snapshots
    };
    Counters counters() const;

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace cchc::server
