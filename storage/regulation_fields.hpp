#pragma once

#include "domain/regulation.hpp"
#include "storage/field_walk.hpp"
#include "storage/regulation_words.hpp"

#include <type_traits>

// The members of each part of a regulation, in canonical order. The criteria and their rules, whose members depend on
// one another, are read in regulation_read.cpp and rule_read.cpp.

namespace cchc::storage {

/// A part of the domain and its members: one list for reading and writing.
template <class T, class E>
concept Part = std::is_same_v<std::remove_const_t<T>, E>;

template <class V, Part<domain::DocumentControl> T>
void fields(V& v, T& e)
{
    v.may_label("document_code", e.document_code), v.may_label("issue", e.issue);
    v.may_label("drafted_by", e.drafted_by), v.may_label("reviewed_by", e.reviewed_by);
    v.may_label("approved_by", e.approved_by), v.may_text("change_note", e.change_note);
}

template <class V, Part<domain::Drafting> T>
void fields(V& v, T& e)
{
    v.may_name("drafted_by", e.drafted_by);
    v.may_date("comments_from", e.comments_from), v.may_date("comments_until", e.comments_until);
    v.may_text("printed_phrase", e.printed_phrase);
    v.may_word("boundary", e.boundary, domain::Boundary::inclusive, e.inclusive_on_purpose);
    v.may_flag("silence_is_consent", e.silence_is_consent, false);
    v.may_name("agreed_by", e.agreed_by), v.may_date("issued_before", e.issued_before);
}

template <class V, Part<domain::Period> T>
void fields(V& v, T& e)
{
    v.need_date("from", e.from), v.need_date("to", e.to);
    if constexpr (V::reads)
        if (e.to < e.from) v.refuse("ends before it begins");
}

template <class V, Part<domain::IssuingDocument> T>
void fields(V& v, T& e)
{
    v.may_label("number", e.number, 128), v.may_date("date", e.date), v.need_text("issuer", e.issuer);
}

template <class V, Part<domain::Body> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_word("kind", e.kind), v.need_text("title", e.title), v.may_text("chair", e.chair);
    v.may_names("agencies", e.agencies), v.may_texts("members", e.members);
    v.may_text("appointed_by", e.appointed_by), v.may_name("milestone", e.milestone), v.may_text("note", e.note);
}

template <class V, Part<domain::AppraisalBodies> T>
void fields(V& v, T& e)
{
    v.need_names("agencies", e.agencies), v.may_name("council", e.council);
}

template <class V, Part<domain::AgencyGroup> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.need_name("criteria_set", e.criteria_set);
    v.may_texts("aliases", e.aliases), v.may_name("classification", e.classification);
    v.may_texts("attendance", e.attendance, 64);
}

template <class V, Part<domain::AgencyListing> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.may_name("group", e.group);
    v.may_flag("assessed", e.assessed, true), v.may_texts("aliases", e.aliases), v.may_text("superior", e.superior);
    v.may_name("parent", e.parent), v.may_texts("formed_from", e.formed_from, 64);
    if constexpr (V::reads)
        if (e.assessed && e.group.empty()) v.refuse("an assessed agency names its group");
}

template <class V, Part<domain::AgencyList> T>
void fields(V& v, T& e)
{
    v.need_text("source", e.source), v.may_date("date", e.date);
}

template <class V, Part<domain::RankingGroup> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.need_names("groups", e.groups);
    v.may_name("classification", e.classification);
}

template <class V, Part<domain::RoundPlan> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_word("kind", e.kind), v.may_whole("ordinal", e.ordinal, 1, 9, 1);
    v.need_text("title", e.title), v.may_text("printed_phrase", e.printed_phrase);
    v.may_day("from", e.from), v.may_day("until", e.until);
    v.may_whole("locks_after_days", e.locks_after_days, 0, 366), v.may_label("dates_from", e.dates_from);
    v.may_whole("printed_days", e.printed_days, 1, 400);
    v.may_name("plan", e.plan), v.may_flag("opens_without_plan", e.opens_without_plan, true);
    v.may_word("boundary", e.boundary, domain::Boundary::inclusive, e.inclusive_on_purpose);
    v.may_word("deadline_kind", e.deadline_kind, domain::DeadlineKind::hard);
    v.may_word("after_lock", e.after_lock, domain::AfterLock::read_only);
    v.may_flag("consensus", e.consensus, false), v.may_label("form", e.form), v.may_illustrative(e.illustrative);
}

