// Scoring rule document → domain::ScoringRule. Ends of ratio bands are percentages as decimal strings: `from` and `to`
// take their number in, `over` and `under` leave it out, as *từ*, *đến*, *trên* and *dưới* do.

#include "storage/regulation_words.hpp"
#include "storage/rule_codec.hpp"

#include <map>

namespace cchc::storage {

namespace {

using namespace domain;

constexpr std::size_t max_items = 32;
constexpr std::size_t max_bands = 64;
constexpr std::size_t max_tiers = 8;
constexpr std::int64_t max_steps = 1'000; ///< of one tier up to its cap
constexpr std::int64_t max_days = 3'660;
constexpr std::int64_t max_amount = 1'000'000'000'000;

/// Reads the members of one rule.
class RuleReader {
public:
    RuleReader(JsonObject& object, std::size_t levels) : object_(object), levels_(static_cast<std::int64_t>(levels)) {}

    std::size_t level(std::string_view name) { return level_in(object_, name); }

    std::optional<std::size_t> maybe_level(std::string_view name)
    {
        if (!object_.has(name)) return std::nullopt;
        return level(name);
    }

    std::string label(std::string_view name) { return object_.need(name).nonempty_text(512); }
    std::string maybe_label(std::string_view name) { return object_.has(name) ? label(name) : std::string(); }
    bool maybe_flag(std::string_view name) { return object_.has(name) && object_.need(name).flag(); }
    Points points(std::string_view name) { return object_.need(name).points(max_points); }
    Points maybe_points(std::string_view name) { return object_.has(name) ? points(name) : Points{}; }

    std::optional<Date> maybe_date(std::string_view name)
    {
        if (!object_.has(name)) return std::nullopt;
        return object_.need(name).date();
    }

    DayCount day_count()
    {
        return object_.has("day_count") ? object_.need("day_count").word<DayCount>() : DayCount::calendar;
    }

    std::vector<LateBand> late_bands()
    {
        std::vector<LateBand> bands;
        for (const JsonValue& value : object_.need("bands").elements(max_bands)) {
            JsonObject row(value);
            LateBand band;
            band.from_days = static_cast<std::int32_t>(row.need("from_days").whole(0, max_days));
            if (auto to = row.may("to_days"))
                band.to_days = static_cast<std::int32_t>(to->whole(band.from_days, max_days));
            band.level = level_in(row, "level");
            row.end();
            bands.push_back(band);
        }
        return bands;
    }

    std::vector<Band> ratio_bands()
    {
        std::vector<Band> bands;
        for (const JsonValue& value : object_.need("bands").elements(max_bands)) {
            JsonObject row(value);
            Band band;
            band.from = end_of(row, "from", "over");
            band.to = end_of(row, "to", "under");
            band.level = level_in(row, "level");
            row.end();
            bands.push_back(band);
        }
        return bands;
    }

    enum class ItemHas { nothing, deduction, points_and_maybe_deduction };

    std::vector<Item> items(std::string_view name, ItemHas has)
    {
        std::vector<Item> items;
        const JsonValue rows = object_.need(name);
        for (const JsonValue& value : rows.elements(max_items)) {
            JsonObject row(value);
            Item item;
            item.key = new_key(row, items);
            item.text = row.need("text").nonempty_text();
            if (has == ItemHas::points_and_maybe_deduction) {
                item.points = row.need("points").points(max_points);
                if (auto deduction = row.may("deduction")) item.deduction = deduction->points(item.points);
            }
            if (has == ItemHas::deduction) item.deduction = row.need("deduction").points(max_points);
            row.end();
            items.push_back(std::move(item));
        }
        if (items.empty()) rows.refuse("empty");
        return items;
    }

    std::vector<Item> maybe_items(std::string_view name, ItemHas has)
    {
        return object_.has(name) ? items(name, has) : std::vector<Item>();
    }

    std::vector<Tier> tiers(Points cap_total)
    {
        std::vector<Tier> tiers;
        for (const JsonValue& value : object_.need("tiers").elements(max_tiers)) {
            JsonObject row(value);
            Tier tier;
            tier.key = new_key(row, tiers);
            tier.text = row.need("text").nonempty_text();
            const JsonValue each = row.need("points_each");
            tier.points_each = each.points(max_points);
            if (auto cap = row.may("cap")) tier.cap = cap->points(max_points);
            const std::int64_t up_to = tier.cap.value_or(cap_total).units();
            if (tier.points_each == Points{}) each.refuse("zero");
            if (up_to / tier.points_each.units() > max_steps) each.refuse("more than 1000 steps to the cap");
            row.end();
            tiers.push_back(std::move(tier));
        }
        return tiers;
    }

    std::vector<Severity> severities()
    {
        std::vector<Severity> severities;
        for (const JsonValue& value : object_.need("severities").elements(max_items)) {
            JsonObject row(value);
            Severity severity;
            severity.key = new_key(row, severities);
            severity.text = row.need("text").nonempty_text();
            severity.level = level_in(row, "level");
            row.end();
            severities.push_back(std::move(severity));
        }
        return severities;
    }

    std::vector<ReferenceValue> reference()
    {
        std::vector<ReferenceValue> values;
        for (const JsonValue& value : object_.need("reference").elements(max_bands)) {
            JsonObject row(value);
            ReferenceValue one;
            const JsonValue from = row.need("from");
            one.from = from.date();
            if (!values.empty() && one.from <= values.back().from) from.refuse("not after the value before it");
            one.amount = row.need("amount").whole(1, max_amount);
            one.source = row.need("source").nonempty_text(512);
            row.end();
            values.push_back(std::move(one));
        }
        return values;
    }

private:
    std::size_t level_in(JsonObject& object, std::string_view name)
    {
        const JsonValue value = object.need(name);
        if (levels_ == 0) value.refuse("names a level, and the criterion has none");
        return static_cast<std::size_t>(value.whole(0, levels_ - 1));
    }

