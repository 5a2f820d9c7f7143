// What a criterion owes besides points: evidence (CS-35), a date where time is scored (CS-36), a data window of its
// year (CS-38) and one responsible appraiser (ACT-16, ACT-22).

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"

#include <algorithm>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

/// A criterion that the agency scores and the council appraises; the others bring their own proof (AP-18).
bool is_appraised(const Criterion& leaf)
{
    return leaf.scored_by == ScoredBy::agency;
}

/// What the system scores owes evidence only where the lack of it has a level (EV-8).
bool hangs_on_evidence(const Criterion& leaf)
{
    const auto* submission = std::get_if<SubmissionTimeliness>(&leaf.rule);
    return submission && submission->without_evidence_level;
}

/// All the evidence it names is in the records of other agencies, and yet it owes evidence or an explanation.
bool lies_elsewhere(const Criterion& leaf)
{
    return is_appraised(leaf) && leaf.evidence_rule != EvidenceRule::any && !leaf.evidence.empty() &&
           std::ranges::none_of(leaf.evidence, [](const RequiredEvidence& one) { return one.held_by.empty(); });
}

std::string note_of(const Criterion& leaf)
{
    if (!leaf.note.empty()) return leaf.note;
    for (const Level& level : leaf.levels) {
        if (!level.note.empty()) return level.note;
    }
    return {};
}

/// The dates `dd/mm/yyyy` of a text, in order.
std::vector<Date> dates_in(const std::vector<Token>& text)
{
    std::vector<Date> dates;
    const auto number = [&](std::size_t at, std::size_t most_digits) {
        return is_number(text[at]) && text[at].size() <= most_digits && text[at].find_first_of(",.") == Token::npos;
    };
    const auto padded = [](const Token& token) { return token.size() == 1 ? "0" + token : token; };
    for (std::size_t at = 0; at + 4 < text.size(); ++at) {
        if (text[at + 1] != "/" || text[at + 3] != "/") continue;
        if (!number(at, 2) || !number(at + 2, 2) || !number(at + 4, 4)) continue;
        if (const auto date = Date::parse(text[at + 4] + "-" + padded(text[at + 2]) + "-" + padded(text[at])))
            dates.push_back(*date);
    }
    return dates;
}

bool speaks_of_time(const std::vector<Item>& items)
{
    return std::any_of(items.begin(), items.end(), [](const Item& item) {
        return says_any(tokens_of(item.text), {"thời gian", "thời hạn", "đúng hạn", "tiến độ", "kịp thời"});
    });
}

/// Whether points hang on a day that the evidence column may print.
bool hangs_on_a_day(const ScoringRule& rule)
{
    if (const auto* late = std::get_if<LateBands>(&rule)) return late->due.has_value();
    if (const auto* timely = std::get_if<Timeliness>(&rule)) return timely->due.has_value();
    const auto* ratio = std::get_if<RatioBands>(&rule);
    return ratio && speaks_of_time(ratio->requirements);
}

/// The example is a day on which the criterion's own two best levels are equally likely.
void lint_due_date(const Place& leaf)
{
    std::vector<Level> levels = leaf.criterion.levels;
    std::stable_sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) { return a.points > b.points; });
    levels.resize(2);
    leaf.find(due_date_missing, {leaf.criterion.title, Date::from_civil(leaf.regulation.year, 1, 25), levels[0].text,
                                 levels[0].points, levels[1].text, levels[1].points});
}

/// A date printed here, by a rule or beside an item; a paper's is looked at with the paper.
template <class Dated>
void lint_printed_due(const Place& leaf, const Dated& dated, const std::string& what)
{
    if (!dated.due || dated.due_from) return;
    const std::size_t before = leaf.findings.size();
    lint_due_day(leaf.regulation, {what, *dated.due, leaf.set.id, leaf.criterion.code}, leaf.findings);
    for (std::size_t i = before; i < leaf.findings.size(); ++i) leaf.findings[i].overlay = leaf.overlay;
}

