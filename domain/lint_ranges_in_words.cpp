// The numbers a level prints against the bands the program computes with: they must say the same.

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"
#include "domain/spans.hpp"

namespace cchc::domain::linter {

namespace {

using enum LintRule;

Bound bound_of(const SpokenEnd& end)
{
    return {Ratio{end.at.units(), 100 * Points::scale}, end.closed};
}

Band ratio_band(const SpokenRange& range)
{
    Band band;
    if (range.from) band.from = bound_of(*range.from);
    if (range.to) band.to = bound_of(*range.to);
    return band;
}

/// Days late as spoken: *dưới 10 ngày* is from 1 to 9 (0 is on time), *trên 05 ngày* from 6 on. Nothing for a fraction
/// of a day.
std::optional<DaySpan> day_span(const SpokenRange& range)
{
    const auto whole = [](const SpokenEnd& end) { return end.at.units() % Points::scale == 0; };
    const auto days = [](const SpokenEnd& end) { return static_cast<std::int32_t>(end.at.units() / Points::scale); };
    if ((range.from && !whole(*range.from)) || (range.to && !whole(*range.to))) return std::nullopt;
    DaySpan span{1, std::nullopt};
    if (range.from) span.from = days(*range.from) + (range.from->closed ? 0 : 1);
    if (range.to) span.to = days(*range.to) - (range.to->closed ? 0 : 1);
    return span;
}

/// The only band that earns the level; nothing when none or several do.
template <class AnyBand>
const AnyBand* band_of(const std::vector<AnyBand>& bands, std::size_t level)
{
    const AnyBand* found = nullptr;
    for (const AnyBand& band : bands) {
        if (band.level != level) continue;
        if (found) return nullptr;
        found = &band;
    }
    return found;
}

void lint_ratio_words(const Place& leaf, const std::vector<Band>& bands, std::size_t level, const SpokenRange& spoken)
{
    const Band* band = band_of(bands, level);
    if (!band) return;
    const Band said = ratio_band(spoken);
    const RatioCuts words = cuts_of(said);
    const RatioCuts numbers = cuts_of(*band);
    if (words.from == numbers.from && words.to == numbers.to) return;
    leaf.find(words_against_band,
              {leaf.criterion.levels[level].text, RatioSpan{said.from, said.to}, RatioSpan{band->from, band->to}});
}

void lint_day_words(const Place& leaf, const std::vector<LateBand>& bands, std::size_t level, const SpokenRange& spoken)
{
    const LateBand* band = band_of(bands, level);
    const auto said = day_span(spoken);
    if (!band || !said) return;
    const DaySpan numbers{band->from_days, band->to_days};
    if (*said != numbers) leaf.find(words_against_band, {leaf.criterion.levels[level].text, *said, numbers});
}

} // namespace

void lint_ranges_in_words(const Place& leaf)
{
    for (std::size_t level = 0; level < leaf.criterion.levels.size(); ++level) {
        const std::string& text = leaf.criterion.levels[level].text;
        const std::vector<Token> words = tokens_of(text);
        const auto ratio = range_in(words, "%");
        const auto days = range_in(words, "ngày");
        const bool falls_and_rises =
            says_any(words, {"dưới", "thấp hơn", "ít hơn"}) && says(words, "trở lên") && !says(words, "từ");
        if (falls_and_rises || (ratio && ratio->unclear) || (days && days->unclear))
            leaf.find(words_of_range_unclear, {text});

        const ScoringRule& rule = leaf.criterion.rule;
        if (const auto* ratios = std::get_if<RatioBands>(&rule); ratios && ratio)
            lint_ratio_words(leaf, ratios->bands, level, *ratio);
        if (const auto* formula = std::get_if<Formula>(&rule); formula && ratio)
            lint_ratio_words(leaf, formula->bands, level, *ratio);
        if (const auto* late = std::get_if<LateBands>(&rule); late && days)
            lint_day_words(leaf, late->bands, level, *days);
        if (const auto* submission = std::get_if<SubmissionTimeliness>(&rule); submission && days)
            lint_day_words(leaf, submission->bands, level, *days);
    }
}

} // namespace cchc::domain::linter
