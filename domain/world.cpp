#include "domain/world.hpp"

#include "domain/amending.hpp"
#include "domain/carry_over.hpp"
#include "domain/command_form.hpp"
#include "domain/evidence.hpp"
#include "domain/given.hpp"
#include "domain/outside_reports.hpp"
#include "domain/publishing.hpp"
#include "domain/reference.hpp"
#include "domain/scope.hpp"
#include "domain/ties.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

const AssessmentFile* World::file(std::string_view assessment) const
{
    const auto found = files.find(assessment);
    return found == files.end() ? nullptr : &found->second;
}
AssessmentFile* World::file(std::string_view assessment)
{
    const auto found = files.find(assessment);
    return found == files.end() ? nullptr : &found->second;
}
const Cycle* World::cycle(const CycleId& id) const
{
    const auto found = cycles.find(id);
    return found == cycles.end() ? nullptr : &found->second;
}

std::shared_ptr<const Regulation> World::regulation(const RegulationId& id, std::uint32_t version) const
{
    const auto file = regulations.find(id);
    const RegulationIssued* issued = file == regulations.end() ? nullptr : file->second.version(version);
    return issued ? document(issued->document.sha256) : nullptr;
}

std::shared_ptr<const Regulation> World::document(const Sha256& hash) const
{
    const auto found = library.find(hash);
    return found == library.end() ? nullptr : found->second;
}

std::optional<Instant> World::next_due() const
{
    std::optional<Instant> next;
    const auto consider = [&](const std::optional<Instant>& due) {
        if (due && (!next || *due < *next)) next = due;
    };
    for (const auto& [id, cycle] : cycles) consider(cycle.next_due());
    for (const auto& [id, file] : regulations) consider(file.next_due());
    return next;
}

// ── decide ───────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

const StreamName directory_stream{StreamKind::directory, {}};

template <class Family>
Outcome<std::vector<Happened>> in_stream(const StreamName& stream, Outcome<std::vector<Family>> decided)
{
    if (!decided) return decided.error();
    std::vector<Happened> all;
    all.reserve(decided->size());
    for (Family& event : *std::move(decided)) all.push_back({stream, Event(std::move(event))});
    return all;
}

struct Decider {
    const World& now;
    const Occasion& on;
    Digest digest;

    using Decided = Outcome<std::vector<Happened>>;

    template <class C>
    Decided in_directory(const C& command) const
    {
        return in_stream(directory_stream, decide(now.directory, command, on));
    }
    Decided operator()(const FoundTenant& command) const { return in_directory(command); }
    Decided operator()(const GrantRole& command) const { return in_directory(command); }
    Decided operator()(const EndRole& command) const { return in_directory(command); }

    template <class C>
    Decided in_regulation(const C& command, Text text) const
    {
        static const RegulationFile none;
        const auto known = now.regulations.find(command.regulation);
        const RegulationFile& file = known == now.regulations.end() ? none : known->second;
        if (const auto why = looked_elsewhere(command.regulation.value, file.seq)) return *why;
        return in_stream(StreamName{StreamKind::regulation, command.regulation.value}, decide(file, command, text, on));
    }
    Text draft_of(const RegulationId& id) const
    {
        const auto known = now.regulations.find(id);
        const Draft* draft = known == now.regulations.end() ? nullptr : known->second.in_progress();
        return draft ? now.document(draft->facts.document.sha256).get() : nullptr;
    }
    template <class C>
    Decided about_the_draft(const C& command) const
    {
        return in_regulation(command, draft_of(command.regulation));
    }
    Decided operator()(const DraftRegulation& command) const
    {
        return in_regulation(command, now.document(command.document.sha256).get());
    }
    Decided operator()(const IssueRegulation& command) const
    {
        return in_regulation(command, now.document(command.document.sha256).get());
    }
    Decided operator()(const OpenConsultation& command) const { return about_the_draft(command); }
    Decided operator()(const CommentOnDraft& command) const { return about_the_draft(command); }
    Decided operator()(const AnswerComment& command) const { return about_the_draft(command); }
    Decided operator()(const CloseConsultation& command) const { return about_the_draft(command); }
    Decided operator()(const ReviewDraft& command) const { return about_the_draft(command); }
    Decided operator()(const RecordAgreement& command) const { return about_the_draft(command); }
    Decided operator()(const OverlayGuidance& command) const
    {
        return in_regulation(command, now.regulation(command.regulation, command.version).get());
    }