template <class Rule>
void lint_due(const Place& leaf, const Rule& rule)
{
    if (!rule.due && !rule.due_from && rule.due_source.empty()) lint_due_date(leaf);
    lint_printed_due(leaf, rule, leaf.criterion.title);
}

/// Whether the words say when: they print a day by which, or name the paper that sets the time (CS-36).
bool says_when(const std::vector<Token>& words)
{
    if (says_any(words, {"thời hạn", "thời gian", "tiến độ", "hạn"}) &&
        says_any(words, {"theo văn bản", "theo công văn", "theo quyết định", "theo kế hoạch", "theo chương trình",
                         "theo hướng dẫn", "theo thông tư", "theo nghị định", "theo lịch"}))
        return true;
    for (std::size_t at = 1; at + 2 < words.size(); ++at) {
        const bool by = words[at - 1] == "trước" || words[at - 1] == "ngày" || words[at - 1] == "hạn";
        if (by && is_number(words[at]) && words[at + 1] == "/" && is_number(words[at + 2])) return true;
    }
    return false;
}

/// Whether anything that speaks of the criterion says when: itself, the row above, an overlay.
bool is_said_when(const Place& leaf)
{
    const Criterion& criterion = leaf.criterion;
    std::vector<std::string> texts{criterion.title, criterion.note};
    for (const Level& level : criterion.levels) {
        texts.push_back(level.text);
        texts.push_back(level.note);
    }
    for (const RequiredEvidence& evidence : criterion.evidence) texts.push_back(evidence.text);
    if (criterion.parent != no_criterion) {
        const Criterion& parent = leaf.set[criterion.parent];
        texts.push_back(parent.note);
        for (const RequiredEvidence& evidence : parent.evidence) texts.push_back(evidence.text);
    }
    for (const Overlay& overlay : leaf.regulation.overlays)
        if (overlay.code == criterion.code) texts.push_back(overlay.text);
    return std::any_of(texts.begin(), texts.end(), [](const std::string& text) { return says_when(tokens_of(text)); });
}

/// Being on time earns points by words alone: in a level that is picked or an item that is ticked, without any date. A
/// share of things done in time is another matter: each of them has its own.
void lint_time_in_words(const Place& leaf)
{
    const ScoringRule& rule = leaf.criterion.rule;
    const auto* full = std::get_if<Deductions>(&rule);
    const auto* list = std::get_if<Checklist>(&rule);
    if (!full && !list && !std::holds_alternative<Choice>(rule)) return;
    std::vector<std::string> texts;
    for (const Level& level : leaf.criterion.levels) texts.push_back(level.text);
    for (const Item& item : full ? full->items : list ? list->items : std::vector<Item>()) {
        if (item.due) return;
        texts.push_back(item.text);
    }
    for (const std::string& text : texts) {
        if (!says_any(tokens_of(text),
                      {"đúng tiến độ", "kịp thời", "đúng thời hạn", "đúng thời gian", "đúng hạn", "đúng kỳ hạn"}))
            continue;
        if (!is_said_when(leaf)) leaf.find(time_in_words_without_date, {leaf.criterion.title, text});
        return;
    }
}

