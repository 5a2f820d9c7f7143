#include "projections/cycle_view.hpp"

#include "domain/wire.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

void evolve(CycleView& now, const Record& record, const std::shared_ptr<const Regulation>& regulation)
{
    const auto& event = std::get<CycleEvent>(record.event);
    const Touch touch{record.actor, record.at, record.seq};
    domain::evolve(now.cycle, event, regulation);
    now.seq = now.cycle.seq = record.seq; // a start takes the world's cycle from here
    if (const auto version = version_named_by(event)) now.versions[*version] = regulation;
    std::visit(match{
                   [&](const CycleOpened&) { now.opened = touch; },
                   [](const RoundScheduled&) {},
                   [&](const RoundExtended& e) {
                       now.rounds[e.round].extensions.push_back({e, touch});
                   },
                   [&](const RoundLocked& e) {
                       CycleView::RoundNotes& notes = now.rounds[e.round];
                       notes.locked = touch;
                       notes.lock_reason = e.reason;
                   },
                   [&](const RoundReopened& e) { now.reopenings[e.grant].opened = touch; },
                   [&](const ReopeningEnded& e) { now.reopenings[e.grant].ended = touch; },
                   [&](const AppraisalsPublished& e) {
                       CycleView::RoundNotes& notes = now.rounds[e.round];
                       notes.published = touch;
                       notes.publications.push_back(record.seq);
                       notes.decided += e.decided;
                       notes.undecided = e.undecided;
                   },
                   [&](const TieDecided&) { now.ties.push_back(touch); },
                   [&](const ResultsPublished&) { now.published.push_back(touch); },
                   [&](const ResultsReported&) { now.reported.push_back(touch); },
                   [](const TrailSealed&) {},
                   [&](const CycleAmended& e) {
                       now.amendments.push_back({e, touch});
                   },
               },
               event);
}

std::optional<std::uint32_t> version_named_by(const CycleEvent& event)
{
    if (const auto* opened = std::get_if<CycleOpened>(&event)) return opened->regulation_version;
    if (const auto* amended = std::get_if<CycleAmended>(&event)) return amended->to_version;
    return {};
}

std::vector<CalledThen> called_then(const CycleView& cycle, const AgencyId& agency, const Code& code)
{
    std::vector<CalledThen> all{{{code}, nullptr, {}}};
    for (auto amendment = cycle.amendments.rbegin(); amendment != cycle.amendments.rend(); ++amendment) {
        const Regulation& later = *cycle.versions.at(amendment->facts.to_version);
        const std::string& set = later.set_of(later.agency(agency)->group)->id;
        CalledThen then{{}, &*amendment, {}};
        bool touched = false;
        for (const Code& one : all.back().codes) {
            const auto listed = std::ranges::find_if(amendment->facts.criteria, [&](const AmendedCriterion& about) {
                return about.criteria_set == set && about.criterion == one;
            });
            const bool is_listed = listed != amendment->facts.criteria.end();
            touched = touched || is_listed;
            then.became.push_back(is_listed ? *listed : AmendedCriterion{set, one, {one}, Redo::none});
            const std::vector<Code>& from = then.became.back().from;
            then.codes.insert(then.codes.end(), from.begin(), from.end());
        }
        if (touched) all.push_back(std::move(then));
    }
    return all;
}

// ── rendering ────────────────────────────────────────────────────────────────────────────────────────────────────────

static void write_instant(JsonWriter& json, std::string_view name, const std::optional<Instant>& at)
{
    json.key(name);
    if (at)
        json.text(local_text(*at));
    else
        json.null();
}

template <class T>
static void write_ids(JsonWriter& json, std::string_view name, const std::vector<T>& ids)
{
    json.key(name);
    json.open_array();
    for (const T& id : ids) json.text(id.value);
    json.close_array();
}

static std::string_view round_state(const Round& round, Instant at)
{
    if (round.locked) return "locked";
    if (!round.window.opens_at || at < *round.window.opens_at) return "scheduled";
    return round.window.locks_at && *round.window.locks_at <= at ? "locked" : "open";
}

