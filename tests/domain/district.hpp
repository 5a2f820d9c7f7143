#pragma once

#include "domain/world.hpp"

#include <functional>

// A small district for stories: three offices, ten leaves of different shapes, one cycle of four rounds, and the people
// who act in it. Everything printed here is made up.

namespace cchc::domain {

// ── offices ──
inline const AgencyId office("van-phong");          ///< whose assessment most stories are about; it also appraises I.2
inline const AgencyId justice("phong-tu-phap");     ///< assessed beside it
inline const AgencyId home_affairs("phong-noi-vu"); ///< the standing department: appraises all that no one is named for
inline const CycleId cycle_2026("2026");
inline const AssessmentId mine("2026-van-phong");
inline const AssessmentId theirs("2026-phong-tu-phap");

// ── rounds ──
inline const RoundId self_assessment("self_assessment"), appraisal_1("appraisal_1"), supplement("supplement"),
    appraisal_2("appraisal_2");

// ── the set: 20 points ──
inline const Code plan_carried_out("I.1.1"); ///< choice 2 / 1 / 0; evidence or an explanation
inline const Code files_on_time("I.1.2");    ///< share of files: all 2, from 80 % 1, else 0; both owed; na: drop
inline const Code plan_in_time("I.1.3");     ///< due 20/01/2026: 1 / 0.5 / 0; an explanation where evidence lacks
inline const Code papers("I.2");             ///< checklist of three papers; appraised by `office`; na: zero
inline const Code initiatives("I.3");        ///< counted, up to 2; owes nothing
inline const Code online("II.1");            ///< ratio × 4; owes nothing; na: full
inline const Code satisfaction("II.2");      ///< 4 points by survey
inline const Code submission("III");         ///< 2 points by the clock: on time 2, 1 to 2 days late 1, else 0
inline const Code area_one("I");
inline const Code nowhere("IX.9");

// ── instants, +07:00 ──
Instant local(std::string_view date_and_time);            ///< `2026-10-15 08:00`, optional `:SS.micros`
inline const Instant opening = local("2026-10-15 00:00"); ///< of the self-assessment
inline const Instant working_day = local("2026-11-02 09:30");
inline const Instant deadline = local("2026-11-16 00:00"); ///< the first instant that is late
inline const Instant lock = local("2026-11-19 00:00");     ///< the first that is refused, the deadline being soft
inline const Instant council_meets = local("2026-11-20 09:00");
inline const Instant round_1_ends = local("2026-11-27 00:00");
inline const Instant answering = local("2026-11-30 09:00"); ///< in the supplement
inline const Instant supplement_ends = local("2026-12-04 00:00");
inline const Instant council_meets_again = local("2026-12-07 09:00");
inline const Instant round_2_ends = local("2026-12-11 00:00");
inline constexpr std::int64_t one_us = 1, one_hour = 3'600'000'000, one_day = 24 * one_hour;

// ── people, each with the hat worn in these stories ──
struct Person {
    ActorId actor;
    Hat hat;
};
inline const Person officer{ActorId("p-lan"), {RoleKind::agency_officer, office, GrantId("g-lan")}};
inline const Person colleague{ActorId("p-hoa"), {RoleKind::agency_officer, office, GrantId("g-hoa")}};
inline const Person head{ActorId("p-minh"), {RoleKind::agency_head, office, GrantId("g-minh")}};
inline const Person justice_officer{ActorId("p-tuan"), {RoleKind::agency_officer, justice, GrantId("g-tuan")}};
inline const Person justice_head{ActorId("p-thu"), {RoleKind::agency_head, justice, GrantId("g-thu")}};
inline const Person appraiser{ActorId("p-an"), {RoleKind::appraiser, home_affairs, GrantId("g-an")}};
inline const Person office_appraiser{ActorId("p-binh"), {RoleKind::appraiser, office, GrantId("g-binh")}};
inline const Person justice_appraiser{ActorId("p-hai"), {RoleKind::appraiser, justice, GrantId("g-hai")}};
inline const Person home_affairs_head{ActorId("p-long"), {RoleKind::agency_head, home_affairs, GrantId("g-long")}};
inline const Person admin{ActorId("p-quan"), {RoleKind::cycle_admin, {}, GrantId("g-quan")}};
inline const Person auditor{ActorId("p-kiem"), {RoleKind::auditor, {}, GrantId("g-kiem")}};
inline const Person the_clock{ActorId("system"), {RoleKind::system_admin, {}, {}}};

/// The district's regulation as its decision fixes it; stories change one switch at a time.
Regulation the_regulation();
using Switches = std::function<void(Regulation&)>;

/// Makes the deadline of the self-assessment hard: it locks on `deadline` itself.
void hard_deadline(Regulation& regulation);

inline Points pts(std::string_view text)
{
    return Points::parse(text).value();
}
/// Why it is issued though the linter finds errors in it: a set of ten leaves shows rules, it is no sound set.
inline const std::string made_up = "bộ tiêu chí mẫu";
/// A file that has `letter` all over its hash.
FileRef file(char letter);

} // namespace cchc::domain
