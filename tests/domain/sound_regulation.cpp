#include "tests/domain/sound_regulation.hpp"

#include <algorithm>
#include <array>

namespace cchc::domain {

namespace {

constexpr int year = draft_year;

std::string number(std::int64_t n)
{
    return std::to_string(n);
}

Points quarters(std::int64_t n)
{
    return Points::from_units(n * Points::scale / 4);
}

Bound bound(std::int64_t percent, bool closed)
{
    return {Ratio{percent * Points::scale, 100 * Points::scale}, closed};
}

/// `count` values from `maximum` down to 0, each less than the one before.
std::vector<Points> falling(Points maximum, std::size_t count)
{
    std::vector<Points> points;
    const auto steps = static_cast<std::int64_t>(count) - 1;
    for (std::int64_t i = 0; i <= steps; ++i)
        points.push_back(Points::from_units(maximum.units() * (steps - i) / steps));
    return points;
}

void set_levels(Criterion& leaf, const std::vector<std::string>& texts)
{
    const auto points = falling(leaf.maximum, texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) leaf.levels.push_back({texts[i], points[i], ""});
}

void as_choice(Criterion& leaf, Dice& dice)
{
    leaf.rule = Choice{};
    switch (dice.between(0, 2)) {
    case 0: set_levels(leaf, {"Có ban hành quy chế", "Không ban hành quy chế"}); break;
    case 1:
        set_levels(leaf, {"Công khai đầy đủ, đúng nơi quy định", "Công khai chưa đầy đủ hoặc chưa đúng nơi quy định",
                          "Không công khai"});
        break;
    default:
        set_levels(leaf, {"Có sổ theo dõi và cập nhật hằng tuần", "Có sổ theo dõi nhưng cập nhật hằng tháng",
                          "Có sổ theo dõi nhưng không cập nhật", "Không có sổ theo dõi"});
    }
}

template <class Rule>
void set_due(Rule& rule, Dice& dice)
{
    if (dice.coin())
        rule.due = Date::from_civil(year, 1, 20);
    else
        rule.due_source = "Công văn hướng dẫn của UBND huyện";
}

void as_late_bands(Criterion& leaf, Dice& dice)
{
    LateBands rule;
    set_due(rule, dice);
    if (dice.coin()) rule.day_count = DayCount::working;
    const std::int64_t first = dice.between(2, 6);
    const std::int64_t second = first + dice.between(2, 9);
    const auto days = [](std::int64_t n) { return static_cast<std::int32_t>(n); };
    rule.bands.push_back({0, 0, 0});
    rule.bands.push_back({1, days(first), 1});
    std::vector<std::string> texts{"Gửi báo cáo đúng thời gian quy định",
                                   dice.coin() ? "Gửi báo cáo chậm không quá " + number(first) + " ngày"
                                               : "Gửi báo cáo chậm dưới " + number(first + 1) + " ngày"};
    std::int64_t last = first;
    if (dice.coin()) {
        rule.bands.push_back({days(first + 1), days(second), 2});
        texts.push_back("Gửi báo cáo chậm từ " + number(first + 1) + " đến " + number(second) + " ngày");
        last = second;
    }
    const std::size_t worst = texts.size();
    rule.bands.push_back({days(last + 1), std::nullopt, worst});
    texts.push_back((dice.coin() ? "Gửi báo cáo chậm từ " + number(last + 1) + " ngày trở lên"
                                 : "Gửi báo cáo chậm trên " + number(last) + " ngày") +
                    " hoặc không gửi");
    rule.never_level = worst;
    if (dice.coin()) {
        rule.conditions.push_back({"noi_dung", "Đúng nội dung", {}, {}});
        rule.failed_level = worst;
    }
    leaf.rule = rule;
    set_levels(leaf, texts);
}

void as_timeliness(Criterion& leaf, Dice& dice)
{
    Timeliness rule;
    set_due(rule, dice);
    rule.late_level = 1;
    rule.never_level = 2;
    std::string worst = "Không có báo cáo";
    if (dice.coin()) {
        rule.conditions.push_back({"bieu_mau", "Đủ biểu mẫu", {}, {}});
        rule.failed_level = 2;
        worst = "Báo cáo không đủ biểu mẫu, không có báo cáo"; // either: they exclude each other
    }
    leaf.rule = rule;
    set_levels(leaf, {"Có báo cáo đúng thời gian quy định", "Có báo cáo nhưng không đúng thời gian quy định", worst});
}

void as_ratio_bands(Criterion& leaf, Dice& dice)
{
    RatioBands rule;
    rule.numerator = "Số hồ sơ đạt";
    rule.denominator = "Số hồ sơ";
    rule.exclusions = dice.coin();
    const std::string left_out = rule.exclusions ? " (trừ hồ sơ mật)" : "";
    std::vector<std::string> texts;

    std::int64_t end = dice.between(85, 95); // the lower end of the best band
    bool belongs = true;                     // to the band above it
    std::optional<std::int64_t> full;
    if (dice.coin()) {
        rule.bands.push_back({bound(100, true), bound(100, true), 0});
        texts.push_back("Đạt 100% hồ sơ" + left_out);
        full = 0;
        end = 100;
    } else {
        belongs = dice.coin();
        rule.bands.push_back({bound(end, belongs), std::nullopt, 0});
        texts.push_back(
            (belongs ? "Đạt từ " + number(end) + "% hồ sơ trở lên" : "Đạt trên " + number(end) + "% hồ sơ") + left_out);
    }
    for (std::int64_t i = dice.between(1, 3); i > 0; --i) {
        const std::int64_t low = end - dice.between(5, 15);
        rule.bands.push_back({bound(low, true), bound(end, !belongs), texts.size()});
        texts.push_back("Đạt từ " + number(low) + "% đến " + (belongs ? "dưới " : "") + number(end) + "% hồ sơ" +
                        left_out);
        end = low;
        belongs = true;
    }
    rule.bands.push_back({std::nullopt, bound(end, false), texts.size()});
    texts.push_back("Đạt dưới " + number(end) + "% hồ sơ" + left_out);
    if (full && dice.coin()) {
        for (Band& band : rule.bands) band.level += band.level > 0 ? 1 : 0;
        rule.late_level = 1;
        texts.insert(texts.begin() + 1, "Xong hết nhưng có hồ sơ muộn");
    }
    if (dice.coin()) rule.requirements.push_back({"cap_nhat", "Có cập nhật phần mềm", {}, quarters(1)});
    leaf.rule = rule;
    set_levels(leaf, texts);
    if (dice.coin()) {
        leaf.window_from = Date::from_civil(year, 1, 1);
        leaf.window_to = Date::from_civil(year, 10, 15);
        leaf.evidence.push_back({.text = "Thống kê từ 01/01/2026 đến 15/10/2026"});
    }
}

void as_proportional(Criterion& leaf, Dice&)
{
    Proportional rule{.numerator = "Số việc xong", .denominator = "Số việc được giao"};
    if (leaf.maximum > Points::whole(2)) rule.least = Ratio{80, 100};
    leaf.rule = rule;
}

void as_deductions(Criterion& leaf, Dice& dice)
{
    Deductions rule;
    const std::int64_t count = std::min<std::int64_t>(dice.between(2, 4), leaf.maximum.units() * 4 / Points::scale);
    for (std::int64_t i = 0; i < count; ++i)
        rule.items.push_back({"quy_" + number(i + 1), "Báo cáo quý " + number(i + 1), {}, quarters(1)});
    std::string full = "Báo cáo đủ (mỗi báo cáo không đạt yêu cầu trừ 0,25 điểm)";
    if (dice.coin()) {
        for (Item& item : rule.items) item.due = Date::from_civil(year, 12, 1);
        full = "Báo cáo đủ, đúng thời hạn (mỗi báo cáo chậm trừ 0,25 điểm)";
    }
    leaf.rule = rule;
    leaf.levels.push_back({full, leaf.maximum, ""});
}

void as_capped_count(Criterion& leaf, Dice& dice)
{
    CappedCount rule;
    rule.cap_total = leaf.maximum;
    rule.tiers_add = true;
    const Points each = quarters(1);
    rule.tiers.push_back({"tinh", "Sáng kiến cấp tỉnh", each, leaf.maximum});
    leaf.levels.push_back({"Mỗi sáng kiến cấp tỉnh được 0,25 điểm, tối đa bằng điểm chuẩn", leaf.maximum, ""});
    if (dice.coin()) {
        rule.tiers.push_back({"huyen", "Sáng kiến cấp huyện", each, quarters(2)});
        leaf.levels.push_back({"Mỗi sáng kiến cấp huyện được 0,25 điểm, tối đa 0,5 điểm", quarters(2), ""});
        leaf.note = "Điểm hai cấp được cộng với nhau";
    }
    leaf.rule = rule;
}

void as_checklist(Criterion& leaf, Dice&)
{
    Checklist rule;
    const Points half = Points::from_units(leaf.maximum.units() / 2);
    rule.items.push_back({"quyet_dinh", "Quyết định", half, Points::from_units(half.units() / 2)});
    rule.items.push_back({"bien_ban", "Biên bản họp", leaf.maximum - half, {}});
    leaf.rule = rule;
    for (const Item& item : rule.items) leaf.levels.push_back({"Có " + item.text, item.points, ""});
}

void as_reference_multiple(Criterion& leaf, Dice&)
{
    ReferenceMultiple rule;
    rule.amount = "Thu nhập tăng thêm bình quân";
    rule.multiple = {1, 5};
    rule.reference = {
        {.from = Date::from_civil(2024, 7, 1), .amount = 2'340'000, .source = "Nghị định số 73/2024/NĐ-CP"}};
    leaf.rule = rule;
    set_levels(leaf, {"Từ mức 0,2 lương cơ sở trở lên", "Thấp hơn mức 0,2 lương cơ sở", "Không có thu nhập tăng thêm"});
}

void as_worst_incident(Criterion& leaf, Dice&)
{
    WorstIncident rule;
    rule.severities = {{"nhac_nho", "Bị nhắc nhở", 1}, {"ky_luat", "Bị kỷ luật", 2}};
    leaf.rule = rule;
    set_levels(leaf, {"Không có người bị nhắc nhở và không có người bị kỷ luật", "Có người bị nhắc nhở",
                      "Có người bị kỷ luật"});
}

void as_submission(Criterion& leaf, Dice&)
{
    SubmissionTimeliness rule;
    rule.round = "self_assessment";
    rule.bands = {{0, 0, 0}, {1, 3, 1}, {4, std::nullopt, 2}};
    rule.never_level = 2;
    rule.without_evidence_level = 1;
    leaf.rule = rule;
    leaf.scored_by = ScoredBy::system;
    leaf.evidence_rule = EvidenceRule::any;
    set_levels(leaf, {"Nộp đúng thời gian yêu cầu", "Nộp quá từ 01 đến 03 ngày", "Nộp quá 03 ngày hoặc không nộp"});
}

void as_formula(Criterion& leaf, Dice&)
{
    Formula rule;
    rule.inputs = {{.key = "phat_sinh", .text = "Thủ tục có hồ sơ"}, {.key = "cong_bo", .text = "Thủ tục công bố"}};
    rule.numerator = {{.input = "phat_sinh"}};
    rule.denominator = {{.input = "cong_bo"}};
    rule.bands = {{bound(80, true), std::nullopt, 0},
                  {bound(50, true), bound(80, false), 1},
                  {std::nullopt, bound(50, false), 2}};
    leaf.rule = rule;
    set_levels(leaf, {"Đạt từ 80% thủ tục trở lên", "Đạt từ 50% đến dưới 80% thủ tục", "Đạt dưới 50% thủ tục"});
    Figures figures;
    figures.counts = {{"phat_sinh", 9}, {"cong_bo", 10}};
    leaf.examples.push_back({"9 trong 10", figures, leaf.maximum});
}

void as_imported(Criterion& leaf, Dice& dice)
{
    Imported rule;
    leaf.scored_by = ScoredBy::import;
    if (dice.coin()) {
        rule.index = "Tốc độ tăng thu ngân sách";
        rule.source = "Phòng Tài chính";
        rule.mapping = ImportMapping::bands;
        rule.range = ImportRange::below_zero;
        rule.bands = {{bound(5, true), std::nullopt, 0},
                      {bound(0, true), bound(5, false), 1},
                      {std::nullopt, bound(0, false), 2}};
        leaf.rule = rule;
        set_levels(leaf, {"Tăng từ 5% trở lên", "Tăng từ 0% đến dưới 5%", "Giảm so với năm trước"});
        return;
    }
    rule.index = "Chỉ số chính quyền điện tử";
    rule.source = "Sở Thông tin và Truyền thông";
    rule.mapping = ImportMapping::ranks;
    rule.ranks = {{1, 5, 0}, {6, 10, 1}, {11, std::nullopt, 2}};
    leaf.rule = rule;
    set_levels(leaf, {"Xếp thứ 1 đến 5", "Xếp thứ 6 đến 10", "Xếp sau thứ 10"});
}

void as_survey(Criterion& leaf, Dice& dice)
{
    SurveyRule rule{.survey = "hai-long"};
    leaf.scored_by = ScoredBy::survey;
    if (dice.coin()) {
        rule.conversion = Conversion::table;
        rule.bands = {{bound(80, true), std::nullopt, 0}, {std::nullopt, bound(80, false), 1}};
        set_levels(leaf, {"Đạt từ 80% hài lòng trở lên", "Đạt dưới 80% hài lòng"});
    }
    leaf.rule = rule;
}

void as_ballot(Criterion& leaf, Dice&)
{
    leaf.rule = BallotRule{.ballot = "lanh-dao"};
    leaf.scored_by = ScoredBy::leaders;
}

void as_granted(Criterion& leaf, Dice&)
{
    leaf.rule = Granted{quarters(1)};
    leaf.scored_by = ScoredBy::council;
}

void as_bonus(Criterion& leaf, Dice&)
{
    Bonus rule;
    rule.items = {{"khen", "Được khen thưởng", quarters(1), std::nullopt}};
    leaf.rule = rule;
    leaf.scored_by = ScoredBy::council;
}

using Shape = void (*)(Criterion&, Dice&);
constexpr std::array<Shape, 17> shapes{as_choice,         as_late_bands,   as_timeliness,
                                       as_ratio_bands,    as_proportional, as_deductions,
                                       as_capped_count,   as_checklist,    as_reference_multiple,
                                       as_worst_incident, as_submission,   as_formula,
                                       as_imported,       as_survey,       as_ballot,
                                       as_granted,        as_bonus};

Regulation frame()
{
    Regulation regulation;
    regulation.id = RegulationId("thu-nghiem-2026");
    regulation.title = "Quy định thử nghiệm";
    regulation.year = year;
    regulation.publisher = "UBND huyện";
    regulation.issued_by.issuer = "UBND huyện";
    regulation.notes = {"Tiêu chí không phát sinh nhiệm vụ thì không chấm và không tính điểm chuẩn vào tổng điểm."};
    regulation.standing_department = "phong-noi-vu";
    regulation.substitute_appraiser = "van-phong";
    regulation.groups = {{.id = GroupId("phong"), .title = "Các phòng", .criteria_set = "phong-2026"}};
    for (const char* id : {"phong-noi-vu", "van-phong", "phong-tu-phap", "phong-tai-chinh"})
        regulation.agencies.push_back(
            {.id = AgencyId(id), .title = std::string("Cơ quan ") + id, .group = GroupId("phong")});
    regulation.rounds = {{.id = RoundId("self_assessment"),
                          .title = "Tự đánh giá",
                          .printed_phrase = "từ ngày 15/10 đến hết ngày 15/11",
                          .deadline_kind = DeadlineKind::soft,
                          .from = DayOfYear{10, 15},
                          .until = DayOfYear{11, 15},
                          .printed_days = 32},
                         {.id = RoundId("appraisal_1"),
                          .kind = RoundKind::appraisal,
                          .title = "Thẩm định",
                          .printed_phrase = "trước ngày 10/12, trong 17 ngày làm việc",
                          .boundary = Boundary::exclusive,
                          .from = DayOfYear{11, 17},
                          .until = DayOfYear{12, 10},
                          .printed_days = 17},
                         {.id = RoundId("publication"),
                          .kind = RoundKind::publication,
                          .title = "Công bố",
                          .printed_phrase = "chậm nhất ngày 25/12/2026",
                          .from = DayOfYear{12, 11},
                          .until = DayOfYear{12, 25},
                          .printed_days = 15}};
    regulation.appraisal = AppraisalBodies{.agencies = {"phong-noi-vu", "van-phong", "phong-tu-phap"}, .council = {}};
    regulation.ranking_groups = {
        {.id = "chung", .title = "Các cơ quan", .groups = {GroupId("phong")}, .classification = "bon-loai"}};
    regulation.milestones = {{.id = "ke-hoach",
                              .title = "Kế hoạch",
                              .until = DayOfYear{10, 15},
                              .printed_phrase = "trước 15/10",
                              .inclusive_on_purpose = true}};
    regulation.drafting = Drafting{.comments_from = Date::from_civil(year, 1, 5),
                                   .comments_until = Date::from_civil(year, 1, 20),
                                   .printed_phrase = "chậm nhất ngày 20/01/2026"};
    const auto at_least = [](std::int64_t points) { return std::optional(Points::whole(points)); };
    regulation.classifications = {
        {.id = "bon-loai",
         .classes = {{.id = "a", .title = "A", .threshold = at_least(80), .quota = at_least(20)},
                     {.id = "b", .title = "B", .threshold = at_least(80)},
                     {.id = "c", .title = "C", .threshold = at_least(65)},
                     {.id = "d", .title = "D"}}}};
    regulation.surveys = {{.id = "hai-long",
                           .title = "Điều tra",
                           .respondents = {{"nguoi-dan", "Người dân", 40}, {"doanh-nghiep", "Doanh nghiệp", 20}},
                           .answer_least = Points::whole(1),
                           .answer_most = Points::whole(5)}};
    regulation.ballots = {{.id = "lanh-dao",
                           .title = "Phiếu của lãnh đạo",
                           .leaders = {{"chu-tich", "Chủ tịch"}, {"pho", "Phó Chủ tịch"}},
                           .step = quarters(1)}};
    regulation.phrases = {"Đồng ý", "Không đồng ý", "Đề nghị bổ sung"};
    return regulation;
}

/// Fills a draft with a tree whose leaves take the shapes in turn.
class Grower {
public:
    Grower(Sketch& draft, Dice& dice) : draft_(draft), dice_(dice)
    {
        shapes_.assign(shapes.begin(), shapes.end());
        for (std::size_t i = shapes_.size(); i > 1; --i)
            std::swap(shapes_[i - 1],
                      shapes_[static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(i) - 1))]);
    }

