#include "tests/domain/district.hpp"

#include "tests/domain/scoring.hpp"

namespace cchc::domain {

Instant local(std::string_view date_and_time)
{
    std::string text(date_and_time);
    text[10] = 'T';
    if (text.size() == 16) text += ":00";
    return parse_instant(text + "+07:00").value();
}

FileRef file(char letter)
{
    return {Sha256::from_hex(std::string(64, letter)).value(), 1'024, "application/pdf"};
}

namespace {

Criterion leaf(const Code& code, std::string_view maximum, ScoringRule rule, std::initializer_list<std::string_view> of)
{
    Criterion criterion;
    criterion.code = code;
    criterion.printed = code.value;
    criterion.title = code.value;
    criterion.maximum = points(maximum);
    criterion.scored_by = ScoredBy::agency;
    criterion.rule = std::move(rule);
    criterion.levels = levels(of);
    return criterion;
}
Criterion parent(const Code& code, std::string_view maximum)
{
    Criterion criterion;
    criterion.code = code;
    criterion.title = code.value;
    criterion.maximum = points(maximum);
    return criterion;
}

CriteriaSet the_set()
{
    CriteriaSet set;
    set.id = "chuyen-mon";
    set.title = "Bộ tiêu chí";
    set.maximum = points("20");

    set.add(parent(area_one, "10"), {});
    set.add(parent(Code("I.1"), "5"), area_one);
    set.add(leaf(plan_carried_out, "2", Choice{}, {"2", "1", "0"}), Code("I.1"));

    RatioBands bands;
    bands.numerator = "số hồ sơ đúng hạn";
    bands.denominator = "tổng số hồ sơ";
    bands.bands = {{closed(100), {}, 0}, {closed(80), open(100), 1}, {{}, open(80), 2}};
    Criterion on_time = leaf(files_on_time, "2", bands, {"2", "1", "0"});
    on_time.evidence_rule = EvidenceRule::both;
    on_time.na_policy = NaPolicy::drop;
    set.add(on_time, Code("I.1"));

    Timeliness timeliness;
    timeliness.due = day("2026-01-20");
    timeliness.late_level = 1;
    timeliness.never_level = 2;
    Criterion in_time = leaf(plan_in_time, "1", timeliness, {"1", "0.5", "0"});
    in_time.evidence_rule = EvidenceRule::explain_when_lacking;
    in_time.na_claimable = false;
    set.add(in_time, Code("I.1"));

    Checklist checklist;
    for (const char* key : {"plan", "report", "minutes"}) checklist.items.push_back({key, key, points("1"), {}});
    Criterion three_papers = leaf(papers, "3", checklist, {});
    three_papers.appraising_agency = office.value;
    set.add(three_papers, area_one);

    CappedCount count;
    count.tiers = {{"district", "cấp huyện", points("0.5"), {}}, {"province", "cấp tỉnh", points("1"), {}}};
    count.cap_total = points("2");
    Criterion counted = leaf(initiatives, "2", count, {});
    counted.evidence_rule = EvidenceRule::any;
    set.add(counted, area_one);

    set.add(parent(Code("II"), "8"), {});
    Criterion share = leaf(online, "4", Proportional{"trực tuyến", "tổng số", false}, {});
    share.evidence_rule = EvidenceRule::any;
    share.na_policy = NaPolicy::full;
    set.add(share, Code("II"));
    Criterion survey = leaf(satisfaction, "4", Choice{}, {"4", "0"});
    survey.scored_by = ScoredBy::survey;
    set.add(survey, Code("II"));

    SubmissionTimeliness clock;
    clock.round = self_assessment.value;
    clock.bands = {{0, 0, 0}, {1, 2, 1}, {3, {}, 2}};
    clock.never_level = 2;
    clock.without_evidence_level = 1;
    Criterion by_the_clock = leaf(submission, "2", clock, {"2", "1", "0"});
    by_the_clock.scored_by = ScoredBy::system;
    set.add(by_the_clock, {});
    return set;
}

} // namespace

Regulation the_regulation()
{
    Regulation r;
    r.id = RegulationId("quy-che-2026");
    r.title = "Quy chế";
    r.year = 2026;
    r.standing_department = home_affairs.value;
    r.substitute_appraiser = office.value;
    r.groups = {{GroupId("phong"), "Phòng chuyên môn", "chuyen-mon"}};
    for (const AgencyId& agency : {office, justice, home_affairs})
        r.agencies.push_back({agency, agency.value, GroupId("phong"), true});
    r.criteria_sets = {the_set()};
    r.rounds = {
        {self_assessment, RoundKind::self_assessment, 1, "Tự chấm điểm", "chậm nhất ngày 15/11", Boundary::inclusive,
         DeadlineKind::soft, AfterLock::read_only},
        {appraisal_1, RoundKind::appraisal, 1, "Thẩm định vòng 1", "", Boundary::inclusive, DeadlineKind::hard,
         AfterLock::read_only},
        {supplement, RoundKind::supplement, 1, "Bổ sung", "", Boundary::inclusive, DeadlineKind::hard,
         AfterLock::read_only},
        {appraisal_2, RoundKind::appraisal, 2, "Thẩm định vòng 2", "", Boundary::inclusive, DeadlineKind::hard,
         AfterLock::read_only},
    };
    return r;
}

void hard_deadline(Regulation& regulation)
{
    regulation.rounds[0].deadline_kind = DeadlineKind::hard;
}

} // namespace cchc::domain
