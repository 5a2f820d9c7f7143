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
    const auto paper = [&](const PaperId& id) -> EntryTouches::Paper& {
        const auto found = std::ranges::find(touches.papers, id, &EntryTouches::Paper::paper);
        return found != touches.papers.end() ? *found : touches.papers.emplace_back(EntryTouches::Paper{id, {}, {}});
    };
    const auto report = [&](const ReportId& id) -> EntryTouches::Report& {
        const auto found = std::ranges::find(touches.reports, id, &EntryTouches::Report::report);
        return found != touches.reports.end() ? *found
                                              : touches.reports.emplace_back(EntryTouches::Report{id, {}, {}, {}, {}});
    };
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
                   [&](const EvidenceDestroyed& e) { touches.destroyed.emplace_back(e.link, touch); },
                   [&](const SecretPaperDeclared& e) { paper(e.paper).declared = touch, under(e.reopening); },
                   [&](const SecretPaperExplained& e) { paper(e.paper).explained = touch, under(e.reopening); },
                   [&](const OutsideReportReceived& e) { report(e.report).received = touch; },
                   [&](const OutsideReportVerified& e) { report(e.report).verified = touch; },
                   [&](const OutsideReportCounted& e) { report(e.report).counted = touch; },
                   [&](const OutsideReportAnswered& e) { report(e.report).answered = touch; },
                   [](const auto&) {
                   }, // submissions and approvals concern no single entry; a check says itself when it was made
               },
               event);
}

const EntryTouches::Said& EntryTouches::Opinions::by(const std::vector<Said>& all, const AgencyId& agency)
{
    static const Said none;
    const auto found = std::ranges::find(all, agency, &Said::by);
    return found == all.end() ? none : *found;
}

void EntryTouches::Opinions::publish(bool ruling)
{
    published = ruling ? ruled : decided;
    behind = said;
}

void note(EntryTouches& touches, const AppraisalEvent& event, int ordinal, const Record& record)
{
    EntryTouches::Opinions& opinions = touches.opinions[ordinal == 2 ? 1 : 0];
    const Touch touch{record.actor, record.at, record.seq};
    const auto said = [&](const Opinion& opinion) -> EntryTouches::Said& {
        const auto found = std::ranges::find(opinions.said, opinion.on_behalf, &EntryTouches::Said::by);
        if (found != opinions.said.end()) return *found;
        opinions.said.push_back({opinion.on_behalf, {}, {}});
        return opinions.said.back();
    };
    std::visit(match{
                   [&](const AppraisalDrafted& e) { said(e.opinion).draft = touch; },
                   [&](const AppraisalDecided& e) { said(e.opinion).decided = opinions.decided = touch; },
                   [&](const DisagreementRuled&) { opinions.ruled = touch; },
                   [&](const UndecidedRuled&) { opinions.ruled = touch; },
               },
               event);
}

