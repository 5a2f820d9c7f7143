#include "domain/refusal.hpp"

#include <cassert>

namespace cchc::domain {

std::string_view name_of(RefusalCode code)
{
    using enum RefusalCode;
    switch (code) {
    case missing_right: return "missing_right";
    case not_found: return "not_found";
    case conflict_of_interest: return "conflict_of_interest";
    case deadline_passed: return "deadline_passed";
    case round_locked: return "round_locked";
    case reopen_scope_exceeded: return "reopen_scope_exceeded";
    case deadline_not_later: return "deadline_not_later";
    case score_out_of_range: return "score_out_of_range";
    case score_step_not_allowed: return "score_step_not_allowed";
    case figures_invalid: return "figures_invalid";
    case no_band_fits: return "no_band_fits";
    case ratio_of_nothing: return "ratio_of_nothing";
    case not_scored_by_agency: return "not_scored_by_agency";
    case scored_otherwise: return "scored_otherwise";
    case out_of_leader_scope: return "out_of_leader_scope";
    case reason_required: return "reason_required";
    case needed_required: return "needed_required";
    case reference_unconfirmed: return "reference_unconfirmed";
    case evidence_or_explanation_required: return "evidence_or_explanation_required";
    case score_missing: return "score_missing";
    case too_long: return "too_long";
    case text_malformed: return "text_malformed";
    case listed_twice: return "listed_twice";
    case assessment_submitted: return "assessment_submitted";
    case not_submitted: return "not_submitted";
    case not_approved: return "not_approved";
    case nothing_to_approve: return "nothing_to_approve";
    case already_exists: return "already_exists";
    case stale_version: return "stale_version";
    case criteria_version_mismatch: return "criteria_version_mismatch";
    case not_appraisable: return "not_appraisable";
    case not_in_this_round: return "not_in_this_round";
    case above_self_score: return "above_self_score";
    case below_round_one: return "below_round_one";
    case must_equal_self_score: return "must_equal_self_score";
    case must_be_lower: return "must_be_lower";
    case penalty_not_raised: return "penalty_not_raised";
    case opinion_final: return "opinion_final";
    case nothing_to_rule: return "nothing_to_rule";
    case undecided_left: return "undecided_left";
    case not_published: return "not_published";
    case already_published: return "already_published";
    case cannot_undo: return "cannot_undo";
    case not_applicable_claimed: return "not_applicable_claimed";
    case supplement_not_asked: return "supplement_not_asked";
    case self_score_fixed: return "self_score_fixed";
    case file_unknown: return "file_unknown";
    case signature_required: return "signature_required";
    case signature_invalid: return "signature_invalid";
    case records_required: return "records_required";
    case secret_paper_unexplained: return "secret_paper_unexplained";
    case day_to_come: return "day_to_come";
    case report_not_confirmed: return "report_not_confirmed";
    case report_counted: return "report_counted";
    case reading_not_built: return "reading_not_built";
    case substitute_missing: return "substitute_missing";
    case appraisers_missing: return "appraisers_missing";
    case not_tied: return "not_tied";
    case facts_missing: return "facts_missing";
    case example_fails: return "example_fails";
    case consultation_open: return "consultation_open";
    case not_consulted: return "not_consulted";
    case not_reviewed: return "not_reviewed";
    case not_agreed: return "not_agreed";
    case another_draft: return "another_draft";
    case results_not_final: return "results_not_final";
    case version_not_later: return "version_not_later";
    case versions_differ: return "versions_differ";
    case needs_reopening: return "needs_reopening";
    case nothing_to_amend: return "nothing_to_amend";
    case id_malformed: return "id_malformed";
    }
    assert(!"a refusal code without a name");
    return {};
}

} // namespace cchc::domain
