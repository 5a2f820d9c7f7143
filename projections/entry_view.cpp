#include "projections/entry_view.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "domain/world.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

// ── who did what ─────────────────────────────────────────────────────────────────────────────────────────────────────

void note(EntryTouches& touches, const AssessmentEvent& event, const Record& record)
{
    const Touch touch{record.actor, record.at, record.seq};
    const auto evidence = [&](const LinkId& link) {
        const auto found = std::ranges::find(touches.evidence, link, &std::pair<LinkId, Touch>::first);
        if (found == touches.evidence.end())
            touches.evidence.emplace_back(link, touch);
        else
            found->second = touch;
    };
    const auto under = [&](const GrantId& reopening) { touches.reopening = reopening; };
    std::visit(match{
                   [&](const SelfScoreEntered& e) { touches.self = touch, under(e.reopening); },
                   [&](const SelfScoreCleared& e) { touches.self = touch, under(e.reopening); },
                   [&](const FiguresDeclared& e) { touches.self = touch, under(e.reopening); },
                   [&](const SystemScored&) { touches.self = touch; },
                   [&](const ExplanationWritten& e) { touches.explanation = touch, under(e.reopening); },
                   [&](const EvidenceAttached& e) { evidence(e.link), under(e.reopening); },
                   [&](const EvidenceDetached& e) { evidence(e.link), under(e.reopening); },
                   [&](const NotApplicableClaimed& e) {
                       touches.na = touch;
                       touches.na_ground = e.ground;
                       touches.na_reason.clear();
                       under(e.reopening);
                   },
                   [&](const NotApplicableWithdrawn& e) { touches.na = touch, under(e.reopening); },
                   [&](const NotApplicableAccepted& e) { touches.na = touch, touches.na_reason = e.reason; },
                   [&](const NotApplicableRefused& e) { touches.na = touch, touches.na_reason = e.reason; },
                   [&](const SupplementProvided& e) { touches.supplement = touch, under(e.reopening); },
                   [&](const SurveyPointsImported& e) { touches.given = touch, under(e.given.reopening); },
                   [&](const ResultImported& e) { touches.given = touch, under(e.given.reopening); },
                   [&](const PointsGranted& e) { touches.given = touch, under(e.given.reopening); },
                   [&](const BonusGranted& e) { touches.given = touch, under(e.given.reopening); },
                   [&](const PenaltyImposed& e) { touches.given = touch, under(e.given.reopening); },
                   [&](const ReferenceImported& e) { touches.reference = touch, under(e.reference.reopening); },
                   [&](const BallotsOpened& e) { touches.given = touch, under(e.given.reopening); },
                   [](const auto&) {}, // submissions and approvals concern no single entry
               },
               event);
}

void note(EntryTouches& touches, const AppraisalEvent& event, int ordinal, const Record& record)
{
    EntryTouches::Opinions& opinions = touches.opinions[ordinal == 2 ? 1 : 0];
    const Touch touch{record.actor, record.at, record.seq};
    std::visit(match{
                   [&](const AppraisalDrafted&) { opinions.draft = touch; },
                   [&](const AppraisalDecided&) { opinions.decided = touch; },
               },
               event);
}

// ── rendering ────────────────────────────────────────────────────────────────────────────────────────────────────────

static void write_touch(JsonWriter& json, const Touch& touch)
{
    json.member("by", touch.by.value);
    json.member("at", local_text(touch.at));
    json.member("seq", std::to_string(touch.seq));
}

static void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts)
{
    if (texts.empty()) return;
    json.key(name);
    json.open_array();
    for (const std::string& text : texts) json.text(text);
    json.close_array();
}

static void write_counts(JsonWriter& json, std::string_view name, const std::vector<NamedCount>& counts)
{
    json.key(name);
    json.open_array();
    for (const NamedCount& count : counts) {
        json.open_object();
        json.member("key", count.key);
        json.key("count");
        json.number(count.count);
        json.close_object();
    }
    json.close_array();
}

void write_figures(JsonWriter& json, const Figures& figures)
{
    const auto number = [&](std::string_view name, const std::optional<std::int64_t>& value) {
        if (!value) return;
        json.key(name);
        json.number(*value);
    };
    json.open_object();
    if (figures.date) json.member("date", figures.date->text());
    if (figures.due) json.member("due", figures.due->text());
    if (figures.never) {
        json.key("never");
        json.boolean(true);
    }
    number("numerator", figures.numerator);
    number("denominator", figures.denominator);
    number("excluded", figures.excluded);
    if (!figures.exclusion_ground.empty()) json.member("exclusion_ground", figures.exclusion_ground);
    number("late", figures.late);
    number("amount", figures.amount);
    if (!figures.counts.empty()) write_counts(json, "counts", figures.counts);
    write_texts(json, "met", figures.met);
    write_texts(json, "failed", figures.failed);
    json.close_object();
}

