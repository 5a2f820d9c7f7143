#pragma once

#include "domain/scoring_rule.hpp"

#include <string>

// Short words for the stories about scoring rules.

namespace cchc::domain {

inline Date day(std::string_view text)
{
    return Date::parse(text).value();
}

inline Points points(std::string_view text)
{
    return Points::parse(text).value();
}

inline std::vector<Level> levels(std::initializer_list<std::string_view> of)
{
    std::vector<Level> all;
    for (std::string_view one : of) all.push_back({"", points(one), ""});
    return all;
}

inline Bound closed(std::int64_t percent)
{
    return {Ratio{percent, 100}, true};
}
inline Bound open(std::int64_t percent)
{
    return {Ratio{percent, 100}, false};
}

/// "1.50", or why not: "no_band_fits date", "figures_invalid late required".
inline std::string told(const Outcome<Scored>& outcome)
{
    if (outcome) return outcome->points.text();
    std::string text(name_of(outcome.error().code));
    if (!outcome.error().about.empty()) text += " " + outcome.error().about;
    if (!outcome.error().detail.empty()) text += " " + outcome.error().detail;
    return text;
}

/// All of them in one line: "0.00 0.50 1.00".
inline std::string told(const std::vector<Points>& all)
{
    std::string text;
    for (Points one : all) text += (text.empty() ? "" : " ") + one.text();
    return text;
}

inline Figures ratio(std::int64_t numerator, std::int64_t denominator)
{
    Figures figures;
    figures.numerator = numerator;
    figures.denominator = denominator;
    return figures;
}

inline Figures dated(std::string_view date)
{
    Figures figures;
    figures.date = day(date);
    return figures;
}

inline Figures never_done()
{
    Figures figures;
    figures.never = true;
    return figures;
}

inline Figures counted(std::vector<NamedCount> counts)
{
    Figures figures;
    figures.counts = std::move(counts);
    return figures;
}

inline Figures ticked(std::vector<std::string> met, std::vector<std::string> failed)
{
    Figures figures;
    figures.met = std::move(met);
    figures.failed = std::move(failed);
    return figures;
}

} // namespace cchc::domain
