// Regulation document → domain::Regulation. Values and names are checked here; whether the set is a good one is the
// linter's question.

#include "storage/regulation_codec.hpp"
#include "storage/regulation_fields.hpp"
#include "storage/rule_codec.hpp"

#include <algorithm>

namespace cchc::storage {

namespace {

using namespace domain;

constexpr std::size_t max_document_bytes = 8u << 20;
constexpr std::size_t max_criteria = 5'000;
constexpr std::size_t max_agencies = 20'000;

/// Whether whoever scores a criterion can do it by this rule (CS-22).
bool scores_by(ScoredBy who, const ScoringRule& rule)
{
    const bool by_hand = who == ScoredBy::agency || who == ScoredBy::appraising_agency || who == ScoredBy::council;
    return std::visit(match{
                          [&](const SubmissionTimeliness&) { return who == ScoredBy::system; },
                          [&](const SurveyRule&) { return who == ScoredBy::survey; },
                          [&](const BallotRule&) { return who == ScoredBy::leaders; },
                          [&](const Imported&) { return who == ScoredBy::import; },
                          [&](const Granted&) { return by_hand && who != ScoredBy::agency; },
                          [&](const auto&) { return by_hand; },
                      },
                      rule);
}

/// A list of what the page offers may not grow beyond measure.
void check_steps(const std::vector<Tier>& items, Points maximum, const JsonValue& rule)
{
    constexpr std::int64_t most = 1'000;
    for (const Tier& item : items)
        if (item.cap.value_or(maximum).units() / item.points_each.units() > most)
            rule.refuse("more than 1000 steps to the cap");
}

/// The rule of a leaf, printed with it or laid over it.
ScoringRule read_rule_of(const Criterion& leaf, const JsonValue& value, const Regulation& known)
{
    ScoringRule rule = read_rule(value, leaf.levels.size(), known);
    if (!scores_by(leaf.scored_by, rule)) value.refuse("not a rule that this scorer uses");
    if (const auto* bonus = std::get_if<Bonus>(&rule)) check_steps(bonus->items, leaf.maximum, value);
    if (const auto* penalty = std::get_if<Penalty>(&rule)) check_steps(penalty->items, leaf.maximum, value);
    return rule;
}

/// What a leaf is to the totals, to the leaders and to the clock stays as printed, for the whole cycle.
void check_same_kind(const ScoringRule& printed, const ScoringRule& laid_over, const JsonValue& value)
{
    const auto moves_the_scale = [](const ScoringRule& rule) {
        return std::holds_alternative<Bonus>(rule) || std::holds_alternative<Penalty>(rule);
    };
    if ((moves_the_scale(printed) || moves_the_scale(laid_over)) && printed.index() != laid_over.index())
        value.refuse("a bonus or a penalty stays what it is, and nothing else becomes one");
    const auto* ballot = std::get_if<BallotRule>(&laid_over);
    if (ballot && ballot->ballot != std::get<BallotRule>(printed).ballot) value.refuse("not the printed ballot");
    const auto* submission = std::get_if<SubmissionTimeliness>(&laid_over);
    if (submission && submission->round != std::get<SubmissionTimeliness>(printed).round)
        value.refuse("not the printed round");
}

/// The span of days a set, a node and all below it, or a leaf takes its counts from.
template <class Windowed>
void read_window(JsonObject& object, Windowed& windowed)
{
    const auto window = object.may("data_window");
    if (!window) return;
    JsonObject ends(*window);
    windowed.window_from = ends.need("from").date();
    const JsonValue to = ends.need("to");
    windowed.window_to = to.date();
    if (*windowed.window_to < *windowed.window_from) to.refuse("before the window begins");
    ends.end();
}

/// What only a scored leaf says.
void read_leaf(JsonObject& object, Criterion& criterion, const Regulation& known)
{
    FieldReader walk(object);
    criterion.scored_by = ScoredBy::agency;
    if (auto by = object.may("scored_by")) {
        criterion.scored_by = by->word<ScoredBy>();
        if (criterion.scored_by == ScoredBy::rollup) by->refuse("only a criterion with children is a roll-up");
    }
    if (auto rule = object.may("evidence_rule")) criterion.evidence_rule = rule->word<EvidenceRule>();
    if (auto policy = object.may("na_policy")) criterion.na_policy = policy->word<NaPolicy>();
    if (auto claimable = object.may("na_claimable")) criterion.na_claimable = claimable->flag();
    walk.may_list("levels", criterion.levels, 32);
    criterion.rule = read_rule_of(criterion, object.need("rule"), known);
    walk.may_list("examples", criterion.examples, 64);
}

void read_criterion(const JsonValue& value, const Code& parent, CriteriaSet& set, const Regulation& known)
{
    if (set.size() == max_criteria) value.refuse("more than " + std::to_string(max_criteria) + " criteria");
    JsonObject object(value);
    FieldReader walk(object);
    Criterion criterion;
    const JsonValue code = object.need("code");
    criterion.code = read_code(code);
    if (set.find(criterion.code.value) != no_criterion) code.refuse("a code used before");
    if (!parent.empty() && !criterion.code.value.starts_with(parent.value + "."))
        code.refuse("does not begin with its parent's");
    walk.may_printed("printed", criterion.printed);
    walk.need_text("title", criterion.title);
    walk.need_points("maximum", criterion.maximum);
    walk.may_flag("in_scale", criterion.in_scale, true);
    walk.may_codes("previous_codes", criterion.previous_codes, 32);
    walk.may_illustrative(criterion.illustrative);
    walk.may_name("appraising_agency", criterion.appraising_agency);
    walk.may_list("evidence", criterion.evidence);
    walk.may_text("note", criterion.note);
    read_window(object, criterion);
    walk.may_date("data_cutoff", criterion.data_cutoff);

    const auto children = object.may("children");
    if (!children) read_leaf(object, criterion, known);
    object.end();

    const Code own = criterion.code;
    const CriterionNo no = set.add(std::move(criterion), parent);
    if (std::holds_alternative<Penalty>(set[no].rule) && set[no].within_scale)
        value.refuse("a penalty is out of scale: in_scale false, here or above");
    if (!children) return;
    const auto all = children->elements(max_criteria);
    if (all.empty()) children->refuse("empty");
    for (const JsonValue& child : all) read_criterion(child, own, set, known);
}

CriteriaSet read_criteria_set(const JsonValue& value, const Regulation& known)
{
    JsonObject object(value);
    FieldReader walk(object);
    CriteriaSet set;
    walk.need_name("id", set.id);
    walk.need_text("title", set.title);
    walk.need_points("maximum", set.maximum);
    walk.may_name("template", set.template_id);
    walk.may_name("previous_set", set.previous_set);
    read_window(object, set);
    walk.may_date("data_cutoff", set.data_cutoff);
    walk.may_part("printed_counts", set.printed_counts);
    walk.may_list("printed_split", set.printed_split, 64);
    for (const JsonValue& area : object.need("criteria").elements(max_criteria))
        read_criterion(area, Code(), set, known);
    object.end();
    return set;
}

/// An overlay's rule is one the criterion could have been printed with, over its own levels.
Overlay read_overlay(const JsonValue& value, const Regulation& known)
{
    JsonObject object(value);
    FieldReader walk(object);
    Overlay overlay;
    walk.need_name("id", overlay.id);
    walk.need_date("from", overlay.from);
    walk.need_object("document", overlay.document);
    walk.may_names("criteria_sets", overlay.criteria_sets);
    walk.need_code("code", overlay.code);
    walk.need_text("text", overlay.text);
    const auto rule = object.may("rule");
    bool found = false;
    for (const CriteriaSet& set : known.criteria_sets) {
        const CriterionNo no = set.find(overlay.code.value);
        if (no == no_criterion || !overlay.lies_over(set, set[no].code)) continue;
        found = true;
        if (!rule) continue;
        if (!set[no].leaf) rule->refuse("a criterion with children bears no rule");
        overlay.rule = read_rule_of(set[no], *rule, known);
        check_same_kind(set[no].rule, *overlay.rule, *rule);
    }
    if (!found) object.refuse("names no criterion of this document");
    if (rule) walk.may_list("examples", overlay.examples, 64);
    object.end();
    return overlay;
}

/// Reads the elements of `list` with `read`, refusing an id used before.
template <class T, class Read>
std::vector<T> read_named(const JsonValue& list, std::size_t most, Read read)
{
    std::vector<T> all;
    std::set<std::string> ids;
    for (const JsonValue& value : list.elements(most)) {
        all.push_back(read(value));
        if (!ids.insert(all.back().id).second) value.refuse("an id used before");
    }
    return all;
}

[[noreturn]] void leads_nowhere(const std::string& pointer, std::string_view what)
{
    throw FormatError(pointer, "names no " + std::string(what) + " of this document");
}

/// Where a set is not, word for word, as its template says (CS-11): the criterion and its member. Empty: nowhere.
std::string astray_from(const CriteriaSet& set, const std::vector<TemplateNode>& nodes)
{
    for (const TemplateNode& node : nodes) {
        const CriterionNo no = set.find(node.code.value);
        if (no == no_criterion) return "criterion " + node.code.value + " is missing";
        const Criterion& own = set[no];
        const std::initializer_list<std::pair<const char*, bool>> members{{"printed", own.printed == node.printed},
                                                                          {"title", own.title == node.title},
                                                                          {"maximum", own.maximum == node.maximum},
                                                                          {"in_scale", own.in_scale == node.in_scale}};
        for (const auto& [member, alike] : members)
            if (!alike) return "criterion " + node.code.value + ", " + member;
        if (std::string below = astray_from(set, node.children); !below.empty()) return below;
    }
    return {};
}

/// The names of the parts that surround the criteria sets.
void check_part_names(const Regulation& r)
{
    const auto at = [](const char* list, std::size_t i, const char* member) {
        return "/" + std::string(list) + "/" + std::to_string(i) + "/" + member;
    };
    const auto need = [](bool found, const std::string& place, const char* what) {
        if (!found) leads_nowhere(place, what);
    };
    const auto agency = [&](const std::string& id) { return id.empty() || r.agency(AgencyId(id)); };
    const auto agencies = [&](const auto& ids) { return std::ranges::all_of(ids, agency); };
    const auto groups = [&](const std::vector<GroupId>& ids) {
        return std::ranges::all_of(ids, [&](const GroupId& id) { return r.set_of(id) != nullptr; });
    };
    const auto milestone = [&](const std::string& id) { return id.empty() || r.milestone(id); };
    const auto classification = [&](const std::string& id) { return id.empty() || r.classification(id); };
    if (r.drafting) {
        need(agency(r.drafting->drafted_by), "/drafting/drafted_by", "agency");
        need(r.drafting->agreed_by.empty() || r.body(r.drafting->agreed_by), "/drafting/agreed_by", "body");
    }
    for (std::size_t i = 0; i < r.bodies.size(); ++i) {
        need(agencies(r.bodies[i].agencies), at("bodies", i, "agencies"), "agency");
        need(milestone(r.bodies[i].milestone), at("bodies", i, "milestone"), "milestone");
    }
    if (r.appraisal) {
        need(agencies(r.appraisal->agencies), "/appraisal/agencies", "agency");
        need(r.appraisal->council.empty() || r.body(r.appraisal->council), "/appraisal/council", "body");
    }
    for (std::size_t i = 0; i < r.groups.size(); ++i)
        need(classification(r.groups[i].classification), at("groups", i, "classification"), "classification");
    std::set<GroupId> ranked;
    for (std::size_t i = 0; i < r.ranking_groups.size(); ++i) {
        const RankingGroup& group = r.ranking_groups[i];
        need(groups(group.groups), at("ranking_groups", i, "groups"), "group");
        need(classification(group.classification), at("ranking_groups", i, "classification"), "classification");
        for (const GroupId& id : group.groups)
            if (!ranked.insert(id).second)
                throw FormatError(at("ranking_groups", i, "groups"), "a group ranked before");
    }
    for (std::size_t i = 0; i < r.rounds.size(); ++i) {
        need(milestone(r.rounds[i].plan), at("rounds", i, "plan"), "milestone");
        if (r.rounds[i].locks_after_days && r.rounds[i].deadline_kind == DeadlineKind::hard)
            throw FormatError(at("rounds", i, "locks_after_days"), "a hard deadline locks where it ends");
    }
    for (std::size_t i = 0; i < r.steps.size(); ++i)
        for (const std::string& round : r.steps[i].rounds)
            need(r.round(RoundId(round)), at("steps", i, "rounds"), "round");
    for (std::size_t i = 0; i < r.rewards.size(); ++i)
        need(groups(r.rewards[i].groups), at("rewards", i, "groups"), "group");
    for (std::size_t i = 0; i < r.surveys.size(); ++i)
        need(agency(r.surveys[i].rechecked_by), at("surveys", i, "rechecked_by"), "agency");
    for (std::size_t i = 0; i < r.criteria_sets.size(); ++i) {
        const CriteriaSet& set = r.criteria_sets[i];
        for (const PrintedPart& part : set.printed_split)
            for (const Code& code : part.codes)
                need(set.find(code.value) != no_criterion, at("criteria_sets", i, "printed_split"), "criterion");
        for (const Criterion& criterion : set.all())
            for (const RequiredEvidence& evidence : criterion.evidence)
                need(agencies(evidence.held_by),
                     "/criteria_sets/" + std::to_string(i) + ", criterion " + criterion.code.value, "agency");
        if (set.template_id.empty()) continue;
        const auto followed = std::ranges::find(r.templates, set.template_id, &Template::id);
        need(followed != r.templates.end(), at("criteria_sets", i, "template"), "template");
        if (const std::string astray = astray_from(set, followed->criteria); !astray.empty())
            throw FormatError(at("criteria_sets", i, "template"), "the set is not as its template says: " + astray);
    }
    for (std::size_t i = 0; i < r.overlays.size(); ++i)
        for (const std::string& set : r.overlays[i].criteria_sets)
            need(r.criteria_set(set), at("overlays", i, "criteria_sets"), "criteria set");
}

/// An agency's parents are agencies too, and none is its own.
void check_parents(const Regulation& r, std::size_t i)
{
    const std::string place = "/agencies/" + std::to_string(i) + "/parent";
    std::size_t steps = 0;
    for (const AgencyListing* one = &r.agencies[i]; !one->parent.empty();) {
        one = r.agency(one->parent);
        if (!one) leads_nowhere(place, "agency");
        if (++steps > r.agencies.size()) throw FormatError(place, "leads back to where it began");
    }
}

/// Every name of the document leads somewhere in it.
void check_names(const Regulation& r)
{
    if (!r.agency(AgencyId(r.standing_department))) leads_nowhere("/standing_department", "agency");
    if (!r.substitute_appraiser.empty() && !r.agency(AgencyId(r.substitute_appraiser)))
        leads_nowhere("/substitute_appraiser", "agency");
    for (std::size_t i = 0; i < r.groups.size(); ++i) {
        if (!r.set_of(r.groups[i].id)) leads_nowhere("/groups/" + std::to_string(i) + "/criteria_set", "criteria set");
    }
    for (std::size_t i = 0; i < r.agencies.size(); ++i) {
        const GroupId& group = r.agencies[i].group;
        if (!group.empty() && !r.set_of(group)) leads_nowhere("/agencies/" + std::to_string(i) + "/group", "group");
        check_parents(r, i);
    }
    for (std::size_t i = 0; i < r.criteria_sets.size(); ++i) {
        for (const Criterion& leaf : r.criteria_sets[i].all()) {
            const std::string place = "/criteria_sets/" + std::to_string(i) + ", criterion " + leaf.code.value;
            if (!leaf.appraising_agency.empty() && !r.agency(AgencyId(leaf.appraising_agency)))
                leads_nowhere(place, "appraising agency");
            const auto* submission = std::get_if<SubmissionTimeliness>(&leaf.rule);
            if (submission && !r.round(RoundId(submission->round))) leads_nowhere(place, "round");
        }
    }
    const auto in_some_set = [&](std::string_view code, bool area) {
        return std::any_of(r.criteria_sets.begin(), r.criteria_sets.end(), [&](const CriteriaSet& set) {
            const CriterionNo no = set.find(code);
            return no != no_criterion && (!area || set[no].depth == 0);
        });
    };
    for (std::size_t i = 0; i < r.tie_break.size(); ++i) {
        if (!in_some_set(r.tie_break[i], true)) leads_nowhere("/tie_break/" + std::to_string(i), "area");
    }
    for (std::size_t i = 0; i < r.corrections.size(); ++i) {
        const Correction& correction = r.corrections[i];
        if (correction.part != CorrectedPart::set && !in_some_set(correction.code.value, false))
            leads_nowhere("/corrections/" + std::to_string(i) + "/code", "criterion");
    }
    check_part_names(r);
}

/// Days off, and the Saturdays worked for some of them.
void read_holidays(JsonObject& object, Holidays& holidays)
{
    const auto days_of = [&](const char* member, const char* before) {
        std::vector<Date> days;
        const auto list = object.may(member);
        if (!list) return days;
        for (const JsonValue& value : list->elements(max_list)) {
            const Date day = value.date();
            if (!days.empty() && day <= days.back()) value.refuse(before);
            days.push_back(day);
        }
        return days;
    };
    holidays.days = days_of("holidays", "not after the holiday before it");
    holidays.working_saturdays = days_of("working_saturdays", "not after the Saturday before it");
    for (std::size_t i = 0; i < holidays.working_saturdays.size(); ++i) {
        const Date day = holidays.working_saturdays[i];
        const std::string place = "/working_saturdays/" + std::to_string(i);
        constexpr std::int32_t a_saturday = 2; // 3 January 1970
        if ((day.days - a_saturday) % 7 != 0) throw FormatError(place, "not a Saturday");
        if (std::ranges::binary_search(holidays.days, day)) throw FormatError(place, "a holiday");
    }
}

} // namespace

Regulation read_regulation(std::string_view text)
{
    const nlohmann::json document = parse_strict_json(text, max_document_bytes);
    JsonObject object{JsonValue(document, "")};
    Regulation r;
    if (auto schema = object.may("$schema")) schema->text();
    FieldReader walk(object);
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
    walk.may_list("bodies", r.bodies, 32);
    walk.may_object("appraisal", r.appraisal);
    walk.need_named("groups", r.groups);
    walk.need_named("agencies", r.agencies, max_agencies);
    walk.may_object("agency_list", r.agency_list);
    walk.may_list("ranking_groups", r.ranking_groups);
    walk.need_named("rounds", r.rounds, 32);
    walk.may_list("milestones", r.milestones, 64);
    walk.may_list("steps", r.steps, 64);
    if (auto value = object.may("switches")) {
        JsonObject members(*value);
        FieldReader reader(members);
        switches(reader, r);
        members.end();
    }
    walk.need_object("phrases", r.phrases);
    if (auto codes = object.may("tie_break")) {
        for (const JsonValue& code : codes->elements(32)) r.tie_break.push_back(read_code(code).value);
    }
    walk.may_list("classifications", r.classifications, 32);
    walk.may_list("rewards", r.rewards, 32);
    walk.may_list("surveys", r.surveys, 32);
    walk.may_list("ballots", r.ballots, 32);
    walk.may_list("dated_documents", r.dated_documents, 64);
    walk.may_list("templates", r.templates, 32);
    read_holidays(object, r.holidays);
    r.criteria_sets = read_named<CriteriaSet>(object.need("criteria_sets"), max_list,
                                              [&](const JsonValue& value) { return read_criteria_set(value, r); });
    if (auto overlays = object.may("overlays"))
        r.overlays =
            read_named<Overlay>(*overlays, max_list, [&](const JsonValue& value) { return read_overlay(value, r); });
    walk.may_list("corrections", r.corrections);
    object.end();
    check_names(r);
    return r;
}

} // namespace cchc::storage
