#pragma once

#include "domain/world.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/sha256.hpp"
#include "tests/domain/revised.hpp"
#include "tests/storage/regulation_files.hpp"

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

/// The district of Quảng Điền with its issued regulation, its people, and a whole year of it played by dice: every kind
/// of command, in the order a year brings them, with refusals among them. The same seed plays the same year.
namespace cchc::tests {

using namespace domain;

/// A person under the hat worn in the year.
struct Player {
    ActorId actor;
    Hat hat;
};
inline const Player the_system{system_actor(), {RoleKind::system_admin, {}, {}}};
inline const Player admin{ActorId("p-quan"), {RoleKind::cycle_admin, {}, GrantId("g-quan")}};
inline const Player auditor{ActorId("p-kiem"), {RoleKind::auditor, {}, GrantId("g-kiem")}};
inline const CycleId cycle_2023("2023");
inline const RoundId self_assessment("self_assessment"), appraisal_1("appraisal_1"), supplement("supplement"),
    appraisal_2("appraisal_2");

inline Player officer_of(std::string agency)
{
    return {ActorId("p-cb-" + agency), {RoleKind::agency_officer, AgencyId(agency), GrantId("g-cb-" + agency)}};
}
inline Player head_of(std::string agency)
{
    return {ActorId("p-tt-" + agency), {RoleKind::agency_head, AgencyId(agency), GrantId("g-tt-" + agency)}};
}
inline Player appraiser_of(std::string agency)
{
    return {ActorId("p-td-" + agency), {RoleKind::appraiser, AgencyId(agency), GrantId("g-td-" + agency)}};
}

/// `2023-12-15 17:00` in Vietnam.
inline Instant local(std::string date_and_time)
{
    date_and_time[10] = 'T';
    return parse_instant(date_and_time + ":00+07:00").value();
}
inline const Instant founded = local("2023-11-20 08:00"), opening = local("2023-12-01 07:00"),
                     deadline = local("2023-12-16 00:00"), lock = local("2023-12-19 00:00"),
                     round_1_ends = local("2023-12-28 00:00"), supplement_ends = local("2024-01-04 00:00"),
                     round_2_ends = local("2024-01-12 00:00");

inline std::shared_ptr<const Regulation> the_regulation()
{
    static const auto regulation =
        std::make_shared<const Regulation>(storage::read_regulation(storage::repository_file(storage::issued_file)));
    return regulation;
}
inline FileRef regulation_document()
{
    const std::string text = storage::repository_file(storage::issued_file);
    return {storage::sha256(text), text.size(), "application/json"};
}

/// Later versions of it, 2 and 3: a leaf scored otherwise, one under another code, one in other words, one that owes
/// more, two merged, one split, one added, one dropped; and then one more scored otherwise, of those the council
/// judged.
inline std::shared_ptr<const Regulation> version_of_the_regulation(std::uint32_t version)
{
    static const auto second = [] {
        Regulation later = revised(*the_regulation(), [](std::vector<Node>& nodes) {
            std::vector<Code> leaves; // of those the agency scores, in printed order
            for (const CriterionNo leaf : the_regulation()->criteria_sets.front().leaves())
                if (const Criterion& one = the_regulation()->criteria_sets.front()[leaf]; agency_scores(one))
                    leaves.push_back(one.code);
            for (Node& one : nodes) one.criterion.previous_codes.clear();
            for (Level& level : node(nodes, leaves[0]).criterion.levels) level.note = "theo công văn";
            node(nodes, leaves[1]).criterion.maximum += Points::whole(1);
            const auto renamed = [&](const Code& from, const std::string& to) {
                Criterion& criterion = node(nodes, from).criterion;
                criterion.code = Code(to);
                criterion.previous_codes = {from};
            };
            renamed(leaves[2], leaves[2].value + ".9");
            Criterion& owes_more = node(nodes, leaves[4]).criterion;
            owes_more.evidence_rule =
                owes_more.evidence_rule == EvidenceRule::both ? EvidenceRule::any : EvidenceRule::both;
            node(nodes, leaves[5]).criterion.previous_codes = {leaves[5], leaves[6]};
            std::erase_if(nodes, [&](const Node& one) {
                return one.criterion.code == leaves[6] || one.criterion.code == leaves[9];
            });
            Node half = node(nodes, leaves[7]);
            node(nodes, leaves[7]).criterion.previous_codes = {leaves[7]};
            half.criterion.code = Code(leaves[7].value + ".9");
            half.criterion.previous_codes = {leaves[7]};
            nodes.push_back(half);
            half.criterion.code = Code(leaves[7].value + ".8");
            half.criterion.previous_codes.clear();
            nodes.push_back(half);
        });
        later.previous_regulation = later.id.value;
        later.control.change_note = "sửa giữa kỳ";
        return std::make_shared<const Regulation>(std::move(later));
    }();
    static const auto third = [] {
        return std::make_shared<const Regulation>(revised(*second, [](std::vector<Node>& nodes) {
            for (Node& one : nodes) one.criterion.previous_codes.clear();
            for (const CriterionNo leaf : second->criteria_sets.front().leaves()) {
                const Criterion& judged = second->criteria_sets.front()[leaf];
                if (agency_scores(judged) && leaf % 3 == 0)
                    node(nodes, judged.code).criterion.maximum += Points::whole(1);
            }
        }));
    }();
    return version == 1 ? the_regulation() : version == 2 ? second : third;
}
inline FileRef document_of_version(std::uint32_t version)
{
    if (version == 1) return regulation_document();
    const std::string text = "phiên bản " + std::to_string(version);
    return {storage::sha256(text), text.size(), "application/json"};
}

/// The later version with that document; null for every other text.
inline std::shared_ptr<const Regulation> later_version(const Sha256& document)
{
    for (const std::uint32_t version : {2u, 3u})
        if (document_of_version(version).sha256 == document) return version_of_the_regulation(version);
    return nullptr;
}

inline OpenCycle open_cycle_2023()
{
    OpenCycle open;
    open.cycle = cycle_2023;
    open.title = "Năm 2023";
    open.regulation = the_regulation()->id;
    open.rounds = {{self_assessment, opening, deadline, lock},
                   {appraisal_1, lock, round_1_ends, round_1_ends},
                   {supplement, round_1_ends, supplement_ends, supplement_ends},
                   {appraisal_2, supplement_ends, round_2_ends, round_2_ends}};
    return open;
}

class AYear {
public:
    /// Asks for it under that hat; true when it was accepted.
    using Ask = std::function<bool(const Player&, Command)>;
    using MoveTo = std::function<void(Instant)>;