    Decided operator()(const OpenCycle& command) const
    {
        if (!well_formed_id(command.cycle.value)) return refuse(id_malformed, "cycle");
        static const Cycle none;
        const Cycle* known = now.cycle(command.cycle);
        auto opened =
            decide(known ? *known : none, command, now.regulation(command.regulation, command.regulation_version), on);
        if (opened) // two pairs of ids must not make one assessment's: 2026 with a-b, 2026-a with b
            for (const AgencyId& agency : std::get<CycleOpened>(opened->front()).agencies) {
                const AssessmentId id = assessment_id(command.cycle, agency);
                if (!well_formed_id(id.value)) return refuse(id_malformed, id.value); // together too long
                if (now.file(id.value)) return refuse(already_exists, id.value);
            }
        return in_stream(StreamName{StreamKind::cycle, command.cycle.value}, std::move(opened));
    }
    template <class C>
    Decided in_cycle(const C& command, const CycleId& id) const
    {
        const Cycle* cycle = now.cycle(id);
        if (!cycle) return refuse(not_found, id.value);
        if (const auto why = looked_elsewhere(id.value, cycle->seq)) return *why;
        return in_stream(StreamName{StreamKind::cycle, id.value}, decide(*cycle, command, on));
    }
    /// Two administrators at once: who says which state of the cycle, or of the regulation, he looked at acts on that
    /// state or not at all.
    std::optional<Refusal> looked_elsewhere(const std::string& what, Sequence seq) const
    {
        if (!settles_results(on) || !on.expected || *on.expected == seq) return {};
        Refusal stale = refuse(stale_version, what);
        stale.current = static_cast<long long>(seq);
        return stale;
    }
    Decided operator()(const ScheduleRound& command) const { return in_cycle(command, command.cycle); }
    Decided operator()(const ExtendRound& command) const { return in_cycle(command, command.cycle); }
    Decided operator()(const ReopenRound& command) const { return in_cycle(command, command.cycle); }
    Decided operator()(const EndReopening& command) const { return in_cycle(command, command.cycle); }
    Decided operator()(const PublishResults& command) const { return in_cycle(command, command.cycle); }
    Decided operator()(const ReportResults& command) const { return in_cycle(command, command.cycle); }
    Decided operator()(const AmendCycle& command) const
    {
        const Cycle* cycle = now.cycle(command.cycle);
        if (!cycle) return refuse(not_found, command.cycle.value);
        if (const auto why = looked_elsewhere(command.cycle.value, cycle->seq)) return *why;
        return decide(now, command, on);
    }

    /// With the lock of the self-assessment, the clock scores whoever never submitted (SA-10, CS-21); with that of the
    /// leaders' round the ballots are opened (LD-7).
    Decided operator()(const LockRound& command) const
    {
        Decided locked = in_cycle(command, command.cycle);
        if (!locked || locked->empty()) return locked;
        const Cycle& cycle = *now.cycle(command.cycle);
        const Round& round = *cycle.round(command.round);
        const bool leaders = round.plan.kind == RoundKind::leaders;
        if (round.plan.kind != RoundKind::self_assessment && !leaders) return locked;
        std::vector<Happened> all = *locked;
        for (const Happened& happened : *locked) {
            const auto& lock = std::get<RoundLocked>(std::get<CycleEvent>(happened.event));
            for (const AgencyId& agency : cycle.agencies) {
                if (round.locked_for(agency)) continue;
                const bool listed = std::ranges::find(lock.agencies, agency) != lock.agencies.end();
                const bool extended = round.extended.contains(agency);
                const bool meant = !lock.agencies.empty() ? listed : lock.by == LockedBy::hand || !extended;
                if (meant && leaders) {
                    open_ballots(cycle, agency, all);
                    continue;
                }
                const Instant locked_at = lock.by == LockedBy::clock ? lock.due.value_or(on.at) : on.at;
                if (meant) score_unsubmitted(cycle, agency, locked_at, all);
            }
        }
        return all;
    }