    Points area(const std::string& code)
    {
        const std::size_t row = begin(code, Code(), code);
        Points sum;
        const std::int64_t criteria = dice_.between(2, 4);
        for (std::int64_t i = 1; i <= criteria; ++i) sum += criterion(code + "." + number(i), Code(code), number(i));
        return draft_.rows[row].criterion.maximum = sum;
    }

private:
    std::size_t begin(const std::string& code, const Code& parent, const std::string& printed)
    {
        static const std::array<std::string, 4> doing{"Ban hành văn bản", "Rà soát quy trình", "Công khai kết quả",
                                                      "Kiểm tra nội bộ"};
        Criterion one;
        one.code = Code(code);
        one.printed = printed;
        one.title = doing[draft_.rows.size() % doing.size()] + " " + number(std::ssize(draft_.rows) + 1) +
                    " thuộc nhiệm vụ năm";
        draft_.rows.push_back({one, parent});
        return draft_.rows.size() - 1;
    }

    Points criterion(const std::string& code, const Code& parent, const std::string& printed)
    {
        const std::size_t row = begin(code, parent, printed);
        Points sum;
        if (dice_.coin()) {
            const std::int64_t parts = dice_.between(2, 4);
            for (std::int64_t i = 1; i <= parts; ++i) {
                const std::size_t leaf = begin(code + "." + number(i), Code(code), printed + "." + number(i));
                sum += grow_leaf(draft_.rows[leaf].criterion);
            }
        } else {
            sum = grow_leaf(draft_.rows[row].criterion);
        }
        return draft_.rows[row].criterion.maximum = sum;
    }

