#include "domain/publishing.hpp"

#include <algorithm>

namespace cchc::domain {

using enum RefusalCode;

const Round* round_to_come(const Cycle& cycle, Instant at)
{
    const auto to_come = [at](const Round& round) {
        const bool open = !round.locked && round.window.opens_at && *round.window.opens_at <= at;
        switch (round.plan.kind) {
        case RoundKind::self_assessment: return !round.locked;
        case RoundKind::appraisal: return !round.published;
        case RoundKind::supplement:
        case RoundKind::survey:
        case RoundKind::leaders:
        case RoundKind::import: return open;
        case RoundKind::recognition:
        case RoundKind::publication:
        case RoundKind::consolidation:
        case RoundKind::upward_report: break;
        }
        return false;
    };
    const auto found = std::ranges::find_if(cycle.rounds, to_come);
    return found == cycle.rounds.end() ? nullptr : &*found;
}

/// What may still move the results, by its id; empty: nothing.
static std::string still_open(const Cycle& cycle, Instant at)
{
    if (const Round* round = round_to_come(cycle, at)) return round->window.round.value;
    for (const auto& [grant, reopening] : cycle.reopenings)
        if (!reopening.ended) return grant.value;
    return {};
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const PublishResults& command, const Occasion& on)
{
    if (!settles_results(on)) return refuse(missing_right, "publish_results");
    if (command.table < now.seq) { // the calendar moved after the table that was looked at
        Refusal stale = refuse(stale_version, "table_seq");
        stale.current = static_cast<long long>(now.seq);
        return stale;
    }
    if (command.decision_number.empty()) return refuse(reason_required, "decision_number");
    const Regulation& regulation = *now.regulation;
    const bool by_body = regulation.publisher_kind == PublisherKind::body;
    if (by_body && command.signed_by.empty()) return refuse(reason_required, "signed_by");

    const auto last = static_cast<std::uint32_t>(now.publications.size());
    if (command.corrects && (*command.corrects == 0 || *command.corrects > last))
        return refuse(not_found, std::to_string(*command.corrects));
    if (command.corrects.value_or(0) < last) return refuse(already_exists, std::to_string(last)); // that one stands
    if (command.corrects && command.reason.empty()) return refuse(reason_required, "reason");
    if (command.reason.empty()) {
        if (const std::string open = still_open(now, on.at); !open.empty()) return refuse(results_not_final, open);
        if (command.awaited > 0) return refuse(results_not_final, "awaits");
    }
    return std::vector<CycleEvent>{ResultsPublished{
        now.id, last + 1, command.table, regulation.public_extent, command.decision_number, command.decision_date,
        regulation.publisher, command.signed_by.empty() ? regulation.publisher : command.signed_by, command.awaited,
        command.corrects, command.reason}};
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ReportResults& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "report_results");
    if (command.publication == 0 || command.publication > now.publications.size())
        return refuse(not_found, "publication");
    if (command.to.empty()) return refuse(reason_required, "to");
    if (command.document_number.empty()) return refuse(reason_required, "document_number");
    const ResultsReported reported{now.id, command.publication, command.to, command.document_number,
                                   command.document_date};
    if (std::ranges::find(now.reports, reported) != now.reports.end()) return std::vector<CycleEvent>{};
    return std::vector<CycleEvent>{reported};
}

} // namespace cchc::domain
