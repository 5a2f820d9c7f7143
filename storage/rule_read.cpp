// Scoring rule document → domain::ScoringRule. Ends of ratio bands are percentages as decimal strings: `from` and `to`
// take their number in, `over` and `under` leave it out, as *từ*, *đến*, *trên* and *dưới* do.

#include "storage/regulation_fields.hpp"
#include "storage/rule_codec.hpp"

#include <algorithm>
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
    RuleReader(JsonObject& object, std::size_t levels, const Regulation& known)
        : object_(object), levels_(static_cast<std::int64_t>(levels)), known_(known)
    {}

    /// Members that are read alike everywhere.
    FieldReader walk() { return FieldReader(object_); }
    bool has(std::string_view name) const { return object_.has(name); }
    [[noreturn]] void refuse(std::string problem) const { object_.refuse(std::move(problem)); }

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

    /// The due date, printed here or fixed by a paper that the rule names.
    template <class Dated>
    static void due(JsonObject& object, Dated& dated, const Regulation& known)
    {
        if (auto value = object.may("due")) dated.due = value->date();
        const auto from = object.may("due_from");
        if (!from) return;
        if (dated.due) from->refuse("beside a due date");
        dated.due_from = FieldReader::read_part<DueFrom>(*from);
        dated.due = known.due_of(*dated.due_from);
        if (!dated.due) from->refuse("names no due date of this document");
    }
    template <class Dated>
    void due(Dated& dated)
    {
        due(object_, dated, known_);
    }

    /// The name of something the regulation has.
    template <class Find>
    std::string known_name(std::string_view member, std::string_view what, const Find& find)
    {
        const JsonValue value = object_.need(member);
        std::string name = value.name();
        if (!find(known_, name)) value.refuse("names no " + std::string(what) + " of this document");
        return name;
    }

    /// A percentage above 0.
    std::optional<Ratio> maybe_percentage(std::string_view name)
    {
        if (!object_.has(name)) return std::nullopt;
        const JsonValue value = object_.need(name);
        const Points percent = value.points(Points::whole(100));
        if (percent == Points{}) value.refuse("zero");
        return Ratio{percent.units(), Points::whole(100).units()};
    }

    std::vector<RankBand> ranks()
    {
        std::vector<RankBand> bands;
        for (const JsonValue& value : object_.need("ranks").elements(max_bands)) {
            JsonObject row(value);
            RankBand band;
            band.from = static_cast<std::int32_t>(row.need("from_rank").whole(1, 100'000));
            if (auto to = row.may("to_rank")) band.to = static_cast<std::int32_t>(to->whole(band.from, 100'000));
            band.level = level_in(row, "level");
            row.end();
            bands.push_back(band);
        }
        if (bands.empty()) refuse("no bands of ranks");
        return bands;
    }

    /// Ends between `least` and `most` percent.
    std::vector<Band> some_ratio_bands(Points least = {}, Points most = Points::whole(100))
    {
        auto bands = ratio_bands(least, most);
        if (bands.empty()) refuse("no bands");
        return bands;
    }

    std::vector<Band> ratio_bands(Points least = {}, Points most = Points::whole(100))
    {
        std::vector<Band> bands;
        for (const JsonValue& value : object_.need("bands").elements(max_bands)) {
            JsonObject row(value);
            Band band;
            band.from = end_of(row, "from", "over", least, most);
            band.to = end_of(row, "to", "under", least, most);
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
            if (has == ItemHas::deduction) {
                item.deduction = row.need("deduction").points(max_points);
                due(row, item, known_);
            }
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

    std::vector<Tier> tiers(std::string_view name, std::size_t most, Points cap_total)
    {
        std::vector<Tier> tiers;
        for (const JsonValue& value : object_.need(name).elements(most)) {
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
            if (auto to = row.may("to")) {
                one.to = to->date();
                if (*one.to < one.from) to->refuse("ends before it begins");
            }
            if (!values.empty() && values.back().to && *values.back().to >= one.from)
                from.refuse("not after the end of the value before it");
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

    static std::optional<Bound> end_of(JsonObject& row, std::string_view closed, std::string_view open, Points least,
                                       Points most)
    {
        const auto with = row.may(closed);
        const auto without = row.may(open);
        if (with && without) without->refuse("both ends of the same side");
        if (!with && !without) return std::nullopt;
        const Points percent = (with ? *with : *without).points_between(least, most);
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
    const Regulation& known_;
};

using ItemHas = RuleReader::ItemHas;

ScoringRule read_choice(RuleReader&)
{
    return Choice{};
}

ScoringRule read_late_bands(RuleReader& read)
{
    LateBands rule;
    read.due(rule);
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
    read.due(rule);
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
    rule.source = read.maybe_label("source");
    rule.denominator_source = read.maybe_label("denominator_source");
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
    rule.source = read.maybe_label("source");
    rule.denominator_source = read.maybe_label("denominator_source");
    rule.exclusions = read.maybe_flag("exclusions");
    rule.least = read.maybe_percentage("least");
    read.walk().may_part("rounding", rule.rounding);
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
    rule.tiers = read.tiers("tiers", max_tiers, rule.cap_total);
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

ScoringRule read_formula(RuleReader& read)
{
    Formula rule;
    FieldReader walk = read.walk();
    walk.need_list("inputs", rule.inputs, max_items);
    walk.need_list("numerator", rule.numerator, max_items);
    walk.need_list("denominator", rule.denominator, max_items);
    for (const auto* terms : {&rule.numerator, &rule.denominator})
        for (const FormulaTerm& term : *terms)
            if (std::ranges::find(rule.inputs, term.input, &FormulaInput::key) == rule.inputs.end())
                read.refuse("a term names no input: " + term.input);
    if (read.has("bands") && read.has("rounding")) read.refuse("bands are not rounded");
    if (read.has("bands") && read.has("least")) read.refuse("bands say themselves what earns nothing");
    if (read.has("bands")) rule.bands = read.some_ratio_bands();
    rule.least = read.maybe_percentage("least");
    walk.may_part("rounding", rule.rounding);
    return rule;
}

ScoringRule read_survey(RuleReader& read)
{
    SurveyRule rule;
    FieldReader walk = read.walk();
    rule.survey =
        read.known_name("survey", "survey", [](const Regulation& r, std::string_view id) { return r.survey(id); });
    walk.may_label("questions", rule.questions);
    walk.may_word("conversion", rule.conversion, Conversion::mean);
    const bool table = rule.conversion == Conversion::table;
    if (table && read.has("rounding")) read.refuse("a table is not rounded");
    if (table) rule.bands = read.some_ratio_bands();
    walk.may_part("rounding", rule.rounding);
    return rule;
}

ScoringRule read_ballot(RuleReader& read)
{
    BallotRule rule;
    rule.ballot =
        read.known_name("ballot", "ballot", [](const Regulation& r, std::string_view id) { return r.ballot(id); });
    read.walk().may_part("rounding", rule.rounding);
    return rule;
}

ScoringRule read_imported(RuleReader& read)
{
    Imported rule;
    FieldReader walk = read.walk();
    rule.index = read.label("index");
    rule.source = read.label("source");
    if (read.has("milestone"))
        rule.milestone = read.known_name("milestone", "milestone",
                                         [](const Regulation& r, std::string_view id) { return r.milestone(id); });
    walk.need_word("mapping", rule.mapping);
    const bool scaled = rule.mapping == ImportMapping::ratio || rule.mapping == ImportMapping::bands;
    if (scaled) walk.may_positive("scale", rule.scale, Imported{}.scale);
    if (rule.mapping == ImportMapping::bands) {
        walk.may_word("range", rule.range, ImportRange::within_scale);
        const Points most = rule.range == ImportRange::within_scale ? Points::whole(100) : max_points;
        rule.bands = read.some_ratio_bands(rule.range == ImportRange::below_zero ? Points{} - most : Points{}, most);
    }
    if (rule.mapping == ImportMapping::ranks) rule.ranks = read.ranks();
    if (rule.mapping == ImportMapping::ratio) walk.may_part("rounding", rule.rounding);
    return rule;
}

ScoringRule read_granted(RuleReader& read)
{
    Granted rule;
    read.walk().may_positive("step", rule.step, Granted{}.step);
    return rule;
}

/// The cap of an item is at most what the criterion can earn, which the set knows: here the most there can be.
template <class Shape>
ScoringRule read_items(RuleReader& read)
{
    Shape rule{read.tiers("items", max_items, Points{})};
    if (rule.items.empty()) read.refuse("no items");
    return rule;
}

} // namespace

ScoringRule read_rule(const JsonValue& value, std::size_t levels, const Regulation& known)
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
        {"formula", read_formula},
        {"survey", read_survey},
        {"ballot", read_ballot},
        {"imported", read_imported},
        {"granted", read_granted},
        {"bonus", read_items<Bonus>},
        {"penalty", read_items<Penalty>},
    };
    JsonObject object(value);
    const JsonValue shape = object.need("shape");
    const auto read = shapes.find(shape.text(64));
    if (read == shapes.end()) shape.refuse("not a shape of a leaf's rule");
    if (read->first == "choice" && levels == 0) value.refuse("a choice needs levels");
    RuleReader reader(object, levels, known);
    ScoringRule rule = read->second(reader);
    object.end();
    return rule;
}

} // namespace cchc::storage