    Decided operator()(const PublishAppraisals& command) const
    {
        if (!runs_cycles(on)) return refuse(missing_right, "publish_appraisals");
        const Cycle* cycle = now.cycle(command.cycle);
        if (!cycle) return refuse(not_found, command.cycle.value);
        if (const auto why = looked_elsewhere(command.cycle.value, cycle->seq)) return *why;
        const Round* round = cycle->round(command.round);
        if (!round || round->plan.kind != RoundKind::appraisal) return refuse(not_found, command.round.value);
        if (!round->window.opens_at || *round->window.opens_at > on.at)
            return refuse(round_locked, command.round.value);
        const Round* first = cycle->round(RoundKind::appraisal, 1);
        if (round->plan.ordinal == 2 && first && !first->published)
            return refuse(not_published, first->window.round.value);
        if (round->plan.consensus && command.minutes.empty()) // AP-12: they agree together, and write it down
            return refuse(reason_required, command.round.value, "minutes");
        AppraisalsPublished published{command.cycle, command.round, 0, 0, command.minutes};
        for (const AgencyId& agency : cycle->agencies) {
            const AssessmentFile* file = now.file(assessment_id(cycle->id, agency).value);
            for (const CriterionNo leaf : file->assessment.set->leaves()) {
                if (!agency_scores((*file->assessment.set)[leaf])) continue;
                if (file->assessment.entries[leaf].na == NaState::accepted) continue;
                const AppraisalItem& item = file->appraisal.item(leaf, round->plan.ordinal);
                if (waits_for_the_chair(item, file->assessment, *cycle, leaf, round->plan.ordinal))
                    return refuse(undecided_left, (*file->assessment.set)[leaf].code.value, agency.value);
                const auto outcome = comes_to(item, file->assessment, *cycle->regulation, leaf);
                if (!outcome)
                    ++published.undecided;
                else if (outcome != item.published)
                    ++published.decided;
            }
        }
        if (round->published && published.decided == 0) return refuse(already_published, command.round.value);
        return std::vector<Happened>{{{StreamKind::cycle, command.cycle.value}, Event(CycleEvent(published))}};
    }

    Decided operator()(const DecideTie& command) const
    {
        if (!settles_results(on)) return refuse(missing_right, "decide_tie");
        const Cycle* cycle = now.cycle(command.cycle);
        if (!cycle) return refuse(not_found, command.cycle.value);
        if (const auto why = looked_elsewhere(command.cycle.value, cycle->seq)) return *why;
        std::vector<Ranked> contenders;
        for (const AgencyId& agency : cycle->agencies) {
            const AssessmentFile& file = *now.file(assessment_id(cycle->id, agency).value);
            contenders.push_back(contender(*cycle, file.assessment, file.appraisal));
        }
        return in_stream(StreamName{StreamKind::cycle, command.cycle.value},
                         decide(*cycle, command, std::move(contenders)));
    }

    template <class C>
    Decided in_assessment(const C& command) const
    {
        const AssessmentFile* file = now.file(command.assessment.value);
        if (!file) return refuse(not_found, command.assessment.value);
        const Setting in{*now.cycle(file->assessment.cycle), file->appraisal, now.directory, digest};
        return in_stream(StreamName{StreamKind::assessment, command.assessment.value},
                         decide(file->assessment, command, in, on));
    }
    Decided operator()(const EditEntry& command) const { return in_assessment(command); }
    Decided operator()(const EditEntries& command) const { return in_assessment(command); }
    Decided operator()(const UndoEdit& command) const { return in_assessment(command); }
    Decided operator()(const RequestApproval& command) const { return in_assessment(command); }
    Decided operator()(const ApproveAssessment& command) const { return in_assessment(command); }
    Decided operator()(const ReturnAssessment& command) const { return in_assessment(command); }
    Decided operator()(const DelegateSubmission& command) const { return in_assessment(command); }
    Decided operator()(const SubmitAssessment& command) const { return in_assessment(command); }
    Decided operator()(const WithdrawAssessment& command) const { return in_assessment(command); }
    Decided operator()(const RuleNotApplicable& command) const { return in_assessment(command); }