template <class V, Part<domain::Milestone> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.may_day("until", e.until);
    v.may_text("printed_phrase", e.printed_phrase);
    v.may_word("boundary", e.boundary, domain::Boundary::inclusive, e.inclusive_on_purpose),
        v.may_text("responsible", e.responsible);
}

template <class V, Part<domain::Step> T>
void fields(V& v, T& e)
{
    v.need_label("printed", e.printed), v.need_text("title", e.title), v.may_names("rounds", e.rounds, 32);
    v.may_text("printed_phrase", e.printed_phrase);
}

/// The switches are members of the regulation itself.
template <class V, class R>
void switches(V& v, R& r)
{
    using namespace domain;
    v.may_word("unsubmitted_at_lock", r.unsubmitted_at_lock, UnsubmittedAtLock::take_draft);
    v.may_word("undecided_at_lock", r.undecided_at_lock, UndecidedAtLock::self_score);
    v.may_word("own_unit_appraisal", r.own_unit_appraisal, OwnUnitAppraisal::forbid);
    v.may_word("supplement_scope", r.supplement_scope, SupplementScope::contested);
    v.may_flag("supplement_may_change_self_score", r.supplement_may_change_self_score, false);
    v.may_flag("may_exceed_self", r.may_exceed_self, false);
    v.may_flag("round2_may_lower", r.round2_may_lower, true);
    v.may_word("tie_rule", r.tie_rule, TieRule::shared);
    v.may_word("unsigned_upload", r.unsigned_upload, UnsignedUpload::accept_with_warning);
    v.may_flag("blind", r.blind, false);
    v.may_whole("appraisers_per_criterion", r.appraisers_per_criterion, 1, 9, 1);
    v.may_word("disagreement_ruling", r.disagreement_ruling, DisagreementRuling::chair);
    v.may_word("import_phase", r.import_phase, ImportPhase::after_round_2);
    v.may_word("holiday_shift", r.holiday_shift, HolidayShift::none);
    v.may_points("total_floor", r.total_floor, Points{});
    v.may_flag("penalty_below_area_zero", r.penalty_below_area_zero, false);
    v.may_points("bonus_cap", r.bonus_cap);
    v.may_flag("bonus_in_tie_break", r.bonus_in_tie_break, true);
    v.may_word("rank_after_tie", r.rank_after_tie, RankAfterTie::skip);
    v.may_word("quota_tie", r.quota_tie, QuotaTie::neither);
    v.may_word("rank_on", r.rank_on, ResultBasis::index);
    v.may_word("classify_on", r.classify_on, ResultBasis::index);
    v.may_whole("display_decimals", r.display_decimals, 0, 4, 2);
    v.may_word("public_extent", r.public_extent, PublicExtent::areas);
}

template <class V, Part<domain::DecisionPhrases> T>
void fields(V& v, T& e)
{
    v.need_label("agree", e.agree, 256), v.need_label("disagree", e.disagree, 256);
    v.need_label("request_supplement", e.request_supplement, 256);
}

template <class V, Part<domain::ClassBand> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title);
    v.may_points("threshold", e.threshold), v.may_flag("threshold_open", e.threshold_open, false);
    v.may_percent("quota", e.quota), v.may_word("quota_rounding", e.quota_rounding, domain::QuotaRounding::floor);
    v.may_points("min_points", e.min_points), v.may_illustrative(e.illustrative);
    if constexpr (V::reads) {
        if (v.has("threshold_open") && !e.threshold) v.refuse("threshold_open without a threshold");
        if (v.has("quota_rounding") && !e.quota) v.refuse("quota_rounding without a quota");
        if (e.min_points && (!e.quota || e.threshold)) v.refuse("min_points is for a quota without a threshold");
    }
}

template <class V, Part<domain::Classification> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.may_text("title", e.title), v.need_list("classes", e.classes, 32);
}

template <class V, Part<domain::Reward> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title);
    v.may_word("recipients", e.recipients, domain::RewardFor::agencies), v.may_names("groups", e.groups);
    v.need_whole("quota", e.quota, 1, 10'000), v.may_points("minimum", e.minimum);
    v.may_text("fund", e.fund), v.may_text("proposed_to", e.proposed_to);
}

