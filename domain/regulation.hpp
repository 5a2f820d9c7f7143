#pragma once

#include "domain/calendar.hpp"
#include "domain/classing.hpp"
#include "domain/criteria_set.hpp"
#include "domain/given_rule.hpp"
#include "domain/values.hpp"

#include <string>
#include <vector>

namespace cchc::domain {

enum class PublisherKind { body, office_holder };                                   ///< ACT-3
enum class UnsubmittedAtLock { take_draft, zero, late };                            ///< SA-10
enum class UndecidedAtLock { self_score, zero, escalate };                          ///< AP-20
enum class OwnUnitAppraisal { allow, forbid, second_appraiser };                    ///< ACT-22
enum class SupplementScope { all, contested };                                      ///< SA-11, SA-12
enum class UnsignedUpload { accept_with_warning, accept_with_explanation, refuse }; ///< EV-15
enum class DisagreementRuling { chair, mean, consensus };                           ///< AP-15
enum class ImportPhase { after_round_2, blocks_leaders };                           ///< ES-11
enum class PublicExtent { ranking, areas, criteria, explanations };                 ///< PB-6
enum class BodyKind { council, working_group, steering_committee, other };

/// Agencies assessed and ranked together under one criteria set (ACT-23, CS-10).
struct AgencyGroup {
    GroupId id;
    std::string title;
    std::string criteria_set;            ///< its id
    std::vector<std::string> aliases;    ///< other names the document uses for it
    std::string classification;          ///< id; empty: not classified, unless its ranking group is
    std::vector<std::string> attendance; ///< who must be present at the self-assessment (ACT-27)
    bool operator==(const AgencyGroup&) const = default;
};
struct AgencyListing {
    AgencyId id;
    std::string title;
    GroupId group;
    bool assessed = true; ///< false: it only appraises or keeps records (a one-stop centre, say)
    std::vector<std::string> aliases;
    std::string superior; ///< the body outside the system that the decision is also sent to (ACT-25)
    AgencyId parent;      ///< the agency of this document it belongs to (a commune's province); informs only
    std::vector<std::string> formed_from; ///< the predecessors it was merged from, as printed; informs only
    bool operator==(const AgencyListing&) const = default;
};

/// Where the list of agencies is printed (ACT-24).
struct AgencyList {
    std::string source;
    std::optional<Date> date;
    bool operator==(const AgencyList&) const = default;
};
/// Agency groups ranked and classified together (RK-7). A group none names is ranked by itself.
struct RankingGroup {
    std::string id;
    std::string title;
    std::vector<GroupId> groups;
    std::string classification; ///< id; empty: not classified
    bool operator==(const RankingGroup&) const = default;
};

/// A body that takes part and is not assessed: a council, a working group.
struct Body {
    std::string id;
    BodyKind kind = BodyKind::other;
    std::string title;
    std::string chair;
    std::vector<std::string> agencies; ///< whose leaders sit on it (ACT-12)
    std::vector<std::string> members;  ///< others, as printed
    std::string appointed_by;          ///< ACT-9
    std::string milestone;             ///< by when it must be established (AP-16)
    std::string note;
    bool operator==(const Body&) const = default;
};
/// Who appraises (AP-12): agencies, and the council above them, if there is one.
struct AppraisalBodies {
    std::vector<std::string> agencies;
    std::string council; ///< id of a body; empty: the agencies agree together
    bool operator==(const AppraisalBodies&) const = default;
};

/// How the document is controlled (RC-2, ACT-11).
struct DocumentControl {
    std::string document_code, issue, drafted_by, reviewed_by, approved_by, change_note;
    bool operator==(const DocumentControl&) const = default;
};
/// How the draft becomes the issued text (CS-23 to CS-26).
struct Drafting {
    std::string drafted_by; ///< agency code
    std::optional<Date> comments_from;
    std::optional<Date> comments_until;
    std::string printed_phrase;
    Boundary boundary = Boundary::inclusive; ///< does `comments_until` itself still count
    bool silence_is_consent = false;         ///< CS-24
    std::string agreed_by;                   ///< id of the body that must agree before issue (ACT-5)
    std::optional<Date> issued_before;       ///< this day is already too late
    bool inclusive_on_purpose = false;       ///< the document says `inclusive`, as of a round
    bool operator==(const Drafting&) const = default;
};
struct Period {
    Date from;
    Date to;
    bool operator==(const Period&) const = default;
};

/// A paper that fixes due dates which rules refer to (SM-18).
struct DueDate {
    std::string key;
    std::string text;
    Date due;
    bool operator==(const DueDate&) const = default;
};
struct DatedDocument {
    std::string id;
    std::string number;
    std::optional<Date> date;
    std::string issuer;
    std::vector<DueDate> due_dates;
    Illustrative illustrative;
    bool operator==(const DatedDocument&) const = default;
};

/// A criterion that every set of a template has, word for word (CS-11).
struct TemplateNode {
    Code code;
    std::string printed;
    std::string title;
    Points maximum;
    bool in_scale = true;
    std::vector<TemplateNode> children;
    bool operator==(const TemplateNode&) const = default;
};
struct Template {
    std::string id;
    std::string title;
    std::vector<TemplateNode> criteria;
    bool operator==(const Template&) const = default;
};

/// The printed words of the three decisions (AP-21).
struct DecisionPhrases {
    std::string agree, disagree, request_supplement;
    bool operator==(const DecisionPhrases&) const = default;
};

/// The document that issues the regulation, or the letter that sends it out for comment. A number or date that is not
/// known yet stays empty.
struct IssuingDocument {
    std::string number; ///< `1632/UBND`
    std::optional<Date> date;
    std::string issuer;
    bool operator==(const IssuingDocument&) const = default;
};

/// A dated addition to one criterion by a later paper, apart from the issued text (CS-31).
struct Overlay {
    std::string id;
    Date from;
    IssuingDocument document;
    std::vector<std::string> criteria_sets; ///< empty: every set that has the code
    Code code;
    std::string text;
    std::optional<ScoringRule> rule;     ///< the rule from then on, over the criterion's own levels; absent: it stays
    std::vector<WorkedExample> examples; ///< of that rule, instead of those printed with the criterion
    /// Whether it speaks of that criterion of the set.
    bool lies_over(const CriteriaSet& set, const Code& criterion) const;
    bool operator==(const Overlay&) const = default;
};
/// The leaf as an overlay that brings a rule leaves it: by that rule, with its worked examples.
Criterion overlaid(Criterion leaf, const Overlay& overlay);

/// The parts of a criterion a correction can touch.
enum class CorrectedPart { set, title, maximum, evidence, note, scoring };

/// One place where the text in force differs from the printed draft, and why.
struct Correction {
    Code code; ///< the criterion; empty when the part is `set`: the regulation as a whole
    CorrectedPart part = CorrectedPart::scoring;
    std::string printed;   ///< as the draft has it; empty: it prints nothing there
    std::string corrected; ///< as it reads now; empty: struck out
    std::string reason_vi;
    std::string reason_en;
    bool operator==(const Correction&) const = default;
};

/// All that one system's decision fixes. Immutable; a cycle pins one version of it (GLOSSARY section 2).
struct Regulation {
    RegulationId id;
    std::string title;
    int year = 0;
    std::string publisher;
    PublisherKind publisher_kind = PublisherKind::body;
    IssuingDocument issued_by;
    std::optional<Date> in_force_from;   ///< absent: the day of `issued_by` (CS-30)
    std::vector<std::string> supersedes; ///< the papers it replaces
    std::vector<std::string> legal_basis;
    std::vector<std::string> recipients; ///< RC-4
    std::vector<std::string> notes;      ///< printed below the table
    DocumentControl control;
    std::optional<Drafting> drafting;
    std::string previous_regulation;       ///< last year's id, which code maps speak of
    std::optional<Period> assessed_period; ///< absent: 1 January to 31 December of `year`
    std::string standing_department;       ///< agency code; appraises what no one else is named for
    std::string substitute_appraiser;      ///< agency code; appraises the standing department itself (ACT-22)
    std::vector<Body> bodies;
    std::optional<AppraisalBodies> appraisal;
    std::vector<AgencyGroup> groups;
    std::vector<AgencyListing> agencies;
    std::optional<AgencyList> agency_list;
    std::vector<RankingGroup> ranking_groups;
    std::vector<RoundPlan> rounds;
    std::vector<Milestone> milestones;
    std::vector<Step> steps;
    std::vector<Classification> classifications;
    std::vector<Reward> rewards;
    std::vector<SurveyPlan> surveys;
    std::vector<BallotPlan> ballots;
    std::vector<DatedDocument> dated_documents;
    std::vector<Template> templates;
    Holidays holidays;
    std::vector<CriteriaSet> criteria_sets;
    std::vector<Overlay> overlays;