    AYear(Ask ask, MoveTo move_to, std::uint64_t seed, int acts_a_phase)
        : ask_(std::move(ask)), move_to_(std::move(move_to)), dice_(seed), acts_(acts_a_phase)
    {
        for (const AgencyListing& listing : the_regulation()->agencies)
            if (listing.assessed) agencies_.push_back(listing.id.value);
    }

    /// The cycle goes over to the second version while agencies score, and to the third once the council has spoken.
    bool amends = false;

    void play()
    {
        found_and_open();
        phase(opening, deadline, [&] { self_assess(); });
        submit_most();
        if (amends) amend(2, AmendmentEffect::this_round);
        phase(deadline, lock, [&] { self_assess(); });
        // Nobody asks anything while the deadline passes: the clock alone must notice.
        phase(lock.plus_us(1), round_1_ends, [&] { appraise(appraisal_1); });
        publish(appraisal_1, round_1_ends.plus_us(-60'000'000));
        if (amends) amend(3, AmendmentEffect::reopen);
        phase(round_1_ends, supplement_ends, [&] { answer(); });
        reopen();
        phase(supplement_ends, round_2_ends, [&] { appraise(appraisal_2); });
        publish(appraisal_2, round_2_ends.plus_us(-60'000'000));
        move_to_(round_2_ends.plus_us(1));
        ask_(admin, EndRole{auditor.hat.grant, "hết nhiệm vụ"});
    }

