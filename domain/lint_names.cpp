// Codes, numbers and titles (CS-3), the spelling that a machine can judge, and what concerns the regulation as a whole.

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

std::optional<std::int64_t> roman(std::string_view text)
{
    static constexpr std::string_view letters = "IVXLC";
    static constexpr std::array<std::int64_t, 5> values{1, 5, 10, 50, 100};
    std::int64_t sum = 0;
    std::int64_t before = 0;
    for (auto at = text.rbegin(); at != text.rend(); ++at) {
        const std::size_t letter = letters.find(*at);
        if (letter == std::string_view::npos) return std::nullopt;
        sum += values[letter] < before ? -values[letter] : values[letter];
        before = std::max(before, values[letter]);
    }
    return text.empty() ? std::nullopt : std::optional(sum);
}

/// The place among its siblings that a printed number claims: 3 for `2.3` and for `III`; nothing for other marks.
std::optional<std::int64_t> place_of(std::string_view number)
{
    const std::string_view last =
        number.substr(number.rfind('.') == std::string_view::npos ? 0 : number.rfind('.') + 1);
    std::int64_t value = 0;
    for (char c : last) {
        if (c < '0' || c > '9' || value > 100'000) return roman(last);
        value = value * 10 + (c - '0');
    }
    return last.empty() ? std::nullopt : std::optional(value);
}

bool is_plain_number(std::string_view printed)
{
    return !printed.empty() && printed.find_first_not_of("0123456789.IVXLC") == std::string_view::npos;
}

void lint_number(const Place& at)
{
    const Criterion& criterion = at.criterion;
    const std::vector<CriterionNo>& siblings =
        criterion.parent == no_criterion ? at.set.areas() : at.set.children(criterion.parent);
    const auto own = std::find(siblings.begin(), siblings.end(), at.no);

    if (criterion.printed.empty()) {
        for (CriterionNo other : siblings) {
            if (at.set[other].printed.empty()) continue;
            at.find(number_missing, {criterion.title, at.set[other].printed});
            break;
        }
        return;
    }
    for (auto before = siblings.begin(); before != own; ++before) {
        if (at.set[*before].printed == criterion.printed)
            at.find(number_doubled, {criterion.printed, at.set[*before].code.value, criterion.code.value});
    }
    if (!is_plain_number(criterion.printed)) return;
    if (criterion.code.value != criterion.printed && !criterion.code.value.ends_with("." + criterion.printed))
        at.find(number_against_code, {criterion.printed, criterion.code.value});
    const auto place = place_of(criterion.printed);
    const auto expected =
        own == siblings.begin() ? std::optional<std::int64_t>(0) : place_of(at.set[*std::prev(own)].printed);
    if (place && expected && *place > *expected + 1)
        at.find(number_skipped, {criterion.printed, *expected + 1, criterion.title});
}

/// Words that Vietnamese doubles on purpose.
bool doubled_on_purpose(const Token& word)
{
    static constexpr std::array<std::string_view, 8> words{"luôn", "dần", "ngày", "thường",
                                                           "hằng", "từ",  "song", "đều"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Whether `word word` is no slip but the place where two compounds meet, as in *phân công công chức*: the regulation
/// says `before word` before other words too, and `word after` after others.
bool compounds_meet(const Regulation& regulation, const Token& before, const Token& word, const Token& after)
{
    bool ends_one = false;
    bool begins_one = false;
    const auto look = [&](const std::string& text) {
        const std::vector<Token> words = tokens_of(text);
        for (std::size_t at = 0; at < words.size(); ++at) {
            if (words[at] != word) continue;
            const Token left = at > 0 ? words[at - 1] : Token();
            const Token right = at + 1 < words.size() ? words[at + 1] : Token();
            ends_one = ends_one || (left == before && right != word && right != after);
            begins_one = begins_one || (right == after && left != word && left != before);
        }
    };
    for (const CriteriaSet& set : regulation.criteria_sets) {
        for (const Criterion& one : set.all()) {
            look(one.title);
            for (const Level& level : one.levels) look(level.text);
        }
    }
    return ends_one && begins_one;
}

/// The word, or the pair of words, that stands twice in a row; empty when none does.
std::string word_twice(const Regulation& regulation, const std::vector<Token>& text)
{
    const auto token = [&](std::size_t at) { return at < text.size() ? text[at] : Token(); };
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        if (!is_word(text[at])) continue;
        if (text[at] == text[at + 1] && !doubled_on_purpose(text[at]) &&
            !(at > 0 && compounds_meet(regulation, text[at - 1], text[at], token(at + 2))))
            return text[at];
        if (at + 3 < text.size() && is_word(text[at + 1]) && text[at] == text[at + 2] && text[at + 1] == text[at + 3])
            return text[at] + " " + text[at + 1];
    }
    return {};
}

/// A syllable whose tone stands on the u of qu, where it never does: *qúy*.
std::string misplaced_tone(const std::vector<Token>& text)
{
    for (const Token& word : text) {
        for (const std::string_view start : {"qú", "qù", "qủ", "qũ", "qụ"}) {
            if (word.starts_with(start)) return word;
        }
    }
    return {};
}

/// A word that is not in NFC: a letter and its marks, which Unicode has in one piece, stand there in several (SW-1).
std::string word_in_pieces(const std::vector<Token>& text)
{
    const auto broken = [](const Token& word) { return fault_of(word, TextForm::line) == "decomposed"; };
    const auto found = std::find_if(text.begin(), text.end(), broken);
    return found == text.end() ? std::string() : *found;
}

/// Names beside the criteria: they are compared and searched for, hence in NFC.
std::vector<std::string> names_of(const Regulation& regulation)
{
    std::vector<std::string> names{regulation.title, regulation.publisher};
    for (const AgencyGroup& group : regulation.groups) names.push_back(group.title);
    for (const AgencyListing& agency : regulation.agencies) names.push_back(agency.title);
    for (const Body& body : regulation.bodies) names.push_back(body.title);
    for (const RoundPlan& round : regulation.rounds) names.push_back(round.title);
    for (const Milestone& milestone : regulation.milestones) names.push_back(milestone.title);
    for (const CriteriaSet& set : regulation.criteria_sets) names.push_back(set.title);
    return names;
}

/// Calls `found(rule, facts)` for what is misspelt in `text`.
template <class Found>
void proofread(const Regulation& regulation, const std::string& text, const Found& found)
{
    const std::vector<Token> words = tokens_of(text);
    if (const std::string word = word_twice(regulation, words); !word.empty()) found(word_doubled, {text, word});
    if (const std::string word = misplaced_tone(words); !word.empty()) found(tone_mark_misplaced, {text, word});
    if (const std::string word = word_in_pieces(words); !word.empty()) found(letters_in_pieces, {text, word});
}

/// The standing department appraises itself, and nobody is named who does it for it (ACT-22).
bool nobody_appraises_the_standing_department(const Regulation& regulation)
{
    if (regulation.own_unit_appraisal != OwnUnitAppraisal::forbid) return false;
    const AgencyId standing(regulation.standing_department);
    const AgencyListing* listed = regulation.agency(standing);
    if (!listed || !listed->assessed) return false;
    const CriteriaSet* set = regulation.set_of(listed->group);
    if (!set) return false;
    return std::any_of(set->leaves().begin(), set->leaves().end(), [&](CriterionNo no) {
        const AgencyId appraiser = regulation.appraiser_of((*set)[no], standing);
        return (*set)[no].scored_by == ScoredBy::agency && (appraiser == standing || !regulation.agency(appraiser));
    });
}

} // namespace

void lint_names(const Place& at)
{
    if (lower_case(at.criterion.title).find_first_not_of(" .,;:-") == std::string::npos)
        at.find(title_missing, {at.criterion.code.value});
    lint_number(at);
}

void lint_titles(const CriteriaSet& set, std::vector<Finding>& findings)
{
    std::map<std::vector<Token>, CriterionNo> first;
    for (CriterionNo no = 0; no < set.size(); ++no) {
        const std::vector<Token> title = tokens_of(set[no].title);
        if (title.empty()) continue;
        const auto [known, is_new] = first.emplace(title, no);
        if (!is_new)
            findings.push_back(
                {title_doubled, set.id, set[no].code, {set[no].title, set[known->second].code.value}, std::nullopt});
    }
}

void lint_spelling(const Place& at)
{
    const Criterion& criterion = at.criterion;
    const auto found = [&](LintRule rule, std::vector<Fact> facts) { at.find(rule, std::move(facts)); };
    proofread(at.regulation, criterion.title, found);
    proofread(at.regulation, criterion.note, found);
    for (const RequiredEvidence& evidence : criterion.evidence) {
        proofread(at.regulation, evidence.text, found);
        if (evidence.text.find_first_not_of("0123456789,.%-; ") == std::string::npos)
            at.find(evidence_is_no_paper, {evidence.text});
    }
    for (const Level& level : criterion.levels) {
        proofread(at.regulation, level.text, found);
        if (level.note != criterion.note) proofread(at.regulation, level.note, found);
    }
}

void lint_regulation(const Regulation& regulation, std::vector<Finding>& findings)
{
    const auto found = [&](LintRule rule, std::vector<Fact> facts) {
        findings.push_back({rule, {}, Code(), std::move(facts), std::nullopt});
    };
    for (const std::string& name : names_of(regulation)) {
        if (const std::string word = word_in_pieces(tokens_of(name)); !word.empty())
            found(letters_in_pieces, {name, word});
    }
    for (const std::string& note : regulation.notes) {
        proofread(regulation, note, found);
        const std::vector<Token> words = tokens_of(note);
        if (says(words, "không phát sinh") && says(words, "không chấm") &&
            !says_any(words, {"điểm chuẩn", "điểm tối đa", "tổng điểm"}))
            found(not_applicable_effect_not_said, {note});
    }
    if (nobody_appraises_the_standing_department(regulation)) {
        const AgencyListing* standing = regulation.agency(AgencyId(regulation.standing_department));
        found(substitute_appraiser_missing, {standing->title});
    }
    if (std::string few = criterion_with_too_few_appraisers(regulation); !few.empty())
        found(too_few_appraisers, {std::move(few), static_cast<std::int64_t>(regulation.appraisers_per_criterion)});
}

} // namespace cchc::domain::linter