template <class V, Part<domain::Respondents> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_text("text", e.text), v.need_whole("forms", e.forms, 0, 1'000'000);
    v.may_positive("weight", e.weight, domain::Points::whole(1));
}

template <class V, Part<domain::SurveyPlan> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.may_text("conducted_by", e.conducted_by);
    v.may_text("method", e.method), v.may_name("rechecked_by", e.rechecked_by);
    v.may_word("quota_scope", e.quota_scope, domain::QuotaScope::per_agency);
    v.need_list("respondents", e.respondents, 32);
    v.may_points("answer_least", e.answer_least, domain::Points{}), v.need_points("answer_most", e.answer_most);
    v.may_whole("minimum_valid_forms", e.minimum_valid_forms, 0, 1'000'000, 0);
    v.may_word("below_minimum", e.below_minimum, domain::BelowMinimum::withhold);
    v.may_illustrative(e.illustrative);
    if constexpr (V::reads)
        if (e.answer_most <= e.answer_least) v.refuse("the best answer is not above the worst");
}

template <class V, Part<domain::Leader> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_text("text", e.text);
    v.may_positive("weight", e.weight, domain::Points::whole(1));
}

template <class V, Part<domain::BallotPlan> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.need_list("leaders", e.leaders, 64);
    v.may_word("leader_scope", e.leader_scope, domain::LeaderScope::all);
    if (e.leader_scope == domain::LeaderScope::excellent) v.need_points("threshold", e.threshold);
    v.may_word("aggregation", e.aggregation, domain::Aggregation::mean);
    v.may_word("missing_ballot", e.missing_ballot, domain::MissingBallot::leave_out);
    v.may_word("secrecy", e.secrecy, domain::BallotSecrecy::sealed);
    v.may_word("entered_by", e.entered_by, domain::BallotEntry::leaders);
    v.may_positive("step", e.step, domain::Points::from_units(100)), v.may_label("form", e.form);
}

template <class V, Part<domain::DueDate> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_text("text", e.text), v.need_date("due", e.due);
}

template <class V, Part<domain::DatedDocument> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.may_label("number", e.number, 128), v.may_date("date", e.date);
    v.need_text("issuer", e.issuer), v.need_list("due_dates", e.due_dates, 64), v.may_illustrative(e.illustrative);
}

template <class V, Part<domain::PrintedCounts> T>
void fields(V& v, T& e)
{
    v.may_whole("areas", e.areas, 0, 5'000), v.may_whole("criteria", e.criteria, 0, 5'000);
    v.may_whole("components", e.components, 0, 5'000);
}

template <class V, Part<domain::RequiredEvidence> T>
void fields(V& v, T& e)
{
    v.need_text("text", e.text), v.may_word("signature", e.signature, domain::SignatureRule::optional);
    v.may_names("held_by", e.held_by, 32);
}

template <class V, Part<domain::Level> T>
void fields(V& v, T& e)
{
    v.need_text("text", e.text), v.need_points("points", e.points), v.may_text("note", e.note);
}

template <class V, Part<domain::Rounding> T>
void fields(V& v, T& e)
{
    v.may_whole("places", e.places, 0, 4, 4), v.may_word("mode", e.mode, domain::RoundingMode::half_away);
}

template <class V, Part<domain::DueFrom> T>
void fields(V& v, T& e)
{
    v.need_name("document", e.document), v.need_name("key", e.key);
}

template <class V, Part<domain::FormulaInput> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_text("text", e.text), v.may_label("source", e.source);
    v.may_flag("published", e.published, false);
    if constexpr (V::reads)
        if (e.published && e.source.empty()) v.refuse("a published figure names its source");
}

template <class V, Part<domain::FormulaTerm> T>
void fields(V& v, T& e)
{
    v.need_name("input", e.input), v.may_whole("times", e.times, -1'000, 1'000, 1);
    if constexpr (V::reads)
        if (e.times == 0) v.refuse("times nothing");
}

template <class V, Part<domain::NamedCount> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_whole("count", e.count, 0, 1'000'000'000'000);
}

template <class V, Part<domain::Answers> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_whole("valid_forms", e.valid_forms, 0, 1'000'000);
    v.need_points("sum", e.sum, max_sum);
}

template <class V, Part<domain::BallotPoints> T>
void fields(V& v, T& e)
{
    v.need_name("key", e.key), v.need_points("points", e.points);
}

