#pragma once

#include "projections/views.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/sha256.hpp"
#include "storage/view_store.hpp"
#include "tests/storage/scratch.hpp"

#include <functional>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

/// A small province in which others score as well: four departments in two groups that are ranked together, two
/// districts ranked by themselves; a survey, another index, points given, ballots, bonus and penalty; classes, rewards.
namespace cchc::tests::province {

using namespace domain;
using namespace projections;

inline constexpr const char* document = R"({
"id": "tinh", "title": "Quy định", "year": 2026, "publisher": "UBND tỉnh", "issued_by": {"issuer": "UBND tỉnh"},
"standing_department": "noi-vu", "substitute_appraiser": "van-phong",
"groups": [{"id": "so", "title": "Sở", "criteria_set": "bo"}, {"id": "nganh", "title": "Ngành", "criteria_set": "bo"},
 {"id": "huyen", "title": "Huyện", "criteria_set": "bo", "classification": "hai-loai"}],
"agencies": [{"id": "noi-vu", "title": "Sở Nội vụ", "group": "so"}, {"id": "van-phong", "title": "Văn phòng", "group": "so"},
 {"id": "thue", "title": "Thuế", "group": "nganh"}, {"id": "hai-quan", "title": "Hải quan", "group": "nganh"},
 {"id": "phu-ninh", "title": "Phù Ninh", "group": "huyen"}, {"id": "tan-son", "title": "Tân Sơn", "group": "huyen"}],
"ranking_groups": [{"id": "cap-tinh", "title": "Cấp tỉnh", "groups": ["so", "nganh"], "classification": "bon-loai"}],
"rounds": [{"id": "self_assessment", "kind": "self_assessment", "title": "Tự chấm"},
 {"id": "appraisal_1", "kind": "appraisal", "title": "Thẩm định"}],
"classifications": [{"id": "bon-loai", "title": "Bốn loại", "classes": [
  {"id": "xuat-sac", "title": "Hoàn thành xuất sắc", "quota": "25"}, {"id": "tot", "title": "Hoàn thành tốt", "threshold": "80.00"},
  {"id": "hoan-thanh", "title": "Hoàn thành", "threshold": "65.00"}, {"id": "chua", "title": "Chưa hoàn thành"}]},
 {"id": "hai-loai", "title": "Hai loại", "classes": [{"id": "dat", "title": "Đạt", "threshold": "50.00"}, {"id": "khong", "title": "Không đạt"}]}],
"rewards": [{"id": "bang-khen", "title": "Bằng khen", "groups": ["so", "nganh"], "quota": 2, "minimum": "80.00"},
 {"id": "ca-nhan", "title": "Cá nhân", "quota": 5, "recipients": "individuals"}],
"surveys": [{"id": "hai-long", "title": "Điều tra", "respondents": [{"key": "nguoi-dan", "text": "Người dân", "forms": 40}],
 "answer_least": "1.00", "answer_most": "5.00"}],
"ballots": [{"id": "lanh-dao", "title": "Lãnh đạo", "leaders": [{"key": "chu-tich", "text": "Chủ tịch"}, {"key": "pct", "text": "Phó Chủ tịch"}],
 "secrecy": "sealed", "entered_by": "standing_department", "step": "0.50"}],
"tie_break": ["I", "II"],
"phrases": {"agree": "Đồng ý", "disagree": "Không đồng ý", "request_supplement": "Đề nghị bổ sung"},
"criteria_sets": [{"id": "bo", "title": "Bộ tiêu chí", "maximum": "100.00", "criteria": [
 {"code": "I", "title": "Kết quả", "maximum": "70.00", "children": [
  {"code": "I.1", "title": "Nhiệm vụ", "maximum": "60.00", "levels": [{"text": "đủ", "points": "60.00"}, {"text": "một nửa", "points": "30.00"}, {"text": "không", "points": "0.00"}], "rule": {"shape": "choice"}},
  {"code": "I.2", "title": "Theo dõi", "maximum": "10.00", "scored_by": "appraising_agency", "rule": {"shape": "granted", "step": "0.50"}}]},
 {"code": "II", "title": "Bên ngoài", "maximum": "26.00", "children": [
  {"code": "II.1", "title": "Hài lòng", "maximum": "16.00", "scored_by": "survey", "na_policy": "drop", "rule": {"shape": "survey", "survey": "hai-long"}},
  {"code": "II.2", "title": "Chính quyền điện tử", "maximum": "10.00", "scored_by": "import", "rule": {"shape": "imported", "index": "CQĐT", "source": "Sở TTTT", "mapping": "ratio"}}]},
 {"code": "III", "title": "Lãnh đạo", "maximum": "4.00", "scored_by": "leaders", "rule": {"shape": "ballot", "ballot": "lanh-dao"}},
 {"code": "IV", "title": "Thưởng", "maximum": "6.00", "in_scale": false, "children": [
  {"code": "IV.1", "title": "Sáng kiến", "maximum": "6.00", "scored_by": "council", "rule": {"shape": "bonus", "items": [{"key": "sang-kien", "text": "Sáng kiến", "points_each": "1.00"}]}}]},
 {"code": "V", "title": "Trừ", "maximum": "10.00", "in_scale": false, "scored_by": "council", "rule": {"shape": "penalty", "items": [{"key": "bao-chi", "text": "Báo chí", "points_each": "2.50"}]}}]}]})";