    UnsubmittedAtLock unsubmitted_at_lock = UnsubmittedAtLock::take_draft;
    UndecidedAtLock undecided_at_lock = UndecidedAtLock::self_score;
    OwnUnitAppraisal own_unit_appraisal = OwnUnitAppraisal::forbid;
    SupplementScope supplement_scope = SupplementScope::contested;
    bool supplement_may_change_self_score = false;
    bool may_exceed_self = false;
    bool round2_may_lower = true;
    TieRule tie_rule = TieRule::shared;
    UnsignedUpload unsigned_upload = UnsignedUpload::accept_with_warning;
    bool blind = false;               ///< AP-15
    int appraisers_per_criterion = 1; ///< AP-15
    DisagreementRuling disagreement_ruling = DisagreementRuling::chair;
    ImportPhase import_phase = ImportPhase::after_round_2;
    HolidayShift holiday_shift = HolidayShift::none;
    Points total_floor;                   ///< BP-6
    bool penalty_below_area_zero = false; ///< BP-6
    std::optional<Points> bonus_cap;      ///< over all bonus (BP-6); absent: each criterion's maximum alone
    bool bonus_in_tie_break = true;       ///< BP-6
    RankAfterTie rank_after_tie = RankAfterTie::skip;
    QuotaTie quota_tie = QuotaTie::neither;
    ResultBasis rank_on = ResultBasis::index;
    ResultBasis classify_on = ResultBasis::index;
    int display_decimals = 2;
    PublicExtent public_extent = PublicExtent::areas;
    std::vector<std::string> tie_break; ///< area codes in order (RK-5)
    DecisionPhrases phrases;
    std::vector<Correction> corrections; ///< against the printed draft

