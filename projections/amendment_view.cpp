#include "projections/amendment_view.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

static void number(JsonWriter& json, std::string_view name, std::uint64_t value)
{
    json.key(name);
    json.number(value);
}

static void boolean(JsonWriter& json, std::string_view name, bool value)
{
    json.key(name);
    json.boolean(value);
}

static void write_codes(JsonWriter& json, std::string_view name, const std::vector<Code>& codes)
{
    json.key(name);
    json.open_array();
    for (const Code& code : codes) json.text(code.value);
    json.close_array();
}

static void write_change(JsonWriter& json, const CriterionChange& change)
{
    json.open_object();
    json.member("criteria_set", change.criteria_set);
    json.member("code", change.code.value);
    write_codes(json, "from", change.from);
    boolean(json, "leaf", change.leaf);
    json.member("change", wire(change.change));
    json.key("parts");
    json.open_array();
    for (const CriterionPart part : change.parts) json.text(wire(part));
    json.close_array();
    json.member("redo", wire(change.leaf ? redo_after(change.change) : Redo::none));
    json.close_object();
}

/// A stage that the cycle has not reached shows nothing yet.
static void write_standing(JsonWriter& json, std::string_view name, const Standing& standing)
{
    json.key(name);
    json.open_object();
    json.member("applicable_maximum", standing.applicable_maximum.text());
    json.member("self", standing.self.text());
    json.key("round_1");
    if (standing.reached >= Stage::round_1)
        json.text(standing.round_1.text());
    else
        json.null();
    json.key("round_2");
    if (standing.reached >= Stage::round_2)
        json.text(standing.round_2.text());
    else
        json.null();
    json.member("final", standing.final_points().text());
    json.close_object();
}

static void write_agency(JsonWriter& json, const AmendedAssessment& one)
{
    json.open_object();
    json.member("agency", one.agency.value);
    boolean(json, "affected", one.is_affected());
    write_codes(json, "score", one.score);
    write_codes(json, "check", one.check);
    write_codes(json, "given_again", one.given_again);
    write_codes(json, "dropped", one.dropped);
    number(json, "carried", one.carried);
    number(json, "opinions_aside", one.opinions_aside);
    boolean(json, "to_confirm", one.to_confirm);
    boolean(json, "reopened", one.reopened);
    write_standing(json, "before", one.before);
    write_standing(json, "after", one.after);
    json.close_object();
}

std::string render_preview(const AmendmentPreview& preview)
{
    std::string text;
    JsonWriter json(text);
    const auto agencies_that = [&](auto has) {
        return static_cast<std::uint64_t>(std::ranges::count_if(preview.agencies, has));
    };
    json.open_object();
    number(json, "from_version", preview.from_version);
    number(json, "to_version", preview.to_version);
    json.key("counts");
    json.open_object();
    number(json, "agencies", preview.agencies.size());
    number(json, "affected", agencies_that([](const AmendedAssessment& one) { return one.is_affected(); }));
    number(json, "to_confirm", agencies_that([](const AmendedAssessment& one) { return one.to_confirm; }));
    number(json, "reopened", agencies_that([](const AmendedAssessment& one) { return one.reopened; }));
    for (const Change change : {Change::words, Change::duties, Change::scoring, Change::added, Change::dropped})
        number(json, wire(change),
               static_cast<std::uint64_t>(std::ranges::count(preview.changes, change, &CriterionChange::change)));
    json.close_object();
    json.key("criteria");
    json.open_array();
    for (const CriterionChange& change : preview.changes) write_change(json, change);
    json.close_array();
    json.key("agencies");
    json.open_array();
    for (const AmendedAssessment& one : preview.agencies) write_agency(json, one);
    json.close_array();
    json.close_object();
    return text;
}

} // namespace cchc::projections