EntryTouches carried(const std::vector<const EntryTouches*>& from, Redo redo)
{
    if (from.size() == 1 && redo != Redo::score) return *from[0];
    EntryTouches all;
    const auto later = [](Touch& held, const Touch& other) {
        if (!other.by.empty() && (held.by.empty() || other.seq > held.seq)) held = other;
    };
    for (const EntryTouches* one : from) {
        later(all.explanation, one->explanation);
        later(all.supplement, one->supplement);
        later(all.reference, one->reference);
        all.evidence.insert(all.evidence.end(), one->evidence.begin(), one->evidence.end());
        all.destroyed.insert(all.destroyed.end(), one->destroyed.begin(), one->destroyed.end());
        all.papers.insert(all.papers.end(), one->papers.begin(), one->papers.end());
        all.reports.insert(all.reports.end(), one->reports.begin(), one->reports.end());
    }
    return all;
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

static void write_or_null(JsonWriter& json, std::string_view name, const std::string& text)
{
    json.key(name);
    if (text.empty())
        json.null();
    else
        json.text(text);
}
static void write_at(JsonWriter& json, std::string_view name, const std::optional<Instant>& at)
{
    write_or_null(json, name, at ? local_text(*at) : std::string());
}
static void write_hash(JsonWriter& json, std::string_view name, const std::optional<Sha256>& hash)
{
    write_or_null(json, name, hash ? hash->hex() : std::string());
}
template <class E>
static void write_words(JsonWriter& json, std::string_view name, const std::vector<E>& words)
{
    json.key(name);
    json.open_array();
    for (const E& word : words)
        if constexpr (std::is_enum_v<E>)
            json.text(wire(word));
        else
            json.text(word);
    json.close_array();
}

static void write_file(JsonWriter& json, std::string_view name, const std::optional<FileRef>& file)
{
    json.key(name);
    if (!file) return json.null();
    json.open_object();
    json.member("sha256", file->sha256.hex());
    json.key("size");
    json.number(file->size);
    json.member("media", file->media);
    json.close_object();
}

void write_check(JsonWriter& json, const SignatureCheck* check, SignatureVerdict known)
{
    const SignatureCheck none;
    const SignatureCheck& shown = check ? *check : none;
    json.open_object();
    json.member("verdict", wire(check ? check->verdict : known));
    write_words(json, "reasons", shown.reasons);
    write_words(json, "depth", shown.depth);
    write_at(json, "at", check ? std::optional(check->at) : std::nullopt);
    write_hash(json, "trust_list", shown.trust_list);
    json.key("checker");
    if (check)
        json.number(static_cast<std::uint64_t>(check->checker));
    else
        json.null();
    json.key("signatures");
    json.open_array();
    for (const CheckedSignature& one : shown.signatures) {
        json.open_object();
        json.member("verdict", wire(one.verdict));
        write_words(json, "reasons", one.reasons);
        write_hash(json, "certificate", one.certificate);
        json.member("organisation", one.organisation);
        json.member("kind", wire(one.kind));
        write_at(json, "signed_at", one.signed_at);
        write_at(json, "time_stamped_at", one.time_stamped_at);
        json.key("whole_document");
        json.boolean(one.whole_document);
        write_words(json, "later", one.later);
        json.close_object();
    }
    json.close_array();
    write_file(json, "report", shown.report);
    json.close_object();
}

/// There at the lock, or brought in since: in the supplement, or under a reopening (EV-21).
static std::string_view phase_of(const EvidenceAttached& attached, const Cycle& cycle)
{
    const Round* round = cycle.round(attached.round);
    const bool at_lock = round && round->plan.kind == RoundKind::self_assessment && attached.reopening.empty();
    return at_lock ? "at_lock" : "supplement";
}

static void write_destruction(JsonWriter& json, const Evidence& evidence, const EntryTouches& touches)
{
    json.key("destroyed");
    json.boolean(evidence.destroyed.has_value());
    json.key("destruction");
    if (!evidence.destroyed) return json.null();
    json.open_object();
    json.member("reason", evidence.destroyed->reason);
    json.member("document_number", evidence.destroyed->document_number);
    const auto touch = std::ranges::find(touches.destroyed, evidence.attached.link, &std::pair<LinkId, Touch>::first);
    if (touch != touches.destroyed.end()) write_touch(json, touch->second);
    json.close_object();
}

static void write_evidence(JsonWriter& json, const Cycle& cycle, const Entry& entry, const EntryTouches& touches)
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
        write_or_null(json, "kind", e.kind ? std::string(wire(*e.kind)) : std::string());
        json.member("issuer", e.issuer);
        write_or_null(json, "document_date", e.document_date ? e.document_date->text() : std::string());
        json.member("document_number", e.document_number);
        json.member("pages", e.pages);
        json.key("signature");
        write_check(json, evidence.check(), e.signature);
        json.key("issuer_differs");
        json.boolean(issuer_differs(evidence));
        write_or_null(json, "corrects", e.corrects.value);
        json.member("round", e.round.value);
        write_or_null(json, "reopening", e.reopening.value);
        json.member("phase", phase_of(e, cycle));
        write_destruction(json, evidence, touches);
        const auto touch = std::ranges::find(touches.evidence, e.link, &std::pair<LinkId, Touch>::first);
        if (touch != touches.evidence.end()) write_touch(json, touch->second);
        json.close_object();
    }
    json.close_array();
}

/// Whose own records the evidence is, where all of it is (EV-27); else none.
static void write_holders(JsonWriter& json, const Criterion& criterion)
{
    std::vector<std::string> holders;
    if (held_elsewhere(criterion))
        for (const RequiredEvidence& line : criterion.evidence)
            for (const std::string& agency : line.held_by)
                if (std::ranges::find(holders, agency) == holders.end()) holders.push_back(agency);
    write_words(json, "held_by", holders);
}