    const CriteriaSet* set_of(const GroupId& group) const;
    const AgencyListing* agency(const AgencyId& id) const;
    const RoundPlan* round(const RoundId& id) const;
    const CriteriaSet* criteria_set(std::string_view set_id) const;
    const SurveyPlan* survey(std::string_view survey_id) const;
    const BallotPlan* ballot(std::string_view ballot_id) const;
    const Body* body(std::string_view body_id) const;
    const Milestone* milestone(std::string_view milestone_id) const;
    const Classification* classification(std::string_view classification_id) const;
    /// The due date a rule refers to; nothing when the document does not fix it.
    std::optional<Date> due_of(const DueFrom& from) const;
    /// The overlay whose rule is in force on a leaf on `day` (CS-31): of those that bring one and lie over it, the last
    /// to begin on that day or before; of two that begin together the one printed later. Null: the rule is as printed.
    const Overlay* overlay_in_force(const CriteriaSet& set, CriterionNo leaf, Date day) const;
    /// The rule a leaf is scored by on `day`, that of the act at +07:00 (ES-8). Every act is judged by the rule in
    /// force at its own instant, and never again: points given before an overlay's day stand as their event recorded
    /// them, whatever the new rule would make of them. The next edit, opinion, grant or submission is judged by the new
    /// one.
    const ScoringRule& rule_in_force(const CriteriaSet& set, CriterionNo leaf, Date day) const;
    /// Who appraises `criterion` of the agency `assessed` (RES-20): the agency the set names, else the standing
    /// department; a body does not appraise itself alone unless `own_unit_appraisal` allows it: its substitute does
    /// (ACT-22).
    AgencyId appraiser_of(const Criterion& criterion, const AgencyId& assessed) const;
    /// All who give an opinion of their own on `criterion` of `assessed` (AP-15): so many as `appraisers_per_criterion`
    /// says, taken from whom the set names, who stands in for it where that is the agency itself, the agencies of
    /// `appraisal` in their order, the standing department and its substitute. Under `forbid` the agency is passed
    /// over; under `second_appraiser` one more joins it (ACT-22). Fewer where the regulation names too few.
    std::vector<AgencyId> appraisers_of(const Criterion& criterion, const AgencyId& assessed) const;
    bool appraises(const Criterion& criterion, const AgencyId& assessed, const AgencyId& agency) const;
    /// Whether `appraisers_of` are as many as they must be.
    bool enough_appraise(const Criterion& criterion, const AgencyId& assessed) const;
    /// Who records what the chair of the council rules on `assessed`: the standing department; on itself its substitute
    /// (ACT-6).
    AgencyId ruler_of(const AgencyId& assessed) const;
    /// Whether it ever falls to the chair to rule.
    bool chair_may_rule() const;
    /// Who brings in what others give the agency `assessed` on a leaf (CS-22): what an appraising agency gives, whoever
    /// appraises there; surveys, ballots, other indices and the council's points, the standing department, which
    /// consolidates them (ACT-6, SV-8, LD-8), or its substitute. Nobody (empty) where the agency or the system scores.
    AgencyId giver_of(const Criterion& criterion, const AgencyId& assessed) const;

    bool operator==(const Regulation&) const = default;
};

/// What facts from outside earn on a leaf under `rule`, the one in force (SM-19 to SM-23). Refuses what the rule's own
/// `score` refuses, and figures_invalid (about = `facts`, detail = not_read) where the rule takes none.
Outcome<Scored> score_facts(const Regulation& regulation, const ScoringRule& rule, const Criterion& leaf,
                            const Facts& facts);

/// What a worked example comes to; its `expected` is not looked at.
Outcome<Scored> outcome_of(const Regulation& regulation, const Criterion& leaf, const WorkedExample& example);
/// Whether it came to what the example expects.
bool holds(const Outcome<Scored>& outcome, const WorkedExample& example);
/// The first criterion that fewer agencies can appraise, of some agency, than must (AP-15, ACT-22). Empty: none.
std::string criterion_with_too_few_appraisers(const Regulation& regulation);
/// The first worked example that does not hold: its criterion's code (and the overlay's id, in brackets), a colon, its
/// number from 1. Empty: all hold.
std::string example_that_fails(const Regulation& regulation);

} // namespace cchc::domain
