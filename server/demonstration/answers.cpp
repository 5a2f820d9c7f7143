#include "server/demonstration/answers.hpp"

#include "domain/values.hpp"

#include <algorithm>

namespace cchc::server::demonstration {

/// 0 … 99.
static int roll(Random& luck)
{
    return static_cast<int>(luck.next() % 100);
}
static bool succeeds(const Office& office, Random& luck)
{
    return roll(luck) < office.diligence;
}

/// A share of a whole, in percent: good offices are near 100, others spread below.
static std::int64_t share_of(std::int64_t whole, const Office& office, Random& luck)
{
    if (succeeds(office, luck) && roll(luck) < 70) return whole;
    const std::int64_t percent =
        100 - static_cast<std::int64_t>(luck.next() % static_cast<std::uint64_t>(120 - office.diligence));
    return std::max<std::int64_t>(whole * percent / 100, 0);
}

static Json dates(const Json& rule, const Office& office, Random& luck)
{
    const auto due = domain::Date::parse(rule.value("due", std::string("2023-01-20"))).value();
    int late = 0;
    if (!succeeds(office, luck)) late = 1 + static_cast<int>(luck.next() % 12);
    Json figures{{"date", domain::Date{due.days + late - (late == 0 ? static_cast<int>(luck.next() % 5) : 0)}.text()}};
    if (!rule.contains("due")) figures["due"] = due.text();
    return figures;
}

static void answer_items(Json& figures, const Json& items, const Office& office, Random& luck)
{
    Json met = Json::array();
    Json failed = Json::array();
    for (const Json& item : items) (succeeds(office, luck) ? met : failed).push_back(item.at("key"));
    if (!met.empty()) figures["met"] = met;
    if (!failed.empty()) figures["failed"] = failed;
}

static Json ratio(const Json& rule, const Office& office, Random& luck)
{
    const std::int64_t whole = 20 + static_cast<std::int64_t>(luck.next() % 180);
    const std::int64_t part = share_of(whole, office, luck);
    Json figures{{"numerator", part}, {"denominator", whole}};
    if (rule.value("exclusions", false) && roll(luck) < 30) {
        figures["denominator"] = whole + 3;
        figures["excluded"] = 3;
        figures["exclusion_ground"] = "Theo Công văn cho phép chưa thực hiện của UBND tỉnh";
    }
    if (rule.contains("late_level")) figures["late"] = part == whole && !succeeds(office, luck) ? 1 : 0;
    if (rule.contains("requirements")) answer_items(figures, rule.at("requirements"), office, luck);
    return figures;
}

Json figures_for(const Json& criterion, const Office& office, Random& luck)
{
    const Json& rule = criterion.at("rule");
    const std::string shape = criterion.at("shape");
    Json figures = Json::object();
    if (shape == "late_bands" || shape == "timeliness") {
        figures = dates(rule, office, luck);
        if (rule.contains("conditions")) answer_items(figures, rule.at("conditions"), office, luck);
        return figures;
    }
    if (shape == "ratio_bands" || shape == "proportional") return ratio(rule, office, luck);
    if (shape == "deductions") {
        answer_items(figures, rule.at("items"), office, luck);
        return figures;
    }
    if (shape == "checklist") {
        Json met = Json::array();
        for (const Json& item : rule.at("items"))
            if (succeeds(office, luck)) met.push_back(item.at("key"));
        figures["met"] = met;
        return figures;
    }
    if (shape == "capped_count") {
        Json counts = Json::array();
        for (const Json& tier : rule.at("tiers"))
            counts.push_back({{"key", tier.at("key")}, {"count", static_cast<int>(luck.next() % 3)}});
        figures["counts"] = counts;
        return figures;
    }
    if (shape == "reference_multiple") {
        figures["date"] = "2022-12-31";
        figures["amount"] = succeeds(office, luck) ? 350'000 : 120'000;
        return figures;
    }
    if (shape == "worst_incident") {
        if (succeeds(office, luck)) return {{"counts", Json::array()}};
        figures["counts"] = Json::array({{{"key", rule.at("severities").front().at("key")}, {"count", 1}}});
        return figures;
    }
    return nullptr;
}

std::string points_for(const Json& criterion, const Office& office, Random& luck)
{
    const Json& allowed = criterion.at("allowed_points");
    if (allowed.empty()) return "0.00";
    if (succeeds(office, luck)) return allowed.back();
    return allowed[luck.next() % allowed.size()];
}

} // namespace cchc::server::demonstration
