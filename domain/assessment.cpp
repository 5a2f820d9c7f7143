#include "domain/assessment.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

Points counted_self(const Criterion& criterion, const Entry& entry)
{
    if (entry.not_applicable()) {
        const bool full = criterion.na_policy == NaPolicy::full && !std::holds_alternative<Penalty>(criterion.rule);
        return full ? criterion.maximum : Points{}; // of a penalty nothing is taken off
    }
    if (entry.given) return entry.given->points;
    return entry.self.points.value_or(Points{});
}

bool awaits_others(const Criterion& criterion, const Entry& entry)
{
    switch (criterion.scored_by) {
    case ScoredBy::agency:
    case ScoredBy::system:
    case ScoredBy::rollup: return false;
    case ScoredBy::appraising_agency:
    case ScoredBy::survey:
    case ScoredBy::leaders:
    case ScoredBy::council:
    case ScoredBy::import: break;
    }
    const bool may_be_none =
        std::holds_alternative<Bonus>(criterion.rule) || std::holds_alternative<Penalty>(criterion.rule);
    return !may_be_none && !entry.given && !entry.not_applicable();
}

bool Assessment::to_confirm() const
{
    if (!submitted()) return false;
    return std::ranges::any_of(set->leaves(),
                               [&](CriterionNo leaf) { return entries[leaf].amended && agency_scores((*set)[leaf]); });
}

std::optional<Instant> in_since(const Assessment& now)
{
    std::optional<Instant> since;
    for (auto one = now.submissions.rbegin(); one != now.submissions.rend() && !one->withdrawn; ++one) since = one->at;
    return since;
}

Points self_total(const Assessment& now)
{
    Points total;
    for (const CriterionNo leaf : now.set->leaves())
        if (!now.entries[leaf].given) total += counted_self((*now.set)[leaf], now.entries[leaf]);
    return total;
}

static std::string_view name_of(Basis basis)
{
    switch (basis) {
    case Basis::none: return "-";
    case Basis::level: return "level";
    case Basis::figures: return "figures";
    case Basis::override_: return "override";
    case Basis::system: return "system";
    case Basis::given: return "given";
    }
    return "-";
}
static std::string_view name_of(NaState na)
{
    switch (na) {
    case NaState::none: return "-";
    case NaState::claimed: return "claimed";
    case NaState::accepted: return "accepted";
    case NaState::refused: return "refused";
    }
    return "-";
}

std::string content_text(const Assessment& now)
{
    std::string text;
    for (const CriterionNo leaf : now.set->leaves()) {
        const Entry& entry = now.entries[leaf];
        text += (*now.set)[leaf].code.value;
        text += '\t';
        text += entry.self.points ? entry.self.points->text() : "-";
        text += '\t';
        text += name_of(entry.self.basis);
        text += '\t';
        text += name_of(entry.na);
        text += '\t';
        bool first = true;
        for (const Evidence& e : entry.evidence) {
            if (e.detached) continue;
            if (!first) text += ',';
            text += e.attached.document.sha256.hex();
            first = false;
        }
        for (const SecretPaper& paper : entry.secret_papers) {
            if (!first) text += ',';
            text += "secret:" + paper.declared.paper.value;
            first = false;
        }
        if (first) text += '-';
        text += '\t';
        text += std::to_string(entry.explanation.size());
        text += ':';
        text += entry.explanation;
        text += '\n';
    }
    return text;
}

namespace {

struct AssessmentEvolver {
    Assessment& now;
    const Record& record;

    CriterionNo find(const Code& code) const
    {
        const CriterionNo no = now.set->find(code.value);
        assert(no != no_criterion);
        return no;
    }
    Entry& touch(CriterionNo no) const
    {
        ++now.content;
        Entry& entry = now.entries[no];
        ++entry.version;
        return entry;
    }
    void rule(Entry& entry, NaState na) const
    {
        entry.na = na;
        entry.na_seq = record.seq;
    }
    template <class Before>
    void remember(CriterionNo no, Before before, Sequence settled) const
    {
        auto& mine = now.acts[record.actor];
        mine.push_back(Act{record.seq, settled, no, std::move(before)});
        if (mine.size() > 50) mine.pop_front();
    }