    /// Every row, or none: each wrong one is named.
    Decided operator()(const ImportReferences& command) const
    {
        const Cycle* cycle = now.cycle(command.cycle);
        if (!cycle) return refuse(not_found, command.cycle.value);
        std::vector<Happened> all;
        Refusal faults = refuse(RefusalCode{});
        for (std::size_t i = 0; i < command.rows.size(); ++i) {
            const ImportReferences::Row& row = command.rows[i];
            const std::string place = "/rows/" + std::to_string(i);
            const AssessmentId id = assessment_id(command.cycle, row.agency);
            const AssessmentFile* file = now.file(id.value);
            Outcome<AssessmentEvents> brought_in = refuse(not_found, row.agency.value);
            if (file) {
                const Setting in{*cycle, file->appraisal, now.directory, digest};
                brought_in = decide(file->assessment, command, row, in, on);
            }
            if (!brought_in) {
                const Refusal& why = brought_in.error();
                if (faults.items.empty()) faults.code = why.code;
                faults.items.push_back({why.code, place, why.about});
                continue;
            }
            for (const AssessmentEvent& event : *brought_in)
                all.push_back({{StreamKind::assessment, id.value}, Event(event)});
        }
        if (!faults.items.empty()) return faults;
        return all;
    }
    Decided operator()(const ImportSurveyPoints& command) const { return in_assessment(command); }
    Decided operator()(const ImportResult& command) const { return in_assessment(command); }
    Decided operator()(const GrantPoints& command) const { return in_assessment(command); }
    Decided operator()(const GrantBonus& command) const { return in_assessment(command); }
    Decided operator()(const ImposePenalty& command) const { return in_assessment(command); }

    Decided operator()(const ExplainSecretPaper& command) const { return in_assessment(command); }
    Decided operator()(const ReceiveOutsideReport& command) const { return in_assessment(command); }
    Decided operator()(const VerifyOutsideReport& command) const { return in_assessment(command); }
    Decided operator()(const CountOutsideReport& command) const { return in_assessment(command); }
    Decided operator()(const AnswerOutsideReport& command) const { return in_assessment(command); }

    /// The machine checks; whoever may see the file on some criterion may have it done: its agency, an appraiser of
    /// that criterion, the system itself. What it finds is true of the file wherever that agency attached it.
    Decided operator()(const VerifySignature& command) const
    {
        const bool own = (on.hat.role == RoleKind::agency_officer || on.hat.role == RoleKind::agency_head) &&
                         on.hat.agency == command.agency;
        if (!own && !is_system(on) && on.hat.role != RoleKind::appraiser)
            return refuse(missing_right, command.agency.value);
        std::vector<Happened> all;
        bool in_sight = false;
        for (const auto& [id, cycle] : now.cycles) {
            const AssessmentId assessment = assessment_id(id, command.agency);
            const AssessmentFile* file = now.file(assessment.value);
            if (!file) continue;
            in_sight = in_sight || shows(file->assessment, cycle, command.document, own || is_system(on));
            for (AssessmentEvent& event : verified(file->assessment, command))
                all.push_back({{StreamKind::assessment, assessment.value}, Event(std::move(event))});
        }
        if (!in_sight) return refuse(not_found, command.document.hex());
        return all;
    }
    Decided operator()(const DestroyEvidence& command) const
    {
        if (!runs_cycles(on)) return refuse(missing_right, "destroy_evidence");
        if (command.reason.empty()) return refuse(reason_required, "reason");
        if (command.document_number.empty()) return refuse(reason_required, "document_number");
        std::vector<Happened> all;
        bool attached = false;
        for (const auto& [id, cycle] : now.cycles)
            for (const AgencyId& agency : cycle.agencies) {
                const AssessmentId assessment = assessment_id(id, agency);
                const Assessment& about = now.file(assessment.value)->assessment;
                attached = attached || shows(about, cycle, command.document, true);
                for (AssessmentEvent& event : destroyed(about, command))
                    all.push_back({{StreamKind::assessment, assessment.value}, Event(std::move(event))});
            }
        if (!attached) return refuse(not_found, command.document.hex());
        return all;
    }

