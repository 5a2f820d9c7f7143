#pragma once

#include "domain/illustrative.hpp"
#include "domain/values.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

// The calendar of a regulation is a template of days and months; a cycle dates it (TL-2).

namespace cchc::domain {

enum class RoundKind {
    self_assessment,
    appraisal,
    supplement,
    survey,
    leaders,
    recognition,
    publication,
    import,        ///< another index arrives (SM-22)
    consolidation, ///< results are put together and reported
    upward_report, ///< a lower level reports its published results (DL-7)
};
enum class Boundary { inclusive, exclusive };  ///< does the printed day itself still count (LK-9)
enum class DeadlineKind { hard, soft };        ///< soft: late is taken and costs points (LK-6)
enum class AfterLock { no_access, read_only }; ///< LK-2
enum class HolidayShift { none, next_working_day, previous_working_day }; ///< TL-5

/// A day of the template: in the cycle's year, or in the one after it.
struct DayOfYear {
    int month = 1;
    int day = 1;
    bool next_year = false;
    bool operator==(const DayOfYear&) const = default;
    /// Reads `12-15` or `+1:03-31`; 29 February is no day of every year, hence none of a template.
    static std::optional<DayOfYear> parse(std::string_view text);
    std::string text() const;
    Date in(int year) const;
};

/// Days off besides weekends, and the Saturdays worked in exchange for some of them (SM-36); each list ascending, no
/// day in both. A list of days alone is one without such Saturdays.
struct Holidays {
    std::vector<Date> days;
    std::vector<Date> working_saturdays;

    Holidays() = default;
    Holidays(std::initializer_list<Date> off) : days(off) {}
    Holidays(std::vector<Date> off, std::vector<Date> worked = {})
        : days(std::move(off)), working_saturdays(std::move(worked))
    {}
    bool operator==(const Holidays&) const = default;
};

/// One dated part of a cycle as the regulation prints it; a cycle gives it its instants.
struct RoundPlan {
    RoundId id;
    RoundKind kind = RoundKind::self_assessment;
    int ordinal = 1; ///< appraisal 1 or 2
    std::string title;
    std::string printed_phrase; ///< "trước ngày 15/12", kept beside the instant (LK-9)
    Boundary boundary = Boundary::inclusive;
    DeadlineKind deadline_kind = DeadlineKind::hard;
    AfterLock after_lock = AfterLock::read_only;
    std::optional<DayOfYear> from;       ///< absent: open, filled when the cycle runs (TL-4)
    std::optional<DayOfYear> until;      ///< the printed day, read by `boundary`
    std::optional<int> locks_after_days; ///< soft deadlines: locks so many days after it; absent: a person locks it
    std::string dates_from;              ///< the paper that fills open ends (ACT-17)
    std::optional<int> printed_days;     ///< as printed; the dates rule
    std::string plan;                    ///< milestone of its founding document; may be empty
    bool opens_without_plan = true;      ///< whether or not `plan` came
    bool consensus = false;              ///< appraisal: the agencies agree together before it ends (AP-12)
    std::string form;                    ///< the form that goes with it (SA-5)
    bool inclusive_on_purpose = false;   ///< the document says `inclusive`, it does not leave the boundary out
    Illustrative illustrative;
    bool operator==(const RoundPlan&) const = default;
};

/// By when something must be there that is no round: a plan, the establishing of a council, another index.
struct Milestone {
    std::string id;
    std::string title;
    std::optional<DayOfYear> until;
    std::string printed_phrase;
    Boundary boundary = Boundary::inclusive;
    std::string responsible;
    bool inclusive_on_purpose = false; ///< as of a round
    bool operator==(const Milestone&) const = default;
};

/// One step of a coarser view the document prints beside its rounds; it decides nothing (TL-1).
struct Step {
    std::string printed;
    std::string title;
    std::vector<std::string> rounds;
    std::string printed_phrase;
    bool operator==(const Step&) const = default;
};

/// What a template says of one round in one year; an open end stays open.
struct DatedRound {
    std::optional<Instant> opens_at;
    std::optional<Instant> deadline; ///< the first instant that is too late
    std::optional<Instant> locks_at;
    bool operator==(const DatedRound&) const = default;
};
/// Dates a round's template (LK-9, LK-10). Where the last day that counts is no working day, `shift` moves it (TL-5);
DatedRound dated(const RoundPlan& plan, int year, HolidayShift shift, const Holidays& holidays);

/// Monday to Friday and no holiday, or a Saturday worked in exchange for one.
bool is_working_day(Date day, const Holidays& holidays);

} // namespace cchc::domain
