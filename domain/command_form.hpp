#pragma once

#include "domain/commands.hpp"
#include "domain/refusal.hpp"

#include <optional>

namespace cchc::domain {

inline constexpr std::size_t most_batch_items = 1'000;
inline constexpr std::size_t most_reference_rows = 2'000;
inline constexpr std::size_t most_attending = 100;
inline constexpr std::size_t most_counts = 100; ///< items of a bonus, groups of respondents

/// What is wrong with a command whatever the world is like, or nothing: a text beyond its limit (`too_long`) or not
/// well-formed (`text_malformed`, see domain/text.hpp), something listed twice (`listed_twice`).
///
/// No list has a way to mean anything by naming a thing twice: agencies and criteria of an extension, a reopening or a
/// cycle, rounds of a cycle, and in a batch one part of one entry (its score, its explanation, its claim, its
/// supplement, one link). So a batch asked for again leaves no event. Of `attendance` alone two may be alike: two
/// deputies of one office took part.
std::optional<Refusal> form_fault(const Command& command);

} // namespace cchc::domain