    template <class C>
    Decided in_ballots(const C& command) const
    {
        const AssessmentFile* file = now.file(command.assessment.value);
        if (!file) return refuse(not_found, command.assessment.value);
        const Setting in{*now.cycle(file->assessment.cycle), file->appraisal, now.directory, digest};
        auto acts = decide(file->ballots, command, file->assessment, in, on);
        if (!acts) return acts.error();
        std::vector<Happened> all;
        for (const BallotEvent& event : acts->cast)
            all.push_back({{StreamKind::ballot, command.assessment.value}, Event(event)});
        for (const AssessmentEvent& event : acts->opened)
            all.push_back({{StreamKind::assessment, command.assessment.value}, Event(event)});
        return all;
    }
    Decided operator()(const CastBallot& command) const { return in_ballots(command); }
    Decided operator()(const OpenBallots& command) const { return in_ballots(command); }

    Decided operator()(const DecideAppraisal& command) const { return in_appraisal(command); }
    Decided operator()(const RuleAppraisal& command) const { return in_appraisal(command); }
    template <class C>
    Decided in_appraisal(const C& command) const
    {
        const AssessmentFile* file = now.file(command.assessment.value);
        if (!file) return refuse(not_found, command.assessment.value);
        return in_stream(StreamName{StreamKind::appraisal, command.assessment.value},
                         decide(file->appraisal, command, file->assessment, *now.cycle(file->assessment.cycle), on));
    }

private:
    /// Whether the document is attached there, to a criterion that this hat appraises where it does not see them all.
    bool shows(const Assessment& assessment, const Cycle& cycle, const Sha256& document, bool sees_all) const
    {
        return std::ranges::any_of(assessment.set->leaves(), [&](CriterionNo leaf) {
            const auto& files = assessment.entries[leaf].evidence;
            const bool there = std::ranges::any_of(
                files, [&](const Evidence& one) { return one.attached.document.sha256 == document; });
            const Criterion& criterion = (*assessment.set)[leaf];
            return there && (sees_all || cycle.regulation->appraises(criterion, assessment.agency, on.hat.agency));
        });
    }
    void open_ballots(const Cycle& cycle, const AgencyId& agency, std::vector<Happened>& all) const
    {
        const AssessmentId id = assessment_id(cycle.id, agency);
        const AssessmentFile& file = *now.file(id.value);
        const Setting in{cycle, file.appraisal, now.directory, digest};
        for (AssessmentEvent& event : opened_by_lock(file.ballots, file.assessment, in, on.at))
            all.push_back({{StreamKind::assessment, id.value}, Event(std::move(event))});
    }
    void score_unsubmitted(const Cycle& cycle, const AgencyId& agency, Instant locked_at,
                           std::vector<Happened>& all) const
    {
        const AssessmentId id = assessment_id(cycle.id, agency);
        const Assessment& assessment = now.file(id.value)->assessment;
        if (assessment.submitted()) return;
        const auto& window = cycle.round(RoundKind::self_assessment)->window_of(agency);
        const Instant deadline = window.deadline.value_or(locked_at);
        std::optional<Instant> submitted; // "late": as if submitted the moment the round locks, and never on time
        if (cycle.regulation->unsubmitted_at_lock == UnsubmittedAtLock::late) submitted = std::max(locked_at, deadline);
        for (AssessmentEvent& event : score_by_clock(assessment, *cycle.regulation, locked_at, deadline, submitted))
            all.push_back({{StreamKind::assessment, id.value}, Event(std::move(event))});
    }
};

} // namespace