    Points grow_leaf(Criterion& leaf)
    {
        static const std::array<std::string, 3> appraisers{"phong-noi-vu", "van-phong", "phong-tu-phap"};
        leaf.maximum = quarters(dice_.between(2, 20));
        leaf.scored_by = ScoredBy::agency;
        leaf.appraising_agency = appraisers[next_ % appraisers.size()];
        shapes_[next_++ % shapes_.size()](leaf, dice_);
        leaf.evidence.push_back({.text = "Báo cáo quý của cơ quan"});
        return leaf.maximum;
    }

    Sketch& draft_;
    Dice& dice_;
    std::vector<Shape> shapes_;
    std::size_t next_ = 0;
};

} // namespace

Regulation Sketch::written() const
{
    Regulation whole = regulation;
    CriteriaSet set;
    set.id = set_id;
    set.title = "Bộ tiêu chí thử nghiệm";
    set.maximum = maximum;
    set.printed_counts = printed_counts;
    set.printed_split = printed_split;
    for (const Row& row : rows) set.add(row.criterion, row.parent);
    whole.criteria_sets.push_back(std::move(set));
    return whole;
}

bool Sketch::has_children(const Row& row) const
{
    return std::any_of(rows.begin(), rows.end(), [&](const Row& other) { return other.parent == row.criterion.code; });
}