void lint_window(const Place& leaf)
{
    const Criterion& criterion = leaf.criterion;
    if (!criterion.window_from || !criterion.window_to) return;
    const Date new_year = Date::from_civil(leaf.regulation.year, 1, 1);
    if (*criterion.window_to < new_year) {
        // Papers of last year have their place; a window that no other criterion shares is a slip.
        const std::vector<CriterionNo>& leaves = leaf.set.leaves();
        const auto of_this_year = std::count_if(leaves.begin(), leaves.end(), [&](CriterionNo no) {
            return leaf.set[no].window_to && *leaf.set[no].window_to >= new_year;
        });
        const auto of_that_year = std::count_if(leaves.begin(), leaves.end(), [&](CriterionNo no) {
            return leaf.set[no].window_to && *leaf.set[no].window_to < new_year;
        });
        if (of_this_year > 0 && of_this_year >= of_that_year)
            leaf.find(data_window_of_another_year,
                      {*criterion.window_from, *criterion.window_to, static_cast<std::int64_t>(leaf.regulation.year),
                       static_cast<std::int64_t>(of_this_year)});
    }
    for (const RequiredEvidence& evidence : criterion.evidence) {
        const std::vector<Date> dates = dates_in(tokens_of(evidence.text));
        if (dates.size() != 2 || !says(tokens_of(evidence.text), "từ")) continue;
        if (dates[0] != *criterion.window_from || dates[1] != *criterion.window_to)
            leaf.find(data_window_against_words,
                      {evidence.text, dates[0], dates[1], *criterion.window_from, *criterion.window_to});
    }
}

} // namespace

void lint_evidence(const Place& leaf)
{
    const Criterion& criterion = leaf.criterion;
    if (lies_elsewhere(criterion)) leaf.find(evidence_held_elsewhere, {criterion.title});
    if (!criterion.evidence.empty() || !(is_appraised(criterion) || hangs_on_evidence(criterion))) return;
    const Criterion* parent = criterion.parent == no_criterion ? nullptr : &leaf.set[criterion.parent];
    const bool speaks_of_a_paper =
        parent && std::any_of(parent->evidence.begin(), parent->evidence.end(), [](const RequiredEvidence& one) {
            return one.text.find_first_not_of("0123456789,. ") != std::string::npos;
        });
    if (speaks_of_a_paper)
        leaf.find(evidence_at_parent, {criterion.title, parent->code.value, parent->evidence.front().text});
    else if (const std::string note = note_of(criterion); !note.empty())
        leaf.find(evidence_in_note, {criterion.title, note});
    else
        leaf.find(evidence_missing, {criterion.title});
}

void lint_dates(const Place& leaf)
{
    const Criterion& criterion = leaf.criterion;
    if (const auto* late = std::get_if<LateBands>(&criterion.rule)) lint_due(leaf, *late);
    if (const auto* timely = std::get_if<Timeliness>(&criterion.rule)) lint_due(leaf, *timely);
    if (const auto* full = std::get_if<Deductions>(&criterion.rule))
        for (const Item& item : full->items) lint_printed_due(leaf, item, item.text);
    lint_time_in_words(leaf);

    const Criterion* parent = criterion.parent == no_criterion ? nullptr : &leaf.set[criterion.parent];
    const auto& evidence = criterion.evidence.empty() && parent ? parent->evidence : criterion.evidence;
    if (hangs_on_a_day(criterion.rule)) {
        for (const RequiredEvidence& one : evidence) {
            const std::vector<Token> text = tokens_of(one.text);
            const std::vector<Date> dates = dates_in(text);
            if (says(text, "trước ngày") && dates.size() == 1) leaf.find(due_day_unclear, {one.text, dates.front()});
        }
    }
    lint_window(leaf);
}

void lint_appraiser(const Place& leaf)
{
    const Criterion& criterion = leaf.criterion;
    if (!is_appraised(criterion)) return;
    const std::string& named = criterion.appraiser; // here or at a parent (ACT-16)
    const std::string& appraiser = named.empty() ? leaf.regulation.standing_department : named;
    if (!leaf.regulation.agency(AgencyId(appraiser))) leaf.find(appraiser_unknown, {criterion.title, appraiser});
    if (!named.empty()) return;
    const std::vector<CriterionNo>& leaves = leaf.set.leaves();
    const auto with_a_name =
        std::count_if(leaves.begin(), leaves.end(), [&](CriterionNo no) { return !leaf.set[no].appraiser.empty(); });
    if (2 * static_cast<std::size_t>(with_a_name) > leaves.size())
        leaf.find(appraiser_not_named, {criterion.title, appraiser});
}

} // namespace cchc::domain::linter
