#include "domain/outside_reports.hpp"

#include "domain/assessment_ground.hpp"

#include <algorithm>

namespace cchc::domain {

using enum RefusalCode;

namespace {

struct Found {
    const Criterion& criterion;
    const OutsideReport& report;
};
std::optional<Found> find(const Assessment& now, const ReportId& report)
{
    for (const CriterionNo leaf : now.set->leaves())
        for (const OutsideReport& one : now.entries[leaf].outside_reports)
            if (one.received.report == report) return Found{(*now.set)[leaf], one};
    return {};
}

std::optional<Refusal> not_from_a_council(const Assessment& now, const Regulation& regulation, const Occasion& on)
{
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, now.id.value);
    if (on.hat.agency == now.agency && regulation.own_unit_appraisal != OwnUnitAppraisal::allow)
        return refuse(conflict_of_interest, now.agency.value);
    return {};
}

std::optional<Refusal> too_late(const Cycle& cycle)
{
    if (cycle.publications.empty()) return {};
    return refuse(already_published, cycle.id.value, "results");
}

bool is_ahead(const std::optional<Date>& day, Instant at)
{
    return day && local_date(at) < *day;
}

/// The report that this hat may say something of.
Outcome<Found> in_hand(const Assessment& now, const ReportId& report, const Setting& in, const Occasion& on)
{
    const Regulation& regulation = *in.cycle.regulation;
    if (const auto why = not_from_a_council(now, regulation, on)) return *why;
    const auto found = find(now, report);
    if (!found) return refuse(not_found, report.value);
    const bool consolidates = regulation.ruler_of(now.agency) == on.hat.agency;
    if (!consolidates && !regulation.appraises(found->criterion, now.agency, on.hat.agency))
        return refuse(missing_right, found->criterion.code.value);
    if (const auto why = too_late(in.cycle)) return *why;
    return *found;
}

} // namespace

Outcome<AssessmentEvents> decide(const Assessment& now, const ReceiveOutsideReport& command, const Setting& in,
                                 const Occasion& on)
{
    if (const auto why = not_from_a_council(now, *in.cycle.regulation, on)) return *why;
    const CriterionNo no = now.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& criterion = (*now.set)[no];
    if (!criterion.leaf) return refuse(not_appraisable, criterion.code.value);
    if (const auto why = too_late(in.cycle)) return *why;
    if (!well_formed_id(command.report.value)) return refuse(id_malformed, "report");
    if (find(now, command.report)) return refuse(already_exists, command.report.value);
    if (now.entries[no].outside_reports.size() >= most_outside_reports) return refuse(too_long, "outside_reports");
    if (command.source.text.empty()) return refuse(reason_required, criterion.code.value, "source");
    if (command.summary.empty()) return refuse(reason_required, criterion.code.value, "summary");
    if (is_ahead(command.source.date, on.at)) return refuse(day_to_come, "date");
    return AssessmentEvents{OutsideReportReceived{criterion.code, command.report, command.kind, command.source,
                                                  command.summary, command.supports, command.document,
                                                  command.informant, on.hat.agency}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const VerifyOutsideReport& command, const Setting& in,
                                 const Occasion& on)
{
    const auto found = in_hand(now, command.report, in, on);
    if (!found) return found.error();
    const std::string& code = found->criterion.code.value;
    if (command.by.empty()) return refuse(reason_required, code, "by");
    if (command.source.text.empty()) return refuse(reason_required, code, "source");
    if (is_ahead(command.source.date, on.at)) return refuse(day_to_come, "date");
    OutsideReportVerified event{found->criterion.code, command.report, command.outcome, command.by,
                                command.source,        on.hat.agency};
    if (found->report.verified == event) return AssessmentEvents{};
    if (found->report.counted) return refuse(report_counted, command.report.value);
    return AssessmentEvents{std::move(event)};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const CountOutsideReport& command, const Setting& in,
                                 const Occasion& on)
{
    const auto found = in_hand(now, command.report, in, on);
    if (!found) return found.error();
    const auto& verified = found->report.verified;
    if (!verified || verified->outcome != OutsideOutcome::confirmed)
        return refuse(report_not_confirmed, command.report.value);
    if (command.reason.empty()) return refuse(reason_required, found->criterion.code.value, "reason");
    OutsideReportCounted event{found->criterion.code, command.report, command.reason, on.hat.agency};
    if (found->report.counted == event) return AssessmentEvents{};
    if (found->report.counted) return refuse(report_counted, command.report.value);
    return AssessmentEvents{std::move(event)};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const AnswerOutsideReport& command, const Setting& in,
                                 const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    const auto found = find(now, command.report);
    if (!found) return refuse(not_found, command.report.value);
    if (const auto why = too_late(in.cycle)) return *why;
    if (command.text.empty()) return refuse(reason_required, found->criterion.code.value, "text");
    if (command.text == found->report.answer) return AssessmentEvents{};
    return AssessmentEvents{OutsideReportAnswered{found->criterion.code, command.report, command.text}};
}

} // namespace cchc::domain