static void write_round(JsonWriter& json, const CycleView& view, const Round& round, Instant at)
{
    const auto found = view.rounds.find(round.window.round);
    static const CycleView::RoundNotes none;
    const CycleView::RoundNotes& notes = found == view.rounds.end() ? none : found->second;

    json.open_object();
    json.member("round", round.window.round.value);
    json.member("kind", wire(round.plan.kind));
    json.key("ordinal");
    json.number(static_cast<std::int64_t>(round.plan.ordinal));
    json.member("title", round.plan.title);
    json.member("printed_phrase", round.plan.printed_phrase);
    json.member("boundary", wire(round.plan.boundary));
    json.member("deadline_kind", wire(round.plan.deadline_kind));
    json.member("after_lock", wire(round.plan.after_lock));
    write_instant(json, "opens_at", round.window.opens_at);
    write_instant(json, "deadline", round.window.deadline);
    write_instant(json, "locks_at", round.window.locks_at);
    json.member("state", round_state(round, at));
    json.key("lock");
    if (round.locked && notes.locked) {
        json.open_object();
        json.member("by", wire(round.locked_by));
        json.member("reason", notes.lock_reason);
        json.member("at", local_text(notes.locked->at));
        json.member("seq", std::to_string(notes.locked->seq));
        json.close_object();
    } else {
        json.null();
    }
    json.key("extensions");
    json.open_array();
    for (const auto& [facts, touch] : notes.extensions) {
        json.open_object();
        write_ids(json, "agencies", facts.agencies);
        json.member("deadline", local_text(facts.deadline));
        json.member("locks_at", local_text(facts.locks_at));
        json.member("decision_number", facts.decision_number);
        json.member("reason", facts.reason);
        json.member("by", touch.by.value);
        json.member("at", local_text(touch.at));
        json.member("seq", std::to_string(touch.seq));
        json.close_object();
    }
    json.close_array();
    json.key("published");
    if (notes.published) {
        json.open_object();
        json.member("at", local_text(notes.published->at));
        json.member("seq", std::to_string(notes.published->seq));
        json.key("decided");
        json.number(static_cast<std::uint64_t>(notes.decided));
        json.key("undecided");
        json.number(static_cast<std::uint64_t>(notes.undecided));
        json.close_object();
    } else {
        json.null();
    }
    json.close_object();
}

/// When, and where in the log: who pressed the button is no part of a decision.
static void write_place(JsonWriter& json, const Touch& touch)
{
    json.member("at", local_text(touch.at));
    json.member("seq", std::to_string(touch.seq));
}

static void write_number_or_null(JsonWriter& json, std::string_view name, std::uint64_t number)
{
    json.key(name);
    if (number > 0)
        json.number(number);
    else
        json.null();
}

void write_publication(JsonWriter& json, const CycleView& view, std::uint32_t number)
{
    const ResultsPublished& facts = view.cycle.publications[number - 1];
    const auto corrected_by =
        std::ranges::find_if(view.cycle.publications, [number](const auto& later) { return later.corrects == number; });
    json.open_object();
    write_number_or_null(json, "publication", facts.number);
    json.member("table_seq", std::to_string(facts.table));
    json.member("extent", wire(facts.extent));
    json.member("decision_number", facts.decision_number);
    json.member("decision_date", facts.decision_date.text());
    json.member("publisher", facts.publisher);
    json.member("signed_by", facts.signed_by);
    json.key("awaited");
    json.number(static_cast<std::uint64_t>(facts.awaited));
    write_number_or_null(json, "corrects", facts.corrects.value_or(0));
    write_number_or_null(json, "corrected_by",
                         corrected_by == view.cycle.publications.end() ? 0 : corrected_by->number);
    json.member("reason", facts.reason);
    write_place(json, view.published[number - 1]);
    json.key("reports");
    json.open_array();
    for (std::size_t i = 0; i < view.cycle.reports.size(); ++i) {
        const ResultsReported& report = view.cycle.reports[i];
        if (report.publication != number) continue;
        json.open_object();
        json.member("to", report.to);
        json.member("document_number", report.document_number);
        json.member("document_date", report.document_date.text());
        write_place(json, view.reported[i]);
        json.close_object();
    }
    json.close_array();
    json.close_object();
}

void write_publications(JsonWriter& json, const CycleView& view)
{
    json.key("publications");
    json.open_array();
    for (const ResultsPublished& facts : view.cycle.publications) write_publication(json, view, facts.number);
    json.close_array();
}

void write_rounds(JsonWriter& json, const CycleView& view, Instant at)
{
    json.key("rounds");
    json.open_array();
    for (const Round& round : view.cycle.rounds) write_round(json, view, round, at);
    json.close_array();
    json.key("reopenings");
    json.open_array();
    for (const auto& [grant, reopening] : view.cycle.reopenings) {
        const CycleView::ReopeningNotes& notes = view.reopenings.at(grant);
        json.open_object();
        json.member("grant", grant.value);
        json.member("round", reopening.facts.round.value);
        write_ids(json, "agencies", reopening.facts.agencies);
        write_ids(json, "criteria", reopening.facts.criteria);
        json.member("until", local_text(reopening.facts.until));
        json.member("ground", reopening.facts.ground);
        json.member("decision_number", reopening.facts.decision_number);
        json.member("state", reopening.ended || reopening.facts.until <= at ? "ended" : "open");
        json.member("by", notes.opened.by.value);
        json.member("at", local_text(notes.opened.at));
        json.member("seq", std::to_string(notes.opened.seq));
        json.key("ended_at");
        if (notes.ended)
            json.text(local_text(notes.ended->at));
        else
            json.null();
        json.close_object();
    }
    json.close_array();
    write_publications(json, view);
}

