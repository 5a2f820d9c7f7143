#pragma once

#include "domain/json_writer.hpp"
#include "projections/boards.hpp"

// What the drawings of a board share.

namespace cchc::projections {

inline const domain::CriteriaSet& set_of(const Board& board, const BoardEntry& entry)
{
    return *board.cycle->cycle.regulation->set_of(entry.listing->group);
}

inline std::size_t stage_of(const Board& board)
{
    return static_cast<std::size_t>(stage_reached(board.cycle->cycle));
}

inline void write_number(domain::JsonWriter& json, std::string_view name, std::uint64_t value)
{
    json.key(name);
    json.number(value);
}

inline constexpr std::array<std::string_view, 3> stage_names{"self", "round_1", "round_2"};

/// Points by stage; what the cycle has not reached shows nothing yet.
inline void write_stages(domain::JsonWriter& json, const std::array<Points, 3>& points, std::size_t reached)
{
    for (std::size_t stage = 0; stage < stage_names.size(); ++stage) {
        json.key(stage_names[stage]);
        if (stage <= reached)
            json.text(points[stage].text());
        else
            json.null();
    }
}

} // namespace cchc::projections
