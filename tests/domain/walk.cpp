#include "tests/domain/walk.hpp"

#include "tests/domain/giving.hpp"
#include "tests/domain/scoring.hpp"

#include <algorithm>
#include <array>

namespace cchc::domain {

/// The district whose papers are signed, whose initiatives the standing department keeps the records of, and whose
/// agencies own up to what the press says of them where `own_penalty`.
static void with_signed_papers(Regulation& r, bool own_penalty)
{
    const CriteriaSet before = r.criteria_sets[0];
    CriteriaSet set;
    set.id = before.id;
    set.title = before.title;
    set.maximum = before.maximum;
    for (Criterion copy : before.all()) {
        if (copy.code == penalty_points && own_penalty) copy.scored_by = ScoredBy::agency;
        if (copy.code == initiatives) copy.evidence.push_back({"Theo dõi", SignatureRule::none, {home_affairs.value}});
        if (copy.code == papers) copy.evidence.push_back({"Văn bản", SignatureRule::required, {}});
        const Code parent = copy.parent == no_criterion ? Code{} : before[copy.parent].code;
        set.add(std::move(copy), parent);
    }
    r.criteria_sets[0] = std::move(set);
}

void switched_by(std::uint32_t seed, Regulation& r)
{
    r = regulation_where_others_score();
    const auto bit = [&](unsigned n) { return (seed >> n & 1) != 0; };
    if (bit(0)) hard_deadline(r);
    r.may_exceed_self = bit(1);
    r.round2_may_lower = !bit(2);
    r.supplement_may_change_self_score = bit(3);
    r.supplement_scope = bit(4) ? SupplementScope::all : SupplementScope::contested;
    r.unsubmitted_at_lock = seed % 3 == 0   ? UnsubmittedAtLock::zero
                            : seed % 3 == 1 ? UnsubmittedAtLock::late
                                            : UnsubmittedAtLock::take_draft;
    r.undecided_at_lock = seed % 5 == 0 ? UndecidedAtLock::zero : UndecidedAtLock::self_score;
    r.ballots[0].missing_ballot = seed % 3 == 0   ? MissingBallot::wait
                                  : seed % 3 == 1 ? MissingBallot::zero
                                                  : MissingBallot::leave_out;
    r.ballots[0].leader_scope = seed % 4 == 0 ? LeaderScope::excellent : LeaderScope::all;
    r.ballots[0].threshold = pts("20");
    r.surveys[0].minimum_valid_forms = seed % 5 == 1 ? 20 : 0;
    r.import_phase = seed % 6 == 0 ? ImportPhase::blocks_leaders : ImportPhase::after_round_2;
    r.own_unit_appraisal = seed % 7 == 0   ? OwnUnitAppraisal::allow
                           : seed % 7 == 1 ? OwnUnitAppraisal::second_appraiser
                                           : OwnUnitAppraisal::forbid;
    if (seed % 3 == 0) {
        r.appraisers_per_criterion = 2;
        r.appraisal = AppraisalBodies{{home_affairs.value, justice.value, office.value}, ""};
    }
    r.blind = seed % 2 == 0;
    r.disagreement_ruling = seed % 9 == 3   ? DisagreementRuling::mean
                            : seed % 9 == 6 ? DisagreementRuling::consensus
                                            : DisagreementRuling::chair;
    if (seed % 4 == 1) r.undecided_at_lock = UndecidedAtLock::escalate;
    r.tie_rule = seed % 2 == 1 ? TieRule::authority : TieRule::shared;
    with_signed_papers(r, seed % 5 < 3);
    r.unsigned_upload = UnsignedUpload(seed % 3);
}

/// Commands before are about the directory, regulations and cycles; from the second on they bring in what others give.
static constexpr std::size_t kinds_before_editing = 23, kinds_before_giving = 35;

static bool council_sits(Instant at)
{
    return (at >= lock && at < round_1_ends) || (at >= supplement_ends && at < round_2_ends.plus_us(one_day));
}

void Walk::stands_at(Sequence size, Instant now)
{
    size_ = size;
    now_ = now;
}

Command Walk::wish(const World& world)
{
    world_ = &world;
    if (below(12) == 0) return cycle_act();
    if (below(30) == 0) return directory_act();
    if (below(60) == 0) return regulation_act();
    if (below(10) == 0) return act_of_others();
    if (below(16) == 0) return act_on_evidence();
    if (below(16) == 0) return act_on_reports();
    if (below(25) == 0) return drafting_act();
    return council_sits(now_) == (below(6) != 0) ? act_of_the_council() : act_of_the_agency();
}

Person Walk::person()
{
    static const std::vector<Person> all{officer,   colleague,        head,  justice_officer, justice_head,
                                         appraiser, office_appraiser, admin, auditor,         justice_appraiser};
    return all[below(static_cast<std::uint32_t>(all.size()))];
}

Person Walk::fit_for(const Command& command)
{
    if (below(6) == 0) return person();
    if (std::holds_alternative<FoundTenant>(command)) return the_clock;
    const auto judge_of = [&](const Code& code) {
        const Assessment& file = world_->file(wanted_.value)->assessment;
        const CriterionNo no = file.set->find(code.value);
        if (no == no_criterion || below(5) == 0) return below(2) ? appraiser : office_appraiser;
        const Regulation& regulation = *world_->cycle(cycle_2026)->regulation;
        const auto all = regulation.appraisers_of((*file.set)[no], file.agency);
        const AgencyId& one = all[below(static_cast<std::uint32_t>(all.size()))];
        return one == office ? office_appraiser : one == justice ? justice_appraiser : appraiser;
    };
    if (const auto* decides = std::get_if<DecideAppraisal>(&command)) return judge_of(decides->criterion);
    if (const auto* rules = std::get_if<RuleNotApplicable>(&command)) return judge_of(rules->criterion);
    if (std::holds_alternative<RuleAppraisal>(command)) return appraiser;
    if (const auto* met = std::get_if<ExplainSecretPaper>(&command)) return judge_of(met->criterion);
    if (std::holds_alternative<DestroyEvidence>(command)) return admin;
    if (std::holds_alternative<AnswerOutsideReport>(command)) return wanted_ == mine ? officer : justice_officer;
    if (command.index() >= kinds_before_giving) return appraiser;
    if (std::holds_alternative<CloseConsultation>(command)) return the_clock;
    if (std::holds_alternative<CommentOnDraft>(command)) return below(2) ? justice_officer : officer;
    if (std::holds_alternative<ReviewDraft>(command)) return below(2) ? admin : home_affairs_head;
    if (command.index() < kinds_before_editing) return admin;
    if (const auto* undo = std::get_if<UndoEdit>(&command))
        for (const Person& one : {officer, colleague, head, justice_officer, justice_head}) {
            const auto& all = world_->file(undo->assessment.value)->assessment.acts;
            const auto own = all.find(one.actor);
            if (own != all.end() && std::ranges::find(own->second, undo->undone, &Act::seq) != own->second.end())
                return one;
        }
    const bool heads = !std::holds_alternative<EditEntry>(command) && below(3) != 0;
    if (wanted_ == mine) return heads ? head : below(2) ? officer : colleague;
    return heads ? justice_head : justice_officer;
}

std::optional<std::uint32_t> Walk::expected_by(const Command& command)
{
    if (below(8)) return {};
    const auto other = [&](std::uint64_t version) { return static_cast<std::uint32_t>(version) + below(2); };
    const auto version_of = [&](const Code& code) -> std::uint32_t {
        const Assessment& file = world_->file(wanted_.value)->assessment;
        const CriterionNo no = file.set->find(code.value);
        return no == no_criterion ? 0 : file.entries[no].version;
    };
    if (const auto* one = std::get_if<EditEntry>(&command))
        return other(version_of(std::visit([](const auto& c) { return c.criterion; }, one->edit)));
    if (const auto* one = std::get_if<DecideAppraisal>(&command)) {
        const AssessmentFile& file = *world_->file(one->assessment.value);
        const CriterionNo no = file.assessment.set->find(one->criterion.value);
        if (no == no_criterion) return 0;
        const AppraisalItem& item = file.appraisal.item(no, one->round == appraisal_2 ? 2 : 1);
        return other(item.by(below(2) ? home_affairs : office).version);
    }
    const bool about_the_cycle = std::visit(
        [](const auto& c) {
            return requires
            {
                c.cycle;
            }
            &&!requires
            {
                c.regulation;
            };
        },
        command);
    if (about_the_cycle) return other(world_->cycle(cycle_2026)->seq);
    return {};
}

Instant Walk::later(Instant now, const World& world)
{
    const auto due = world.next_due();
    if (below(100) == 0 && due && *due > now) return below(2) ? due->plus_us(-one_us) : *due;
    if (below(100) == 0) return now.plus_us(one_day * (1 + below(4)));
    return now.plus_us(one_hour / (council_sits(now) ? 12 : 3) * below(3) + below(1'000'000));
}

// ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

Command Walk::act_of_the_agency()
{
    switch (below(14)) {
    case 0: return UndoEdit{assessment(), undone()};
    case 1: {
        EditEntries batch{assessment(), {}};
        for (const Code* code : {&plan_carried_out, &papers, &initiatives})
            if (below(2)) batch.items.push_back({EnterSelfScore{*code, some_points(*code), {}}, {}});
        if (below(6) == 0) batch.items.push_back({WriteExplanation{papers, "vì"}, below(40)});
        if (below(12) == 0 && !batch.items.empty()) batch.items.push_back(batch.items.front());
        return batch;
    }
    case 2: {
        EditEntries rest{assessment(), {}}; // what keeps the draft from being finished is scored 0
        for (const Code* code :
             {&plan_carried_out, &files_on_time, &plan_in_time, &papers, &initiatives, &online, &penalty_points})
            if (agency_scores_itself(*code) && !owed(*code).nothing())
                rest.items.push_back({EnterSelfScore{*code, Points{}, "vì"}, {}});
        return rest;
    }
    case 3: return RequestApproval{assessment()};
    case 4: return ApproveAssessment{assessment()};
    case 5:
        if (below(2)) return ReturnAssessment{assessment(), said("xem lại")};
        return DelegateSubmission{assessment(), below(4) ? colleague.actor : person().actor, said("7/UQ")};
    case 6: return SubmitAssessment{assessment(), {said("Lãnh đạo")}};
    case 7: return WithdrawAssessment{assessment(), said("sửa")};
    default: return EditEntry{assessment(), edit()};
    }
}

Sequence Walk::undone()
{
    std::vector<Sequence> acts; // the last ones of everybody, mostly
    for (const auto& [actor, own] : world_->file(wanted_.value)->assessment.acts)
        for (std::size_t back = 0; back < 5 && back < own.size(); ++back)
            acts.push_back(own[own.size() - 1 - back].seq);
    if (acts.empty() || below(8) == 0) return below(static_cast<std::uint32_t>(size_));
    return acts[below(static_cast<std::uint32_t>(acts.size()))];
}

EntryCommand Walk::edit()
{
    switch (below(14)) {
    case 13: return DeclareSecretPaper{code(), PaperId(below(20) ? "tm-" + std::to_string(below(8)) : "Mật")};
    case 0:
    case 1:
    case 2: {
        const Code on = code();
        return EnterSelfScore{on, some_points(on), below(3) ? "" : said("vì")};
    }
    case 3: return ClearSelfScore{code()};
    case 4: {
        const Figures some = below(3) ? ratio(below(101), 100) : ratio(below(3), below(2)); // nothing of nothing too
        return DeclareFigures{below(2) ? files_on_time : online, some};
    }
    case 5:
        if (below(3) == 0) {
            Figures reports;
            reports.counts = {{"bao-chi", below(7)}};
            return DeclareFigures{penalty_points, reports};
        }
        return DeclareFigures{plan_in_time, below(4) ? dated("2026-01-21") : never_done()};
    case 6: return WriteExplanation{code(), below(4) ? said("giải trình " + std::to_string(below(5))) : ""};
    case 7:
        return AttachEvidence{below(3) ? code() : papers,
                              link(),
                              file("bcdef"[below(5)]),
                              {},
                              {},
                              {},
                              below(5) ? LinkId{} : link(),
                              SignatureVerdict(below(3)),
                              EvidenceKind(below(18)),
                              said("Sở Nội vụ"),
                              below(2) ? std::optional(check()) : std::nullopt};
    case 8: {
        const Assessment& file = world_->file(wanted_.value)->assessment; // mostly one that is there
        for (const CriterionNo leaf : file.set->leaves())
            for (const Evidence& one : file.entries[leaf].evidence)
                if (below(3) == 0) return DetachEvidence{(*file.set)[leaf].code, one.attached.link};
        return DetachEvidence{code(), link()};
    }
    case 9: return ClaimNotApplicable{code(), said("không phát sinh")};
    case 10: return WithdrawNotApplicable{code()};
    default: return ProvideSupplement{code(), said("bổ sung " + std::to_string(below(5)))};
    }
}

Command Walk::act_of_the_council()
{
    if (below(8) == 0) return RuleNotApplicable{assessment(), code(), below(2) == 0, said("lý do")};
    const RoundId round = (now_ < round_1_ends) == (below(8) != 0) ? appraisal_1 : appraisal_2;
    if (below(6) == 0)
        return RuleAppraisal{wanted_, code(), round, some_points(code()), said("theo biên bản"), said("5/BB")};
    const auto what = Decision(below(3));
    Code on = below(6) ? code() : judged_; // a second appraiser comes to what a first one judged
    const Assessment& about = world_->file(wanted_.value)->assessment;
    for (const CriterionNo leaf : about.set->leaves()) // at times to what rests on a secret paper
        if (!about.entries[leaf].secret_papers.empty() && below(4) == 0) on = (*about.set)[leaf].code;
    judged_ = on;
    const Points points = what == Decision::agree && below(8) ? self_of(on) : some_points(on);
    return DecideAppraisal{wanted_,
                           on,
                           round,
                           what,
                           points,
                           said("khác số liệu"),
                           below(8) ? said("bản ký số") : "",
                           below(4) == 0,
                           below(4) ? said("sổ theo dõi") : ""};
}

SignatureCheck Walk::check()
{
    SignatureCheck found;
    found.verdict = std::array{SignatureVerdict::unsigned_, SignatureVerdict::valid, SignatureVerdict::invalid,
                               SignatureVerdict::indeterminate}[below(4)];
    found.depth = {CheckDepth::integrity};
    found.at = now_;
    if (found.verdict == SignatureVerdict::unsigned_) return found;
    CheckedSignature one;
    one.verdict = found.verdict;
    one.reasons = {"chain_unknown"};
    one.organisation = below(2) ? "Sở Nội vụ" : "Sở Tài chính";
    found.signatures = {one};
    return found;
}

/// What becomes of evidence that is there: a new check, the end of its bytes, and a secret paper's meeting.
Command Walk::act_on_evidence()
{
    wanted_ = assessment();
    const Assessment& about = world_->file(wanted_.value)->assessment;
    switch (below(5)) {
    case 0: return DestroyEvidence{file("bcdef"[below(5)]).sha256, said("dữ liệu cá nhân"), said("8/QĐ")};
    case 1:
    case 2: return VerifySignature{about.agency, file("bcdef"[below(5)]).sha256, check()};
    default: break;
    }
    Code on = code();
    PaperId paper("tm-" + std::to_string(below(8)));
    for (const CriterionNo leaf : about.set->leaves())
        for (const SecretPaper& one : about.entries[leaf].secret_papers) {
            if (below(2)) continue;
            on = (*about.set)[leaf].code;
            paper = one.declared.paper;
        }
    const Date held{local_date(now_).days + (below(8) ? 0 : 1)};
    return ExplainSecretPaper{wanted_, on, paper, held, {said("Phòng Nội vụ")}, said("2/BB")};
}

/// Reports from outside, mostly of those that are there.
Command Walk::act_on_reports()
{
    wanted_ = assessment();
    ReportId report("pa-" + std::to_string(below(12)));
    const Assessment& about = world_->file(wanted_.value)->assessment;
    for (const CriterionNo leaf : about.set->leaves())
        for (const OutsideReport& one : about.entries[leaf].outside_reports)
            if (below(3) == 0) report = one.received.report;
    const Source source{said("Báo Thừa Thiên Huế"), "", Date{local_date(now_).days + (below(9) ? 0 : 1)}};
    switch (below(6)) {
    case 0: return VerifyOutsideReport{wanted_, report, OutsideOutcome(below(3) == 0), said("Thanh tra huyện"), source};
    case 1: return VerifyOutsideReport{wanted_, report, OutsideOutcome::confirmed, said("Thanh tra huyện"), source};
    case 2: return CountOutsideReport{wanted_, report, said("đã có kết luận")};
    case 3: return AnswerOutsideReport{wanted_, report, said("đã khắc phục")};
    default: {
        ReceiveOutsideReport wish{wanted_, code(),          report,       OutsideKind(below(5)),
                                  source,  said("trễ hẹn"), below(2) == 0};
        if (below(2)) wish.document = file('e');
        if (below(2)) wish.informant = Sealed{"kh-1", "bm9uY2U=", "Y2lwaGVy"};
        return wish;
    }
    }
}

/// What is brought in from outside: a survey, another index, points, bonus and penalty, ballots.
Command Walk::act_of_others()
{
    const AssessmentId about = assessment();
    const auto on = [&](const Code& right) { return below(8) ? right : code(); };
    const Source source{said("Báo cáo"), said("5/BC"), {}};
    const auto count = static_cast<std::int64_t>(below(6)) - (below(20) ? 0 : 1);
    switch (below(9)) {
    case 8:
        return ImportReferences{cycle_2026,
                                {said("Danh mục công bố"), said("12/QĐ"), {}},
                                day("2026-10-15"),
                                {{agency(), on(files_on_time), {{below(8) ? "denominator" : "khac", 98 + count}}},
                                 {agency(), on(online), {{"numerator", below(3)}}}}};
    case 0: return ImportSurveyPoints{about, on(satisfaction), {{"nguoi-dan", 10 + count, pts("40")}}, source};
    case 1: return ImportResult{about, on(e_government), Points::whole(20 * below(7)), {}, source};
    case 2:
        if (below(2)) return GrantPoints{about, on(council_ratio), {}, ratio(below(11), 10), said("vì"), source};
        return GrantPoints{about, on(watched), some_points(), {}, said("vì"), source};
    case 3: return GrantBonus{about, on(bonus_points), {{"sang-kien", count}}, said("vì"), source};
    case 4: return ImposePenalty{about, on(penalty_points), {{"bao-chi", count}}, said("vì"), source};
    case 5: return OpenBallots{about, on(esteem), said("đủ rồi")};
    default:
        static constexpr std::array leaders{"chu-tich", "pct-1", "pct-2", "nguoi-la"};
        const std::uint32_t who = below(below(8) ? 3 : 4);
        return CastBallot{about, on(esteem), leaders[who], some_points(), below(2) ? said("sửa") : "", source};
    }
}

Command Walk::cycle_act()
{
    const GrantId grant(below(20) ? "mo-" + std::to_string(below(40)) : "Mở");
    const auto opened = [&] { // one that can still be ended, mostly
        for (const auto& [id, reopening] : world_->cycle(cycle_2026)->reopenings)
            if (!reopening.ended && below(3)) return id;
        return grant;
    };
    switch (below(11)) {
    case 10: {
        DecideTie tie{cycle_2026, "phong", "", {office, justice, home_affairs}, said("7/QĐ"), {}, "UBND huyện", ""};
        if (below(2)) tie.agencies.erase(tie.agencies.begin() + below(3));
        return tie;
    }
    case 9: return issue_of("abbb8"[below(5)]);
    case 8: {
        const auto last = world_->regulations.at(RegulationId("quy-che-2026")).versions.size();
        const auto version = below(8) ? static_cast<std::uint32_t>(last) : below(5);
        const auto effect =
            below(10) ? below(2) ? AmendmentEffect::reopen : AmendmentEffect::this_round : AmendmentEffect::next_cycle;
        const GrantId let_in("sd-" + std::to_string(below(200)));
        std::optional<Instant> until;
        if (below(8)) until = now_.plus_us(one_day * below(9));
        return AmendCycle{cycle_2026, version, effect, let_in, until, said("quyết định sửa đổi")};
    }
    case 0:
        return ExtendRound{cycle_2026,
                           round(),
                           below(2) ? std::vector<AgencyId>{} : agencies(),
                           now_.plus_us(one_day * below(20)),
                           {},
                           said("9/QĐ"),
                           ""};
    case 1:
        return below(4) ? Command(EndReopening{cycle_2026, opened(), LockedBy::hand, said("xong")})
                        : LockRound{cycle_2026, round(), LockedBy::hand, said("sớm")};
    case 2: return EndReopening{cycle_2026, opened(), LockedBy::hand, said("xong")};
    case 3: return PublishAppraisals{cycle_2026, now_ < round_2_ends && below(8) ? appraisal_1 : appraisal_2};
    case 4: return ScheduleRound{cycle_2026, {round(), now_.plus_us(one_day), now_.plus_us(one_day * 5), {}}, ""};
    case 5:
        if (below(2) == 0)
            return ReportResults{cycle_2026, 1 + below(2), said("Sở Nội vụ"), said("5/BC"), day("2027-03-30")};
        return PublishResults{cycle_2026,
                              Sequence(below(8) ? 1'000'000 : 1),
                              below(2),
                              said("12/QĐ"),
                              day("2027-01-15"),
                              said("Chủ tịch"),
                              below(2) ? std::optional(below(3)) : std::nullopt,
                              below(2) ? said("theo chỉ đạo") : ""};
    default:
        return ReopenRound{cycle_2026,
                           round(),
                           grant,
                           agencies(),
                           below(2) ? std::vector<Code>{} : std::vector{code()},
                           now_.plus_us(one_day),
                           said("sai"),
                           "3/QĐ"};
    }
}

Command Walk::directory_act()
{
    const GrantId grant("g-" + std::to_string(below(40)));
    if (below(3) == 0) return EndRole{grant, said("thôi")};
    const auto role = RoleKind(below(13));
    const bool of_an_agency = role < RoleKind::cycle_admin || role == RoleKind::agency_contributor ||
                              role == RoleKind::surveyor || role == RoleKind::integration;
    GrantRole wish{grant, person().actor, role, of_an_agency ? agency() : AgencyId{}, {}, {}, "", "", {}, {}};
    if (role == RoleKind::leader) wish.leader = "pct-1";
    if (below(4) == 0) wish.criteria = {code()};
    if (below(8) == 0) wish.rounds = {appraisal_1};
    return wish;
}

Command Walk::issue_of(char document)
{
    return IssueRegulation{
        RegulationId("quy-che-2026"), file(document), said("02/QĐ-UBND"), {}, "UBND huyện", {}, said(made_up)};
}

/// The district's regulation, a version that amends it (document b), one that is counted otherwise (8), and some that
/// cannot be issued (c, d) or are unknown.
Command Walk::regulation_act()
{
    static constexpr std::array documents{'a', 'b', 'b', 'c', 'd', 'e', '9'};
    const RegulationId rule("quy-che-2026");
    switch (below(4)) {
    case 0: return FoundTenant{"Huyện khác", "log.example/khac/e1", 1};
    case 1: return issue_of(documents[below(7)]);
    default:
        const CycleId cycle(below(5) ? "202" + std::to_string(6 + below(3)) : "Kỳ 2027");
        return OpenCycle{cycle, said("Năm sau"), rule, 1 + below(3), below(2) ? std::vector<AgencyId>{} : agencies(),
                         {}};
    }
}

/// The texts that can be issued (a, b) and the one that wants everything done to it first (f): mostly the next step of
/// the draft in progress, at times any other.
Command Walk::drafting_act()
{
    static constexpr std::array texts{'a', 'b', 'f', 'f', 'f', 'e'};
    const RegulationId rule("quy-che-2026");
    const CommentId comment(below(20) ? "gy-" + std::to_string(below(6)) : "Góp ý");
    const Draft* draft = world_->regulations.at(rule).in_progress();
    const FileRef text = draft && below(4) ? draft->facts.document : file(texts[below(6)]);
    const std::uint32_t first = !draft ? 0 : draft->is_out_for_comment() ? 4 : draft->consultation ? 7 : 1;
    const std::uint32_t steps = !draft ? 1 : draft->is_out_for_comment() ? 3 : draft->consultation ? 4 : 3;
    switch (below(4) ? first + below(steps) : below(11)) {
    case 0: return DraftRegulation{rule, text, {}};
    case 1:
    case 2:
        return OpenConsultation{rule, now_.plus_us(one_day * below(5)), below(3) ? std::vector<AgencyId>{} : agencies(),
                                said("12/PNV")};
    case 3: return ReviewDraft{rule, said("đã xem")};
    case 4:
    case 5: {
        const Code on = below(2) ? code() : Code{};
        return CommentOnDraft{rule, comment, below(4) ? "" : "chuyen-mon", on, said("nên sửa")};
    }
    case 6: return CloseConsultation{rule};
    case 7: return AnswerComment{rule, comment, below(2) == 0, said("đã sửa")};
    case 8: return RecordAgreement{rule, below(4) ? "ban-chi-dao" : "hoi-dong", said("3/TB"), {}};
    case 9: return IssueRegulation{rule, text, said("04/QĐ-UBND"), {}, "UBND huyện", "Chủ tịch", said(made_up)};
    default:
        const OverlayId overlay(below(9) ? "hd-" + std::to_string(below(20)) : "Hướng dẫn");
        return OverlayGuidance{rule,        1 + below(2), overlay, day("2026-11-01"),       said("5/SNV"), {},
                               "Sở Nội vụ", {},           code(),  said("tính đến hết quý")};
    }
}

// ── what they are about ──────────────────────────────────────────────────────────────────────────────────────────────

std::vector<AgencyId> Walk::agencies()
{
    std::vector<AgencyId> all{agency()};
    if (below(8) == 0) all.push_back(agency()); // at times the same again
    return all;
}

RoundId Walk::round()
{
    static const std::vector<RoundId> all{self_assessment, appraisal_1, supplement, appraisal_2};
    return all[below(4)];
}

Code Walk::code()
{
    static const std::vector<Code> all{plan_carried_out, files_on_time, plan_in_time, papers,   initiatives,
                                       online,           satisfaction,  submission,   area_one, nowhere,
                                       Code("I.4"),      Code("I.5")}; // of the version that amends
    if (below(12) == 0) return penalty_points;
    return all[below(below(4) ? 6 : static_cast<std::uint32_t>(all.size()))];
}

bool Walk::agency_scores_itself(const Code& of)
{
    const CriteriaSet& set = *world_->file(wanted_.value)->assessment.set;
    const CriterionNo no = set.find(of.value); // an amendment may have dropped it
    return no != no_criterion && agency_scores(set[no]);
}

Owes Walk::owed(const Code& of)
{
    const Assessment& file = world_->file(wanted_.value)->assessment;
    const CriterionNo no = file.set->find(of.value);
    return no == no_criterion ? Owes{} : owed_by((*file.set)[no], file.entries[no]);
}

Points Walk::self_of(const Code& of)
{
    const Assessment& one = assessed();
    const CriterionNo no = one.set->find(of.value);
    return no == no_criterion ? Points{} : one.entries[no].self.points.value_or(Points{});
}

Points Walk::some_points()
{
    return Points::from_units(5'000 * static_cast<std::int64_t>(below(7)) - (below(20) ? 0 : 1));
}

Points Walk::some_points(const Code& of)
{
    const CriteriaSet& set = *world_->file(wanted_.value)->assessment.set;
    const CriterionNo no = set.find(of.value);
    if (no == no_criterion || below(8) == 0) return some_points();
    const auto all = allowed_points(set[no].rule, set[no].levels, set[no].maximum);
    return all.empty() ? some_points() : all[below(static_cast<std::uint32_t>(all.size()))];
}

std::string Walk::said(std::string_view words)
{
    switch (below(60)) {
    case 0: return "";
    case 1: return "  ";
    case 2: return std::string(longest_explanation + 1, 'a');
    default: return std::string(words);
    }
}

// ── kinds ────────────────────────────────────────────────────────────────────────────────────────────────────────────

static constexpr std::array<std::string_view, 50> kinds{"FoundTenant",
                                                        "GrantRole",
                                                        "EndRole",
                                                        "IssueRegulation",
                                                        "DraftRegulation",
                                                        "OpenConsultation",
                                                        "CommentOnDraft",
                                                        "AnswerComment",
                                                        "CloseConsultation",
                                                        "ReviewDraft",
                                                        "RecordAgreement",
                                                        "OverlayGuidance",
                                                        "OpenCycle",
                                                        "ScheduleRound",
                                                        "ExtendRound",
                                                        "LockRound",
                                                        "ReopenRound",
                                                        "EndReopening",
                                                        "PublishAppraisals",
                                                        "AmendCycle",
                                                        "DecideTie",
                                                        "PublishResults",
                                                        "ReportResults",
                                                        "EditEntry",
                                                        "EditEntries",
                                                        "UndoEdit",
                                                        "RequestApproval",
                                                        "ApproveAssessment",
                                                        "ReturnAssessment",
                                                        "DelegateSubmission",
                                                        "SubmitAssessment",
                                                        "WithdrawAssessment",
                                                        "RuleNotApplicable",
                                                        "DecideAppraisal",
                                                        "RuleAppraisal",
                                                        "ImportReferences",
                                                        "ImportSurveyPoints",
                                                        "ImportResult",
                                                        "GrantPoints",
                                                        "GrantBonus",
                                                        "ImposePenalty",
                                                        "CastBallot",
                                                        "OpenBallots",
                                                        "VerifySignature",
                                                        "DestroyEvidence",
                                                        "ExplainSecretPaper",
                                                        "ReceiveOutsideReport",
                                                        "VerifyOutsideReport",
                                                        "CountOutsideReport",
                                                        "AnswerOutsideReport"};
static constexpr std::array<std::string_view, 10> edits{
    "EnterSelfScore", "ClearSelfScore",     "DeclareFigures",        "WriteExplanation",  "AttachEvidence",
    "DetachEvidence", "ClaimNotApplicable", "WithdrawNotApplicable", "ProvideSupplement", "DeclareSecretPaper"};
static_assert(std::variant_size_v<Command> == kinds.size() && std::variant_size_v<EntryCommand> == edits.size());

std::string kind_of(const Command& command)
{
    if (const auto* one = std::get_if<EditEntry>(&command)) return std::string(edits[one->edit.index()]);
    return std::string(kinds[command.index()]);
}

std::vector<std::string> all_kinds()
{
    std::vector<std::string> all(edits.begin(), edits.end());
    for (const std::string_view kind : kinds)
        if (kind != "EditEntry") all.emplace_back(kind);
    return all;
}

} // namespace cchc::domain
