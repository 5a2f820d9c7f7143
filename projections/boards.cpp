#include "projections/board_parts.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

static void write_when(JsonWriter& json, std::string_view name, const std::optional<Instant>& at)
{
    json.key(name);
    if (at)
        json.text(local_text(*at));
    else
        json.null();
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
