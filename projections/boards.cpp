#include "projections/boards.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

static const CriteriaSet& set_of(const Board& board, const BoardEntry& entry)
{
    return *board.cycle->cycle.regulation->set_of(entry.listing->group);
}
static std::size_t stage_of(const Board& board)
{
    return static_cast<std::size_t>(stage_reached(board.cycle->cycle));
}

static void write_number(JsonWriter& json, std::string_view name, std::uint64_t value)
{
    json.key(name);
    json.number(value);
}
static void write_when(JsonWriter& json, std::string_view name, const std::optional<Instant>& at)
{
    json.key(name);
    if (at)
        json.text(local_text(*at));
    else
        json.null();
}

/// Points by stage; what the cycle has not reached shows nothing yet.
static void write_stages(JsonWriter& json, const std::array<Points, 3>& points, std::size_t reached)
{
    static constexpr std::array<std::string_view, 3> names{"self", "round_1", "round_2"};
    for (std::size_t stage = 0; stage < names.size(); ++stage) {
        json.key(names[stage]);
        if (stage <= reached)
            json.text(points[stage].text());
        else
            json.null();
    }
}

// ── ranking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

static std::vector<const BoardEntry*> of_group(const Board& board, const GroupId& group)
{
    std::vector<const BoardEntry*> members;
    for (const BoardEntry& entry : board.entries)
        if (entry.listing->group == group) members.push_back(&entry);
    return members;
}

/// The points of the areas that break ties, in the regulation's order (RK-5).
static std::vector<Points> tie_breaks_of(const Board& board, const BoardEntry& entry)
{
    const CriteriaSet& set = set_of(board, entry);
    std::vector<Points> points;
    for (const std::string& code : board.cycle->cycle.regulation->tie_break) {
        Points found;
        for (std::size_t area = 0; area < set.areas().size(); ++area)
            if (set[set.areas()[area]].code.value == code) found = entry.totals->areas[area].points[stage_of(board)];
        points.push_back(found);
    }
    return points;
}

static std::string ranking_row_json(const Board& board, const BoardEntry& entry, const Place& place)
{
    const std::size_t stage = stage_of(board);
    const TotalsRow& totals = *entry.totals;
    const CriteriaSet& set = set_of(board, entry);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("agency", entry.agency.value);
    json.member("assessment", entry.assessment.value);
    write_number(json, "rank", place.rank);
    json.key("tied");
    json.boolean(place.tied);
    json.member("final", totals.points[stage].text());
    json.member("applicable_maximum", totals.applicable_maximum.text());
    json.member("index_percent", index_percent(totals.points[stage], totals.applicable_maximum));
    write_stages(json, totals.points, stage);
    json.key("areas");
    json.open_array();
    for (std::size_t area = 0; area < totals.areas.size(); ++area) {
        json.open_object();
        json.member("code", set[set.areas()[area]].code.value);
        json.member("points", totals.areas[area].points[stage].text());
        json.close_object();
    }
    json.close_array();
    json.member("state", entry.state);
    json.close_object();
    return text;
}

static std::vector<Place> places_of(const Board& board, const std::vector<const BoardEntry*>& members)
{
    std::vector<Contender> contenders;
    contenders.reserve(members.size());
    for (const BoardEntry* entry : members)
        contenders.push_back({entry->agency, entry->totals->points[stage_of(board)], entry->totals->applicable_maximum,
                              tie_breaks_of(board, *entry)});
    return rank(contenders);
}

std::vector<RankingRow> ranking_rows(const Board& board, const GroupId& group)
{
    const auto members = of_group(board, group);
    std::vector<RankingRow> rows;
    rows.reserve(members.size());
    for (const Place& place : places_of(board, members)) {
        const BoardEntry* entry = members[place.contender];
        rows.push_back({entry, place.rank, place.tied, ranking_row_json(board, *entry, place)});
    }
    return rows;
}

/// What a provisional ranking still lacks, in the order it will come.
static void write_lacks(JsonWriter& json, const Board& board)
{
    json.open_array();
    for (const Round& round : board.cycle->cycle.rounds) {
        const bool appraisal = round.plan.kind == RoundKind::appraisal;
        if (appraisal ? !round.published : !round.locked) json.text(round.window.round.value);
    }
    json.close_array();
}