template <class V, Part<domain::Facts> T>
void fields(V& v, T& e)
{
    v.may_list("answers", e.answers, 32), v.may_list("ballots", e.ballots, 64);
    v.may_flag("out_of_scope", e.out_of_scope, false);
    v.may_signed("value", e.value), v.may_whole("rank", e.rank, 1, 100'000), v.may_points("given", e.given);
}

template <class V, Part<domain::Figures> T>
void fields(V& v, T& e)
{
    constexpr std::int64_t most = 1'000'000'000'000;
    v.may_date("date", e.date), v.may_date("due", e.due), v.may_flag("never", e.never, false);
    v.may_whole("numerator", e.numerator, 0, most), v.may_whole("denominator", e.denominator, 0, most);
    v.may_whole("excluded", e.excluded, 0, most), v.may_text("exclusion_ground", e.exclusion_ground);
    v.may_whole("late", e.late, 0, most), v.may_whole("amount", e.amount, 0, most);
    v.may_list("counts", e.counts, 64), v.may_names("met", e.met, 64), v.may_names("failed", e.failed, 64);
}

template <class V, Part<domain::SubmissionCase> T>
void fields(V& v, T& e)
{
    v.may_whole("days_late", e.days_late, 0, 3'660), v.may_flag("with_evidence", e.with_evidence, true);
}

/// One kind of input, and either points or the refusal.
template <class V, Part<domain::WorkedExample> T>
void fields(V& v, T& e)
{
    using namespace domain;
    v.may_text("text", e.text);
    if constexpr (V::reads) {
        if (v.has("level") + v.has("figures") + v.has("facts") + v.has("submission") != 1)
            v.refuse("not one of level, figures, facts, submission");
        if (v.has("points") == v.has("refused")) v.refuse("not one of points, refused");
        if (v.has("level"))
            v.need_whole("level", e.inputs.template emplace<PickedLevel>().level, 0, 31);
        else if (v.has("figures"))
            v.need_object("figures", e.inputs.template emplace<Figures>());
        else if (v.has("facts"))
            v.need_object("facts", e.inputs.template emplace<Facts>());
        else
            v.need_object("submission", e.inputs.template emplace<SubmissionCase>());
        if (v.has("points"))
            v.need_points("points", e.expected.template emplace<Points>());
        else
            v.need_word("refused", e.expected.template emplace<ExampleRefusal>());
    } else {
        std::visit(match{
                       [&](const PickedLevel& pick) { v.need_whole("level", pick.level, 0, 31); },
                       [&](const Figures& figures) { v.need_object("figures", figures); },
                       [&](const Facts& facts) { v.need_object("facts", facts); },
                       [&](const SubmissionCase& submission) { v.need_object("submission", submission); },
                   },
                   e.inputs);
        std::visit(match{
                       [&](Points points) { v.need_points("points", points); },
                       [&](ExampleRefusal refused) { v.need_word("refused", refused); },
                   },
                   e.expected);
    }
}

template <class V, Part<domain::PrintedPart> T>
void fields(V& v, T& e)
{
    v.need_text("title", e.title), v.need_points("points", e.points);
    v.may_words("scored_by", e.scored_by), v.may_codes("codes", e.codes);
    if constexpr (V::reads)
        if (e.scored_by.empty() == e.codes.empty()) v.refuse("not one of scored_by, codes");
}

template <class V, Part<domain::TemplateNode> T>
void fields(V& v, T& e)
{
    v.need_code("code", e.code), v.may_printed("printed", e.printed), v.need_text("title", e.title);
    v.need_points("maximum", e.maximum), v.may_flag("in_scale", e.in_scale, true);
    v.may_list("children", e.children, 5'000);
}

template <class V, Part<domain::Template> T>
void fields(V& v, T& e)
{
    v.need_name("id", e.id), v.need_text("title", e.title), v.need_list("criteria", e.criteria, 5'000);
}

template <class V, Part<domain::Correction> T>
void fields(V& v, T& e)
{
    // `part` decides whether there is a code, and stands after it.
    if constexpr (V::reads) v.need_word("part", e.part);
    if (e.part != domain::CorrectedPart::set) v.need_code("code", e.code);
    if constexpr (!V::reads) v.need_word("part", e.part);
    v.need_printed("printed", e.printed), v.need_printed("corrected", e.corrected);
    v.need_text("reason_vi", e.reason_vi), v.need_text("reason_en", e.reason_en);
}

} // namespace cchc::storage
