#include "domain/wire.hpp"
#include "projections/board_parts.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::projections {

using namespace domain;

namespace {

/// A board's agencies in the order of their places, each with what it is classed as.
struct Standings {
    RankedTogether together;
    std::vector<Ranked> ranking;  ///< `entrant` is the place of the agency on the board
    std::vector<Classed> classes; ///< likewise in the order of the ranking; empty: nobody is classified
};

/// What the agency brings to a ranking at the stage reached.
Ranked contender(const Board& board, std::size_t entrant)
{
    const std::size_t stage = stage_of(board);
    const BoardEntry& entry = board.entries[entrant];
    Ranked one{entry.agency, entry.totals->points[stage], entry.totals->applicable_maximum, {}};
    for (const auto& area : entry.totals->tie_breaks) one.tie_breaks.push_back(area[stage]);
    one.entrant = entrant;
    return one;
}

template <class Takes>
std::vector<Ranked> rank_those(const Board& board, const Takes& takes)
{
    const Regulation& regulation = *board.cycle->cycle.regulation;
    std::vector<Ranked> contenders;
    for (std::size_t i = 0; i < board.entries.size(); ++i)
        if (takes(board.entries[i].listing->group)) contenders.push_back(contender(board, i));
    return rank(std::move(contenders), regulation.rank_on, regulation.rank_after_tie, authority_of(board.cycle->cycle));
}

Standings standings_of(const Board& board, const GroupId& group)
{
    const Regulation& regulation = *board.cycle->cycle.regulation;
    const auto together = ranked_together(regulation, group.value);
    assert(together && "one of the regulation's groups");
    Standings all{*together, rank_those(board, [&](const GroupId& of) { return together->ranks(of); }), {}};
    if (together->classification)
        all.classes = classify(all.ranking, *together->classification, regulation.classify_on, regulation.quota_tie);
    return all;
}

// ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The class as it stands, or none; and the one that lies open until the authority decides among equals (RK-6).
void write_class(JsonWriter& json, const Standings& all, std::size_t place)
{
    const auto named = [&](std::string_view member, const std::optional<std::size_t>& class_no) {
        json.key(member);
        if (class_no)
            json.text(all.together.classification->classes[*class_no].id);
        else
            json.null();
    };
    const Classed classed = all.classes.empty() ? Classed{} : all.classes[place];
    named("class", classed.class_no);
    named("class_open", classed.open);
}

/// Who reads a row: a publication names papers, and nobody who acted.
enum class Readers { staff, everybody };

/// Whether a shared place waits for the authority; and what it decided among these equals, by which paper (RK-6).
void write_tie(JsonWriter& json, const Board& board, const Ranked& one, Readers readers)
{
    const CycleView& cycle = *board.cycle;
    const bool left_to_authority = cycle.cycle.regulation->tie_rule == TieRule::authority;
    json.key("tie_open");
    json.boolean(one.tied && left_to_authority && !one.tie);
    json.key("tie_decision");
    if (!one.tie || !(left_to_authority || cycle.cycle.regulation->quota_tie == QuotaTie::authority))
        return json.null();
    const TieDecided& decided = cycle.cycle.ties[*one.tie];
    const Touch& touch = cycle.ties[*one.tie];
    json.open_object();
    json.member("document_number", decided.document_number);
    json.key("document_date");
    if (decided.document_date)
        json.text(decided.document_date->text());
    else
        json.null();
    json.member("issuer", decided.issuer);
    json.member("reason", decided.reason);
    if (readers == Readers::staff) {
        json.member("by", touch.by.value);
        json.member("at", local_text(touch.at));
        json.member("seq", std::to_string(touch.seq));
    }
    json.close_object();
}

/// The place and what led to it.
void write_result(JsonWriter& json, const Board& board, const Standings& all, std::size_t place, Readers readers)
{
    const std::size_t stage = stage_of(board);
    const BoardEntry& entry = board.entries[all.ranking[place].entrant];
    const TotalsRow& totals = *entry.totals;
    json.member("group", entry.listing->group.value);
    write_number(json, "rank", all.ranking[place].rank);
    json.key("tied");
    json.boolean(all.ranking[place].tied);
    write_tie(json, board, all.ranking[place], readers);
    write_class(json, all, place);
    json.member("final", totals.points[stage].text());
    json.member("applicable_maximum", totals.applicable_maximum.text());
    json.member("index_percent", index_percent(totals.points[stage], totals.applicable_maximum));
}

void write_areas(JsonWriter& json, const Board& board, const BoardEntry& entry)
{
    const std::size_t stage = stage_of(board);
    const CriteriaSet& set = set_of(board, entry);
    json.key("areas");
    json.open_array();
    for (std::size_t area = 0; area < entry.totals->areas.size(); ++area) {
        json.open_object();
        json.member("code", set[set.areas()[area]].code.value);
        json.member("points", entry.totals->areas[area].points[stage].text());
        json.close_object();
    }
    json.close_array();
}

std::string row_json(const Board& board, const Standings& all, std::size_t place)
{
    const BoardEntry& entry = board.entries[all.ranking[place].entrant];
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("agency", entry.agency.value);
    json.member("assessment", entry.assessment.value);
    write_result(json, board, all, place, Readers::staff);
    write_stages(json, entry.totals->points, stage_of(board));
    write_areas(json, board, entry);
    json.member("state", entry.state);
    json.close_object();
    return text;
}

/// A row as a publication shows it.
std::string published_row(const Board& table, const Standings& all, std::size_t place, PublicExtent extent)
{
    const BoardEntry& entry = table.entries[all.ranking[place].entrant];
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("agency", entry.agency.value);
    json.member("title", entry.listing->title);
    write_result(json, table, all, place, Readers::everybody);
    if (extent != PublicExtent::ranking) write_areas(json, table, entry);
    json.close_object();
    return text;
}

std::vector<RankingRow> rows_of(const Board& board, const Standings& all, const AgencyId* only)
{
    std::vector<RankingRow> rows;
    rows.reserve(only ? 1 : all.ranking.size());
    for (std::size_t place = 0; place < all.ranking.size(); ++place) {
        const Ranked& one = all.ranking[place];
        if (only && one.agency != *only) continue;
        rows.push_back({&board.entries[one.entrant], one.rank, one.tied, row_json(board, all, place)});
    }
    return rows;
}

// ── above the rows ───────────────────────────────────────────────────────────────────────────────────────────────────

/// Rounds that bring points, and that a provisional ranking still lacks, in the order they will come.
void write_lacks(JsonWriter& json, const Board& board)
{
    json.open_array();
    for (const Round& round : board.cycle->cycle.rounds) {
        switch (round.plan.kind) {
        case RoundKind::appraisal:
            if (!round.published) json.text(round.window.round.value);
            break;
        case RoundKind::self_assessment:
        case RoundKind::supplement:
        case RoundKind::survey:
        case RoundKind::leaders:
        case RoundKind::import:
            if (!round.locked) json.text(round.window.round.value);
            break;
        case RoundKind::recognition:
        case RoundKind::publication:
        case RoundKind::consolidation:
        case RoundKind::upward_report: break;
        }
    }
    json.close_array();
}

/// Until the self-assessment is locked and every appraisal that the regulation plans, one or two, is published (AP-12).
bool rounds_to_come(const Cycle& cycle)
{
    return std::ranges::any_of(cycle.rounds, [](const Round& round) {
        if (round.plan.kind == RoundKind::appraisal) return !round.published;
        return round.plan.kind == RoundKind::self_assessment && !round.locked;
    });
}

std::array<std::uint64_t, awaited_kinds.size()> awaited_in(const Board& board, const Standings& all)
{
    std::array<std::uint64_t, awaited_kinds.size()> sums{};
    for (const Ranked& one : all.ranking)
        for (std::size_t kind = 0; kind < sums.size(); ++kind)
            sums[kind] += board.entries[one.entrant].totals->awaited[kind];
    return sums;
}

void write_agencies(JsonWriter& json, std::string_view member, const std::vector<AgencyId>& agencies,
                    const AgencyId* only)
{
    json.key(member);
    json.open_array();
    for (const AgencyId& agency : agencies)
        if (!only || agency == *only) json.text(agency.value);
    json.close_array();
}

std::string rewards_json(const Board& board, const RankedTogether& together, const AgencyId* only)
{
    const Regulation& regulation = *board.cycle->cycle.regulation;
    std::string text;
    JsonWriter json(text);
    json.open_array();
    for (const Reward& reward : regulation.rewards) {
        const auto takes = [&](const GroupId& group) { return concerns(reward, group); };
        if (std::ranges::none_of(together.groups, takes)) continue;
        json.open_object();
        json.member("id", reward.id);
        json.member("title", reward.title);
        json.member("recipients", wire(reward.recipients));
        json.key("quota");
        json.number(static_cast<std::int64_t>(reward.quota));
        RewardCandidates candidates; // individuals are proposed, not computed (RW-3)
        if (reward.recipients == RewardFor::agencies)
            candidates =
                reward_candidates(rank_those(board, takes), reward, regulation.classify_on, regulation.quota_tie);
        write_agencies(json, "agencies", candidates.agencies, only);
        write_agencies(json, "undecided", candidates.undecided, only);
        json.close_object();
    }
    json.close_array();
    return text;
}

RankingHeader header_of(const Board& board, const Standings& all, const AgencyId* only)
{
    RankingHeader header;
    header.provisional = rounds_to_come(board.cycle->cycle);
    JsonWriter json(header.awaits);
    json.open_array();
    const auto awaited = awaited_in(board, all);
    for (std::size_t kind = 0; kind < awaited.size(); ++kind) {
        if (awaited[kind] == 0) continue;
        header.provisional = true;
        json.open_object();
        json.member("scored_by", wire(awaited_kinds[kind]));
        write_number(json, "entries", awaited[kind]);
        json.close_object();
    }
    json.close_array();
    header.rewards = rewards_json(board, all.together, only);
    return header;
}

void write_optional(JsonWriter& json, std::string_view member, const std::optional<Points>& points)
{
    json.key(member);
    if (points)
        json.text(points->text());
    else
        json.null();
}

void write_classification(JsonWriter& json, const Classification* classification)
{
    json.key("classification");
    if (!classification) return json.null();
    json.open_object();
    json.member("id", classification->id);
    json.member("title", classification->title);
    json.key("classes");
    json.open_array();
    for (const ClassBand& band : classification->classes) {
        json.open_object();
        json.member("id", band.id);
        json.member("title", band.title);
        write_optional(json, "threshold", band.threshold);
        json.key("threshold_open");
        json.boolean(band.threshold_open);
        write_optional(json, "quota", band.quota);
        json.member("quota_rounding", wire(band.quota_rounding));
        write_optional(json, "min_points", band.min_points);
        json.close_object();
    }
    json.close_array();
    json.close_object();
}

void write_rule(JsonWriter& json, const Regulation& regulation)
{
    json.key("rule");
    json.open_object();
    json.key("tie_break");
    json.open_array();
    for (const std::string& area : regulation.tie_break) json.text(area);
    json.close_array();
    json.member("tie_rule", wire(regulation.tie_rule));
    json.member("rank_on", wire(regulation.rank_on));
    json.member("classify_on", wire(regulation.classify_on));
    json.member("rank_after_tie", wire(regulation.rank_after_tie));
    json.member("quota_tie", wire(regulation.quota_tie));
    json.key("bonus_in_tie_break");
    json.boolean(regulation.bonus_in_tie_break);
    json.key("display_decimals");
    json.number(static_cast<std::int64_t>(regulation.display_decimals));
    json.close_object();
}

void write_group(JsonWriter& json, const Board& board, const Standings& all, const GroupId& group)
{
    json.member("cycle", board.cycle->cycle.id.value);
    json.member("group", group.value);
    json.member("title", all.together.title);
    json.key("groups");
    json.open_array();
    for (const GroupId& one : all.together.groups) json.text(one.value);
    json.close_array();
}

void write_header(JsonWriter& json, const Board& board, const Standings& all, const RankingHeader& header)
{
    json.member("stage", stage_names[stage_of(board)]);
    json.key("provisional");
    json.boolean(header.provisional);
    json.key("lacks");
    write_lacks(json, board);
    json.key("awaits");
    json.raw(header.awaits);
    write_rule(json, *board.cycle->cycle.regulation);
    write_classification(json, all.together.classification);
    json.key("rewards");
    json.raw(header.rewards);
}

} // namespace

