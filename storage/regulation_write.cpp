// domain::Regulation → its canonical document.

#include "storage/regulation_codec.hpp"
#include "storage/regulation_fields.hpp"
#include "storage/rule_codec.hpp"

namespace cchc::storage {

namespace {

using namespace domain;
using json = nlohmann::ordered_json;

/// The window, where it is not the one above anyway.
template <class Windowed, class Above>
void put_window(json& document, const Windowed& own, const Above& above)
{
    if (!own.window_from || !own.window_to) return;
    if (own.window_from == above.window_from && own.window_to == above.window_to) return;
    document["data_window"] = {{"from", own.window_from->text()}, {"to", own.window_to->text()}};
}

/// What a node says of the days its counts and facts are of; what it has from above is left out.
void put_days(json& document, const CriteriaSet& set, const Criterion& criterion)
{
    const bool is_area = criterion.parent == no_criterion;
    if (is_area)
        put_window(document, criterion, set);
    else
        put_window(document, criterion, set[criterion.parent]);
    if (is_area || criterion.data_cutoff != set[criterion.parent].data_cutoff)
        FieldWriter(document).may_date("data_cutoff", criterion.data_cutoff);
}

json document_of(const CriteriaSet& set, CriterionNo no)
{
    const Criterion& criterion = set[no];
    const Criterion defaults;
    json document = json::object();
    FieldWriter walk(document);
    walk.need_code("code", criterion.code);
    walk.may_printed("printed", criterion.printed);
    walk.need_text("title", criterion.title);
    walk.need_points("maximum", criterion.maximum);
    walk.may_flag("in_scale", criterion.in_scale, true);
    walk.may_codes("previous_codes", criterion.previous_codes);
    walk.may_illustrative(criterion.illustrative);
    if (!criterion.leaf) walk.may_name("appraising_agency", criterion.appraising_agency);
    walk.may_list("evidence", criterion.evidence);
    walk.may_text("note", criterion.note);
    if (!criterion.leaf) {
        put_days(document, set, criterion);
        document["children"] = json::array();
        for (CriterionNo child : set.children(no)) document["children"].push_back(document_of(set, child));
        return document;
    }
    walk.may_word("scored_by", criterion.scored_by, ScoredBy::agency);
    walk.may_name("appraising_agency", criterion.appraising_agency);
    walk.may_word("evidence_rule", criterion.evidence_rule, defaults.evidence_rule);
    walk.may_word("na_policy", criterion.na_policy, defaults.na_policy);
    walk.may_flag("na_claimable", criterion.na_claimable, defaults.na_claimable);
    put_days(document, set, criterion);
    walk.may_list("levels", criterion.levels);
    document["rule"] = write_rule(criterion.rule);
    walk.may_list("examples", criterion.examples);
    return document;
}

json document_of(const CriteriaSet& set)
{
    json document = json::object();
    FieldWriter walk(document);
    walk.need_name("id", set.id);
    walk.need_text("title", set.title);
    walk.need_points("maximum", set.maximum);
    walk.may_name("template", set.template_id);
    walk.may_name("previous_set", set.previous_set);
    put_window(document, set, CriteriaSet());
    walk.may_date("data_cutoff", set.data_cutoff);
    walk.may_part("printed_counts", set.printed_counts);
    walk.may_list("printed_split", set.printed_split);
    document["criteria"] = json::array();
    for (CriterionNo area : set.areas()) document["criteria"].push_back(document_of(set, area));
    return document;
}

json document_of(const Overlay& overlay)
{
    json document = json::object();
    FieldWriter walk(document);
    walk.need_name("id", overlay.id);
    walk.need_date("from", overlay.from);
    walk.need_object("document", overlay.document);
    walk.may_names("criteria_sets", overlay.criteria_sets);
    walk.need_code("code", overlay.code);
    walk.need_text("text", overlay.text);
    if (overlay.rule) document["rule"] = write_rule(*overlay.rule);
    walk.may_list("examples", overlay.examples);
    return document;
}

json switches_of(const Regulation& r)
{
    json document = json::object();
    FieldWriter walk(document);
    switches(walk, r);
    return document;
}

void put_days_off(json& document, const char* member, const std::vector<Date>& days)
{
    for (Date day : days) document[member].push_back(day.text());
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
    json document{{"$schema", "regulation.schema.json"}};
    FieldWriter walk(document);
    walk.need_name("id", r.id);
    walk.need_text("title", r.title);
    walk.need_whole("year", r.year, 1990, 2200);
    walk.need_text("publisher", r.publisher);
    walk.may_word("publisher_kind", r.publisher_kind, PublisherKind::body);
    walk.need_object("issued_by", r.issued_by);
    walk.may_date("in_force_from", r.in_force_from);
    walk.may_texts("supersedes", r.supersedes);
    walk.may_texts("legal_basis", r.legal_basis);
    walk.may_texts("recipients", r.recipients);
    walk.may_texts("notes", r.notes);
    walk.may_part("control", r.control);
    walk.may_object("drafting", r.drafting);
    walk.may_name("previous_regulation", r.previous_regulation);
    walk.may_object("assessed_period", r.assessed_period);
    walk.need_name("standing_department", r.standing_department);
    walk.may_name("substitute_appraiser", r.substitute_appraiser);
    walk.may_list("bodies", r.bodies);
    walk.may_object("appraisal", r.appraisal);
    walk.need_named("groups", r.groups);
    walk.need_named("agencies", r.agencies);
    walk.may_object("agency_list", r.agency_list);
    walk.may_list("ranking_groups", r.ranking_groups);
    walk.need_named("rounds", r.rounds);
    walk.may_list("milestones", r.milestones);
    walk.may_list("steps", r.steps);
    if (json chosen = switches_of(r); !chosen.empty()) document["switches"] = std::move(chosen);
    walk.need_object("phrases", r.phrases);
    walk.may_texts("tie_break", r.tie_break);
    walk.may_list("classifications", r.classifications);
    walk.may_list("rewards", r.rewards);
    walk.may_list("surveys", r.surveys);
    walk.may_list("ballots", r.ballots);
    walk.may_list("dated_documents", r.dated_documents);
    walk.may_list("templates", r.templates);
    put_days_off(document, "holidays", r.holidays.days);
    put_days_off(document, "working_saturdays", r.holidays.working_saturdays);
    document["criteria_sets"] = documents_of(r.criteria_sets);
    if (!r.overlays.empty()) document["overlays"] = documents_of(r.overlays);
    walk.may_list("corrections", r.corrections);
    return document.dump(1) + "\n";
}

} // namespace cchc::storage
