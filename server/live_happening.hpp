#pragma once

#include "projections/views.hpp"
#include "server/live_topics.hpp"
#include "storage/event_log.hpp"
#include "storage/view_store.hpp"

#include <memory>
#include <string>
#include <vector>

/// What happened, as live pages hear of it: just now, or out of the log for a page that comes back.
namespace cchc::server {

/// One event with what is needed to tell it; immutable, handed between threads.
struct Happening {
    domain::Sequence seq = 0;
    domain::Instant at;
    domain::StreamName stream;
    std::string_view name; ///< wire name
    std::string leaf;      ///< the event's bytes as stored
    domain::CycleId cycle; ///< it belongs to; empty: to the tenant as a whole
    /// Right after the event: the one it belongs to; null for events of the cycle, which concern many.
    std::shared_ptr<const projections::AssessmentView> assessment;
    domain::Code code;                                 ///< of the entry it is about, if one
    std::optional<projections::CriterionNo> criterion; ///< that entry; none where it is not there any more
    int ordinal = 0;                                   ///< of the appraisal round; 0: not of the council
    std::optional<projections::Saying> saying;         ///< of the council
    bool moves_all_entries = false;                    ///< a lock, a publication
    /// Of an event of the cycle: whom it concerns, and their assessments right after it.
    std::vector<domain::AgencyId> agencies;
    std::vector<std::shared_ptr<const projections::AssessmentView>> concerned;

    /// The assessment whose rows a hearer of that topic is shown.
    const projections::AssessmentView* view_for(const Topic& topic) const;
};

/// `assessment` and `cycle` as they stand after the record; null where it has none.
Happening happening_of(const domain::Record& record, std::string_view leaf,
                       std::shared_ptr<const projections::AssessmentView> assessment,
                       const std::shared_ptr<const projections::CycleView>& cycle);

/// Whether whoever hears `topic` so hears of this.
bool hears(const Topic& topic, const Hearing& hearing, const Happening& what);

/// Events of one topic out of the log, for a page that comes back: told as they were told then.
class TopicHistory {
public:
    TopicHistory(const storage::EventLog& log, storage::ViewStore& rows, domain::TenantNo tenant, const Topic& topic,
                 const Hearing& hearing, std::shared_ptr<const projections::Snapshot> now);

    /// How many events from `from` on would have to be looked at: no fewer than will be told.
    std::uint64_t missed(domain::Sequence from) const;
    /// The next events from `from` on, oldest first, at most `limit` of them looked at; `from` moves behind the last.
    /// None, and `from` at the snapshot's size: that was all.
    std::vector<Happening> next(domain::Sequence& from, std::size_t limit);

private:
    std::vector<Happening> next_of_all(domain::Sequence& from, std::size_t limit) const;
    void tell(const storage::Entry& entry, const domain::StreamName& stream, std::vector<Happening>& to) const;
    void show_then(Happening& what);

    const storage::EventLog& log_;
    storage::ViewStore& rows_;
    domain::TenantNo tenant_;
    const Topic& topic_;
    const Hearing& hearing_;
    std::shared_ptr<const projections::Snapshot> now_;
    std::vector<std::pair<domain::StreamName, storage::StreamNo>> streams_; ///< none for the feed: it reads them all
    /// Of an assessment's topic: the last amendment, which told the whole anew. Nothing before it is told any more.
    domain::Sequence anew_ = 0;
    /// Of an assessment's topic: as it stood right after the event told last.
    std::shared_ptr<const projections::AssessmentView> then_;
};

} // namespace cchc::server