std::uint32_t points_awaited(const Board& board)
{
    std::uint32_t awaited = 0;
    for (const BoardEntry& entry : board.entries)
        for (const std::uint32_t of_kind : entry.totals->awaited) awaited += of_kind;
    return awaited;
}

std::string render_published_ranking(const Board& table, const GroupId& group, PublicExtent extent,
                                     std::string_view publication)
{
    const Standings all = standings_of(table, group);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write_group(json, table, all, group);
    json.key("publication");
    json.raw(publication);
    write_header(json, table, all, header_of(table, all, nullptr));
    json.key("rows");
    json.open_array();
    for (std::size_t place = 0; place < all.ranking.size(); ++place) json.raw(published_row(table, all, place, extent));
    json.close_array();
    write_number(json, "ranked", all.ranking.size());
    json.close_object();
    return text;
}

std::string render_published_row(const Board& table, const AgencyId& agency, PublicExtent extent)
{
    const auto entry = std::ranges::find(table.entries, agency, &BoardEntry::agency);
    if (entry == table.entries.end()) return {};
    const Standings all = standings_of(table, entry->listing->group);
    const auto place = std::ranges::find(all.ranking, agency, &Ranked::agency);
    return published_row(table, all, static_cast<std::size_t>(place - all.ranking.begin()), extent);
}

