#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cchc::domain {

/// Why a command was turned away: the rule that says no, never the function that noticed. One table in
/// `server/refusals.cpp` maps each code to an HTTP status, a problem type and its words in Vietnamese and English.
enum class RefusalCode {
    // who asks
    missing_right,        ///< the role held at that instant does not allow it (ES-9, SE-11)
    not_found,            ///< no such thing, or not for this actor's eyes: both answer alike
    conflict_of_interest, ///< an appraiser and his own agency (ACT-22)
    // when
    deadline_passed,       ///< judged by the sequencer's stamp, lock event written or not (LK-1, LK-4)
    round_locked,          ///< locked by hand, or not open yet (LK-5)
    reopen_scope_exceeded, ///< the reopening names other criteria or agencies (LK-11)
    deadline_not_later, ///< an extension must lie after the deadline it replaces, and that must not have passed (LK-12)
    // what
    score_out_of_range,     ///< below zero or above the maximum of the criterion
    score_step_not_allowed, ///< no level or step of the scoring rule yields these points (SM-33)
    figures_invalid,        ///< the declared figures do not fit the rule's shape
    no_band_fits,           ///< the printed bands leave a hole where these figures fall (SM-26)
    ratio_of_nothing,       ///< denominator 0: not 0 % and not 100 %, claim "not applicable" (SM-29)
    not_scored_by_agency,   ///< someone else scores this criterion (CS-15 to CS-22)
    scored_otherwise,       ///< what is brought in is not what the criterion is scored by (CS-22)
    out_of_leader_scope,    ///< leaders score only agencies at a threshold or above, and not this one (LD-5)
    reason_required,        ///< an override, a disagreement, a lock by hand, a reopening say why (SM-34, AP-5)
    needed_required,        ///< asking for a supplement says what is needed (AP-6)
    reference_unconfirmed,  ///< SM-25, at submission
    evidence_or_explanation_required, ///< EV-4 to EV-7, at submission
    score_missing,  ///< at submission: an entry has neither a score nor a claim that it does not apply (SA-9)
    too_long,       ///< a text or a list beyond its stated limit
    text_malformed, ///< blank, a control character, or letters in pieces: see domain/text.hpp
    listed_twice,   ///< a list names something twice, a batch writes one part of an entry twice
    // state
    assessment_submitted, ///< submitted: withdraw first
    not_submitted,        ///< the act needs a submitted assessment
    not_approved,         ///< the head has neither approved this content nor delegated in writing (SA-7)
    nothing_to_approve,
    already_exists,
    stale_version, ///< someone changed it since: `current` holds the version in force
    criteria_version_mismatch,
    not_appraisable,       ///< not a leaf, or of a kind that is not appraised (AP-18)
    not_in_this_round,     ///< a request for a supplement in round 2, say (AP-8)
    above_self_score,      ///< `may_exceed_self` is off (AP-7)
    below_round_one,       ///< `round2_may_lower` is off (AP-9)
    must_equal_self_score, ///< agreeing means the appraised points are the self score (AP-4)
    must_be_lower,         ///< disagreeing or asking means lower or none (AP-5, AP-6)
    penalty_not_raised,    ///< of a penalty an appraisal takes off more than the agency did, never less (AP-7)
    opinion_final,         ///< the chair has ruled, or every appraiser has spoken and sees the others (AP-15)
    nothing_to_rule,       ///< the appraisers agree, or one of them may still speak (AP-15, AP-20)
    undecided_left,        ///< under `escalate` a round is published once the chair has ruled on what is left (AP-20)
    not_published,
    already_published,
    cannot_undo,              ///< changed since, not one's own, or too long ago
    not_applicable_claimed,   ///< the entry is claimed or accepted as not applicable: clear that first
    supplement_not_asked,     ///< `supplement_scope`: this criterion was neither refused nor asked about (SA-12)
    self_score_fixed,         ///< `supplement_may_change_self_score` is off (SA-11)
    file_unknown,             ///< the evidence file was never uploaded by this agency
    signature_required,       ///< every paper of the criterion bears a signature, and this file has none (EV-15)
    signature_invalid,        ///< likewise, and the one this file has does not hold
    records_required,         ///< an appraiser whose own records are the evidence says what he looked at (EV-28)
    secret_paper_unexplained, ///< points cannot rest on a secret paper that nobody has explained (EV-17)
    day_to_come,              ///< what is told has not been yet: the day lies ahead
    report_not_confirmed,     ///< a report from outside counts once somebody has confirmed it (EV-24)
    report_counted,           ///< it was taken as a ground: what was found out about it stands
    reading_not_built,        ///< the regulation asks for a reading this program does not have: see domain/issuing.hpp
    substitute_missing,       ///< nobody may appraise the standing department itself (ACT-22)
    appraisers_missing,       ///< fewer agencies than `appraisers_per_criterion` may appraise a criterion (AP-15)
    not_tied,      ///< they share no place, or others share it, or the regulation leaves none to the authority (RK-6)
    facts_missing, ///< what others bring in is not there yet: valid forms, ballots, another index (SV-13, LD-6)
    example_fails, ///< a worked example of the regulation does not come to its points
    consultation_open, ///< agencies are still asked about this draft: it stands until they have answered (CS-24)
    not_consulted,     ///< the draft says that agencies are asked, and none was, or they still are (CS-23)
    not_reviewed,      ///< the draft names a reviewer, and nobody has reviewed it (ACT-11)
    not_agreed,        ///< the body that must agree has not agreed to this draft (CS-26)
    another_draft,     ///< it is another text than the draft that was reviewed and agreed to (CS-28)
    results_not_final, ///< rounds are open or points awaited, and no reason is given for publishing now (PB-1)
    version_not_later, ///< a cycle goes over to a later version of its regulation only (CS-30)
    versions_differ,   ///< in what no amendment in mid-cycle moves: agencies, rounds, how the whole is counted
    needs_reopening,   ///< an amendment as named does not reach who is locked out, or what was published (CS-32)
    nothing_to_amend,  ///< no criterion of this cycle differs, or the amendment is for the next one (CS-32)
    id_malformed,      ///< not of the form of an id, see `well_formed_id`
};

/// A refusal: a code for programs, the facts for the sentence. `about` is the pointer to what is at fault
/// (a criterion code, a field), `detail` a fact such as the maximum or the deadline, already in wire form.
struct Refusal {
    RefusalCode code{};
    std::string about;
    std::string detail;
    /// stale_version only: the version in force.
    long long current = -1;
    /// Where several things are at fault at once (a batch, a submission): each with its own code.
    struct Item {
        RefusalCode code{};
        std::string about;
        std::string detail;
    };
    std::vector<Item> items;
};

inline Refusal refuse(RefusalCode code, std::string about = {}, std::string detail = {})
{
    return Refusal{code, std::move(about), std::move(detail), -1, {}};
}

/// The code's wire name, `deadline_passed`.
std::string_view name_of(RefusalCode code);

} // namespace cchc::domain