    void found_and_open()
    {
        move_to_(founded);
        ask_(the_system, FoundTenant{"Huyện Quảng Điền", "example.org/quang-dien/e1", 1});
        grant(admin);
        grant(auditor);
        for (const AgencyListing& listing : the_regulation()->agencies) {
            const std::string& agency = listing.id.value;
            if (listing.assessed) grant(officer_of(agency)), grant(head_of(agency));
            grant(appraiser_of(agency));
        }
        ask_(admin, IssueRegulation{the_regulation()->id, regulation_document(), "1632/QĐ-UBND", {}, "UBND huyện"});
        ask_(admin, open_cycle_2023());
    }

    const std::vector<std::string>& agencies() const { return agencies_; }
    static const CriteriaSet& set() { return the_regulation()->criteria_sets.front(); }
    static AssessmentId assessment(const std::string& agency) { return assessment_id(cycle_2023, AgencyId(agency)); }

    /// Everything an agency owes, and then in by the head.
    void complete_and_submit(const std::string& agency)
    {
        EditEntries all{assessment(agency), {}};
        for (const CriterionNo leaf : set().leaves()) {
            const Criterion& criterion = set()[leaf];
            if (!agency_scores(criterion)) continue;
            all.items.push_back({EnterSelfScore{criterion.code, some_points(criterion), "tự đánh giá"}, {}});
            all.items.push_back({WriteExplanation{criterion.code, "Giải trình " + std::to_string(roll(100))}, {}});
            all.items.push_back({attached(criterion.code), {}});
        }
        ask_(officer_of(agency), all);
        ask_(officer_of(agency), RequestApproval{assessment(agency)});
        if (roll(4) == 0) ask_(head_of(agency), ReturnAssessment{assessment(agency), "xem lại"});
        ask_(head_of(agency), ApproveAssessment{assessment(agency)});
        ask_(officer_of(agency), SubmitAssessment{assessment(agency), {"Lãnh đạo", "Công đoàn"}});
    }

private:
    void amend(std::uint32_t version, AmendmentEffect effect)
    {
        IssueRegulation issue{the_regulation()->id, document_of_version(version), "1632/QĐ-UBND", {}, "UBND huyện"};
        issue.reason = "sửa giữa kỳ";
        ask_(admin, issue);
        const Instant until = round_1_ends.plus_us(86'400'000'000);
        ask_(admin, AmendCycle{cycle_2023, version, effect, GrantId("mo-lai-sd"), until, "theo quyết định sửa đổi"});
        text_ = version_of_the_regulation(version);
        for (const std::string& agency : agencies_) { // some do what they must again, and confirm it
            if (roll(3) == 0) continue;
            for (const CriterionNo leaf : text_->criteria_sets.front().leaves())
                if (const Criterion& criterion = text_->criteria_sets.front()[leaf]; agency_scores(criterion)) {
                    const EnterSelfScore again{criterion.code, some_points(criterion), "chấm lại"};
                    ask_(officer_of(agency), EditEntry{assessment(agency), EntryCommand(again)});
                    const WriteExplanation why{criterion.code, "theo mức mới"};
                    ask_(officer_of(agency), EditEntry{assessment(agency), EntryCommand(why)});
                }
            ask_(head_of(agency), SubmitAssessment{assessment(agency), {"Lãnh đạo", "Chi bộ"}});
        }
    }
    std::size_t roll(std::size_t sides) { return dice_() % sides; }
    const std::string& some_agency() { return agencies_[roll(agencies_.size())]; }
    const Criterion& some_leaf()
    {
        const CriteriaSet& now = text_->criteria_sets.front();
        return now[now.leaves()[roll(now.leaves().size())]];
    }
    Points some_points(const Criterion& criterion)
    {
        const auto allowed = allowed_points(criterion.rule, criterion.levels, criterion.maximum);
        if (allowed.empty()) return Points::from_units(static_cast<std::int64_t>(roll(3)) * 2'500);
        return allowed[roll(allowed.size())];
    }
    AttachEvidence attached(const Code& code)
    {
        const std::string name = "tài liệu " + std::to_string(++files_);
        AttachEvidence attach;
        attach.criterion = code;
        attach.link = LinkId("l-" + std::to_string(files_));
        attach.document = {storage::sha256(name), 1'000 + roll(9'000), "application/pdf"};
        attach.document_number = std::to_string(files_) + "/BC";
        if (roll(2)) {
            attach.kind = static_cast<EvidenceKind>(roll(18));
            attach.issuer = "Sở Nội vụ";
            attach.check = some_check();
        }
        return attach;
    }
    SignatureCheck some_check()
    {
        SignatureCheck check;
        check.verdict = roll(3) ? SignatureVerdict::valid : SignatureVerdict::indeterminate;
        check.reasons = {"revocation_unknown"};
        check.depth = {CheckDepth::integrity, CheckDepth::chain};
        check.at = opening;
        check.trust_list = storage::sha256("danh sách tin cậy");
        CheckedSignature one;
        one.verdict = check.verdict;
        one.organisation = roll(2) ? "Sở Nội vụ" : "Sở Tài chính";
        one.signed_at = founded;
        one.later = {LaterChange::signature};
        check.signatures = {one};
        check.report = FileRef{storage::sha256("kết quả kiểm tra"), 2'000, "application/json"};
        return check;
    }
    void grant(const Player& player)
    {
        ask_(the_system, GrantRole{player.hat.grant, player.actor, player.hat.role, player.hat.agency, {}, {}, "QĐ 1"});
    }
    void phase(Instant from, Instant to, const std::function<void()>& act)
    {
        for (int i = 0; i < acts_; ++i) {
            move_to_({from.us + (to.us - from.us) / (acts_ + 1) * (i + 1)});
            act();
        }
    }
    /// Something an agency did to an entry, that a later act may take up again.
    struct Trace {
        std::string agency;
        Code code;
        LinkId link;
    };
    static const Trace* one_of(const std::vector<Trace>& traces, std::size_t roll)
    {
        return traces.empty() ? nullptr : &traces[roll % traces.size()];
    }
    void self_assess()
    {
        const std::string agency = some_agency();
        const Criterion& criterion = some_leaf();
        const auto edit_of = [&](const std::string& whose, EntryCommand what) {
            return ask_(officer_of(whose), EditEntry{assessment(whose), std::move(what)});
        };
        const auto edit = [&](EntryCommand what) { return edit_of(agency, std::move(what)); };
        switch (roll(14)) {
        case 13: {
            const PaperId paper("tm-" + std::to_string(++files_));
            if (edit(DeclareSecretPaper{criterion.code, paper}))
                papers_.push_back({agency, criterion.code, LinkId(paper.value)});
            return;
        }
        case 0:
            if (const Trace* it = one_of(scored_, roll(99))) edit_of(it->agency, ClearSelfScore{it->code});
            return;
        case 1: edit(WriteExplanation{criterion.code, roll(5) == 0 ? "" : "Vì “" + criterion.title + "”"}); return;
        case 2:
        case 3: {
            const AttachEvidence attach = attached(criterion.code);
            if (edit(attach)) attached_.push_back({agency, criterion.code, attach.link});
            return;
        }
        case 4:
            if (const Trace* it = one_of(attached_, roll(99))) edit_of(it->agency, DetachEvidence{it->code, it->link});
            return;
        case 5:
            if (edit(ClaimNotApplicable{criterion.code, "không phát sinh"}))
                claimed_.push_back({agency, criterion.code, {}});
            return;
        case 6:
            if (const Trace* it = one_of(claimed_, roll(99))) edit_of(it->agency, WithdrawNotApplicable{it->code});
            return;
        case 7:
        case 12: return void(edit(DeclareFigures{criterion.code, some_figures()}));
        case 8: return void(ask_(head_of(agency), WithdrawAssessment{assessment(agency), "bổ sung"}));
        case 9: {
            const Instant until = deadline.plus_us(static_cast<std::int64_t>(roll(48)) * 3'600'000'000);
            ExtendRound extend{cycle_2023, self_assessment, {AgencyId(agency)}, until, {}, "12/QĐ", "lũ lụt"};
            return void(ask_(admin, extend));
        }
        default:
            if (edit(EnterSelfScore{criterion.code, some_points(criterion), "tự đánh giá"}))
                scored_.push_back({agency, criterion.code, {}});
        }
    }
    Figures some_figures()
    {
        Figures figures;
        if (roll(3)) {
            figures.numerator = static_cast<std::int64_t>(roll(100));
            figures.denominator = static_cast<std::int64_t>(roll(100));
        } else {
            figures.date = Date::from_civil(2023, 1 + static_cast<unsigned>(roll(12)), 20);
        }
        return figures;
    }
    void submit_most()
    {
        for (std::size_t i = 0; i + 2 < agencies_.size(); ++i) complete_and_submit(agencies_[i]);
        ask_(officer_of(agencies_[0]), SubmitAssessment{assessment(agencies_[0]), {"Lãnh đạo"}}); // already in: refused
    }
    Player judge_of(const Trace& it) const
    {
        const CriteriaSet& now = text_->criteria_sets.front();
        const CriterionNo no = now.find(it.code.value); // an amendment may have dropped it
        const CriterionNo leaf = no == no_criterion ? now.leaves().front() : no;
        return appraiser_of(text_->appraiser_of(now[leaf], AgencyId(it.agency)).value);
    }
    /// What becomes of evidence once it is in: checked again, explained, reported upon, destroyed.
    void look_into()
    {
        const Source press{"Báo Thừa Thiên Huế", "số 9123", Date::from_civil(2023, 12, 20)};
        switch (roll(7)) {
        case 0:
            if (const Trace* it = one_of(papers_, roll(99)))
                ask_(judge_of(*it), ExplainSecretPaper{assessment(it->agency),
                                                       it->code,
                                                       PaperId(it->link.value),
                                                       Date::from_civil(2023, 12, 18),
                                                       {"Phòng Nội vụ"},
                                                       "3/BB"});
            return;
        case 1:
            if (const Trace* it = one_of(attached_, roll(99)))
                ask_(officer_of(it->agency), VerifySignature{AgencyId(it->agency), document_of(*it), some_check()});
            return;
        case 2:
            if (const Trace* it = roll(3) ? nullptr : one_of(attached_, roll(99)))
                ask_(admin, DestroyEvidence{document_of(*it), "có dữ liệu cá nhân", "8/QĐ"});
            return;
        case 3:
        case 4: {
            const Trace about{some_agency(), some_leaf().code, LinkId("pa-" + std::to_string(++files_))};
            ReceiveOutsideReport report{assessment(about.agency),
                                        about.code,
                                        ReportId(about.link.value),
                                        OutsideKind::media,
                                        press,
                                        "trễ hẹn",
                                        roll(2) == 0,
                                        {},
                                        {}};
            if (roll(2)) report.informant = Sealed{"kh-1", "bm9uY2U=", "Y2lwaGVy"};
            if (ask_(judge_of(about), report)) reports_.push_back(about);
            return;
        }
        case 5:
            if (const Trace* it = one_of(reports_, roll(99))) {
                const ReportId report(it->link.value);
                ask_(judge_of(*it), VerifyOutsideReport{assessment(it->agency), report, OutsideOutcome(roll(3) == 0),
                                                        "Thanh tra huyện", press});
                if (roll(2)) ask_(judge_of(*it), CountOutsideReport{assessment(it->agency), report, "đã rõ"});
            }
            return;
        default:
            if (const Trace* it = one_of(reports_, roll(99)))
                ask_(officer_of(it->agency),
                     AnswerOutsideReport{assessment(it->agency), ReportId(it->link.value), "đã khắc phục"});
        }
    }
    static Sha256 document_of(const Trace& it) { return storage::sha256("tài liệu " + it.link.value.substr(2)); }
    void appraise(const RoundId& round)
    {
        if (roll(4) == 0) look_into();
        const std::string agency = some_agency();
        const Criterion& criterion = some_leaf();
        const Player who = appraiser_of(the_regulation()->appraiser_of(criterion, AgencyId(agency)).value);
        if (const Trace* it = roll(5) == 0 ? one_of(claimed_, roll(99)) : nullptr) {
            const Criterion& claimed = set()[set().find(it->code.value)];
            const Player rules = appraiser_of(the_regulation()->appraiser_of(claimed, AgencyId(it->agency)).value);
            ask_(rules, RuleNotApplicable{assessment(it->agency), it->code, roll(2) == 0, "theo hồ sơ"});
            return;
        }
        DecideAppraisal decide;
        decide.assessment = assessment(agency);
        decide.criterion = criterion.code;
        decide.round = round;
        decide.decision = static_cast<Decision>(roll(3));
        decide.points = some_points(criterion);
        decide.reason = "chưa đủ tài liệu";
        decide.needed = "báo cáo quý IV";
        decide.draft = roll(3) == 0;
        decide.records = "sổ theo dõi";
        if (ask_(who, decide) && !decide.draft && decide.decision != Decision::agree)
            contested_.push_back({agency, criterion.code, {}});
    }
    void publish(const RoundId& round, Instant at)
    {
        move_to_(at);
        ask_(admin, PublishAppraisals{cycle_2023, round});
    }
    void answer()
    {
        Trace about{some_agency(), some_leaf().code, {}};
        if (const Trace* it = roll(4) == 0 ? nullptr : one_of(contested_, roll(99))) about = *it;
        EntryCommand what = ProvideSupplement{about.code, "Đã bổ sung"};
        if (roll(2)) what = attached(about.code);
        ask_(officer_of(about.agency), EditEntry{assessment(about.agency), what});
    }
    void reopen()
    {
        const Instant now = supplement_ends.plus_us(3'600'000'000);
        move_to_(now);
        const AgencyId agency(agencies_.back());
        ReopenRound some{cycle_2023,
                         self_assessment,
                         GrantId("mo-lai-1"),
                         {agency},
                         {set()[set().leaves()[3]].code},
                         now.plus_us(86'400'000'000),
                         "thiên tai",
                         "15/QĐ"};
        ask_(admin, some);
        some.grant = GrantId("mo-lai-2");
        ask_(admin, some); // there is one already: refused
        const Criterion& criterion = set()[set().leaves()[3]];
        EntryCommand edit = EnterSelfScore{criterion.code, some_points(criterion), "bổ sung"};
        ask_(officer_of(agency.value), EditEntry{assessment(agency.value), edit});

        // One that never submitted may; one that did thinks again.
        const std::string &late = agencies_[agencies_.size() - 2], &hasty = agencies_.front();
        ask_(admin, ReopenRound{cycle_2023,
                                self_assessment,
                                GrantId("mo-lai-3"),
                                {AgencyId(late), AgencyId(hasty)},
                                {},
                                now.plus_us(86'400'000'000),
                                "mất điện",
                                "16/QĐ"});
        complete_and_submit(late);
        ask_(head_of(hasty), WithdrawAssessment{assessment(hasty), "nhầm số liệu"});
        ask_(officer_of(hasty), RequestApproval{assessment(hasty)});
        ask_(head_of(hasty), ApproveAssessment{assessment(hasty)});
        ask_(officer_of(hasty), SubmitAssessment{assessment(hasty), {"Lãnh đạo"}});
        ask_(head_of(hasty), WithdrawAssessment{assessment(hasty), "nhầm lần nữa"});
    }

    Ask ask_;
    MoveTo move_to_;
    std::shared_ptr<const Regulation> text_ = the_regulation(); ///< the cycle's
    std::mt19937_64 dice_;
    int acts_;
    std::vector<std::string> agencies_;
    std::vector<Trace> scored_, attached_, claimed_, contested_;
    std::vector<Trace> papers_, reports_; ///< `link` is their id
    std::size_t files_ = 0;
};

} // namespace cchc::tests