std::string render_ranking(const Board& board, const GroupId& group, const AgencyId* only)
{
    return draw_ranking(board, group, only).body;
}

DrawnRanking draw_ranking(const Board& board, const GroupId& group, const AgencyId* only)
{
    const Standings all = standings_of(board, group);
    DrawnRanking drawn{header_of(board, all, only), rows_of(board, all, only), {}};
    JsonWriter json(drawn.body);
    json.open_object();
    write_group(json, board, all, group);
    json.member("seq", std::to_string(board.told));
    write_header(json, board, all, drawn.header);
    json.key("rows");
    json.open_array();
    for (const RankingRow& row : drawn.rows) json.raw(row.json);
    json.close_array();
    write_number(json, "ranked", all.ranking.size());
    json.close_object();
    return drawn;
}

std::string render_standing(const Board& board, const GroupId& group, const AgencyId& agency, bool anonymous)
{
    const Standings all = standings_of(board, group);
    const auto mine = std::ranges::find(all.ranking, agency, &Ranked::agency);
    if (mine == all.ranking.end()) return {};
    const BoardEntry& entry = board.entries[mine->entrant];
    const std::size_t stage = stage_of(board);
    const CriteriaSet& set = set_of(board, entry);

    std::string text;
    JsonWriter json(text);
    const auto neighbour = [&](std::string_view name, const Ranked* other) {
        json.key(name);
        if (!other) return json.null();
        json.open_object();
        if (!anonymous) json.member("agency", other->agency.value);
        json.member("margin", (other->points - mine->points).text());
        json.close_object();
    };
    json.open_object();
    json.member("agency", agency.value);
    write_number(json, "rank", mine->rank);
    json.key("tied");
    json.boolean(mine->tied);
    write_tie(json, board, *mine, Readers::staff);
    write_class(json, all, static_cast<std::size_t>(mine - all.ranking.begin()));
    write_number(json, "ranked", all.ranking.size());
    json.member("final", entry.totals->points[stage].text());
    json.member("applicable_maximum", entry.totals->applicable_maximum.text());
    json.member("index_percent", index_percent(entry.totals->points[stage], entry.totals->applicable_maximum));
    json.key("parts");
    json.open_array();
    for (std::size_t area = 0; area < set.areas().size(); ++area) {
        const Criterion& criterion = set[set.areas()[area]];
        json.open_object();
        json.member("code", criterion.code.value);
        json.member("title", criterion.title);
        json.member("points", entry.totals->areas[area].points[stage].text());
        json.member("maximum", criterion.maximum.text());
        json.close_object();
    }
    json.close_array();
    json.key("tie_break");
    json.open_array();
    for (std::size_t i = 0; i < mine->tie_breaks.size(); ++i) {
        json.open_object();
        json.member("code", board.cycle->cycle.regulation->tie_break[i]);
        json.member("points", mine->tie_breaks[i].text());
        json.close_object();
    }
    json.close_array();
    neighbour("above", mine == all.ranking.begin() ? nullptr : &*std::prev(mine));
    neighbour("below", std::next(mine) == all.ranking.end() ? nullptr : &*std::next(mine));
    json.close_object();
    return text;
}

} // namespace cchc::projections