/// Until the self-assessment is locked and every appraisal that the regulation plans, one or two, is published (AP-12).
static bool provisional(const Cycle& cycle)
{
    return std::ranges::any_of(cycle.rounds, [](const Round& round) {
        if (round.plan.kind == RoundKind::appraisal) return !round.published;
        return round.plan.kind == RoundKind::self_assessment && !round.locked;
    });
}

std::string render_ranking(const Board& board, const GroupId& group, const AgencyId* only)
{
    static constexpr std::array<std::string_view, 3> stages{"self", "round_1", "round_2"};
    const Regulation& regulation = *board.cycle->cycle.regulation;
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("cycle", board.cycle->cycle.id.value);
    json.member("group", group.value);
    json.member("seq", std::to_string(board.told));
    json.member("stage", stages[stage_of(board)]);
    json.key("provisional");
    json.boolean(provisional(board.cycle->cycle));
    json.key("lacks");
    write_lacks(json, board);
    json.key("rule");
    json.open_object();
    json.key("tie_break");
    json.open_array();
    for (const std::string& area : regulation.tie_break) json.text(area);
    json.close_array();
    json.member("tie_rule", wire(regulation.tie_rule));
    json.close_object();
    json.key("rows");
    json.open_array();
    const auto rows = ranking_rows(board, group);
    for (const RankingRow& row : rows)
        if (!only || row.entry->agency == *only) json.raw(row.json);
    json.close_array();
    write_number(json, "ranked", rows.size());
    json.close_object();
    return text;
}

std::string render_standing(const Board& board, const GroupId& group, const AgencyId& agency, bool anonymous)
{
    const auto members = of_group(board, group);
    const auto places = places_of(board, members);
    const auto mine =
        std::ranges::find_if(places, [&](const Place& place) { return members[place.contender]->agency == agency; });
    if (mine == places.end()) return {};
    const BoardEntry& entry = *members[mine->contender];
    const std::size_t stage = stage_of(board);
    const CriteriaSet& set = set_of(board, entry);

    std::string text;
    JsonWriter json(text);
    const auto neighbour = [&](std::string_view name, const BoardEntry* other) {
        json.key(name);
        if (!other) return json.null();
        json.open_object();
        if (!anonymous) json.member("agency", other->agency.value);
        const Points margin = other->totals->points[stage] - entry.totals->points[stage];
        json.member("margin", margin.text());
        json.close_object();
    };
    json.open_object();
    json.member("agency", agency.value);
    write_number(json, "rank", mine->rank);
    json.key("tied");
    json.boolean(mine->tied);
    write_number(json, "ranked", members.size());
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
    const auto breaks = tie_breaks_of(board, entry);
    for (std::size_t i = 0; i < breaks.size(); ++i) {
        json.open_object();
        json.member("code", board.cycle->cycle.regulation->tie_break[i]);
        json.member("points", breaks[i].text());
        json.close_object();
    }
    json.close_array();
    neighbour("above", mine == places.begin() ? nullptr : members[std::prev(mine)->contender]);
    neighbour("below", std::next(mine) == places.end() ? nullptr : members[std::next(mine)->contender]);
    json.close_object();
    return text;
}

// ── progress ─────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string render_progress_row(const Board& board, const BoardEntry& entry)
{
    const TotalsRow& totals = *entry.totals;
    const CriteriaSet& set = set_of(board, entry);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("agency", entry.agency.value);
    json.member("assessment", entry.assessment.value);
    json.member("state", entry.state);
    json.key("areas");
    json.open_array();
    for (std::size_t area = 0; area < totals.areas.size(); ++area) {
        json.open_object();
        json.member("code", set[set.areas()[area]].code.value);
        write_number(json, "complete", totals.areas[area].complete);
        write_number(json, "leaves", totals.areas[area].leaves);
        json.close_object();
    }
    json.close_array();
    write_number(json, "complete", totals.complete);
    write_number(json, "leaves", totals.leaves);
    json.member("self", totals.points[0].text());
    json.key("submitted");
    json.boolean(totals.submitted);
    write_when(json, "submitted_at", totals.submitted_at);
    json.key("days_late");
    json.number(static_cast<std::int64_t>(totals.days_late));
    json.key("decided");
    json.open_array();
    for (const std::uint32_t decided : totals.decided) json.number(static_cast<std::uint64_t>(decided));
    json.close_array();
    write_number(json, "appraisable", totals.appraisable);
    write_when(json, "last_change_at", totals.last_change_at);
    json.close_object();
    return text;
}

