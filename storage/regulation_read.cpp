// Regulation document → domain::Regulation. Values and names are checked here; whether the set is a good one is the
// linter's question.

#include "storage/regulation_codec.hpp"
#include "storage/regulation_words.hpp"
#include "storage/rule_codec.hpp"

#include <algorithm>

namespace cchc::storage {

namespace {

using namespace domain;

constexpr std::size_t max_document_bytes = 8u << 20;
constexpr std::size_t max_criteria = 5'000;
constexpr std::size_t max_agencies = 20'000;
constexpr std::size_t max_list = 1'000;

/// `I`, `II.6.3`: parts of letters and digits, joined by dots.
Code read_code(const JsonValue& value)
{
    const std::string text = value.nonempty_text(64);
    bool part_open = false;
    for (char c : text) {
        const bool in_part = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!in_part && !(c == '.' && part_open)) value.refuse("not a criterion code");
        part_open = in_part;
    }
    if (!part_open) value.refuse("not a criterion code");
    return Code(text);
}

std::vector<std::string> read_texts(const JsonValue& value)
{
    std::vector<std::string> texts;
    for (const JsonValue& one : value.elements(max_list)) texts.push_back(one.nonempty_text());
    return texts;
}

RequiredEvidence read_evidence(const JsonValue& value)
{
    JsonObject object(value);
    RequiredEvidence evidence;
    evidence.text = object.need("text").nonempty_text();
    if (auto signature = object.may("signature")) evidence.signature = signature->word<SignatureRule>();
    object.end();
    return evidence;
}

Level read_level(const JsonValue& value)
{
    JsonObject object(value);
    Level level;
    level.text = object.need("text").nonempty_text();
    level.points = object.need("points").points(max_points);
    if (auto note = object.may("note")) level.note = note->nonempty_text();
    object.end();
    return level;
}

/// What only a scored leaf says.
void read_leaf(JsonObject& object, Criterion& criterion)
{
    criterion.scored_by = ScoredBy::agency;
    if (auto by = object.may("scored_by")) {
        criterion.scored_by = by->word<ScoredBy>();
        if (criterion.scored_by == ScoredBy::rollup) by->refuse("only a criterion with children is a roll-up");
    }
    if (auto agency = object.may("appraising_agency")) criterion.appraising_agency = agency->name();
    if (auto rule = object.may("evidence_rule")) criterion.evidence_rule = rule->word<EvidenceRule>();
    if (auto policy = object.may("na_policy")) criterion.na_policy = policy->word<NaPolicy>();
    if (auto claimable = object.may("na_claimable")) criterion.na_claimable = claimable->flag();
    if (auto window = object.may("data_window")) {
        JsonObject ends(*window);
        criterion.window_from = ends.need("from").date();
        const JsonValue to = ends.need("to");
        criterion.window_to = to.date();
        if (*criterion.window_to < *criterion.window_from) to.refuse("before the window begins");
        ends.end();
    }
    if (auto levels = object.may("levels")) {
        for (const JsonValue& level : levels->elements(32)) criterion.levels.push_back(read_level(level));
    }
    const JsonValue rule = object.need("rule");
    criterion.rule = read_rule(rule, criterion.levels.size());
    if (std::holds_alternative<SubmissionTimeliness>(criterion.rule) != (criterion.scored_by == ScoredBy::system))
        rule.refuse("submission_timeliness is scored by the system, and nothing else is");
}

void read_criterion(const JsonValue& value, const Code& parent, CriteriaSet& set)
{
    if (set.size() == max_criteria) value.refuse("more than " + std::to_string(max_criteria) + " criteria");
    JsonObject object(value);
    Criterion criterion;
    const JsonValue code = object.need("code");
    criterion.code = read_code(code);
    if (set.find(criterion.code.value) != no_criterion) code.refuse("a code used before");
    if (!parent.empty() && !criterion.code.value.starts_with(parent.value + "."))
        code.refuse("does not begin with its parent's");
    if (auto printed = object.may("printed")) criterion.printed = printed->text(64);
    criterion.title = object.need("title").nonempty_text();
    criterion.maximum = object.need("maximum").points(max_points);
    if (auto evidence = object.may("evidence")) {
        for (const JsonValue& one : evidence->elements(max_list)) criterion.evidence.push_back(read_evidence(one));
    }
    if (auto note = object.may("note")) criterion.note = note->nonempty_text();

    const auto children = object.may("children");
    if (!children) read_leaf(object, criterion);
    object.end();

    const Code own = criterion.code;
    set.add(std::move(criterion), parent);
    if (!children) return;
    const auto all = children->elements(max_criteria);
    if (all.empty()) children->refuse("empty");
    for (const JsonValue& child : all) read_criterion(child, own, set);
}

CriteriaSet read_criteria_set(const JsonValue& value)
{
    JsonObject object(value);
    CriteriaSet set;
    set.id = object.need("id").name();
    set.title = object.need("title").nonempty_text();
    set.maximum = object.need("maximum").points(max_points);
    for (const JsonValue& area : object.need("criteria").elements(max_criteria)) read_criterion(area, Code(), set);
    object.end();
    return set;
}

RoundPlan read_round(const JsonValue& value)
{
    JsonObject object(value);
    RoundPlan round;
    round.id = RoundId(object.need("id").name());
    round.kind = object.need("kind").word<RoundKind>();
    if (auto ordinal = object.may("ordinal")) round.ordinal = static_cast<int>(ordinal->whole(1, 9));
    round.title = object.need("title").nonempty_text();
    if (auto phrase = object.may("printed_phrase")) round.printed_phrase = phrase->nonempty_text();
    if (auto boundary = object.may("boundary")) round.boundary = boundary->word<Boundary>();
    if (auto kind = object.may("deadline_kind")) round.deadline_kind = kind->word<DeadlineKind>();
    if (auto after = object.may("after_lock")) round.after_lock = after->word<AfterLock>();
    object.end();
    return round;
}

AgencyGroup read_group(const JsonValue& value)
{
    JsonObject object(value);
    AgencyGroup group;
    group.id = GroupId(object.need("id").name());
    group.title = object.need("title").nonempty_text();
    group.criteria_set = object.need("criteria_set").name();
    object.end();
    return group;
}

AgencyListing read_agency(const JsonValue& value)
{
    JsonObject object(value);
    AgencyListing agency;
    agency.id = AgencyId(object.need("id").name());
    agency.title = object.need("title").nonempty_text();
    if (auto assessed = object.may("assessed")) agency.assessed = assessed->flag();
    if (auto group = object.may("group")) agency.group = GroupId(group->name());
    if (agency.assessed && agency.group.empty()) object.refuse("an assessed agency names its group");
    object.end();
    return agency;
}

IssuingDocument read_issuing_document(const JsonValue& value)
{
    JsonObject object(value);
    IssuingDocument document;
    if (auto number = object.may("number")) document.number = number->nonempty_text(128);
    if (auto date = object.may("date")) document.date = date->date();
    document.issuer = object.need("issuer").nonempty_text();
    object.end();
    return document;
}

Correction read_correction(const JsonValue& value)
{
    JsonObject object(value);
    Correction correction;
    correction.part = object.need("part").word<CorrectedPart>();
    if (correction.part != CorrectedPart::set) correction.code = read_code(object.need("code"));
    correction.printed = object.need("printed").text();
    correction.corrected = object.need("corrected").text();
    correction.reason_vi = object.need("reason_vi").nonempty_text();
    correction.reason_en = object.need("reason_en").nonempty_text();
    object.end();
    return correction;
}

void read_switches(const JsonValue& value, Regulation& regulation)
{
    JsonObject object(value);
    if (auto s = object.may("unsubmitted_at_lock")) regulation.unsubmitted_at_lock = s->word<UnsubmittedAtLock>();
    if (auto s = object.may("undecided_at_lock")) regulation.undecided_at_lock = s->word<UndecidedAtLock>();
    if (auto s = object.may("own_unit_appraisal")) regulation.own_unit_appraisal = s->word<OwnUnitAppraisal>();
    if (auto s = object.may("supplement_scope")) regulation.supplement_scope = s->word<SupplementScope>();
    if (auto s = object.may("supplement_may_change_self_score"))
        regulation.supplement_may_change_self_score = s->flag();
    if (auto s = object.may("may_exceed_self")) regulation.may_exceed_self = s->flag();
    if (auto s = object.may("round2_may_lower")) regulation.round2_may_lower = s->flag();
    if (auto s = object.may("tie_rule")) regulation.tie_rule = s->word<TieRule>();
    object.end();
}

DecisionPhrases read_phrases(const JsonValue& value)
{
    JsonObject object(value);
    DecisionPhrases phrases;
    phrases.agree = object.need("agree").nonempty_text(256);
    phrases.disagree = object.need("disagree").nonempty_text(256);
    phrases.request_supplement = object.need("request_supplement").nonempty_text(256);
    object.end();
    return phrases;
}

/// Reads the elements of `list` with `read`, refusing an id used before.
template <class T, class Read>
std::vector<T> read_named(const JsonValue& list, std::size_t most, Read read)
{
    std::vector<T> all;
    std::set<std::string> ids;
    for (const JsonValue& value : list.elements(most)) {
        T one = read(value);
        std::string id;
        if constexpr (requires { one.id.value; })
            id = one.id.value;
        else
            id = one.id;
        if (!ids.insert(std::move(id)).second) value.refuse("an id used before");
        all.push_back(std::move(one));
    }
    return all;
}

[[noreturn]] void leads_nowhere(const std::string& pointer, std::string_view what)
{
    throw FormatError(pointer, "names no " + std::string(what) + " of this document");
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
    }
    for (std::size_t i = 0; i < r.criteria_sets.size(); ++i) {
        for (CriterionNo no : r.criteria_sets[i].leaves()) {
            const Criterion& leaf = r.criteria_sets[i][no];
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
}

} // namespace

Regulation read_regulation(std::string_view text)
{
    const nlohmann::json document = parse_strict_json(text, max_document_bytes);
    JsonObject object{JsonValue(document, "")};
    Regulation r;
    if (auto schema = object.may("$schema")) schema->text();
    r.id = RegulationId(object.need("id").name());
    r.title = object.need("title").nonempty_text();
    r.year = static_cast<int>(object.need("year").whole(1990, 2200));
    r.publisher = object.need("publisher").nonempty_text();
    r.issued_by = read_issuing_document(object.need("issued_by"));
    if (auto basis = object.may("legal_basis")) r.legal_basis = read_texts(*basis);
    if (auto notes = object.may("notes")) r.notes = read_texts(*notes);
    r.standing_department = object.need("standing_department").name();
    if (auto substitute = object.may("substitute_appraiser")) r.substitute_appraiser = substitute->name();
    r.groups = read_named<AgencyGroup>(object.need("groups"), max_list, read_group);
    r.agencies = read_named<AgencyListing>(object.need("agencies"), max_agencies, read_agency);
    r.rounds = read_named<RoundPlan>(object.need("rounds"), 32, read_round);
    if (auto switches = object.may("switches")) read_switches(*switches, r);
    r.phrases = read_phrases(object.need("phrases"));
    if (auto codes = object.may("tie_break")) {
        for (const JsonValue& code : codes->elements(32)) r.tie_break.push_back(read_code(code).value);
    }
    if (auto holidays = object.may("holidays")) {
        for (const JsonValue& day : holidays->elements(max_list)) {
            r.holidays.push_back(day.date());
            const std::size_t count = r.holidays.size();
            if (count > 1 && r.holidays[count - 1] <= r.holidays[count - 2])
                day.refuse("not after the holiday before it");
        }
    }
    r.criteria_sets = read_named<CriteriaSet>(object.need("criteria_sets"), max_list, read_criteria_set);
    if (auto corrections = object.may("corrections")) {
        for (const JsonValue& one : corrections->elements(max_list)) r.corrections.push_back(read_correction(one));
    }
    object.end();
    check_names(r);
    return r;
}

} // namespace cchc::storage
