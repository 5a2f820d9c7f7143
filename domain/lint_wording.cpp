// What levels say in words, against what they earn and against one another. These rules know how such tables are
// worded; they speak up only where two readers would read the words in two ways, or the words say another thing than
// the points.

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"

#include <algorithm>

namespace cchc::domain::linter {

namespace {

using enum LintRule;
using Words = std::vector<Token>;

const std::vector<std::string_view> on_time_phrases{"đúng thời gian", "đúng thời hạn", "đúng tiến độ", "đúng hạn"};
const std::vector<std::string_view> lateness{"muộn", "chậm", "trễ", "quá hạn"};

std::size_t count_of(const Words& words, const std::vector<std::string_view>& any_of)
{
    return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [&](const Token& word) {
        return std::find(any_of.begin(), any_of.end(), word) != any_of.end();
    }));
}

std::size_t negations(const Words& words)
{
    return count_of(words, {"không", "chưa"});
}

/// Says it is on time, and takes nothing of it back.
bool is_on_time(const Words& words)
{
    return says_any(words, on_time_phrases) && negations(words) == 0 && !says_any(words, lateness);
}

const Level* best_of(const std::vector<Level>& levels)
{
    const auto best = std::max_element(levels.begin(), levels.end(),
                                       [](const Level& a, const Level& b) { return a.points < b.points; });
    return best == levels.end() ? nullptr : &*best;
}

/// The first of `phrases` that the text prints, as it prints it.
std::string printed_in(const std::string& text, const std::vector<std::string_view>& phrases)
{
    const std::string lower = lower_case(text); // which keeps every place
    for (const std::string_view phrase : phrases) {
        const std::size_t at = lower.find(phrase);
        if (at != std::string::npos) return text.substr(at, phrase.size());
    }
    return {};
}

/// The words of a level that say it is late, with the *nhưng* that leads up to them.
std::string lateness_in(const std::string& text)
{
    const std::string lower = lower_case(text);
    const std::size_t late = lower.find(printed_in(lower, lateness));
    const std::size_t but = lower.rfind("nhưng", late);
    const std::size_t begin = but == std::string::npos ? late : but;
    return text.substr(begin, lower.find_first_of(",;(", late) - begin);
}

/// A level that says both in time and late: in the best one lateness is the slip, in a lower one being on time.
void lint_contradiction(const Place& leaf, const Level& level, const Level& best)
{
    const std::string on_time = printed_in(level.text, on_time_phrases);
    leaf.find(level_contradicts_itself,
              {level.text, level.points, level.points < best.points ? on_time : lateness_in(level.text), on_time});
}

void lint_timely_words(const Place& leaf, const Level& best)
{
    const ScoringRule& rule = leaf.criterion.rule;
    const bool counts_shares = std::holds_alternative<RatioBands>(rule); // there the share decides, not being on time
    const bool best_is_on_time = is_on_time(outside_brackets(tokens_of(best.text)));
    for (const Level& level : leaf.criterion.levels) {
        const Words words = outside_brackets(tokens_of(level.text));
        if (!counts_shares && level.points < best.points && is_on_time(words) && best_is_on_time)
            leaf.find(on_time_in_words_earns_less, {level.text, level.points, best.text, best.points});
        if (says_any(words, on_time_phrases) && says_any(words, lateness) && negations(words) == 0 &&
            !says(words, "hoặc"))
            lint_contradiction(leaf, level, best);
    }
}

/// Whether failings parted by commas exclude each other, so that the comma can only mean *hoặc*: one says that nothing
/// came, another that what came falls short (*báo cáo không đầy đủ, không thực hiện báo cáo*).
bool exclude_each_other(const Words& words)
{
    bool nothing_came = false;
    bool falls_short = false;
    for (auto begin = words.begin(); begin != words.end();) {
        const auto end = std::find(begin, words.end(), ",");
        const Words part(begin, end);
        const bool of_quality = says_any(part, {"đầy đủ", "đủ", "đúng", "kịp thời", "đảm bảo", "đạt"});
        if (negations(part) > 0 && of_quality) falls_short = true;
        if (!of_quality && says_any(part, {"không thực hiện", "chưa thực hiện", "không ban hành", "chưa ban hành",
                                           "không báo cáo", "chưa báo cáo", "không triển khai", "chưa triển khai",
                                           "không gửi", "chưa gửi", "không có", "chưa có"}))
            nothing_came = true;
        begin = end == words.end() ? end : std::next(end);
    }
    return nothing_came && falls_short;
}

