#pragma once

#include "projections/assessment_view.hpp"
#include "projections/ranking.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cchc::projections {

/// What boards are drawn from: one assessment's sums with its name. Enough for rankings, progress and lists, now or as
/// of any moment.
struct BoardEntry {
    domain::AssessmentId assessment;
    domain::AgencyId agency;
    const domain::AgencyListing* listing = nullptr; ///< the agency's, in the cycle's regulation
    std::shared_ptr<const TotalsRow> totals;
    std::string_view state; ///< see assessment_state; lives for ever
};
/// All assessments of a cycle, in the cycle's order of agencies.
struct Board {
    std::shared_ptr<const CycleView> cycle;
    Sequence seq = 0;  ///< of the last event that changed anything on it, decisions nobody was told of included
    Sequence told = 0; ///< the same without those: the place of whatever an agency may read (AP-11)
    std::vector<BoardEntry> entries;
};

/// One row of a ranking, ready to show: its place, its points, its class.
struct RankingRow {
    const BoardEntry* entry = nullptr;
    std::uint32_t rank = 1;
    bool tied = false;
    std::string json;
};
/// What stands above the rows and moves with them: `awaits`, whose points are still to come (ES-11); `provisional`; and
/// `rewards`, who may be rewarded as things stand (RW-1, RW-2), of whom `only` hears of himself alone.
struct RankingHeader {
    std::string awaits;
    bool provisional = false;
    std::string rewards;
};
/// The ranking of whoever is ranked with `group`, an agency group or a ranking group, one of the regulation's
/// (projections/ranking.hpp): as a whole, and in pieces for whoever tells what changed. `only`: the one agency whose
/// row may be seen (before publication an agency sees itself, PB-6).
struct DrawnRanking {
    RankingHeader header;
    std::vector<RankingRow> rows; ///< from first to last, those of others left out under `only`
    std::string body;
};
DrawnRanking draw_ranking(const Board& board, const domain::GroupId& group, const domain::AgencyId* only);
std::string render_ranking(const Board& board, const domain::GroupId& group, const domain::AgencyId* only);
/// The same as a publication makes it known: nothing of how it came about, and no more than `extent` (PB-6).
/// `publication`: the JSON that stands above it.
std::string render_published_ranking(const Board& table, const domain::GroupId& group, domain::PublicExtent extent,
                                     std::string_view publication);
/// One agency's row of it; empty when the agency is not ranked there.
std::string render_published_row(const Board& table, const domain::AgencyId& agency, domain::PublicExtent extent);
/// How many entries of the cycle others still owe points to (ES-11).
std::uint32_t points_awaited(const Board& board);
/// Why this place: parts by area, the tie-breaks, and the distance to the neighbours, who stay unnamed when
/// `anonymous`.
std::string render_standing(const Board& board, const domain::GroupId& group, const domain::AgencyId& agency,
                            bool anonymous);

/// One row of the progress board.
std::string render_progress_row(const Board& board, const BoardEntry& entry);
/// Counters over all of it: `{"agencies":…,"submitted":…}`.
std::string render_tiles(const Board& board);
/// How far the council is in each appraisal round: `[{"round","decided","undecided"},…]`.
std::string render_council_progress(const Board& board);
std::string render_progress(const Board& board);

/// `{"assessments":[…]}`; `only`: one agency's.
std::string render_assessments(const Board& board, const domain::AgencyId* only);

} // namespace cchc::projections
