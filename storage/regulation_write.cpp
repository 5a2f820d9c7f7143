// domain::Regulation → its canonical document.

#include "storage/regulation_codec.hpp"
#include "storage/regulation_words.hpp"
#include "storage/rule_codec.hpp"

namespace cchc::storage {

namespace {

using namespace domain;
using json = nlohmann::ordered_json;

void put_text(json& to, const char* name, const std::string& text)
{
    if (!text.empty()) to[name] = text;
}

/// An enumeration's word or a flag, unless it is the format's default.
template <class T>
void put_unless(json& to, const char* name, T value, T otherwise)
{
    if (value == otherwise) return;
    if constexpr (std::is_same_v<T, bool>)
        to[name] = value;
    else
        to[name] = word_of(value);
}

json list_of(const std::vector<RequiredEvidence>& evidence)
{
    json rows = json::array();
    for (const RequiredEvidence& one : evidence) {
        json row{{"text", one.text}};
        put_unless(row, "signature", one.signature, RequiredEvidence{}.signature);
        rows.push_back(std::move(row));
    }
    return rows;
}

json list_of(const std::vector<Level>& levels)
{
    json rows = json::array();
    for (const Level& level : levels) {
        json row{{"text", level.text}, {"points", level.points.text()}};
        put_text(row, "note", level.note);
        rows.push_back(std::move(row));
    }
    return rows;
}

json document_of(const CriteriaSet& set, CriterionNo no)
{
    const Criterion& criterion = set[no];
    const Criterion defaults;
    json document{{"code", criterion.code.value}};
    put_text(document, "printed", criterion.printed);
    document["title"] = criterion.title;
    document["maximum"] = criterion.maximum.text();
    if (!criterion.evidence.empty()) document["evidence"] = list_of(criterion.evidence);
    put_text(document, "note", criterion.note);
    if (!criterion.leaf) {
        document["children"] = json::array();
        for (CriterionNo child : set.children(no)) document["children"].push_back(document_of(set, child));
        return document;
    }
    put_unless(document, "scored_by", criterion.scored_by, ScoredBy::agency);
    put_text(document, "appraising_agency", criterion.appraising_agency);
    put_unless(document, "evidence_rule", criterion.evidence_rule, defaults.evidence_rule);
    put_unless(document, "na_policy", criterion.na_policy, defaults.na_policy);
    put_unless(document, "na_claimable", criterion.na_claimable, defaults.na_claimable);
    if (criterion.window_from && criterion.window_to)
        document["data_window"] = {{"from", criterion.window_from->text()}, {"to", criterion.window_to->text()}};
    if (!criterion.levels.empty()) document["levels"] = list_of(criterion.levels);
    document["rule"] = write_rule(criterion.rule);
    return document;
}

json document_of(const CriteriaSet& set)
{
    json document{{"id", set.id}, {"title", set.title}, {"maximum", set.maximum.text()}, {"criteria", json::array()}};
    for (CriterionNo area : set.areas()) document["criteria"].push_back(document_of(set, area));
    return document;
}

json document_of(const IssuingDocument& issued_by)
{
    json document = json::object();
    put_text(document, "number", issued_by.number);
    if (issued_by.date) document["date"] = issued_by.date->text();
    document["issuer"] = issued_by.issuer;
    return document;
}

json document_of(const AgencyGroup& group)
{
    return {{"id", group.id.value}, {"title", group.title}, {"criteria_set", group.criteria_set}};
}

json document_of(const AgencyListing& agency)
{
    json document{{"id", agency.id.value}, {"title", agency.title}};
    put_text(document, "group", agency.group.value);
    put_unless(document, "assessed", agency.assessed, true);
    return document;
}

json document_of(const RoundPlan& round)
{
    const RoundPlan defaults;
    json document{{"id", round.id.value}, {"kind", word_of(round.kind)}};
    if (round.ordinal != defaults.ordinal) document["ordinal"] = round.ordinal;
    document["title"] = round.title;
    put_text(document, "printed_phrase", round.printed_phrase);
    put_unless(document, "boundary", round.boundary, defaults.boundary);
    put_unless(document, "deadline_kind", round.deadline_kind, defaults.deadline_kind);
    put_unless(document, "after_lock", round.after_lock, defaults.after_lock);
    return document;
}

json document_of(const Correction& correction)
{
    json document = json::object();
    put_text(document, "code", correction.code.value);
    document["part"] = word_of(correction.part);
    document["printed"] = correction.printed;
    document["corrected"] = correction.corrected;
    document["reason_vi"] = correction.reason_vi;
    document["reason_en"] = correction.reason_en;
    return document;
}

json switches_of(const Regulation& r)
{
    const Regulation defaults;
    json switches = json::object();
    put_unless(switches, "unsubmitted_at_lock", r.unsubmitted_at_lock, defaults.unsubmitted_at_lock);
    put_unless(switches, "undecided_at_lock", r.undecided_at_lock, defaults.undecided_at_lock);
    put_unless(switches, "own_unit_appraisal", r.own_unit_appraisal, defaults.own_unit_appraisal);
    put_unless(switches, "supplement_scope", r.supplement_scope, defaults.supplement_scope);
    put_unless(switches, "supplement_may_change_self_score", r.supplement_may_change_self_score,
               defaults.supplement_may_change_self_score);
    put_unless(switches, "may_exceed_self", r.may_exceed_self, defaults.may_exceed_self);
    put_unless(switches, "round2_may_lower", r.round2_may_lower, defaults.round2_may_lower);
    put_unless(switches, "tie_rule", r.tie_rule, defaults.tie_rule);
    return switches;
}

template <class T>
json documents_of(const std::vector<T>& all)
{
    json documents = json::array();
    for (const T& one : all) documents.push_back(document_of(one));
    return documents;
}

} // namespace

std::string write_regulation(const Regulation& r)
{
    json document{{"$schema", "regulation.schema.json"}, {"id", r.id.value}, {"title", r.title}, {"year", r.year}};
    document["publisher"] = r.publisher;
    document["issued_by"] = document_of(r.issued_by);
    if (!r.legal_basis.empty()) document["legal_basis"] = r.legal_basis;
    if (!r.notes.empty()) document["notes"] = r.notes;
    document["standing_department"] = r.standing_department;
    if (!r.substitute_appraiser.empty()) document["substitute_appraiser"] = r.substitute_appraiser;
    document["groups"] = documents_of(r.groups);
    document["agencies"] = documents_of(r.agencies);
    document["rounds"] = documents_of(r.rounds);
    if (json switches = switches_of(r); !switches.empty()) document["switches"] = std::move(switches);
    document["phrases"] = {{"agree", r.phrases.agree},
                           {"disagree", r.phrases.disagree},
                           {"request_supplement", r.phrases.request_supplement}};
    if (!r.tie_break.empty()) document["tie_break"] = r.tie_break;
    if (!r.holidays.empty()) {
        document["holidays"] = json::array();
        for (Date day : r.holidays) document["holidays"].push_back(day.text());
    }
    document["criteria_sets"] = documents_of(r.criteria_sets);
    if (!r.corrections.empty()) document["corrections"] = documents_of(r.corrections);
    return document.dump(1) + "\n";
}

} // namespace cchc::storage