Outcome<std::vector<Happened>> decide(const World& now, const Command& command, const Occasion& on, Digest digest)
{
    if (!is_system(on) && !now.directory.wears(on.actor, on.hat, on.at)) return refuse(missing_right, "role");
    if (const auto fault = form_fault(command)) return *fault;
    auto decided = std::visit(Decider{now, on, digest}, command);
    if (!decided) return decided.error();
    std::vector<Happened> acts = *std::move(decided);
    if (const auto why = beyond_scope(now.directory, on, acts)) return *why;
    seal_trail(on, acts);
    return acts;
}

// ── evolve ───────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

struct WorldEvolver {
    World& now;
    const Record& record;

    void operator()(const DirectoryEvent& event) const { evolve(now.directory, event, record.at); }

    void operator()(const RegulationEvent& event) const
    {
        const RegulationId& id = std::visit([](const auto& e) -> const RegulationId& { return e.regulation; }, event);
        evolve(now.regulations[id], event, record);
    }

    void operator()(const CycleEvent& event) const
    {
        Cycle& cycle = now.cycles[CycleId(record.stream.id)];
        cycle.seq = record.seq;
        if (const auto* opened = std::get_if<CycleOpened>(&event)) {
            const auto regulation = now.regulation(opened->regulation, opened->regulation_version);
            assert(regulation && "the library holds every regulation that an event names");
            evolve(cycle, event, regulation);
            for (const AgencyId& agency : cycle.agencies) open_file(cycle, agency);
            return;
        }
        if (const auto* amended = std::get_if<CycleAmended>(&event)) return amend(cycle, *amended);
        evolve(cycle, event, cycle.regulation);
        if (const auto* published = std::get_if<AppraisalsPublished>(&event))
            for (const AgencyId& agency : cycle.agencies) {
                AssessmentFile& file = *now.file(assessment_id(cycle.id, agency).value);
                publish(file.appraisal, file.assessment, *cycle.regulation,
                        cycle.round(published->round)->plan.ordinal);
            }
    }

    void operator()(const AssessmentEvent& event) const
    {
        evolve(now.file(record.stream.id)->assessment, event, record);
    }

    void operator()(const AppraisalEvent& event) const
    {
        AssessmentFile& file = *now.file(record.stream.id);
        evolve(file.appraisal, event, *file.assessment.set, *now.cycle(file.assessment.cycle));
    }

    void operator()(const BallotEvent& event) const
    {
        AssessmentFile& file = *now.file(record.stream.id);
        evolve(file.ballots, event, *file.assessment.set);
    }

private:
    void amend(Cycle& cycle, const CycleAmended& event) const
    {
        const auto left = cycle.regulation; // its sets are needed until every file has left them
        const auto later = now.regulation(left->id, event.to_version);
        assert(later && "the library holds every regulation that an event names");
        evolve(cycle, event, later);
        std::map<const CriteriaSet*, CarryOver> maps; // by the set moved to: looked up, never walked
        for (const AgencyId& agency : cycle.agencies) {
            AssessmentFile& file = *now.file(assessment_id(cycle.id, agency).value);
            const CriteriaSet& set = *later->set_of(later->agency(agency)->group);
            if (!maps.contains(&set)) maps.emplace(&set, carry_over(event, *file.assessment.set, set));
            carry_over(file, maps.at(&set), set, record.seq);
        }
    }
    void open_file(const Cycle& cycle, const AgencyId& agency) const
    {
        const AssessmentId id = assessment_id(cycle.id, agency);
        AssessmentFile& file = now.files[id.value];
        Assessment& assessment = file.assessment;
        assessment.id = id;
        assessment.cycle = cycle.id;
        assessment.agency = agency;
        assessment.set = cycle.regulation->set_of(cycle.regulation->agency(agency)->group);
        assessment.entries.resize(assessment.set->size());
        file.appraisal.items.resize(assessment.set->size());
    }
};

} // namespace

void evolve(World& now, const Record& record)
{
    std::visit(WorldEvolver{now, record}, record.event);
}

} // namespace cchc::domain
