// Days that disagree: with one another, with the number printed beside them, with the words they are printed in (LK-9,
// rows 1, 20 and 22).

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"

#include <algorithm>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

/// What a regulation says of a last day: of a round, of a milestone, of the comments on the draft.
struct LastDay {
    std::string phrase;
    Boundary boundary = Boundary::inclusive;
    bool inclusive_on_purpose = false;
    Date printed;

    /// The last day that counts.
    Date counts() const { return boundary == Boundary::inclusive ? printed : Date{printed.days - 1}; }
};

/// Whether the phrase names a day right after `word`: *trước ngày 15/12*, *trước 15/11*, but not *trước 10 ngày*.
bool names_a_day_after(const std::vector<Token>& phrase, std::string_view word)
{
    const auto token = [&](std::size_t at) { return at < phrase.size() ? phrase[at] : Token(); };
    for (std::size_t at = 0; at < phrase.size(); ++at) {
        if (phrase[at] != word) continue;
        const bool day = token(at + 1) == "ngày";
        const std::size_t number = at + (day ? 2 : 1);
        if (is_number(token(number)) && (day || token(number + 1) == "/")) return true;
    }
    return false;
}

void lint_phrase(const LastDay& day, std::vector<Finding>& findings)
{
    const std::vector<Token> words = tokens_of(day.phrase);
    const bool before = names_a_day_after(words, "trước");
    const bool until = says_any(words, {"đến hết", "chậm nhất", "muộn nhất"}) || names_a_day_after(words, "đến");
    const auto found = [&](LintRule rule) {
        findings.push_back({rule, {}, Code(), {day.phrase, day.printed}, std::nullopt});
    };
    if (before && !until && day.boundary == Boundary::inclusive && !day.inclusive_on_purpose)
        found(before_day_read_inclusive);
    if (until && !before && day.boundary == Boundary::exclusive) found(until_day_read_exclusive);
}

/// A day as printed words give it, in digits; often without its year.
struct SpokenDay {
    std::string day;
    std::string month;
    std::string year;

    bool is(Date date) const
    {
        const std::string text = date.text(); // 2023-01-20
        return text.substr(8) == day && text.substr(5, 2) == month && (year.empty() || text.substr(0, 4) == year);
    }
};

/// The days `15/12` and `5/9/2023` of a phrase, in order.
std::vector<SpokenDay> days_in(const std::vector<Token>& phrase)
{
    const auto token = [&](std::size_t at) { return at < phrase.size() ? phrase[at] : Token(); };
    const auto is_whole = [](const Token& one) { return is_number(one) && one.find_first_of(",.") == Token::npos; };
    // `5` and `05` up to `most`; empty for any other word.
    const auto two_digits = [&](const Token& one, std::string_view most) {
        if (!is_whole(one) || one.size() > 2) return std::string();
        const std::string digits = one.size() == 1 ? "0" + one : one;
        return digits > "00" && digits <= most ? digits : std::string();
    };
    std::vector<SpokenDay> days;
    for (std::size_t at = 0; at < phrase.size(); ++at) {
        SpokenDay one{two_digits(token(at), "31"), two_digits(token(at + 2), "12"), {}};
        if (token(at + 1) != "/" || one.day.empty() || one.month.empty()) continue;
        if (token(at + 3) == "/" && is_whole(token(at + 4)) && token(at + 4).size() == 4) one.year = token(at + 4);
        at += one.year.empty() ? 2 : 4;
        days.push_back(std::move(one));
    }
    return days;
}

/// The last day that words name is the printed day, or they name the first day alone.
void lint_spoken_day(const LastDay& day, const std::optional<Date>& first, std::vector<Finding>& findings)
{
    const std::vector<SpokenDay> spoken = days_in(tokens_of(day.phrase));
    if (spoken.empty() || spoken.back().is(day.printed)) return;
    if (spoken.size() == 1 && first && spoken.back().is(*first)) return;
    findings.push_back({date_in_words_not_until, {}, Code(), {day.phrase, day.printed}, std::nullopt});
}

/// The number of days a round lasts against the printed one, working days where the phrase says so (row 20).
void lint_printed_days(const Regulation& regulation, const RoundPlan& round, Date first, Date last,
                       std::vector<Finding>& findings)
{
    const bool working = says(tokens_of(round.printed_phrase), "ngày làm việc");
    const auto counts = [&](Date day) { return !working || is_working_day(day, regulation.holidays); };
    std::int64_t days = 0;
    for (Date day = first; day <= last; ++day.days) days += counts(day) ? 1 : 0;
    if (days == *round.printed_days) return;

    Date printed_end{first.days - 1};
    for (int left = *round.printed_days; left > 0;) left -= counts(Date{++printed_end.days}) ? 1 : 0;
    findings.push_back({printed_days_against_dates,
                        {},
                        Code(),
                        {round.title, std::int64_t{*round.printed_days}, first, last, days, printed_end},
                        std::nullopt});
}