using Switches = std::function<void(Regulation&)>;

/// The province's year, in one thread: decided, evolved, projected, its rows kept.
class Year {
public:
    explicit Year(const Switches& switches = [](Regulation&) {})
    {
        auto read = storage::read_regulation(document);
        switches(read);
        regulation = std::make_shared<const Regulation>(std::move(read));
        world.library[file().sha256] = regulation;
        views.learn(file().sha256, regulation);
        for (const View view : all_views) numbers[view] = store.view(name_of(view), version_of(view));
        const Hat clock{RoleKind::system_admin, {}, {}};
        must(system_actor(), clock, FoundTenant{"Tỉnh", "example.org/tinh/e1", 1});
        for (const AgencyListing& one : regulation->agencies)
            for (const RoleKind role : {RoleKind::agency_officer, RoleKind::appraiser}) {
                const Hat hat = worn(role, one.id);
                must(system_actor(), clock, GrantRole{hat.grant, actor(hat), role, one.id, {}, {}, ""});
            }
        must(system_actor(), clock, IssueRegulation{regulation->id, file(), "1/QĐ", {}, "UBND", {}, "tỉnh mẫu"});
        OpenCycle open;
        open.cycle = CycleId("2026");
        open.title = "2026";
        open.regulation = regulation->id;
        const Instant day = now.plus_us(86'400'000'000);
        open.rounds = {{RoundId("self_assessment"), now, day, day}, {RoundId("appraisal_1"), now, day, day}};
        must(system_actor(), clock, open);
    }

    static FileRef file() { return {storage::sha256(document), 1, "application/json"}; }
    static Hat worn(RoleKind role, const AgencyId& agency)
    {
        return {role, agency, GrantId((role == RoleKind::appraiser ? "g-td-" : "g-cb-") + agency.value)};
    }
    static ActorId actor(const Hat& hat) { return ActorId("p-" + hat.grant.value); }
    static AssessmentId of(const std::string& agency) { return assessment_id(CycleId("2026"), AgencyId(agency)); }
    /// Whoever brings in what others give this agency.
    Hat giver(const std::string& agency) const
    {
        return worn(RoleKind::appraiser, AgencyId(agency == "noi-vu" ? "van-phong" : "noi-vu"));
    }

    void scores(const std::string& agency, const char* points)
    {
        const Hat hat = worn(RoleKind::agency_officer, AgencyId(agency));
        must(actor(hat), hat, EditEntry{of(agency), EnterSelfScore{Code("I.1"), *Points::parse(points), ""}});
    }
    /// Brings something in for that agency.
    template <class C>
    void given(const std::string& agency, C command)
    {
        command.assessment = of(agency);
        must(actor(giver(agency)), giver(agency), command);
    }
    static Source source() { return {"Báo cáo", "5/BC", {}}; }
    void watched(const std::string& agency, const char* points)
    {
        given(agency, GrantPoints{{}, Code("I.2"), Points::parse(points), {}, "theo dõi", {}});
    }
    void surveyed(const std::string& agency, std::int64_t sum_of_ten)
    {
        given(agency, ImportSurveyPoints{{}, Code("II.1"), {{"nguoi-dan", 10, Points::whole(sum_of_ten)}}, source()});
    }
    void imported(const std::string& agency, const char* value)
    {
        given(agency, ImportResult{{}, Code("II.2"), Points::parse(value), {}, source()});
    }
    void votes(const std::string& agency, std::string leader, const char* points)
    {
        given(agency, CastBallot{{}, Code("III"), std::move(leader), *Points::parse(points), "", source()});
    }
    void earns(const std::string& agency, std::int64_t ideas)
    {
        given(agency, GrantBonus{{}, Code("IV.1"), {{"sang-kien", ideas}}, "", source()});
    }
    void loses(const std::string& agency, std::int64_t cases)
    {
        given(agency, ImposePenalty{{}, Code("V"), {{"bao-chi", cases}}, "", source()});
    }

    std::shared_ptr<const Snapshot> snapshot() { return views.snapshot(); }
    Board board() { return snapshot()->cycle("2026")->board(); }

    std::vector<Record> records;
    std::shared_ptr<const Regulation> regulation;
    Views views;
    World world;
    Scratch scratch;
    storage::ViewStore store{{.folder = scratch}};
    std::map<View, storage::ViewNo> numbers;
    /// Called after each record.
    std::function<void(const Record&)> after = [](const Record&) {};

private:
    void must(const ActorId& who, const Hat& hat, const Command& command)
    {
        auto outcome = decide(world, command, {who, hat, now, {}}, storage::sha256);
        if (!outcome) throw std::runtime_error("refused: " + std::string(name_of(outcome.error().code)));
        for (Happened& happened : *std::move(outcome)) {
            records.push_back({records.size(), now, happened.stream, who, hat.role, happened.event});
            evolve(world, records.back());
            std::vector<RowChange> changes;
            views.project(records.back(), changes);
            storage::ViewStore::Rows rows;
            for (const RowChange& change : changes)
                rows.put(1, numbers.at(change.view), change.key, records.back().seq, change.value);
            if (!rows.empty()) store.write(std::move(rows));
            after(records.back());
        }
    }

    Instant now = parse_instant("2026-11-20T08:00:00+07:00").value();
};

} // namespace cchc::tests::province