static void write_secret_papers(JsonWriter& json, const Entry& entry, const EntryTouches& touches)
{
    json.key("secret_papers");
    json.open_array();
    for (const SecretPaper& one : entry.secret_papers) {
        const PaperId& id = one.declared.paper;
        const auto found = std::ranges::find(touches.papers, id, &EntryTouches::Paper::paper);
        const EntryTouches::Paper touch = found != touches.papers.end() ? *found : EntryTouches::Paper{};
        json.open_object();
        json.member("paper", id.value);
        json.member("declared_at", local_text(touch.declared.at));
        write_touch(json, touch.declared);
        json.key("meeting");
        if (one.explained) {
            json.open_object();
            json.member("held_on", one.explained->held_on.text());
            write_words(json, "attendance", one.explained->attendance);
            json.member("document_number", one.explained->document_number);
            json.member("on_behalf", one.explained->on_behalf.value);
            write_touch(json, touch.explained);
            json.close_object();
        } else {
            json.null();
        }
        json.close_object();
    }
    json.close_array();
}

/// A report from outside and what came of it; who told it is nowhere in a row.
static void write_report(JsonWriter& json, const OutsideReport& one, const EntryTouches::Report& touch)
{
    json.open_object();
    json.member("report", one.received.report.value);
    json.member("kind", wire(one.received.kind));
    json.key("source");
    write_source(json, one.received.source);
    json.member("summary", one.received.summary);
    json.key("supports");
    json.boolean(one.received.supports);
    write_file(json, "document", one.received.document);
    json.member("on_behalf", one.received.on_behalf.value);
    json.member("state", one.counted ? "counted" : one.verified ? wire(one.verified->outcome) : "received");
    write_touch(json, touch.received);
    json.key("verification");
    if (one.verified) {
        json.open_object();
        json.member("outcome", wire(one.verified->outcome));
        json.member("body", one.verified->by);
        json.key("source");
        write_source(json, one.verified->source);
        json.member("on_behalf", one.verified->on_behalf.value);
        write_touch(json, touch.verified);
        json.close_object();
    } else {
        json.null();
    }
    json.key("counting");
    if (one.counted) {
        json.open_object();
        json.member("reason", one.counted->reason);
        json.member("on_behalf", one.counted->on_behalf.value);
        write_touch(json, touch.counted);
        json.close_object();
    } else {
        json.null();
    }
    write_text_part(json, "answer", one.answer, touch.answered);
    json.close_object();
}

static std::vector<EntryRow::Report> reports_of(const Entry& entry, const EntryTouches& touches)
{
    std::vector<EntryRow::Report> all;
    for (const OutsideReport& one : entry.outside_reports) {
        const auto touch = std::ranges::find(touches.reports, one.received.report, &EntryTouches::Report::report);
        EntryRow::Report& row = all.emplace_back();
        row.id = one.received.report.value;
        row.taken_in_by = one.received.on_behalf.value;
        JsonWriter json(row.json);
        write_report(json, one, touch != touches.reports.end() ? *touch : EntryTouches::Report{});
    }
    return all;
}

/// What an amendment left to be done, and what stood there before; `null` where nothing is.
static void write_amended(JsonWriter& json, const std::optional<Amended>& amended, bool done)
{
    json.key("amended");
    if (!amended) return json.null();
    json.open_object();
    json.key("version");
    json.number(static_cast<std::uint64_t>(amended->version));
    json.member("redo", wire(amended->redo));
    json.key("done");
    json.boolean(done);
    json.key("before");
    json.open_array();
    for (const SetAside& before : amended->before) {
        json.open_object();
        json.member("code", before.criterion.value);
        json.key("score");
        if (before.self.points || before.given)
            json.text((before.given ? before.given->points : *before.self.points).text());
        else
            json.null();
        json.member("basis", wire(before.given ? Basis::given : before.self.basis));
        json.member("reason", before.self.reason);
        json.key("figures");
        if (before.self.figures)
            write_figures(json, *before.self.figures);
        else
            json.null();
        json.key("not_applicable");
        if (before.na == NaState::none)
            json.null();
        else
            json.text(wire(before.na));
        json.close_object();
    }
    json.close_array();
    json.member("seq", std::to_string(amended->seq));
    json.close_object();
}

static void write_opinion_members(JsonWriter& json, const Opinion& opinion, const Touch& touch)
{
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
    json.member("records", opinion.records);
    write_touch(json, touch);
}

static void write_opinion(JsonWriter& json, const Opinion& opinion, const Touch& touch)
{
    json.open_object();
    write_opinion_members(json, opinion, touch);
    json.close_object();
}