std::vector<Sketch::Row*> Sketch::siblings_of(const Row& row)
{
    std::vector<Row*> all;
    for (Row& other : rows) {
        if (other.parent == row.parent) all.push_back(&other);
    }
    return all;
}

Sketch::Row* Sketch::parent_of(const Row& row)
{
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Row& other) { return other.criterion.code == row.parent; });
    return found == rows.end() ? nullptr : &*found;
}

Sketch sound_draft(Dice& dice)
{
    Sketch draft;
    draft.regulation = frame();
    draft.set_id = "phong-2026";
    Grower grower(draft, dice);
    for (const char* area : {"I", "II", "III", "IV"}) draft.maximum += grower.area(area);

    draft.printed_counts = {4, 0, 0};
    Points imported;
    for (const Sketch::Row& row : draft.rows) {
        const auto dots = std::count(row.criterion.code.value.begin(), row.criterion.code.value.end(), '.');
        *draft.printed_counts.criteria += dots == 1 ? 1 : 0;
        *draft.printed_counts.components += dots == 2 ? 1 : 0;
        if (row.criterion.scored_by == ScoredBy::import) imported += row.criterion.maximum;
    }
    draft.printed_split = {{"Chỉ số khác", imported, {ScoredBy::import}, {}},
                           {"Lĩnh vực I", draft.rows.front().criterion.maximum, {}, {Code("I")}}};
    return draft;
}

} // namespace cchc::domain
