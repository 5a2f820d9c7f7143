#pragma once

#include "tests/domain/sound_regulation.hpp"

#include <algorithm>
#include <variant>

// How mistakes are made: pick a place that offers one, at random, and spoil it there.

namespace cchc::domain {

using Spoilt = std::optional<std::string>;

/// The leaves whose rule is a `Rule` and that `fit`.
template <class Rule, class Fit>
std::vector<Sketch::Row*> leaves_by(Sketch& draft, const Fit& fit)
{
    std::vector<Sketch::Row*> all;
    for (Sketch::Row& row : draft.rows) {
        auto* rule = std::get_if<Rule>(&row.criterion.rule);
        if (rule && !draft.has_children(row) && fit(row.criterion, *rule)) all.push_back(&row);
    }
    return all;
}

/// Spoils one leaf scored by a `Rule` that fits, with `spoil(criterion, rule)`.
template <class Rule, class Fit, class Spoil>
Spoilt spoil_where(Sketch& draft, Dice& dice, const Fit& fit, const Spoil& spoil)
{
    auto places = leaves_by<Rule>(draft, fit);
    if (places.empty()) return std::nullopt;
    Criterion& criterion = dice.one_of(places)->criterion;
    spoil(criterion, std::get<Rule>(criterion.rule));
    return criterion.code.value;
}
template <class Rule, class Spoil>
Spoilt spoil_any(Sketch& draft, Dice& dice, const Spoil& spoil)
{
    return spoil_where<Rule>(
        draft, dice, [](const Criterion&, const Rule&) { return true; }, spoil);
}

/// Puts `now` in the place of the first `was` in `text`; says whether it was there.
inline bool reword(std::string& text, std::string_view was, std::string_view now)
{
    const std::size_t at = text.find(was);
    if (at == std::string::npos) return false;
    text.replace(at, was.size(), now);
    return true;
}

/// Spoils the first level, of any leaf picked at random, in which `was` can be reworded to `now`.
inline Spoilt reword_a_level(Sketch& draft, Dice& dice, std::string_view was, std::string_view now)
{
    std::vector<std::pair<Sketch::Row*, std::size_t>> places;
    for (Sketch::Row& row : draft.rows) {
        for (std::size_t i = 0; i < row.criterion.levels.size(); ++i) {
            if (row.criterion.levels[i].text.find(was) != std::string::npos) places.emplace_back(&row, i);
        }
    }
    if (places.empty()) return std::nullopt;
    const auto& [row, level] = dice.one_of(places);
    reword(row->criterion.levels[level].text, was, now);
    return row->criterion.code.value;
}

/// Writes the first `ệ` of a text as a letter and two loose marks.
inline Spoilt take_to_pieces(std::string& text, Spoilt place)
{
    return reword(text, "ệ", "e\u0323\u0302") ? place : std::nullopt;
}

inline void swap_points(Criterion& leaf, std::size_t a, std::size_t b)
{
    std::swap(leaf.levels[a].points, leaf.levels[b].points);
}

} // namespace cchc::domain