static void write_amendments(JsonWriter& json, const CycleView& view)
{
    json.key("amendments");
    json.open_array();
    for (const auto& [facts, touch] : view.amendments) {
        json.open_object();
        json.key("from_version");
        json.number(static_cast<std::uint64_t>(facts.from_version));
        json.key("to_version");
        json.number(static_cast<std::uint64_t>(facts.to_version));
        json.member("effect", wire(facts.effect));
        json.member("reason", facts.reason);
        json.key("criteria");
        json.open_array();
        for (const AmendedCriterion& one : facts.criteria) {
            json.open_object();
            json.member("criteria_set", one.criteria_set);
            json.member("code", one.criterion.value);
            write_ids(json, "from", one.from);
            json.member("redo", wire(one.redo));
            json.close_object();
        }
        json.close_array();
        json.member("by", touch.by.value);
        json.member("at", local_text(touch.at));
        json.member("seq", std::to_string(touch.seq));
        json.close_object();
    }
    json.close_array();
}

void write_cycle(JsonWriter& json, const CycleView& view, Instant at)
{
    const Cycle& cycle = view.cycle;
    const Regulation& regulation = *cycle.regulation;
    const auto switched = [&](std::string_view name, bool on) {
        json.key(name);
        json.boolean(on);
    };
    json.open_object();
    json.member("cycle", cycle.id.value);
    json.member("title", cycle.title);
    json.member("regulation", regulation.id.value);
    json.key("regulation_version");
    json.number(static_cast<std::uint64_t>(cycle.regulation_version));
    json.member("opened_at", local_text(view.opened.at));
    write_amendments(json, view);
    write_rounds(json, view, at);
    json.key("groups");
    json.open_array();
    for (const AgencyGroup& group : regulation.groups) {
        json.open_object();
        json.member("group", group.id.value);
        json.member("title", group.title);
        json.member("criteria_set", group.criteria_set);
        json.key("agencies");
        json.open_array();
        for (const AgencyId& agency : cycle.agencies)
            if (regulation.agency(agency)->group == group.id) json.text(agency.value);
        json.close_array();
        json.close_object();
    }
    json.close_array();
    json.key("agencies");
    json.open_array();
    for (const AgencyListing& listing : regulation.agencies) {
        const bool assessed = std::ranges::find(cycle.agencies, listing.id) != cycle.agencies.end();
        json.open_object();
        json.member("agency", listing.id.value);
        json.member("title", listing.title);
        json.member("group", listing.group.value);
        json.key("assessment");
        if (assessed)
            json.text(assessment_id(cycle.id, listing.id).value);
        else
            json.null();
        json.close_object();
    }
    json.close_array();
    json.key("switches");
    json.open_object();
    json.member("unsubmitted_at_lock", wire(regulation.unsubmitted_at_lock));
    json.member("undecided_at_lock", wire(regulation.undecided_at_lock));
    json.member("own_unit_appraisal", wire(regulation.own_unit_appraisal));
    json.key("appraisers_per_criterion");
    json.number(static_cast<std::int64_t>(regulation.appraisers_per_criterion));
    json.member("disagreement_ruling", wire(regulation.disagreement_ruling));
    switched("blind", regulation.blind);
    json.member("supplement_scope", wire(regulation.supplement_scope));
    switched("supplement_may_change_self_score", regulation.supplement_may_change_self_score);
    switched("may_exceed_self", regulation.may_exceed_self);
    switched("round2_may_lower", regulation.round2_may_lower);
    json.member("tie_rule", wire(regulation.tie_rule));
    json.member("quota_tie", wire(regulation.quota_tie));
    json.key("tie_break");
    json.open_array();
    for (const std::string& area : regulation.tie_break) json.text(area);
    json.close_array();
    json.close_object();
    json.key("phrases");
    json.open_object();
    json.member("agree", regulation.phrases.agree);
    json.member("disagree", regulation.phrases.disagree);
    json.member("request_supplement", regulation.phrases.request_supplement);
    json.close_object();
    json.close_object();
}

std::string_view assessment_state(const CycleView& view, const AgencyId& agency, const AssessmentRow& facts)
{
    const Cycle& cycle = view.cycle;
    for (const auto& [grant, reopening] : cycle.reopenings)
        if (!reopening.ended && std::ranges::find(reopening.facts.agencies, agency) != reopening.facts.agencies.end() &&
            cycle.round(reopening.facts.round)->plan.kind == RoundKind::self_assessment)
            return "reopened";
    const Round* self = cycle.round(RoundKind::self_assessment);
    if (self && self->locked_for(agency)) {
        const Round* first = cycle.round(RoundKind::appraisal, 1);
        const Round* supplement = cycle.round(RoundKind::supplement);
        if (!first || !first->published) return "in_round_1";
        if (supplement && !supplement->locked_for(agency)) return "awaiting_supplement";
        return "in_round_2";
    }
    if (facts.submitted) return facts.to_confirm ? "reopened" : "submitted"; // by an amendment
    if (facts.approval == ApprovalState::requested && facts.approved_content == facts.content) return "awaiting_head";
    return "drafting";
}

} // namespace cchc::projections