static void write_self(JsonWriter& json, const SelfScore& self, const Touch& touch)
{
    json.key("self");
    if (!self.points) return json.null();
    json.open_object();
    json.member("score", self.points->text());
    json.key("level");
    if (self.level)
        json.number(static_cast<std::uint64_t>(*self.level));
    else
        json.null();
    json.member("basis", wire(self.basis));
    json.member("reason", self.reason);
    json.key("figures");
    if (self.figures)
        write_figures(json, *self.figures);
    else
        json.null();
    write_touch(json, touch);
    json.close_object();
}

static void write_source(JsonWriter& json, const Source& source)
{
    json.open_object();
    json.member("text", source.text);
    json.member("document_number", source.document_number);
    json.key("date");
    if (source.date)
        json.text(source.date->text());
    else
        json.null();
    json.close_object();
}

/// What a published list or another system fixes of its figures (SM-25).
static void write_reference(JsonWriter& json, const std::optional<Reference>& reference, const Touch& touch)
{
    json.key("reference");
    if (!reference) return json.null();
    json.open_object();
    write_counts(json, "figures", reference->figures);
    json.key("source");
    write_source(json, reference->source);
    json.member("snapshot", reference->snapshot.text());
    json.member("on_behalf", reference->on_behalf.value);
    write_touch(json, touch);
    json.close_object();
}

/// What others gave: the facts, what they came to, and where they were read. Ballots are a number, never each by each.
static void write_given(JsonWriter& json, const std::optional<Given>& given, const Touch& touch)
{
    json.key("given");
    if (!given) return json.null();
    json.open_object();
    json.member("points", given->points.text());
    json.key("level");
    if (given->level)
        json.number(static_cast<std::uint64_t>(*given->level));
    else
        json.null();
    json.key("not_applicable");
    json.boolean(given->not_applicable);
    if (!given->answers.empty()) {
        json.key("answers");
        json.open_array();
        for (const Answers& group : given->answers) {
            json.open_object();
            json.member("key", group.key);
            json.key("valid_forms");
            json.number(group.valid_forms);
            json.member("sum", group.sum.text());
            json.close_object();
        }
        json.close_array();
    }
    if (given->value) json.member("value", given->value->text());
    if (given->rank) {
        json.key("rank");
        json.number(static_cast<std::int64_t>(*given->rank));
    }
    if (given->figures) {
        json.key("figures");
        write_figures(json, *given->figures);
    }
    if (given->ballots) {
        json.key("ballots");
        json.number(static_cast<std::uint64_t>(given->ballots));
    }
    if (given->out_of_scope) {
        json.key("out_of_scope");
        json.boolean(true);
    }
    json.member("reason", given->reason);
    json.key("source");
    if (given->source)
        write_source(json, *given->source);
    else
        json.null();
    json.key("on_behalf");
    if (given->on_behalf.empty())
        json.null();
    else
        json.text(given->on_behalf.value);
    write_touch(json, touch);
    json.close_object();
}

static void write_text_part(JsonWriter& json, std::string_view name, const std::string& text, const Touch& touch)
{
    json.key(name);
    if (text.empty()) return json.null();
    json.open_object();
    json.member("text", text);
    write_touch(json, touch);
    json.close_object();
}

static void write_evidence(JsonWriter& json, const Entry& entry, const EntryTouches& touches)
{
    json.key("evidence");
    json.open_array();
    for (const Evidence& evidence : entry.evidence) {
        if (evidence.detached) continue;
        const EvidenceAttached& e = evidence.attached;
        json.open_object();
        json.member("link", e.link.value);
        json.member("sha256", e.document.sha256.hex());
        json.key("size");
        json.number(e.document.size);
        json.member("media", e.document.media);
        json.key("document_date");
        if (e.document_date)
            json.text(e.document_date->text());
        else
            json.null();
        json.member("document_number", e.document_number);
        json.member("pages", e.pages);
        json.key("corrects");
        if (e.corrects.empty())
            json.null();
        else
            json.text(e.corrects.value);
        json.member("round", e.round.value);
        json.key("reopening");
        if (e.reopening.empty())
            json.null();
        else
            json.text(e.reopening.value);
        const auto touch = std::ranges::find(touches.evidence, e.link, &std::pair<LinkId, Touch>::first);
        if (touch != touches.evidence.end()) write_touch(json, touch->second);
        json.close_object();
    }
    json.close_array();
}

static void write_opinion(JsonWriter& json, const Opinion& opinion, const Touch& touch)
{
    json.open_object();
    json.member("decision", wire(opinion.decision));
    json.member("points", opinion.points.text());
    json.member("reason", opinion.reason);
    json.member("needed", opinion.needed);
    json.member("on_behalf", opinion.on_behalf.value);
    json.key("entry_version");
    json.number(static_cast<std::uint64_t>(opinion.entry_version));
    json.key("evidence");
    json.open_array();
    for (const Sha256& file : opinion.evidence) json.text(file.hex());
    json.close_array();
    write_touch(json, touch);
    json.close_object();
}

