#pragma once

#include "domain/regulation.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

// Random regulations in which nothing is wrong, and random ways to spoil one. Written from the format alone: nothing
// here knows the linter.

namespace cchc::domain {

/// Seeded chance: the same seed gives the same throws on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::int64_t between(std::int64_t least, std::int64_t most)
    {
        return least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
    }
    bool coin() { return between(0, 1) == 1; }
    template <class T>
    T& one_of(std::vector<T>& all)
    {
        return all[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(all.size()) - 1))];
    }

private:
    std::mt19937_64 random_;
};

/// A regulation still on the desk: its criteria as rows that can be changed.
struct Sketch {
    struct Row {
        Criterion criterion;
        Code parent;
    };
    Regulation regulation; ///< without its set
    std::string set_id;
    Points maximum;
    PrintedCounts printed_counts;
    std::vector<PrintedPart> printed_split;
    std::vector<Row> rows;

    Regulation written() const;
    bool has_children(const Row& row) const;
    std::vector<Row*> siblings_of(const Row& row);
    Row* parent_of(const Row& row);
};

inline constexpr int draft_year = 2026; ///< of every sound draft

/// A sound regulation with leaves of every shape that is not taken off the total, in some random order.
Sketch sound_draft(Dice& dice);

/// Figures that answer everything a rule asks for; nothing for rules that take none.
std::optional<Figures> some_figures(const Criterion& leaf, Dice& dice);

/// Facts that answer everything a rule fed by others asks for; nothing for the rest.
std::optional<Facts> some_facts(const Regulation& regulation, const Criterion& leaf, Dice& dice);

/// One way to make a mistake.
struct Mutation {
    std::string name;
    /// Spoils the draft; gives the code of the criterion at fault (empty: the whole), or nothing where the draft offers
    /// no place for this mistake.
    std::function<std::optional<std::string>(Sketch&, Dice&)> make;
};
std::vector<Mutation> mistakes_of_points();
std::vector<Mutation> mistakes_of_words();

} // namespace cchc::domain