std::string render_tiles(const Board& board)
{
    std::uint64_t submitted = 0;
    std::uint64_t complete = 0;
    std::uint64_t started = 0;
    std::uint64_t late = 0;
    for (const BoardEntry& entry : board.entries) {
        submitted += entry.totals->submitted;
        complete += entry.totals->complete == entry.totals->leaves;
        started += entry.totals->last_change_at.has_value();
        late += entry.totals->submitted && entry.totals->days_late > 0;
    }
    std::uint64_t reopened = 0;
    for (const auto& [grant, reopening] : board.cycle->cycle.reopenings) reopened += !reopening.ended;
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write_number(json, "agencies", board.entries.size());
    write_number(json, "submitted", submitted);
    write_number(json, "complete", complete);
    write_number(json, "started", started);
    write_number(json, "late", late);
    write_number(json, "reopened", reopened);
    json.close_object();
    return text;
}

static void write_definition(JsonWriter& json, std::string_view name, std::string_view vi, std::string_view en)
{
    json.key(name);
    json.open_object();
    json.member("vi", vi);
    json.member("en", en);
    json.close_object();
}

std::string render_council_progress(const Board& board)
{
    std::string text;
    JsonWriter json(text);
    json.open_array();
    for (const Round& round : board.cycle->cycle.rounds) {
        if (round.plan.kind != RoundKind::appraisal) continue;
        std::uint64_t decided = 0;
        std::uint64_t appraisable = 0;
        for (const BoardEntry& entry : board.entries) {
            decided += entry.totals->decided[round.plan.ordinal == 2 ? 1 : 0];
            appraisable += entry.totals->appraisable;
        }
        json.open_object();
        json.member("round", round.window.round.value);
        write_number(json, "decided", decided);
        write_number(json, "undecided", appraisable - std::min(appraisable, decided));
        json.close_object();
    }
    json.close_array();
    return text;
}

std::string render_progress(const Board& board)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("cycle", board.cycle->cycle.id.value);
    json.member("seq", std::to_string(board.seq));
    json.key("agencies");
    json.open_array();
    for (const BoardEntry& entry : board.entries) json.raw(render_progress_row(board, entry));
    json.close_array();
    json.key("tiles");
    json.raw(render_tiles(board));
    json.key("rounds");
    json.raw(render_council_progress(board));
    json.key("definitions");
    json.open_object();
    write_definition(json, "complete",
                     "Đã chấm và đủ tài liệu hoặc giải trình theo quy định, hoặc đã khai không phát sinh",
                     "Scored, with the evidence or explanation that is owed, or claimed as not applicable");
    write_definition(json, "submitted", "Đã nộp và chưa rút", "Submitted and not withdrawn");
    write_definition(json, "started", "Có ít nhất một thay đổi", "Changed at least once");
    write_definition(json, "late", "Nộp sau thời hạn", "Submitted after the deadline");
    json.close_object();
    json.close_object();
    return text;
}

// ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string render_assessments(const Board& board, const AgencyId* only)
{
    const std::size_t stage = stage_of(board);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("cycle", board.cycle->cycle.id.value);
    json.member("seq", std::to_string(board.told));
    json.key("assessments");
    json.open_array();
    for (const BoardEntry& entry : board.entries) {
        if (only && entry.agency != *only) continue;
        const TotalsRow& totals = *entry.totals;
        json.open_object();
        json.member("assessment", entry.assessment.value);
        json.member("cycle", board.cycle->cycle.id.value);
        json.member("agency", entry.agency.value);
        json.member("group", entry.listing->group.value);
        json.member("state", entry.state);
        write_stages(json, totals.points, stage);
        json.member("final", totals.points[stage].text());
        json.member("applicable_maximum", totals.applicable_maximum.text());
        write_number(json, "complete", totals.complete);
        write_number(json, "leaves", totals.leaves);
        write_when(json, "submitted_at", totals.submitted_at);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    return text;
}

} // namespace cchc::projections
