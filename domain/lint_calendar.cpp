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
    if (!round.from) return;
    const Date first = round.from->in(regulation.year);
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
    if (drafting.comments_from && end.counts() < *drafting.comments_from)
        findings.push_back(
            {comments_end_before_they_begin, {}, Code(), {*drafting.comments_from, end.counts()}, std::nullopt});
}

} // namespace

void lint_calendar(const Regulation& regulation, std::vector<Finding>& findings)
{
    if (regulation.drafting) lint_comments(*regulation.drafting, findings);
    for (const RoundPlan& round : regulation.rounds) lint_round(regulation, round, findings);
    for (const Milestone& one : regulation.milestones) {
        if (one.until)
            lint_phrase({one.printed_phrase, one.boundary, one.inclusive_on_purpose, one.until->in(regulation.year)},
                        findings);
    }
}

} // namespace cchc::domain::linter
