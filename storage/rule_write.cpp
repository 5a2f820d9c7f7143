// domain::ScoringRule → its document, defaults left out.

#include "storage/regulation_fields.hpp"
#include "storage/rule_codec.hpp"

#include <cassert>

namespace cchc::storage {

namespace {

using namespace domain;
using json = nlohmann::ordered_json;

/// `ratio` × `whole`, which the format's decimals hold exactly.
Points exactly(const Ratio& ratio, Points whole)
{
    const Points product = whole * ratio.numerator;
    assert(product.units() % ratio.denominator == 0);
    return Points::from_units(product.units() / ratio.denominator);
}

void put_level(json& to, const char* name, const std::optional<std::size_t>& level)
{
    if (level) to[name] = *level;
}

void put_label(json& to, const char* name, const std::string& label)
{
    if (!label.empty()) to[name] = label;
}

void put_points(json& to, const char* name, Points points)
{
    if (points != Points{}) to[name] = points.text();
}

void put_end(json& row, const std::optional<Bound>& end, const char* closed, const char* open)
{
    if (end) row[end->closed ? closed : open] = short_decimal(exactly(end->at, Points::whole(100)));
}

void put_percentage(json& to, const char* name, const std::optional<Ratio>& ratio)
{
    if (ratio) to[name] = short_decimal(exactly(*ratio, Points::whole(100)));
}

/// The date, or the paper it was read from.
void put_due(json& to, const std::optional<Date>& due, const std::optional<DueFrom>& from)
{
    if (from)
        FieldWriter(to).need_object("due_from", *from);
    else if (due)
        to["due"] = due->text();
}

template <class Dated>
void put_timing(json& to, const Dated& rule)
{
    put_due(to, rule.due, rule.due_from);
    put_label(to, "due_source", rule.due_source);
    if (rule.day_count != DayCount::calendar) to["day_count"] = word_of(rule.day_count);
}

void put_rounding(json& to, const Rounding& rounding)
{
    FieldWriter(to).may_part("rounding", rounding);
}

void put_items(json& to, const char* name, const std::vector<Item>& items)
{
    if (items.empty()) return;
    json rows = json::array();
    for (const Item& item : items) {
        json row{{"key", item.key}, {"text", item.text}};
        put_points(row, "points", item.points);
        put_points(row, "deduction", item.deduction);
        put_due(row, item.due, item.due_from);
        rows.push_back(std::move(row));
    }
    to[name] = std::move(rows);
}

json rows_of(const std::vector<LateBand>& bands)
{
    json rows = json::array();
    for (const LateBand& band : bands) {
        json row{{"from_days", band.from_days}};
        if (band.to_days) row["to_days"] = *band.to_days;
        row["level"] = band.level;
        rows.push_back(std::move(row));
    }
    return rows;
}

json rows_of(const std::vector<Band>& bands)
{
    json rows = json::array();
    for (const Band& band : bands) {
        json row = json::object();
        put_end(row, band.from, "from", "over");
        put_end(row, band.to, "to", "under");
        row["level"] = band.level;
        rows.push_back(std::move(row));
    }
    return rows;
}

void put(json&, const Choice&) {}
void put(json&, const Rollup&) {}

void put(json& to, const LateBands& rule)
{
    put_timing(to, rule);
    to["bands"] = rows_of(rule.bands);
    put_level(to, "never_level", rule.never_level);
    put_items(to, "conditions", rule.conditions);
    put_level(to, "failed_level", rule.failed_level);
}

void put(json& to, const Timeliness& rule)
{
    put_timing(to, rule);
    to["on_time_level"] = rule.on_time_level;
    put_level(to, "late_level", rule.late_level);
    put_level(to, "never_level", rule.never_level);
    put_items(to, "conditions", rule.conditions);
    put_level(to, "failed_level", rule.failed_level);
}

void put(json& to, const RatioBands& rule)
{
    to["numerator"] = rule.numerator;
    to["denominator"] = rule.denominator;
    put_label(to, "source", rule.source);
    put_label(to, "denominator_source", rule.denominator_source);
    if (rule.exclusions) to["exclusions"] = true;
    to["bands"] = rows_of(rule.bands);
    put_level(to, "late_level", rule.late_level);
    put_items(to, "requirements", rule.requirements);
    put_points(to, "floor", rule.floor);
    put_level(to, "none_level", rule.none_level);
}

void put(json& to, const Proportional& rule)
{
    to["numerator"] = rule.numerator;
    to["denominator"] = rule.denominator;
    put_label(to, "source", rule.source);
    put_label(to, "denominator_source", rule.denominator_source);
    if (rule.exclusions) to["exclusions"] = true;
    put_percentage(to, "least", rule.least);
    put_rounding(to, rule.rounding);
}

void put(json& to, const Deductions& rule)
{
    put_items(to, "items", rule.items);
    put_points(to, "floor", rule.floor);
}

json rows_of(const std::vector<Tier>& tiers)
{
    json rows = json::array();
    for (const Tier& tier : tiers) {
        json row{{"key", tier.key}, {"text", tier.text}, {"points_each", tier.points_each.text()}};
        if (tier.cap) row["cap"] = tier.cap->text();
        rows.push_back(std::move(row));
    }
    return rows;
}

void put(json& to, const Bonus& rule)
{
    to["items"] = rows_of(rule.items);
}

void put(json& to, const Penalty& rule)
{
    to["items"] = rows_of(rule.items);
}

void put(json& to, const CappedCount& rule)
{
    to["tiers"] = rows_of(rule.tiers);
    if (rule.tiers_add) to["tiers_add"] = true;
    to["cap_total"] = rule.cap_total.text();
}

void put(json& to, const Checklist& rule)
{
    put_items(to, "items", rule.items);
}

void put(json& to, const ReferenceMultiple& rule)
{
    to["amount"] = rule.amount;
    to["multiple"] = short_decimal(exactly(rule.multiple, Points::whole(1)));
    to["reference"] = json::array();
    for (const ReferenceValue& value : rule.reference) {
        json row{{"from", value.from.text()}};
        if (value.to) row["to"] = value.to->text();
        row["amount"] = value.amount;
        row["source"] = value.source;
        to["reference"].push_back(std::move(row));
    }
    to["at_least_level"] = rule.at_least_level;
    to["below_level"] = rule.below_level;
    to["none_level"] = rule.none_level;
}

void put(json& to, const WorstIncident& rule)
{
    to["severities"] = json::array();
    for (const Severity& severity : rule.severities)
        to["severities"].push_back({{"key", severity.key}, {"text", severity.text}, {"level", severity.level}});
    to["none_level"] = rule.none_level;
}

void put(json& to, const SubmissionTimeliness& rule)
{
    to["round"] = rule.round;
    to["bands"] = rows_of(rule.bands);
    put_level(to, "never_level", rule.never_level);
    put_level(to, "without_evidence_level", rule.without_evidence_level);
}

void put(json& to, const Formula& rule)
{
    FieldWriter walk(to);
    walk.need_list("inputs", rule.inputs);
    walk.need_list("numerator", rule.numerator);
    walk.need_list("denominator", rule.denominator);
    if (!rule.bands.empty()) to["bands"] = rows_of(rule.bands);
    put_percentage(to, "least", rule.least);
    put_rounding(to, rule.rounding);
}

void put(json& to, const SurveyRule& rule)
{
    to["survey"] = rule.survey;
    put_label(to, "questions", rule.questions);
    FieldWriter(to).may_word("conversion", rule.conversion, Conversion::mean);
    if (!rule.bands.empty()) to["bands"] = rows_of(rule.bands);
    put_rounding(to, rule.rounding);
}

void put(json& to, const BallotRule& rule)
{
    to["ballot"] = rule.ballot;
    put_rounding(to, rule.rounding);
}

void put(json& to, const Imported& rule)
{
    to["index"] = rule.index;
    to["source"] = rule.source;
    put_label(to, "milestone", rule.milestone);
    to["mapping"] = word_of(rule.mapping);
    if (rule.scale != Imported{}.scale) to["scale"] = rule.scale.text();
    FieldWriter(to).may_word("range", rule.range, ImportRange::within_scale);
    if (!rule.bands.empty()) to["bands"] = rows_of(rule.bands);
    if (!rule.ranks.empty()) to["ranks"] = json::array();
    for (const RankBand& band : rule.ranks) {
        json row{{"from_rank", band.from}};
        if (band.to) row["to_rank"] = *band.to;
        row["level"] = band.level;
        to["ranks"].push_back(std::move(row));
    }
    put_rounding(to, rule.rounding);
}

void put(json& to, const Granted& rule)
{
    if (rule.step != Granted{}.step) to["step"] = rule.step.text();
}

} // namespace

nlohmann::ordered_json write_rule(const ScoringRule& rule)
{
    json document{{"shape", shape_of(rule)}};
    std::visit([&](const auto& shape) { put(document, shape); }, rule);
    return document;
}

} // namespace cchc::storage
