#include "projections/fold.hpp"
#include "projections/pack.hpp"

#include <algorithm>
#include <cassert>
#include <concepts>

// The parts: "law" (directory and regulations), "cycle/<id>", "assessment/<id>". Rows are not among them: they are
// drawn again from what is.

namespace cchc::projections {

using namespace domain;

// ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// What a snapshot keeps of the cycle beside its view: the cycle itself points into the library.
struct KeptCycle {
    RegulationId regulation;
    CycleView view;
};

// A regulation is a document in the library, named by the kept cycle; what is part of it is not kept a second time.
static Pack& operator<<(Pack& pack, const std::shared_ptr<const Regulation>&)
{
    return pack;
}
static Unpack& operator>>(Unpack& unpack, std::shared_ptr<const Regulation>&)
{
    return unpack;
}
static Pack& operator<<(Pack& pack, const RoundPlan&)
{
    return pack;
}
static Unpack& operator>>(Unpack& unpack, RoundPlan&)
{
    return unpack;
}
static Pack& operator<<(Pack& pack, const CriteriaSet* const&)
{
    return pack;
}
static Unpack& operator>>(Unpack& unpack, const CriteriaSet*&)
{
    return unpack;
}

/// All members of a type, in the order of its declaration, for both directions. The binding must name each of them: a
/// member that joins the type does not compile until it stands here, and so in every snapshot.
#define CCHC_KEEPS(Type, ...)                                                                                          \
    template <class Archive, class T>                                                                                  \
    requires std::same_as<std::remove_const_t<T>, Type>                                                                \
    static void fields(Archive& archive, T& whole)                                                                     \
    {                                                                                                                  \
        auto& [__VA_ARGS__] = whole;                                                                                   \
        archive(__VA_ARGS__);                                                                                          \
    }

CCHC_KEEPS(FileRef, sha256, size, media)
CCHC_KEEPS(NamedCount, key, count)
CCHC_KEEPS(Figures, date, due, never, numerator, denominator, excluded, exclusion_ground, late, amount, counts, met,
           failed)
CCHC_KEEPS(RoundWindow, round, opens_at, deadline, locks_at)

CCHC_KEEPS(TenantFounded, title, origin, epoch)
CCHC_KEEPS(RoleGranted, grant, actor, role, agency, from, until, document_number, leader, criteria, rounds)
CCHC_KEEPS(FindingsFile, document, errors, warnings)
CCHC_KEEPS(RegulationIssued, regulation, version, document, decision_number, decision_date, issuer, signed_by, draft,
           findings, reason)
CCHC_KEEPS(RegulationDrafted, regulation, draft, document, findings, change_note)
CCHC_KEEPS(ConsultationOpened, regulation, draft, agencies, closes_at, silence_is_consent, document_number)
CCHC_KEEPS(DraftCommented, regulation, draft, comment, agency, criteria_set, criterion, text)
CCHC_KEEPS(CommentAnswered, regulation, comment, accepted, text)
CCHC_KEEPS(ConsultationClosed, regulation, draft, due, silent, silence_is_consent)
CCHC_KEEPS(DraftReviewed, regulation, draft, note)
CCHC_KEEPS(DraftAgreed, regulation, draft, body, document_number, document_date)
CCHC_KEEPS(GuidanceOverlaid, regulation, version, overlay, from, document_number, document_date, issuer, criteria_sets,
           criterion, text)
CCHC_KEEPS(RoundExtended, cycle, round, agencies, deadline, locks_at, decision_number, reason)
CCHC_KEEPS(TieDecided, cycle, ranking, reward, agencies, document_number, document_date, issuer, reason)
CCHC_KEEPS(AmendedCriterion, criteria_set, criterion, from, redo)
CCHC_KEEPS(CycleAmended, cycle, from_version, to_version, effect, criteria, reason)
CCHC_KEEPS(RoundReopened, cycle, round, grant, agencies, criteria, until, ground, decision_number)
CCHC_KEEPS(EvidenceAttached, criterion, link, document, document_date, document_number, pages, corrects, round,
           reopening, signature, kind, issuer, check)
CCHC_KEEPS(CheckedSignature, verdict, reasons, certificate, organisation, kind, signed_at, time_stamped_at,
           whole_document, later)
CCHC_KEEPS(SignatureCheck, verdict, reasons, depth, at, trust_list, checker, signatures, report)
CCHC_KEEPS(SecretPaperDeclared, criterion, paper, round, reopening)
CCHC_KEEPS(SecretPaperExplained, criterion, paper, held_on, attendance, document_number, on_behalf, reopening)
CCHC_KEEPS(EvidenceDestroyed, criterion, link, document, reason, document_number)
CCHC_KEEPS(Sealed, key, nonce, ciphertext)
CCHC_KEEPS(OutsideReportReceived, criterion, report, kind, source, summary, supports, document, informant, on_behalf)
CCHC_KEEPS(OutsideReportVerified, criterion, report, outcome, by, source, on_behalf)
CCHC_KEEPS(OutsideReportCounted, criterion, report, reason, on_behalf)
CCHC_KEEPS(AssessmentSubmitted, number, content, content_hash, self_total, days_late, attendance, reopening)
CCHC_KEEPS(Opinion, criterion, round, decision, points, reason, needed, entry_version, evidence, on_behalf, reopening,
           records)

CCHC_KEEPS(Holding, granted, ended_at)
CCHC_KEEPS(Directory, founding, holdings)
CCHC_KEEPS(Done, by, at, seq)
CCHC_KEEPS(Recorded<CommentAnswered>, facts, done)
CCHC_KEEPS(Recorded<ConsultationClosed>, facts, done)
CCHC_KEEPS(Recorded<DraftReviewed>, facts, done)
CCHC_KEEPS(Recorded<DraftAgreed>, facts, done)
CCHC_KEEPS(Recorded<RegulationIssued>, facts, done)
CCHC_KEEPS(Recorded<GuidanceOverlaid>, facts, done)
CCHC_KEEPS(Comment, facts, done, answer)
CCHC_KEEPS(Consultation, facts, done, comments, closed)
CCHC_KEEPS(Draft, facts, done, consultation, reviews, agreement)
CCHC_KEEPS(RegulationFile, versions, drafts, overlays, settled, seq)
CCHC_KEEPS(Round, plan, window, extended, locked, locked_by, locked_agencies, published)
CCHC_KEEPS(Reopening, facts, ended)
CCHC_KEEPS(ResultsPublished, cycle, number, table, extent, decision_number, decision_date, publisher, signed_by,
           awaited, corrects, reason)
CCHC_KEEPS(TrailSealed, cycle, size, root)
CCHC_KEEPS(ResultsReported, cycle, publication, to, document_number, document_date)
CCHC_KEEPS(Cycle, id, title, regulation, regulation_version, agencies, rounds, reopenings, ties, publications, reports,
           seq)

CCHC_KEEPS(Evidence, attached, detached, seq, rechecked, destroyed)
CCHC_KEEPS(SecretPaper, declared, explained)
CCHC_KEEPS(OutsideReport, received, verified, counted, answer)
CCHC_KEEPS(Source, text, document_number, date)
CCHC_KEEPS(Answers, key, valid_forms, sum)
CCHC_KEEPS(BallotPoints, key, points)
CCHC_KEEPS(Given, answers, value, rank, figures, ballots, out_of_scope, points, level, not_applicable, reason, source,
           on_behalf, reopening)
CCHC_KEEPS(Reference, figures, source, snapshot, on_behalf, reopening)
CCHC_KEEPS(SelfScore, points, level, basis, figures, reason)
CCHC_KEEPS(SetAside, criterion, self, na, given)
CCHC_KEEPS(Amended, version, redo, before, seq)
CCHC_KEEPS(Entry, version, self, explanation, evidence, na, na_ground, supplement, self_seq, explanation_seq, na_seq,
           supplement_seq, given, given_seq, reference, reference_seq, amended, secret_papers, outside_reports)
CCHC_KEEPS(ClaimBefore, na, ground, self)
CCHC_KEEPS(SupplementBefore, text)
CCHC_KEEPS(Act, seq, settled, criterion, before)
CCHC_KEEPS(SubmissionFact, facts, at, withdrawn)
CCHC_KEEPS(Assessment, id, cycle, agency, set, entries, content, approval, approved_content, delegate, submissions,
           acts)
CCHC_KEEPS(Judgement, by, version, draft, decided)
CCHC_KEEPS(Ruling, opinion, document_number)
CCHC_KEEPS(AppraisalItem, judgements, ruling, published, behind, document_number)
CCHC_KEEPS(Appraisal, items, visible)
CCHC_KEEPS(Ballots, version, cast)
CCHC_KEEPS(AssessmentFile, assessment, appraisal, ballots)

CCHC_KEEPS(Touch, by, at, seq)
CCHC_KEEPS(EntryTouches::Said, by, draft, decided)
CCHC_KEEPS(EntryTouches::Opinions, said, decided, ruled, published, behind)
CCHC_KEEPS(EntryTouches::Paper, paper, declared, explained)
CCHC_KEEPS(EntryTouches::Report, report, received, verified, counted, answered)
CCHC_KEEPS(EntryTouches, self, explanation, na, supplement, given, reference, na_ground, na_reason, evidence, destroyed,
           papers, reports, opinions, reopening)
CCHC_KEEPS(CycleView::Extension, facts, touch)
CCHC_KEEPS(CycleView::RoundNotes, locked, lock_reason, extensions, published, publications, decided, undecided)
CCHC_KEEPS(CycleView::ReopeningNotes, opened, ended)
CCHC_KEEPS(CycleView::Amendment, facts, touch)
CCHC_KEEPS(CycleView, cycle, opened, rounds, reopenings, ties, published, reported, amendments, versions, seq)
CCHC_KEEPS(KeptCycle, regulation, view)
CCHC_KEEPS(AssessmentNotes, touches, approval, approval_reason, submissions, withdrawn, version, last_change_at,
           facts_seq, totals_seq, changed)

#undef CCHC_KEEPS

static constexpr std::string_view law = "law", of_cycle = "cycle/", of_assessment = "assessment/";

static std::string named(std::string_view kind, std::string_view id)
{
    return std::string(kind).append(id);
}

// ── taken apart ──────────────────────────────────────────────────────────────────────────────────────────────────────

std::map<std::string, Sequence> Views::parts() const
{
    std::map<std::string, Sequence> all{{std::string(law), inside_->law_changed}};
    for (const auto& [id, cycle] : inside_->cycles) {
        all.emplace(named(of_cycle, id.value), cycle->seq);
        for (const AgencyId& agency : cycle->cycle.agencies) {
            const AssessmentId assessment = assessment_id(id, agency);
            all.emplace(named(of_assessment, assessment.value),
                        inside_->folders.find(assessment.value)->second.notes.changed);
        }
    }
    return all;
}

std::vector<std::string> Views::parts_changed_by(const Record& record) const
{
    switch (record.stream.kind) {
    case StreamKind::directory:
    case StreamKind::regulation: return {std::string(law)};
    case StreamKind::assessment:
    case StreamKind::appraisal:
    case StreamKind::ballot: return {named(of_assessment, record.stream.id)};
    case StreamKind::cycle: break;
    }
    const CycleId id(record.stream.id);
    std::vector<std::string> all{named(of_cycle, id.value)};
    if (const auto known = cycle(id))
        for (const AgencyId& agency : known->cycle.agencies)
            all.push_back(named(of_assessment, assessment_id(id, agency).value));
    return all;
}

std::string Views::part(std::string_view name) const
{
    Pack pack;
    if (name == law) {
        pack << inside_->world.directory << inside_->world.regulations << inside_->law_changed;
    } else if (name.starts_with(of_cycle)) {
        const CycleView& view = *inside_->cycles.at(CycleId(name.substr(of_cycle.size())));
        pack << view.cycle.regulation->id << view;
    } else {
        assert(name.starts_with(of_assessment));
        const std::string_view id = name.substr(of_assessment.size());
        pack << *inside_->world.file(id) << inside_->folders.find(id)->second.notes;
    }
    return std::move(pack.out);
}

// ── put together again ───────────────────────────────────────────────────────────────────────────────────────────────

/// Whether the files of an assessment are as long as its criteria set: bytes may read well and still be another's.
static bool fits(const AssessmentFile& file, const AssessmentNotes& notes)
{
    const std::size_t size = file.assessment.set->size();
    return file.assessment.entries.size() == size && file.appraisal.items.size() == size &&
           notes.touches.size() == size;
}

[[noreturn]] static void misfit(const std::string& what)
{
    throw std::runtime_error("the parts do not fit together: " + what);
}

Views Views::from_parts(std::uint64_t size, Instant at, const std::map<std::string, std::string>& parts,
                        const ReadRegulation& read_regulation)
{
    Views views;
    Inside& inside = *views.inside_;
    World& world = inside.world;
    const auto unpack = [&](const std::string& name, auto&... into) {
        const auto found = parts.find(name);
        if (found == parts.end()) misfit(name);
        Unpack bytes(found->second);
        bytes(into...);
        bytes.done();
    };
    unpack(std::string(law), world.directory, world.regulations, inside.law_changed);
    const auto read = [&](const RegulationId& id, const Sha256& hash) {
        auto document = read_regulation(hash);
        if (!document) misfit(id.value);
        world.library[hash] = std::move(document);
    };
    for (const auto& [id, file] : world.regulations) {
        for (const auto& issued : file.versions) read(id, issued.facts.document.sha256);
        if (const Draft* draft = file.in_progress()) read(id, draft->facts.document.sha256);
    }

    std::size_t used = 1;
    std::vector<RowChange> stored_already;
    for (auto next = parts.lower_bound(std::string(of_cycle)); next != parts.end() && next->first.starts_with(of_cycle);
         ++next, ++used) {
        KeptCycle kept;
        unpack(next->first, kept);
        Cycle& cycle = kept.view.cycle;
        cycle.regulation = world.regulation(kept.regulation, cycle.regulation_version);
        if (!cycle.regulation) misfit(next->first);
        for (auto& [number, text] : kept.view.versions) {
            text = world.regulation(kept.regulation, number);
            if (!text) misfit(next->first);
        }
        for (Round& round : cycle.rounds) {
            const RoundPlan* plan = cycle.regulation->round(round.window.round);
            if (!plan) misfit(next->first);
            round.plan = *plan;
        }
        world.cycles[cycle.id] = cycle;
        const auto view = std::make_shared<const CycleView>(std::move(kept.view));
        inside.cycles[view->cycle.id] = view;
        Sequence& changed = inside.dirty[view->cycle.id];
        changed = view->seq;
        for (const AgencyId& agency : view->cycle.agencies) {
            const AssessmentId id = assessment_id(view->cycle.id, agency);
            AssessmentFile& file = world.files[id.value];
            Inside::Folder& folder = inside.folders[id.value];
            folder.cycle = view->cycle.id;
            unpack(named(of_assessment, id.value), file, folder.notes);
            const AgencyListing* listing = view->cycle.regulation->agency(agency);
            file.assessment.set = listing ? view->cycle.regulation->set_of(listing->group) : nullptr;
            if (!file.assessment.set || !fits(file, folder.notes)) misfit(id.value);
            inside.draw(folder, id, view, stored_already);
            changed = std::max(changed, folder.notes.changed);
            ++used;
        }
    }
    if (used != parts.size()) misfit("more of them than there are aggregates");
    inside.size = size;
    inside.at = at;
    return views;
}

} // namespace cchc::projections