void lint_conjunctions(const Place& leaf, const Level& best)
{
    for (const Level& level : leaf.criterion.levels) {
        const Words words = outside_brackets(tokens_of(level.text));
        const bool either = says_any(words, {"hoặc", "hay"});
        const bool list = says(words, ",");
        const bool both = says(words, "và");
        if (level.points == best.points) {
            if (negations(words) >= 2 && says(words, "hoặc"))
                leaf.find(virtues_joined_by_or, {level.text, level.points});
            continue;
        }
        const bool joined = (both || list) && (negations(words) >= 2 || (negations(words) == 1 && list && both));
        if (joined && !either && (both || !exclude_each_other(words)))
            leaf.find(failings_joined_by_and, {level.text, level.points});
    }
}

/// The parts of a level that must hold together: *Có ban hành kế hoạch* · *triển khai việc số hóa*.
std::vector<Words> requirements_of(const Words& words)
{
    std::vector<Words> parts(1);
    for (std::size_t at = 0; at < words.size(); ++at) {
        const bool meanwhile = words[at] == "đồng" && at + 1 < words.size() && words[at + 1] == "thời";
        const bool between = says(parts.back(), "giữa"); // "giữa A và B" is one thing
        if ((words[at] == "và" && !between) || meanwhile) {
            parts.emplace_back();
            at += meanwhile ? 1 : 0;
        } else {
            parts.back().push_back(words[at]);
        }
    }
    return parts;
}

/// A two-way or described choice: every requirement of the best level is missed by some other level.
void lint_requirements(const Place& leaf, const Level& best)
{
    if (!std::holds_alternative<Choice>(leaf.criterion.rule)) return;
    Words others;
    for (const Level& level : leaf.criterion.levels) {
        if (&level == &best) continue;
        const Words words = tokens_of(level.text);
        if (says_any(words,
                     {"chưa thực hiện", "không thực hiện", "không đạt", "còn lại", "chưa đảm bảo", "không đảm bảo"}))
            return; // says no to all of them at once
        others.insert(others.end(), words.begin(), words.end());
        others.emplace_back(";");
    }
    const std::vector<Words> parts = requirements_of(outside_brackets(tokens_of(best.text)));
    if (parts.size() < 2) return;
    for (Words part : parts) {
        while (!part.empty() && (part.front() == "có" || part.front() == "đã" || part.front() == "được"))
            part.erase(part.begin());
        if (part.size() < 2) continue;
        const std::string key = part[0] + " " + part[1];
        if (says(others, key)) continue;
        const std::size_t begin = lower_case(best.text).find(key); // lower case keeps every place
        leaf.find(requirement_without_failing_level,
                  {begin == std::string::npos ? key : best.text.substr(begin), best.text});
        return;
    }
}

/// A level that begins with the title of the criterion beside it.
void lint_strangers(const Place& leaf)
{
    constexpr std::size_t enough = 5;
    const auto begins_alike = [](const Words& a, const Words& b) {
        return a.size() >= enough && b.size() >= enough && std::equal(a.begin(), a.begin() + enough, b.begin());
    };
    if (leaf.criterion.parent == no_criterion) return;
    const Words own = tokens_of(leaf.criterion.title);
    for (const Level& level : leaf.criterion.levels) {
        const Words words = tokens_of(level.text);
        if (begins_alike(words, own)) continue;
        for (CriterionNo other : leaf.set.children(leaf.criterion.parent)) {
            if (other != leaf.no && begins_alike(words, tokens_of(leaf.set[other].title)))
                leaf.find(level_of_another_criterion, {level.text, leaf.set[other].code.value, leaf.set[other].title});
        }
    }
}

