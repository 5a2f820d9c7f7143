// domain::ScoringRule → its document, defaults left out.

#include "storage/regulation_words.hpp"
#include "storage/rule_codec.hpp"

#include <cassert>

namespace cchc::storage {

namespace {

using namespace domain;
using json = nlohmann::ordered_json;

/// A number of at most four decimals, without those it does not need: `80`, `0.2`.
std::string decimal(Points number)
{
    std::string text = number.text();
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

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
    if (end) row[end->closed ? closed : open] = decimal(exactly(end->at, Points::whole(100)));
}

void put_items(json& to, const char* name, const std::vector<Item>& items)
{
    if (items.empty()) return;
    json rows = json::array();
    for (const Item& item : items) {
        json row{{"key", item.key}, {"text", item.text}};
        put_points(row, "points", item.points);
        put_points(row, "deduction", item.deduction);
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

void put_due(json& to, const std::optional<Date>& due, const std::string& source, DayCount how)
{
    if (due) to["due"] = due->text();
    put_label(to, "due_source", source);
    if (how != DayCount::calendar) to["day_count"] = word_of(how);
}

void put(json&, const Choice&) {}
void put(json&, const Rollup&) {}

void put(json& to, const LateBands& rule)
{
    put_due(to, rule.due, rule.due_source, rule.day_count);
    to["bands"] = rows_of(rule.bands);
    put_level(to, "never_level", rule.never_level);
    put_items(to, "conditions", rule.conditions);
    put_level(to, "failed_level", rule.failed_level);
}

void put(json& to, const Timeliness& rule)
{
    put_due(to, rule.due, rule.due_source, rule.day_count);
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
    if (rule.exclusions) to["exclusions"] = true;
}

void put(json& to, const Deductions& rule)
{
    put_items(to, "items", rule.items);
    put_points(to, "floor", rule.floor);
}

void put(json& to, const CappedCount& rule)
{
    to["tiers"] = json::array();
    for (const Tier& tier : rule.tiers) {
        json row{{"key", tier.key}, {"text", tier.text}, {"points_each", tier.points_each.text()}};
        if (tier.cap) row["cap"] = tier.cap->text();
        to["tiers"].push_back(std::move(row));
    }
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
    to["multiple"] = decimal(exactly(rule.multiple, Points::whole(1)));
    to["reference"] = json::array();
    for (const ReferenceValue& value : rule.reference)
        to["reference"].push_back({{"from", value.from.text()}, {"amount", value.amount}, {"source", value.source}});
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

} // namespace

nlohmann::ordered_json write_rule(const ScoringRule& rule)
{
    json document{{"shape", shape_of(rule)}};
    std::visit([&](const auto& shape) { put(document, shape); }, rule);
    return document;
}

} // namespace cchc::storage