    void operator()(const SelfScoreEntered& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        SelfScore next{e.points, e.level, Basis::level, {}, e.reason};
        if (!e.reason.empty() && entry.self.figures) {
            next.basis = Basis::override_;
            next.figures = entry.self.figures;
        }
        remember(no, std::exchange(entry.self, std::move(next)), record.seq);
        entry.self_seq = record.seq;
    }
    void operator()(const SelfScoreCleared& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, std::exchange(entry.self, SelfScore{}), record.seq);
        entry.self_seq = record.seq;
    }
    void operator()(const FiguresDeclared& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        SelfScore next{e.points, e.level, Basis::figures, e.figures, {}};
        remember(no, std::exchange(entry.self, std::move(next)), record.seq);
        entry.self_seq = record.seq;
    }
    void operator()(const ExplanationWritten& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, std::exchange(entry.explanation, e.text), record.seq);
        entry.explanation_seq = record.seq;
    }
    void operator()(const EvidenceAttached& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        const auto again = std::ranges::find(entry.evidence, e.link, [](const Evidence& x) { return x.attached.link; });
        if (again != entry.evidence.end())
            *again = Evidence{e, false, record.seq, {}, {}};
        else
            entry.evidence.push_back(Evidence{e, false, record.seq, {}, {}});
        remember(no, e.link, record.seq);
    }
    void operator()(const EvidenceDetached& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        for (Evidence& x : entry.evidence)
            if (x.attached.link == e.link) {
                x.detached = true;
                x.seq = record.seq;
            }
        remember(no, e.link, record.seq);
    }
    void operator()(const NotApplicableClaimed& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, ClaimBefore{entry.na, entry.na_ground, std::exchange(entry.self, SelfScore{})}, record.seq);
        entry.na = NaState::claimed;
        entry.na_ground = e.ground;
        entry.self_seq = entry.na_seq = record.seq;
    }
    void operator()(const NotApplicableWithdrawn& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, ClaimBefore{entry.na, entry.na_ground, entry.self}, record.seq);
        rule(entry, NaState::none);
    }
    void operator()(const NotApplicableAccepted& e) const { rule(touch(find(e.criterion)), NaState::accepted); }
    void operator()(const NotApplicableRefused& e) const { rule(touch(find(e.criterion)), NaState::refused); }
    void operator()(const ApprovalRequested& e) const
    {
        now.approval = ApprovalState::requested;
        now.approved_content = e.content;
    }
    void operator()(const AssessmentApproved& e) const
    {
        now.approval = ApprovalState::approved;
        now.approved_content = e.content;
    }
    void operator()(const ApprovalReturned&) const
    {
        now.approval = ApprovalState::none;
        now.approved_content = 0;
    }
    void operator()(const SubmissionDelegated& e) const
    {
        if (now.approval == ApprovalState::none) now.approval = ApprovalState::delegated;
        now.delegate = e.to;
    }
    void operator()(const AssessmentSubmitted& e) const
    {
        now.submissions.push_back({e, record.at, false});
        for (const CriterionNo leaf : now.set->leaves())
            if (agency_scores((*now.set)[leaf])) now.entries[leaf].amended.reset();
    }
    void operator()(const SystemScored& e) const
    {
        // Not content: the head approves what people wrote, the clock adds its own.
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        entry.self = SelfScore{e.points, e.level, Basis::system, {}, e.basis};
        entry.self_seq = record.seq;
    }
    void operator()(const AssessmentWithdrawn&) const
    {
        assert(now.submitted());
        now.submissions.back().withdrawn = true;
        now.approval = ApprovalState::none;
        now.approved_content = 0;
    }
    void operator()(const Compensated& e) const
    {
        // Undoing an undo: what stands now is what comes back.
        auto& mine = now.acts[record.actor];
        const auto act = std::ranges::find(mine, e.undone, &Act::seq);
        if (act == mine.end()) return;
        const CriterionNo no = act->criterion;
        const Entry& entry = now.entries[no];
        const Sequence settled = record.seq + e.restored;
        if (std::holds_alternative<SelfScore>(act->before))
            remember(no, entry.self, settled);
        else if (std::holds_alternative<std::string>(act->before))
            remember(no, entry.explanation, settled);
        else if (const auto* link = std::get_if<LinkId>(&act->before))
            remember(no, LinkId(*link), settled); // a copy: the deque may let go of the act
        else if (std::holds_alternative<ClaimBefore>(act->before))
            remember(no, ClaimBefore{entry.na, entry.na_ground, entry.self}, settled);
        else
            remember(no, SupplementBefore{entry.supplement}, settled);
    }
    // What others bring in is not content either, and nobody here can undo it.
    void give(const Code& criterion, const Given& given) const
    {
        Entry& entry = now.entries[find(criterion)];
        ++entry.version;
        entry.given = given;
        entry.given_seq = record.seq;
        entry.amended.reset();
    }
    void operator()(const SurveyPointsImported& e) const { give(e.criterion, e.given); }
    void operator()(const ResultImported& e) const { give(e.criterion, e.given); }
    void operator()(const PointsGranted& e) const { give(e.criterion, e.given); }
    void operator()(const BonusGranted& e) const { give(e.criterion, e.given); }
    void operator()(const PenaltyImposed& e) const { give(e.criterion, e.given); }
    void operator()(const BallotsOpened& e) const { give(e.criterion, e.given); }
    void operator()(const ReferenceImported& e) const
    {
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        entry.reference = e.reference;
        entry.reference_seq = record.seq;
    }
    // What is found out about a file later is nobody's to undo, and no content: nothing that was approved changes.
    Evidence& link_of(Entry& entry, const LinkId& link) const
    {
        const auto found = std::ranges::find(entry.evidence, link, [](const Evidence& x) { return x.attached.link; });
        assert(found != entry.evidence.end());
        return *found;
    }
    void operator()(const SignatureVerified& e) const
    {
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        link_of(entry, e.link).rechecked = e.check;
    }
    void operator()(const EvidenceDestroyed& e) const
    {
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        link_of(entry, e.link).destroyed = e;
    }
    void operator()(const SecretPaperDeclared& e) const { touch(find(e.criterion)).secret_papers.push_back({e, {}}); }
    void operator()(const SecretPaperExplained& e) const
    {
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        for (SecretPaper& paper : entry.secret_papers)
            if (paper.declared.paper == e.paper) paper.explained = e;
    }
    void operator()(const OutsideReportReceived& e) const
    {
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        entry.outside_reports.push_back({e, {}, {}, {}});
    }
    OutsideReport& report_of(const Code& criterion, const ReportId& report) const
    {
        Entry& entry = now.entries[find(criterion)];
        ++entry.version;
        const auto found = std::ranges::find(entry.outside_reports, report,
                                             [](const OutsideReport& one) { return one.received.report; });
        assert(found != entry.outside_reports.end());
        return *found;
    }
    void operator()(const OutsideReportVerified& e) const { report_of(e.criterion, e.report).verified = e; }
    void operator()(const OutsideReportCounted& e) const { report_of(e.criterion, e.report).counted = e; }
    void operator()(const OutsideReportAnswered& e) const { report_of(e.criterion, e.report).answer = e.text; }
    void operator()(const SupplementProvided& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, SupplementBefore{std::exchange(entry.supplement, e.text)}, record.seq);
        entry.supplement_seq = record.seq;
    }
};

} // namespace

void evolve(Assessment& now, const AssessmentEvent& event, const Record& record)
{
    std::visit(AssessmentEvolver{now, record}, event);
}

} // namespace cchc::domain
