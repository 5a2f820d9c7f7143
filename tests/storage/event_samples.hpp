#pragma once

#include "domain/events.hpp"

#include <vector>

namespace cchc::tests {

/// Events of every released type, each optional member set in one of them, in the order of their numbers. A member that
/// joined later stands in a sample of its own, so that what was released before keeps its line.
inline std::vector<domain::Event> samples_of_every_event()
{
    using namespace domain;
    const Instant noon{1'697'342'400'000'123};
    const Instant later = noon.plus_us(86'400'000'000);
    const FileRef file{*Sha256::from_hex("5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"), 48'213,
                       "application/pdf"};
    const Code code("II.6.3");
    const GrantId reopening("mo-lai-1");
    Figures figures;
    figures.date = Date::from_civil(2023, 1, 25);
    figures.due = Date::from_civil(2023, 1, 20);
    figures.never = true;
    figures.numerator = 45;
    figures.denominator = 50;
    figures.excluded = 2;
    figures.exclusion_ground = "UBND tỉnh cho phép \"chưa thực hiện\"";
    figures.late = 1;
    figures.amount = 360'000;
    figures.counts = {{"province", 1}, {"district", 2}};
    figures.met = {"q1", "q2"};
    figures.failed = {"q3"};
    const Opinion opinion{code,
                          RoundId("appraisal_1"),
                          Decision::request_supplement,
                          *Points::parse("0.50"),
                          "thiếu phụ lục",
                          "Báo cáo quý III có chữ ký số",
                          7,
                          {file.sha256},
                          AgencyId("phong-noi-vu"),
                          reopening};
    CheckedSignature signature;
    signature.verdict = SignatureVerdict::indeterminate;
    signature.reasons = {"revocation_unknown"};
    signature.certificate = file.sha256;
    signature.organisation = "Sở Tài chính";
    signature.kind = TrustKind::official_duty;
    signature.signed_at = noon;
    signature.time_stamped_at = later;
    signature.whole_document = true;
    signature.later = {LaterChange::signature, LaterChange::form_values, LaterChange::visible_change,
                       LaterChange::other};
    SignatureCheck check;
    check.verdict = SignatureVerdict::indeterminate;
    check.reasons = {"revocation_unknown"};
    check.depth = {CheckDepth::integrity, CheckDepth::chain, CheckDepth::revocation, CheckDepth::time_stamp};
    check.at = later;
    check.trust_list = file.sha256;
    check.signatures = {signature, CheckedSignature{}};
    check.report = file;
    SignatureCheck unsigned_file;
    unsigned_file.verdict = SignatureVerdict::unsigned_;
    unsigned_file.at = later;
    unsigned_file.checker = 2;
    Opinion by_own_records = opinion;
    by_own_records.records = "Sổ theo dõi văn bản của Văn phòng, quý I đến quý III";
    const Source source{"Báo cáo kết quả điều tra xã hội học", "21/BC-SNV", Date::from_civil(2023, 12, 8)};
    const auto with_facts = [&](const auto& facts) {
        Given given;
        facts(given);
        given.points = *Points::parse("1.25");
        given.level = 1;
        given.reason = "theo kết luận của Hội đồng";
        given.source = source;
        given.on_behalf = AgencyId("phong-noi-vu");
        given.reopening = reopening;
        return given;
    };
    return {
        DirectoryEvent(TenantFounded{"UBND huyện Quảng Điền", "cchc.example/quang-dien/e1", 1}),
        DirectoryEvent(RoleGranted{GrantId("g-1"), ActorId("p-1"), RoleKind::agency_officer, AgencyId("phong-noi-vu"),
                                   noon, later, "12/QĐ-UBND"}),
        DirectoryEvent(RoleGranted{GrantId("g-2"), ActorId("p-2"), RoleKind::leader, {}, noon, {}, "", "chu-tich"}),
        DirectoryEvent(RoleGranted{GrantId("g-3"),
                                   ActorId("p-3"),
                                   RoleKind::appraiser,
                                   AgencyId("phong-noi-vu"),
                                   noon,
                                   {},
                                   "14/QĐ-UBND",
                                   "",
                                   {Code("II.4"), Code("II.6.3")},
                                   {RoundId("appraisal_1")}}),
        DirectoryEvent(RoleEnded{GrantId("g-1"), "chuyển công tác"}),
        RegulationEvent(RegulationIssued{RegulationId("quang-dien-2023"), 2, file, "1632/UBND",
                                         Date::from_civil(2023, 7, 26), "UBND huyện Quảng Điền"}),
        RegulationEvent(RegulationIssued{RegulationId("quang-dien-2023"), 3, file, "2419/QĐ-UBND",
                                         Date::from_civil(2023, 9, 4), "UBND huyện Quảng Điền", "KT. Chủ tịch", 2,
                                         FindingsFile{file, 1, 4}, "Lỗi đã rõ, sửa ở lần sau"}),
        RegulationEvent(RegulationDrafted{RegulationId("quang-dien-2023"), 2, file, FindingsFile{file, 0, 4},
                                          "Tiếp thu ý kiến của các phòng"}),
        RegulationEvent(ConsultationOpened{RegulationId("quang-dien-2023"),
                                           1,
                                           {AgencyId("phong-noi-vu"), AgencyId("phong-tu-phap")},
                                           later,
                                           true,
                                           "1632/UBND"}),
        RegulationEvent(DraftCommented{RegulationId("quang-dien-2023"), 1, CommentId("gy-1"), AgencyId("phong-tu-phap"),
                                       "phong-chuyen-mon", code, "Mức 2 và mức 3 trùng nhau"}),
        RegulationEvent(CommentAnswered{RegulationId("quang-dien-2023"), CommentId("gy-1"), true, "Đã sửa"}),
        RegulationEvent(
            ConsultationClosed{RegulationId("quang-dien-2023"), 1, later, {AgencyId("phong-noi-vu")}, true}),
        RegulationEvent(DraftReviewed{RegulationId("quang-dien-2023"), 2, "Đã đối chiếu với Quyết định 1075"}),
        RegulationEvent(
            DraftAgreed{RegulationId("quang-dien-2023"), 2, "ban-chi-dao", "12/TB-BCĐ", Date::from_civil(2023, 9, 1)}),
        RegulationEvent(GuidanceOverlaid{RegulationId("quang-dien-2023"),
                                         2,
                                         OverlayId("hd-1"),
                                         Date::from_civil(2023, 11, 1),
                                         "1394/SNV-CCHC",
                                         Date::from_civil(2023, 10, 22),
                                         "Sở Nội vụ",
                                         {"phong-chuyen-mon"},
                                         code,
                                         "Thời hạn báo cáo quý tính theo công văn này"}),
        CycleEvent(
            CycleOpened{CycleId("2023"),
                        "Kỳ đánh giá 2023",
                        RegulationId("quang-dien-2023"),
                        2,
                        {AgencyId("phong-noi-vu"), AgencyId("phong-tu-phap")},
                        {{RoundId("self_assessment"), noon, later, later}, {RoundId("appraisal_1"), {}, {}, {}}}}),
        CycleEvent(RoundScheduled{CycleId("2023"), {RoundId("appraisal_1"), noon, later, later}, "05/BC-SNV"}),
        CycleEvent(RoundExtended{CycleId("2023"),
                                 RoundId("self_assessment"),
                                 {AgencyId("phong-tu-phap")},
                                 later,
                                 later,
                                 "13/QĐ-UBND",
                                 "mưa lũ"}),
        CycleEvent(RoundLocked{CycleId("2023"),
                               RoundId("self_assessment"),
                               {AgencyId("phong-tu-phap")},
                               LockedBy::clock,
                               later,
                               "hết hạn"}),
        CycleEvent(RoundReopened{CycleId("2023"),
                                 RoundId("self_assessment"),
                                 reopening,
                                 {AgencyId("phong-tu-phap")},
                                 {code},
                                 later,
                                 "sai số liệu nguồn",
                                 "14/QĐ-UBND"}),
        CycleEvent(ReopeningEnded{CycleId("2023"), reopening, LockedBy::hand, "đã sửa xong"}),
        CycleEvent(AppraisalsPublished{CycleId("2023"), RoundId("appraisal_1"), 51, 3}),
        CycleEvent(AppraisalsPublished{CycleId("2023"), RoundId("appraisal_2"), 51, 0, "02/BB-HĐTĐ"}),
        CycleEvent(TieDecided{CycleId("2023"),
                              "phong-chuyen-mon",
                              "co-thi-dua",
                              {AgencyId("phong-tu-phap"), AgencyId("phong-noi-vu")},
                              "07/QĐ-UBND",
                              Date::from_civil(2023, 12, 20),
                              "UBND huyện",
                              "Theo biên bản họp ngày 19/12"}),
        CycleEvent(ResultsPublished{CycleId("2023"), 1, 4711, PublicExtent::areas, "12/QĐ-UBND",
                                    Date::from_civil(2024, 1, 15), "UBND huyện", "Chủ tịch UBND huyện"}),
        CycleEvent(ResultsPublished{CycleId("2023"), 2, 4730, PublicExtent::explanations, "31/QĐ-UBND",
                                    Date::from_civil(2024, 2, 20), "Chủ tịch UBND huyện", "Chủ tịch UBND huyện", 3, 1,
                                    "Cộng sai điểm khảo sát"}),
        CycleEvent(TrailSealed{CycleId("2023"), 1204, file.sha256}),
        CycleEvent(ResultsReported{CycleId("2023"), 2, "Sở Nội vụ", "05/BC-UBND", Date::from_civil(2024, 3, 30)}),
        CycleEvent(CycleAmended{CycleId("2023"),
                                1,
                                2,
                                AmendmentEffect::reopen,
                                {{"phong-chuyen-mon", code, {Code("I.1.1"), Code("I.1.2")}, Redo::score},
                                 {"phong-chuyen-mon", Code("I.9"), {}, Redo::score},
                                 {"phong-chuyen-mon", Code("II.1"), {Code("II.2")}, Redo::none}},
                                "Quyết định 12/QĐ-UBND sửa đổi"}),
        AssessmentEvent(SelfScoreEntered{code, *Points::parse("0.75"), 1, "theo kết luận thanh tra", reopening}),
        AssessmentEvent(SelfScoreCleared{code, reopening}),
        AssessmentEvent(FiguresDeclared{code, figures, *Points::parse("1.50"), 0, reopening}),
        AssessmentEvent(ExplanationWritten{code, "dòng 1\nd\u00f2ng \"2\"\t\\ \u0001", reopening}),
        AssessmentEvent(EvidenceAttached{code, LinkId("l-1"), file, Date::from_civil(2023, 10, 1), "05/BC-PNV", "1-3",
                                         LinkId("l-0"), RoundId("self_assessment"), reopening}),
        AssessmentEvent(EvidenceAttached{
            code, LinkId("l-2"), file, {}, "", "", {}, RoundId("self_assessment"), {}, SignatureVerdict::unsigned_}),
        AssessmentEvent(EvidenceDetached{code, LinkId("l-1"), reopening}),
        AssessmentEvent(EvidenceAttached{code,
                                         LinkId("l-3"),
                                         file,
                                         {},
                                         "",
                                         "",
                                         {},
                                         RoundId("self_assessment"),
                                         {},
                                         SignatureVerdict::unknown,
                                         EvidenceKind::settlement_report,
                                         "Sở Tài chính",
                                         check}),
        AssessmentEvent(SignatureVerified{code, LinkId("l-3"), unsigned_file}),
        AssessmentEvent(SecretPaperDeclared{code, PaperId("tm-1"), RoundId("self_assessment"), reopening}),
        AssessmentEvent(SecretPaperExplained{code,
                                             PaperId("tm-1"),
                                             Date::from_civil(2023, 12, 4),
                                             {"Phòng Nội vụ", "Văn phòng"},
                                             "03/BB-HĐTĐ",
                                             AgencyId("phong-noi-vu"),
                                             reopening}),
        AssessmentEvent(EvidenceDestroyed{code, LinkId("l-3"), file.sha256, "có dữ liệu cá nhân", "21/QĐ-UBND"}),
        AssessmentEvent(OutsideReportReceived{code, ReportId("pa-1"), OutsideKind::hotline, source,
                                              "Hồ sơ bị trả trễ hẹn ba lần", true, file,
                                              Sealed{"kh-7", "AAECAwQFBgcICQoL", "c2VhbGVk"}, AgencyId("van-phong")}),
        AssessmentEvent(OutsideReportVerified{code, ReportId("pa-1"), OutsideOutcome::dismissed, "Thanh tra huyện",
                                              source, AgencyId("phong-noi-vu")}),
        AssessmentEvent(OutsideReportCounted{code, ReportId("pa-1"), "đã có kết luận", AgencyId("phong-noi-vu")}),
        AssessmentEvent(OutsideReportAnswered{code, ReportId("pa-1"), "đã xin lỗi và trả kết quả"}),
        AssessmentEvent(NotApplicableClaimed{code, "không phát sinh nhiệm vụ", reopening}),
        AssessmentEvent(NotApplicableWithdrawn{code, reopening}),
        AssessmentEvent(NotApplicableAccepted{code, "đúng"}),
        AssessmentEvent(NotApplicableRefused{code, "có phát sinh"}),
        AssessmentEvent(ApprovalRequested{41}),
        AssessmentEvent(AssessmentApproved{41}),
        AssessmentEvent(ApprovalReturned{"bổ sung tài liệu"}),
        AssessmentEvent(SubmissionDelegated{ActorId("p-1"), "03/UQ-PNV"}),
        AssessmentEvent(AssessmentSubmitted{
            1, 41, file.sha256, *Points::parse("87.25"), 2, {"Thủ trưởng đơn vị", "Phó trưởng phòng"}, reopening}),
        AssessmentEvent(SystemScored{Code("III.1"), *Points::parse("1.00"), 1, "late"}),
        AssessmentEvent(AssessmentWithdrawn{"sửa số liệu"}),
        AssessmentEvent(Compensated{18'234, 2}),
        AssessmentEvent(SupplementProvided{code, "đã bổ sung báo cáo", reopening}),
        AssessmentEvent(SurveyPointsImported{
            code, with_facts([](Given& g) {
                g.answers = {{"dai-bieu", 20, Points::whole(84)}, {"nguoi-dan", 38, *Points::parse("152.5")}};
                g.not_applicable = true;
            })}),
        AssessmentEvent(ResultImported{code, with_facts([](Given& g) {
                                           g.value = *Points::parse("87.65");
                                           g.rank = 3;
                                       })}),
        AssessmentEvent(PointsGranted{code, with_facts([&](Given& g) { g.figures = figures; })}),
        AssessmentEvent(BonusGranted{code, with_facts([](Given& g) {
                                         g.figures.emplace().counts = {{"sang-kien", 2}};
                                     })}),
        AssessmentEvent(PenaltyImposed{code, with_facts([](Given& g) {
                                           g.figures.emplace().counts = {{"bao-chi", 1}};
                                       })}),
        AssessmentEvent(BallotsOpened{code, with_facts([](Given& g) {
                                          g.ballots = 3;
                                          g.out_of_scope = true;
                                      })}),
        AssessmentEvent(ReferenceImported{code,
                                          {{{"denominator", 48}, {"ho-so", 0}},
                                           source,
                                           Date::from_civil(2023, 10, 15),
                                           AgencyId("phong-noi-vu"),
                                           reopening}}),
        AppraisalEvent(AppraisalDrafted{opinion}),
        AppraisalEvent(AppraisalDecided{opinion}),
        AppraisalEvent(AppraisalDecided{by_own_records}),
        AppraisalEvent(DisagreementRuled{opinion, "05/BB-HĐTĐ"}),
        AppraisalEvent(UndecidedRuled{opinion, "06/BB-HĐTĐ"}),
        BallotEvent(BallotCast{code, "chu-tich", *Points::parse("3.50"), "ghi nhầm", source, AgencyId("phong-noi-vu"),
                               reopening}),
    };
}

} // namespace cchc::tests
