#pragma once

#include "domain/scoring_rule.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

// The plain inputs of fractions.py in the domain's words. What is not of that form throws.

namespace cchc::five_systems {

std::string text_of(const char* file);
domain::Points points_of(const nlohmann::json& value);
domain::Instant instant_of(const nlohmann::json& value);
domain::Figures figures_of(const nlohmann::json& said);

template <class T>
std::optional<T> number_in(const nlohmann::json& of, const char* member)
{
    return of.contains(member) ? std::optional(of[member].get<T>()) : std::nullopt;
}

inline constexpr std::int64_t ms_us = 1'000, second_us = 1'000 * ms_us, hour_us = 3'600 * second_us,
                              day_us = 24 * hour_us;

} // namespace cchc::five_systems