    static std::optional<Bound> end_of(JsonObject& row, std::string_view closed, std::string_view open)
    {
        const auto with = row.may(closed);
        const auto without = row.may(open);
        if (with && without) without->refuse("both ends of the same side");
        if (!with && !without) return std::nullopt;
        const Points percent = (with ? *with : *without).points(Points::whole(100));
        return Bound{Ratio{percent.units(), Points::whole(100).units()}, with.has_value()};
    }

    template <class T>
    static std::string new_key(JsonObject& row, const std::vector<T>& before)
    {
        const JsonValue value = row.need("key");
        std::string key = value.name();
        for (const T& one : before) {
            if (one.key == key) value.refuse("a key used before");
        }
        return key;
    }

    JsonObject& object_;
    std::int64_t levels_;
};

using ItemHas = RuleReader::ItemHas;

ScoringRule read_choice(RuleReader&)
{
    return Choice{};
}

ScoringRule read_late_bands(RuleReader& read)
{
    LateBands rule;
    rule.due = read.maybe_date("due");
    rule.due_source = read.maybe_label("due_source");
    rule.day_count = read.day_count();
    rule.bands = read.late_bands();
    rule.never_level = read.maybe_level("never_level");
    rule.conditions = read.maybe_items("conditions", ItemHas::nothing);
    rule.failed_level = read.maybe_level("failed_level");
    return rule;
}

ScoringRule read_timeliness(RuleReader& read)
{
    Timeliness rule;
    rule.due = read.maybe_date("due");
    rule.due_source = read.maybe_label("due_source");
    rule.day_count = read.day_count();
    rule.on_time_level = read.level("on_time_level");
    rule.late_level = read.maybe_level("late_level");
    rule.never_level = read.maybe_level("never_level");
    rule.conditions = read.maybe_items("conditions", ItemHas::nothing);
    rule.failed_level = read.maybe_level("failed_level");
    return rule;
}

ScoringRule read_ratio_bands(RuleReader& read)
{
    RatioBands rule;
    rule.numerator = read.label("numerator");
    rule.denominator = read.label("denominator");
    rule.exclusions = read.maybe_flag("exclusions");
    rule.bands = read.ratio_bands();
    rule.late_level = read.maybe_level("late_level");
    rule.requirements = read.maybe_items("requirements", ItemHas::deduction);
    rule.floor = read.maybe_points("floor");
    rule.none_level = read.maybe_level("none_level");
    return rule;
}

ScoringRule read_proportional(RuleReader& read)
{
    Proportional rule;
    rule.numerator = read.label("numerator");
    rule.denominator = read.label("denominator");
    rule.exclusions = read.maybe_flag("exclusions");
    return rule;
}

ScoringRule read_deductions(RuleReader& read)
{
    Deductions rule;
    rule.items = read.items("items", ItemHas::deduction);
    rule.floor = read.maybe_points("floor");
    return rule;
}

ScoringRule read_capped_count(RuleReader& read)
{
    CappedCount rule;
    rule.cap_total = read.points("cap_total");
    rule.tiers = read.tiers(rule.cap_total);
    rule.tiers_add = read.maybe_flag("tiers_add");
    return rule;
}

ScoringRule read_checklist(RuleReader& read)
{
    return Checklist{read.items("items", ItemHas::points_and_maybe_deduction)};
}

ScoringRule read_reference_multiple(RuleReader& read)
{
    ReferenceMultiple rule;
    rule.amount = read.label("amount");
    rule.multiple = {read.points("multiple").units(), Points::scale};
    rule.reference = read.reference();
    rule.at_least_level = read.level("at_least_level");
    rule.below_level = read.level("below_level");
    rule.none_level = read.level("none_level");
    return rule;
}

ScoringRule read_worst_incident(RuleReader& read)
{
    WorstIncident rule;
    rule.severities = read.severities();
    rule.none_level = read.level("none_level");
    return rule;
}

ScoringRule read_submission_timeliness(RuleReader& read)
{
    SubmissionTimeliness rule;
    rule.round = read.label("round");
    rule.bands = read.late_bands();
    rule.never_level = read.maybe_level("never_level");
    rule.without_evidence_level = read.maybe_level("without_evidence_level");
    return rule;
}

} // namespace

ScoringRule read_rule(const JsonValue& value, std::size_t levels)
{
    static const std::map<std::string, ScoringRule (*)(RuleReader&), std::less<>> shapes{
        {"choice", read_choice},
        {"late_bands", read_late_bands},
        {"timeliness", read_timeliness},
        {"ratio_bands", read_ratio_bands},
        {"proportional", read_proportional},
        {"deductions", read_deductions},
        {"capped_count", read_capped_count},
        {"checklist", read_checklist},
        {"reference_multiple", read_reference_multiple},
        {"worst_incident", read_worst_incident},
        {"submission_timeliness", read_submission_timeliness},
    };
    JsonObject object(value);
    const JsonValue shape = object.need("shape");
    const auto read = shapes.find(shape.text(64));
    if (read == shapes.end()) shape.refuse("not a shape of a leaf's rule");
    if (read->first == "choice" && levels == 0) value.refuse("a choice needs levels");
    RuleReader reader(object, levels);
    ScoringRule rule = read->second(reader);
    object.end();
    return rule;
}

} // namespace cchc::storage