static std::string_view state_of(const Criterion& criterion, const Entry& entry, bool complete)
{
    switch (entry.na) {
    case NaState::claimed: return "na_claimed";
    case NaState::accepted: return "not_applicable";
    case NaState::none:
    case NaState::refused: break;
    }
    if (entry.not_applicable()) return "not_applicable";
    if (!agency_scores(criterion)) return entry.self.points || entry.given ? "complete" : "untouched";
    if (complete) return "complete";
    return entry.version == 0 ? "untouched" : "in_progress";
}

EntryRow entry_row(const Cycle& cycle, const AssessmentFile& file, CriterionNo criterion, const EntryTouches& touches)
{
    const Assessment& assessment = file.assessment;
    const Criterion& about = (*assessment.set)[criterion];
    const Entry& entry = assessment.entries[criterion];
    const Owes owes = owed_by(about, entry);

    EntryRow row;
    row.version = entry.version;
    for (std::size_t stage = 0; stage < row.counted.size(); ++stage)
        row.counted[stage] =
            signed_points(about, counted(cycle, assessment, file.appraisal, criterion, static_cast<Stage>(stage)));
    row.scored = entry.self.points.has_value() || entry.given.has_value();
    row.awaited = awaits_others(about, entry);
    row.not_applicable = entry.not_applicable();
    row.complete = agency_scores(about) && owes.nothing();
    row.owes = owes;
    row.basis = entry.given ? Basis::given : entry.self.basis;
    for (const Evidence& link : entry.evidence)
        if (!link.detached && std::ranges::find(row.evidence, link.attached.document.sha256) == row.evidence.end())
            row.evidence.push_back(link.attached.document.sha256);
    row.self = entry.self.points;
    if (row.scored) row.scored_at = entry.given ? touches.given.at : touches.self.at;

    row.json.reserve(512);
    JsonWriter json(row.json);
    json.open_object();
    json.member("code", about.code.value);
    json.key("version");
    json.number(static_cast<std::uint64_t>(entry.version));
    json.member("state", state_of(about, entry, row.complete));
    json.key("owes");
    json.open_array();
    if (owes.score) json.text("score");
    if (owes.evidence) json.text("evidence");
    if (owes.explanation) json.text("explanation");
    if (owes.evidence_or_explanation) json.text("evidence_or_explanation");
    if (owes.reference) json.text("reference");
    json.close_array();
    write_self(json, entry.self, touches.self);
    write_given(json, entry.given, touches.given);
    write_reference(json, entry.reference, touches.reference);
    write_text_part(json, "explanation", entry.explanation, touches.explanation);
    write_evidence(json, entry, touches);
    json.key("not_applicable");
    if (entry.na == NaState::none) {
        json.null();
    } else {
        json.open_object();
        json.member("state", wire(entry.na));
        json.member("ground", touches.na_ground);
        json.member("reason", touches.na_reason);
        write_touch(json, touches.na);
        json.close_object();
    }
    write_text_part(json, "supplement", entry.supplement, touches.supplement);
    json.key("appraisals");
    json.open_object();
    for (const Round& round : cycle.rounds) {
        if (round.plan.kind != RoundKind::appraisal) continue;
        json.key(round.window.round.value);
        const std::size_t at = round.plan.ordinal == 2 ? 1 : 0;
        const auto& published = file.appraisal.item(criterion, round.plan.ordinal).published;
        if (published) {
            row.published[at] = published->points;
            write_opinion(json, *published, touches.opinions[at].published);
        } else {
            json.null();
        }
    }
    json.close_object();
    json.key("counted");
    json.open_object();
    json.member("self", row.counted[0].text());
    json.member("round_1", row.counted[1].text());
    json.member("round_2", row.counted[2].text());
    json.close_object();
    json.key("reopening");
    if (touches.reopening.empty())
        json.null();
    else
        json.text(touches.reopening.value);
    json.close_object();
    return row;
}

ItemRow item_row(const AppraisalItem& item, int ordinal, const EntryTouches& touches)
{
    ItemRow row;
    row.version = item.version;
    const auto& touch = touches.opinions[ordinal == 2 ? 1 : 0];
    JsonWriter json(row.json);
    const auto& shown = item.draft ? item.draft : item.decided;
    if (!shown) {
        json.null();
        return row;
    }
    row.judged_version = shown->entry_version;
    write_opinion(json, *shown, item.draft ? touch.draft : touch.decided);
    if (item.draft)
        row.state = static_cast<std::uint8_t>(ItemState::drafted);
    else if (shown->decision == Decision::agree)
        row.state = static_cast<std::uint8_t>(ItemState::agreed);
    else if (shown->decision == Decision::disagree)
        row.state = static_cast<std::uint8_t>(ItemState::disagreed);
    else
        row.state = static_cast<std::uint8_t>(ItemState::supplement_requested);
    return row;
}

} // namespace cchc::projections
