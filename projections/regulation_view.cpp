#include "projections/regulation_view.hpp"

#include "domain/json_writer.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

namespace {

void write_done(JsonWriter& json, const Done& done)
{
    json.member("by", done.by.value);
    json.member("at", local_text(done.at));
    json.member("seq", std::to_string(done.seq));
}

void number(JsonWriter& json, std::string_view name, std::uint64_t value)
{
    json.key(name);
    json.number(value);
}

void date_or_null(JsonWriter& json, std::string_view name, const std::optional<Date>& day)
{
    json.key(name);
    if (day)
        json.text(day->text());
    else
        json.null();
}

void write_version(JsonWriter& json, const Recorded<RegulationIssued>& issued, bool in_force)
{
    const RegulationIssued& facts = issued.facts;
    json.open_object();
    number(json, "version", facts.version);
    json.member("sha256", facts.document.sha256.hex());
    json.key("draft");
    if (facts.draft)
        json.number(static_cast<std::uint64_t>(*facts.draft));
    else
        json.null();
    json.member("decision_number", facts.decision_number);
    date_or_null(json, "decision_date", facts.decision_date);
    json.member("issuer", facts.issuer);
    json.member("signed_by", facts.signed_by);
    json.key("findings");
    write_findings(json, facts.findings);
    json.member("reason", facts.reason);
    json.key("in_force");
    json.boolean(in_force);
    write_done(json, issued.done);
    json.close_object();
}

/// How an agency stands to a draft it was asked about.
std::string_view standing_of(const Consultation& consultation, const AgencyId& agency)
{
    if (consultation.has_heard(agency)) return "commented";
    if (!consultation.closed) return "asked";
    return consultation.closed->facts.silence_is_consent ? "consented" : "silent";
}

void write_comment(JsonWriter& json, const Comment& comment)
{
    json.open_object();
    json.member("comment", comment.facts.comment.value);
    json.member("agency", comment.facts.agency.value);
    json.member("criteria_set", comment.facts.criteria_set);
    json.member("criterion", comment.facts.criterion.value);
    json.member("text", comment.facts.text);
    write_done(json, comment.done);
    json.key("answer");
    if (comment.answer) {
        json.open_object();
        json.member("decision", comment.answer->facts.accepted ? "accept" : "decline");
        json.member("text", comment.answer->facts.text);
        write_done(json, comment.answer->done);
        json.close_object();
    } else {
        json.null();
    }
    json.close_object();
}

void write_consultation(JsonWriter& json, const Consultation& consultation)
{
    json.open_object();
    json.member("closes_at", local_text(consultation.facts.closes_at));
    json.key("silence_is_consent");
    json.boolean(consultation.facts.silence_is_consent);
    json.member("document_number", consultation.facts.document_number);
    write_done(json, consultation.done);
    json.key("closed");
    if (consultation.closed) {
        json.open_object();
        write_done(json, consultation.closed->done);
        json.close_object();
    } else {
        json.null();
    }
    json.key("agencies");
    json.open_array();
    for (const AgencyId& agency : consultation.facts.agencies) {
        json.open_object();
        json.member("agency", agency.value);
        json.member("standing", standing_of(consultation, agency));
        json.close_object();
    }
    json.close_array();
    json.key("comments");
    json.open_array();
    for (const Comment& comment : consultation.comments) write_comment(json, comment);
    json.close_array();
    json.close_object();
}

void write_draft(JsonWriter& json, const RegulationFile& file, const Draft& draft)
{
    json.open_object();
    number(json, "draft", draft.facts.draft);
    json.member("sha256", draft.facts.document.sha256.hex());
    json.member("state", state_of(file, draft));
    json.member("change_note", draft.facts.change_note);
    json.key("findings");
    write_findings(json, draft.facts.findings);
    write_done(json, draft.done);
    json.key("reviews");
    json.open_array();
    for (const auto& review : draft.reviews) {
        json.open_object();
        json.member("note", review.facts.note);
        write_done(json, review.done);
        json.close_object();
    }
    json.close_array();
    json.key("agreement");
    if (draft.agreement) {
        json.open_object();
        json.member("body", draft.agreement->facts.body);
        json.member("document_number", draft.agreement->facts.document_number);
        date_or_null(json, "document_date", draft.agreement->facts.document_date);
        write_done(json, draft.agreement->done);
        json.close_object();
    } else {
        json.null();
    }
    json.key("consultation");
    if (draft.consultation)
        write_consultation(json, *draft.consultation);
    else
        json.null();
    json.close_object();
}

GuidanceOverlaid as_recorded(const Overlay& printed, const Regulation& text, std::uint32_t version)
{
    return {text.id,
            version,
            OverlayId(printed.id),
            printed.from,
            printed.document.number,
            printed.document.date,
            printed.document.issuer,
            printed.criteria_sets,
            printed.code,
            printed.text};
}

void write_overlay(JsonWriter& json, const GuidanceOverlaid& facts)
{
    json.open_object();
    json.member("overlay", facts.overlay.value);
    number(json, "version", facts.version);
    json.member("from", facts.from.text());
    json.member("document_number", facts.document_number);
    date_or_null(json, "document_date", facts.document_date);
    json.member("issuer", facts.issuer);
    json.key("criteria_sets");
    json.open_array();
    for (const std::string& set : facts.criteria_sets) json.text(set);
    json.close_array();
    json.member("criterion", facts.criterion.value);
    json.member("text", facts.text);
    json.close_object();
}

} // namespace

std::string_view state_of(const RegulationFile& file, const Draft& draft)
{
    for (const auto& version : file.versions)
        if (version.facts.draft == draft.facts.draft) return "issued";
    if (&draft != file.in_progress()) return "superseded";
    if (draft.is_out_for_comment()) return "in_consultation";
    if (draft.agreement) return "agreed";
    return "drafting";
}

void write_findings(JsonWriter& json, const std::optional<FindingsFile>& findings)
{
    if (!findings) return json.null();
    json.open_object();
    json.member("sha256", findings->document.sha256.hex());
    number(json, "errors", findings->errors);
    number(json, "warnings", findings->warnings);
    json.close_object();
}

void write_overlays(JsonWriter& json, const Regulation& text, std::uint32_t version, const RegulationFile* file)
{
    std::vector<GuidanceOverlaid> all;
    for (const Overlay& printed : text.overlays) all.push_back(as_recorded(printed, text, version));
    if (file)
        for (const auto& recorded : file->overlays)
            if (recorded.facts.version == version) all.push_back(recorded.facts);
    std::ranges::stable_sort(all, {}, &GuidanceOverlaid::from);
    json.key("overlays");
    json.open_array();
    for (const GuidanceOverlaid& one : all) write_overlay(json, one);
    json.close_array();
}

std::string render_regulation(const RegulationId& id, const RegulationFile& file)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("regulation", id.value);
    json.member("seq", std::to_string(file.seq));
    json.key("versions");
    json.open_array();
    for (const auto& version : file.versions) write_version(json, version, &version == &file.versions.back());
    json.close_array();
    json.key("drafts");
    json.open_array();
    for (const Draft& draft : file.drafts) write_draft(json, file, draft);
    json.close_array();
    json.key("overlays");
    json.open_array();
    for (const auto& overlay : file.overlays) write_overlay(json, overlay.facts);
    json.close_array();
    json.close_object();
    return text;
}

} // namespace cchc::projections