void lint_deduction_words(const Place& leaf)
{
    const auto* ratio = std::get_if<RatioBands>(&leaf.criterion.rule);
    const auto* full = std::get_if<Deductions>(&leaf.criterion.rule);
    const std::vector<Item> items = full ? full->items : ratio ? ratio->requirements : std::vector<Item>();
    if (items.empty()) return;
    for (const Level& level : leaf.criterion.levels) {
        const Words words = tokens_of(level.text);
        if (!says(words, "mỗi tiêu chí") || !says(words, "trừ")) continue;
        leaf.find(deduction_item_unclear, {level.text, items.front().text});
        return; // the levels below repeat it
    }
}

void lint_cap_words(const Place& leaf)
{
    const auto* rule = std::get_if<CappedCount>(&leaf.criterion.rule);
    if (!rule || leaf.criterion.levels.empty()) return;
    const std::vector<Level>& levels = leaf.criterion.levels;
    Words all = tokens_of(leaf.criterion.note);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const Words words = tokens_of(levels[i].text);
        all.insert(all.end(), words.begin(), words.end());
        all.emplace_back(";");
        if (i >= rule->tiers.size()) continue;
        const Tier& tier = rule->tiers[i];
        const Points cap = tier.cap.value_or(rule->cap_total);
        if (cap != tier.points_each && !says_any(words, {"tối đa", "không quá"}))
            leaf.find(cap_not_said, {levels[i].text, tier.points_each, cap});
    }
    if (rule->tiers.size() > 1 && !says_any(all, {"cộng", "cao nhất", "gộp"}))
        leaf.find(adding_of_tiers_not_said, {rule->tiers[0].text, rule->tiers[1].text});
}

/// Whether the words leave something out of the count: *(trừ văn bản mật)*, but not *trừ 0,5 điểm*.
bool leaves_out(const Words& words)
{
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        if (words[at] == "trừ" && is_word(words[at + 1])) return true;
    }
    return says(words, "không tính");
}

void lint_exclusions(const Place& leaf)
{
    const auto* bands = std::get_if<RatioBands>(&leaf.criterion.rule);
    const auto* share = std::get_if<Proportional>(&leaf.criterion.rule);
    if (!bands && !share) return;
    const bool counted = bands ? bands->exclusions : share->exclusions;

    const Level* with = nullptr;
    const Level* without = nullptr;
    std::int64_t without_it = 0;
    for (const Level& level : leaf.criterion.levels) {
        const bool of_a_band = bands && std::any_of(bands->bands.begin(), bands->bands.end(), [&](const Band& band) {
                                   return &leaf.criterion.levels[band.level] == &level;
                               });
        if (!of_a_band) continue;
        if (leaves_out(tokens_of(level.text))) {
            if (!with) with = &level;
        } else if (++without_it == 1) {
            without = &level;
        }
    }
    if (with && without) leaf.find(exclusion_not_alike, {with->text, without->text, without_it});
    if (with && !counted) leaf.find(exclusion_not_counted, {with->text});

    const std::string counted_of =
        bands ? bands->numerator + " ; " + bands->denominator : share->numerator + " ; " + share->denominator;
    Words elsewhere = tokens_of(leaf.criterion.title + " ; " + leaf.criterion.note + " ; " + counted_of);
    for (const RequiredEvidence& evidence : leaf.criterion.evidence) {
        const Words words = tokens_of(evidence.text);
        elsewhere.insert(elsewhere.end(), words.begin(), words.end());
    }
    if (counted && !with && !leaves_out(elsewhere)) leaf.find(exclusion_not_said, {leaf.criterion.title});
}

} // namespace

void lint_wording(const Place& leaf)
{
    if (const Level* best = best_of(leaf.criterion.levels)) {
        const ScoringRule& rule = leaf.criterion.rule;
        const bool one_level_each =
            !std::holds_alternative<Checklist>(rule) && !std::holds_alternative<CappedCount>(rule);
        if (one_level_each) {
            lint_timely_words(leaf, *best);
            lint_conjunctions(leaf, *best);
        }
        lint_requirements(leaf, *best);
    }
    lint_strangers(leaf);
    lint_deduction_words(leaf);
    lint_cap_words(leaf);
    lint_exclusions(leaf);
}

} // namespace cchc::domain::linter