void lint_round(const Regulation& regulation, const RoundPlan& round, std::vector<Finding>& findings)
{
    if (!round.until) return;
    const LastDay end{round.printed_phrase, round.boundary, round.inclusive_on_purpose,
                      round.until->in(regulation.year)};
    lint_phrase(end, findings);
    const auto begins = round.from ? std::optional(round.from->in(regulation.year)) : std::nullopt;
    lint_spoken_day(end, begins, findings);
    if (!begins) return;
    const Date first = *begins;
    if (end.counts() < first)
        findings.push_back({round_ends_before_it_begins, {}, Code(), {round.title, first, end.counts()}, std::nullopt});
    else if (round.printed_days)
        lint_printed_days(regulation, round, first, end.counts(), findings);
}

void lint_comments(const Drafting& drafting, std::vector<Finding>& findings)
{
    if (!drafting.comments_until) return;
    const LastDay end{drafting.printed_phrase, drafting.boundary, drafting.inclusive_on_purpose,
                      *drafting.comments_until};
    lint_phrase(end, findings);
    lint_spoken_day(end, drafting.comments_from, findings);
    if (drafting.comments_from && end.counts() < *drafting.comments_from)
        findings.push_back(
            {comments_end_before_they_begin, {}, Code(), {*drafting.comments_from, end.counts()}, std::nullopt});
}

/// Whether one kind of round rests on what another brings, hence cannot end before it (row 7). Surveys, ballots and
/// other indices come in at any time until results are put together; a supplement belongs to the first appraisal.
bool rests_on(const RoundPlan& later, const RoundPlan& earlier)
{
    using enum RoundKind;
    const auto stage = [](const RoundPlan& round) {
        switch (round.kind) {
        case self_assessment: return 0;
        case appraisal: return round.ordinal;
        case supplement: return 1;
        case survey:
        case leaders:
        case import: return 9;
        case consolidation: return 10;
        case recognition: return 11;
        case publication: return 12;
        case upward_report: return 13;
        }
        return 0;
    };
    const bool brings_points = later.kind == survey || later.kind == leaders || later.kind == import;
    return !brings_points && stage(earlier) < stage(later);
}

/// Every round ends no earlier than those it rests on; the first pair that does not is enough.
void lint_order(const Regulation& regulation, std::vector<Finding>& findings)
{
    const auto last_day = [&](const RoundPlan& round) {
        const Date printed = round.until->in(regulation.year);
        return round.boundary == Boundary::inclusive ? printed : Date{printed.days - 1};
    };
    for (const RoundPlan& later : regulation.rounds) {
        const auto before = std::ranges::find_if(regulation.rounds, [&](const RoundPlan& earlier) {
            return later.until && earlier.until && rests_on(later, earlier) && last_day(later) < last_day(earlier);
        });
        if (before == regulation.rounds.end()) continue;
        findings.push_back({rounds_out_of_order,
                            {},
                            Code(),
                            {later.title, last_day(later), before->title, last_day(*before)},
                            std::nullopt});
    }
}

/// The due dates that papers fix: of a time that the assessed period can ask for, and on days on which someone works.
void lint_papers(const Regulation& regulation, std::vector<Finding>& findings)
{
    for (const DatedDocument& paper : regulation.dated_documents)
        for (const DueDate& one : paper.due_dates) lint_due_day(regulation, {one.text, one.due, {}, Code()}, findings);
}

} // namespace

void lint_due_day(const Regulation& regulation, const DueDay& day, std::vector<Finding>& findings)
{
    constexpr std::int32_t half_a_year = 183;
    const Period year = regulation.assessed_period.value_or(
        Period{Date::from_civil(regulation.year, 1, 1), Date::from_civil(regulation.year, 12, 31)});
    const bool of_another_year =
        day.due.days < year.from.days - half_a_year || day.due.days > year.to.days + half_a_year;
    const auto found = [&](LintRule rule, std::vector<Fact> facts) {
        findings.push_back({rule, day.criteria_set, day.code, std::move(facts), std::nullopt});
    };
    if (of_another_year)
        found(due_date_of_another_year, {day.what, day.due, year.from, year.to});
    else if (!is_working_day(day.due, regulation.holidays))
        found(due_date_on_day_off, {day.what, day.due});
}

void lint_calendar(const Regulation& regulation, std::vector<Finding>& findings)
{
    if (regulation.drafting) lint_comments(*regulation.drafting, findings);
    for (const RoundPlan& round : regulation.rounds) lint_round(regulation, round, findings);
    for (const Milestone& one : regulation.milestones) {
        if (!one.until) continue;
        const LastDay end{one.printed_phrase, one.boundary, one.inclusive_on_purpose, one.until->in(regulation.year)};
        lint_phrase(end, findings);
        lint_spoken_day(end, std::nullopt, findings);
    }
    lint_order(regulation, findings);
    lint_papers(regulation, findings);
}

} // namespace cchc::domain::linter
