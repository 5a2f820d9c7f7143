// Bands of percentages: every ratio from 0 to 1 falls into exactly one (SM-26), and more never earns less.

#include "domain/lint_families.hpp"
#include "domain/spans.hpp"

#include <numeric>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

/// The span as it would be printed: an end where the ratios of `world` end anyway is left out.
RatioSpan printed(const RatioCuts& span, const RatioCuts& world)
{
    RatioSpan out;
    if (span.from != world.from) out.from = Bound{span.from.at, !span.from.after};
    if (span.to != world.to || (out.from && out.from->at == span.to.at)) out.to = Bound{span.to.at, span.to.after};
    return out;
}

/// A ratio inside the span with a total an office could have: the middle one of the smallest total that has any.
Ratio sample(const RatioCuts& span)
{
    for (const std::int64_t total : {20, 100, 1'000, 100'000, 10'000'000}) {
        std::int64_t least = 0;
        std::int64_t most = total;
        constexpr std::int64_t farthest = 10; // of every world of ratios
        // Narrowed to the first and the last numerator whose place is not before, and before, the span's ends.
        const auto first_from = [&](const Cut& cut) {
            std::int64_t low = -farthest * total;
            std::int64_t high = farthest * total + 1;
            while (low < high) {
                const std::int64_t middle = std::midpoint(low, high);
                if (Cut{Ratio{middle, total}, false} < cut)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        };
        least = first_from(span.from);
        most = first_from(span.to) - 1;
        if (least <= most) return {std::midpoint(least, most), total};
    }
    return span.from.at;
}

Figures figures_of(const RatioBands& rule, const Ratio& ratio)
{
    Figures figures;
    figures.numerator = ratio.numerator;
    figures.denominator = ratio.denominator;
    if (rule.late_level) figures.late = 0;
    for (const Item& item : rule.requirements) figures.met.push_back(item.key);
    return figures;
}

/// The level that would take a hole most naturally: of the two beside it, the one that earns less.
const Level* neighbour(const std::vector<RatioCuts>& spans, const RatioCuts& hole, const std::vector<Level>& levels)
{
    const Level* best = nullptr;
    for (const RatioCuts& span : spans) {
        if (span.empty() || (span.to != hole.from && span.from != hole.to)) continue;
        const Level& level = levels[span.level];
        if (!best || level.points < best->points) best = &level;
    }
    return best;
}

void lint_order(const Place& leaf, std::vector<RatioCuts> spans, const RatioCuts& world)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    std::erase_if(spans, [](const RatioCuts& span) { return span.empty(); });
    std::stable_sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    if (spans.empty()) return;
    // Where less is better (complaints, say) the whole table falls instead of rising.
    const bool falls = levels[spans.back().level].points < levels[spans.front().level].points;
    for (std::size_t i = 1; i < spans.size(); ++i) {
        if (spans[i].from < spans[i - 1].to) continue; // they overlap, which is found apart
        const Level& low = levels[spans[i - 1].level];
        const Level& high = levels[spans[i].level];
        if (falls ? high.points > low.points : high.points < low.points)
            leaf.find(higher_ratio_earns_less,
                      {printed(spans[i - 1], world), low.points, printed(spans[i], world), high.points});
        if (high.points == low.points && &high != &low && spans[i - 1].to == spans[i].from)
            leaf.find(bands_earn_alike, {low.text, high.text, low.points});
    }
}

/// Bands that must take every ratio of `world` once; `input` gives the figures of one, if any show it.
template <class Input>
void lint_bands(const Place& leaf, const std::vector<Band>& bands, Input input, const RatioCuts& world = every_ratio)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    const auto spans = each<RatioCuts>(bands, [&](const Band& band) { return cuts_within(band, world); });
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (spans[i].empty())
            leaf.find(ratio_band_out_of_reach, {RatioSpan{bands[i].from, bands[i].to}, levels[spans[i].level].text});
    }
    for (const RatioCuts& hole : gaps(spans, world)) {
        const Ratio ratio = sample(hole);
        const Level* beside = neighbour(spans, hole, levels);
        leaf.find(
            ratio_gap,
            {printed(hole, world), ratio, beside ? beside->text : std::string(), beside ? beside->points : Points{}},
            input(ratio));
    }
    for (std::size_t i = 0; i < spans.size(); ++i) {
        for (std::size_t j = i + 1; j < spans.size(); ++j) {
            const RatioCuts both = common(spans[i], spans[j]);
            if (both.empty() || spans[i].level == spans[j].level) continue;
            const Level& one = levels[spans[i].level];
            const Level& other = levels[spans[j].level];
            const Ratio ratio = sample(both);
            leaf.find(ratio_overlap, {printed(both, world), ratio, one.text, one.points, other.text, other.points},
                      input(ratio));
        }
    }
    lint_order(leaf, spans, world);
}

void lint_late_completion(const Place& leaf, const RatioBands& rule)
{
    if (!rule.late_level) return;
    const std::vector<Level>& levels = leaf.criterion.levels;
    const Level& late = levels[*rule.late_level];
    for (const RatioCuts& span : each<RatioCuts>(rule.bands, cuts_of)) {
        if (span.to != every_ratio.to || span.empty()) continue;
        const Level& full = levels[span.level];
        if (late.points > full.points)
            leaf.find(late_completion_earns_more, {late.text, late.points, full.text, full.points});
    }
}

} // namespace

void lint_ratios(const Place& leaf)
{
    const auto no_figures = [](const Ratio&) { return std::optional<Figures>(); };
    const ScoringRule& rule = leaf.criterion.rule;
    if (const auto* ratio = std::get_if<RatioBands>(&rule)) {
        lint_bands(leaf, ratio->bands, [&](const Ratio& one) { return std::optional(figures_of(*ratio, one)); });
        lint_late_completion(leaf, *ratio);
    }
    if (const auto* formula = std::get_if<Formula>(&rule); formula && !formula->bands.empty())
        lint_bands(leaf, formula->bands, no_figures);
    if (const auto* survey = std::get_if<SurveyRule>(&rule); survey && survey->conversion == Conversion::table)
        lint_bands(leaf, survey->bands, no_figures);
    if (const auto* index = std::get_if<Imported>(&rule); index && index->mapping == ImportMapping::bands)
        lint_bands(leaf, index->bands, no_figures, ratios_of(*index));
}

} // namespace cchc::domain::linter