/// What was published, with what stands behind it: each opinion where several spoke, and the chair's paper (AP-15).
static void write_published(JsonWriter& json, const AppraisalItem& item, const EntryTouches::Opinions& touches)
{
    json.open_object();
    write_opinion_members(json, *item.published, touches.published);
    if (!item.document_number.empty()) json.member("document_number", item.document_number);
    if (!item.behind.empty()) {
        json.key("opinions");
        json.open_array();
        for (const Opinion& one : item.behind)
            write_opinion(json, one, EntryTouches::Opinions::by(touches.behind, one.on_behalf).decided);
        json.close_array();
    }
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
    const Owes owes = owed_by(about, entry, cycle.regulation->unsigned_upload);

    EntryRow row;
    row.version = entry.version;
    for (std::size_t stage = 0; stage < row.counted.size(); ++stage)
        row.counted[stage] =
            signed_points(about, counted(cycle, assessment, file.appraisal, criterion, static_cast<Stage>(stage)));
    row.scored = entry.self.points.has_value() || entry.given.has_value();
    row.awaited = awaits_others(about, entry);
    row.not_applicable = entry.not_applicable();
    row.complete = agency_scores(about) && owes.nothing();
    row.amended = entry.amended.has_value();
    row.owes = owes;
    row.lacks_signature = agency_scores(about) && lacks_signature(about, entry);
    row.doubts = signature_doubts(entry);
    row.uncounted = uncounted(cycle, assessment, criterion);
    row.reports = reports_of(entry, touches);
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
    write_evidence(json, cycle, entry, touches);
    write_holders(json, about);
    write_secret_papers(json, entry, touches);
    json.key("outside_reports");
    json.open_array();
    for (const EntryRow::Report& one : row.reports) json.raw(one.json);
    json.close_array();
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
    write_amended(json, entry.amended, owes.nothing() && !row.awaited);
    json.key("appraisals");
    json.open_object();
    for (const Round& round : cycle.rounds) {
        if (round.plan.kind != RoundKind::appraisal) continue;
        json.key(round.window.round.value);
        const std::size_t at = round.plan.ordinal == 2 ? 1 : 0;
        const AppraisalItem& item = file.appraisal.item(criterion, round.plan.ordinal);
        if (item.published) {
            row.published[at] = item.published->points;
            write_published(json, item, touches.opinions[at]);
        } else {
            json.null();
        }
    }
    json.close_object();
    write_or_null(json, "uncounted", row.uncounted == Uncounted::no ? std::string() : std::string(wire(row.uncounted)));
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

static ItemState state_of(const Judgement& said)
{
    if (said.draft) return ItemState::drafted;
    if (!said.decided) return ItemState::pending;
    switch (said.decided->decision) {
    case Decision::agree: return ItemState::agreed;
    case Decision::disagree: return ItemState::disagreed;
    case Decision::request_supplement: return ItemState::supplement_requested;
    }
    return ItemState::pending;
}

template <class Write>
static std::string json_of(const Write& write)
{
    std::string text;
    JsonWriter json(text);
    write(json);
    return text;
}

ItemRow item_row(const Regulation& regulation, const AssessmentFile& file, CriterionNo criterion, int ordinal,
                 const EntryTouches& touches)
{
    const AppraisalItem& item = file.appraisal.item(criterion, ordinal);
    const auto& touch = touches.opinions[ordinal == 2 ? 1 : 0];
    ItemRow row;
    for (const Judgement& one : item.judgements) {
        const EntryTouches::Said& said = EntryTouches::Opinions::by(touch.said, one.by);
        const auto& shown = one.draft ? one.draft : one.decided;
        const auto written = [](const std::optional<Opinion>& opinion, const Touch& by) {
            if (!opinion) return std::string("null");
            return json_of([&](JsonWriter& json) { write_opinion(json, *opinion, by); });
        };
        row.judgements.push_back(
            {one.by.value, one.version, shown ? shown->entry_version : 0, static_cast<std::uint8_t>(state_of(one)),
             written(shown, one.draft ? said.draft : said.decided), written(one.decided, said.decided)});
    }
    row.verdict = verdict(item, file.assessment, regulation, criterion);
    row.see_each_other = sees_the_others(item, file.assessment, regulation, criterion);
    row.outcome = row.ruling = "null";
    if (const auto outcome = comes_to(item, file.assessment, regulation, criterion))
        row.outcome = json_of([&](JsonWriter& json) {
            json.open_object();
            json.member("decision", wire(outcome->decision));
            json.member("points", outcome->points.text());
            json.close_object();
        });
    if (item.ruling)
        row.ruling = json_of([&](JsonWriter& json) {
            json.open_object();
            write_opinion_members(json, item.ruling->opinion, touch.ruled);
            json.member("document_number", item.ruling->document_number);
            json.close_object();
        });
    return row;
}

} // namespace cchc::projections
