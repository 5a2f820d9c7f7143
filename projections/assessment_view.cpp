#include "projections/assessment_view.hpp"

#include "domain/json_writer.hpp"
#include "domain/scope.hpp"
#include "domain/wire.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

AssessmentView::AssessmentView(const AssessmentView& o)
    : id(o.id), agency(o.agency), listing(o.listing), seq(o.seq), cycle(o.cycle), set(o.set), entries(o.entries),
      items(o.items), facts(o.facts), totals(o.totals)
{}

std::shared_ptr<const std::string> AssessmentView::entries_body() const
{
    if (auto built = body_.load(std::memory_order_acquire)) return built;
    auto built = std::make_shared<const std::string>(render_entries(*this, nullptr));
    body_.store(built, std::memory_order_release); // two who ask at once build the same bytes
    return built;
}

bool in_sight(const AssessmentView& view, CriterionNo criterion, const Sight* sight)
{
    if (!sight) return true;
    const Regulation& regulation = *view.cycle->cycle.regulation;
    const Criterion& about = (*view.set)[criterion];
    const AgencyId& eyes = sight->agency;
    return covers(sight->criteria, about.code) &&
           (regulation.appraises(about, view.agency, eyes) || regulation.giver_of(about, view.agency) == eyes ||
            (agency_scores(about) && regulation.chair_may_rule() && regulation.ruler_of(view.agency) == eyes));
}

Saying saying_of(const AppraisalEvent& event, const Cycle& cycle)
{
    const Opinion& opinion = std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, event);
    const bool draft = std::holds_alternative<AppraisalDrafted>(event);
    const bool ruling = !draft && !std::holds_alternative<AppraisalDecided>(event);
    return {opinion.on_behalf, cycle.round(opinion.round)->plan.ordinal, draft, ruling};
}

bool hears(const AssessmentView& view, CriterionNo criterion, const Saying& saying, const Sight* sight)
{
    if (!sight || saying.by == sight->agency || saying.ruling) return true;
    return !saying.draft && view.item(criterion, saying.ordinal).see_each_other;
}

bool awaits_ruling(const AssessmentView& view, CriterionNo criterion, int ordinal)
{
    const Regulation& regulation = *view.cycle->cycle.regulation;
    const ItemRow& item = view.item(criterion, ordinal);
    if (item.verdict == Verdict::settled || item.verdict == Verdict::ruled) return false;
    const Round* round = view.cycle->cycle.round(RoundKind::appraisal, ordinal);
    if (!round) return false;
    if (item.verdict == Verdict::differing && regulation.disagreement_ruling == DisagreementRuling::chair) return true;
    return regulation.undecided_at_lock == UndecidedAtLock::escalate && round->locked_for(view.agency) &&
           (ordinal == 1 || item.anybody_decided());
}

bool on_the_bench(const AssessmentView& view, CriterionNo criterion, int ordinal, const AgencyId& agency)
{
    const Criterion& about = (*view.set)[criterion];
    const Regulation& regulation = *view.cycle->cycle.regulation;
    if (!agency_scores(about)) return false;
    return regulation.appraises(about, view.agency, agency) ||
           (regulation.ruler_of(view.agency) == agency &&
            (awaits_ruling(view, criterion, ordinal) || view.item(criterion, ordinal).verdict == Verdict::ruled));
}

std::vector<CriterionNo> ancestors(const CriteriaSet& set, CriterionNo criterion)
{
    std::vector<CriterionNo> above;
    for (CriterionNo no = set[criterion].parent; no != no_criterion; no = set[no].parent) above.push_back(no);
    return above;
}

/// Points by stage as members; a stage that the cycle has not reached shows nothing yet.
static void write_stages(JsonWriter& json, const std::array<Points, 3>& points, Stage reached)
{
    static constexpr std::array<std::string_view, 3> names{"self", "round_1", "round_2"};
    for (std::size_t stage = 0; stage < names.size(); ++stage) {
        json.key(names[stage]);
        if (stage <= static_cast<std::size_t>(reached))
            json.text(points[stage].text());
        else
            json.null();
    }
}

static std::string_view stage_name(Stage stage)
{
    static constexpr std::array<std::string_view, 3> names{"self", "round_1", "round_2"};
    return names[static_cast<std::size_t>(stage)];
}

void write_totals(JsonWriter& json, const AssessmentView& view)
{
    const Stage reached = stage_reached(view.cycle->cycle);
    json.key("totals");
    json.open_object();
    json.member("maximum", view.totals->maximum.text());
    json.member("applicable_maximum", view.totals->applicable_maximum.text());
    write_stages(json, view.totals->points, reached);
    json.member("final", view.totals->points[static_cast<std::size_t>(reached)].text());
    json.member("stage", stage_name(reached));
    json.close_object();
}

namespace {
struct Subtotal {
    std::array<Points, 3> points;
    std::uint32_t complete = 0;
    std::uint32_t leaves = 0;
};
} // namespace

/// Sums of every node, children before parents: a set lists parents first, so it is walked backwards.
static std::vector<Subtotal> subtotals_of(const AssessmentView& view)
{
    const CriteriaSet& set = *view.set;
    std::vector<Subtotal> sums(set.size());
    for (std::size_t i = set.size(); i-- > 0;) {
        const auto no = static_cast<CriterionNo>(i);
        Subtotal& sum = sums[i];
        if (view.entries[i]) {
            sum.points = view.entries[i]->counted;
            if (agency_scores(set[no])) {
                sum.leaves = 1;
                sum.complete = view.entries[i]->complete ? 1 : 0;
            }
        }
        if (set[no].parent == no_criterion) continue;
        Subtotal& above = sums[set[no].parent];
        for (std::size_t stage = 0; stage < 3; ++stage) above.points[stage] += sum.points[stage];
        above.complete += sum.complete;
        above.leaves += sum.leaves;
    }
    return sums;
}

void write_subtotals(JsonWriter& json, const AssessmentView& view, const std::vector<CriterionNo>* of)
{
    const CriteriaSet& set = *view.set;
    const Stage reached = stage_reached(view.cycle->cycle);
    std::vector<Subtotal> sums = subtotals_of(view);
    for (std::size_t area = 0; area < set.areas().size(); ++area) // as they count: bonus capped, floors kept
        sums[set.areas()[area]].points = view.totals->areas[area].points;
    json.key("subtotals");
    json.open_array();
    for (CriterionNo no = 0; no < set.size(); ++no) {
        if (set[no].leaf || (of && std::ranges::find(*of, no) == of->end())) continue;
        json.open_object();
        json.member("code", set[no].code.value);
        json.member("maximum", set[no].maximum.text());
        write_stages(json, sums[no].points, reached);
        json.key("complete");
        json.number(static_cast<std::uint64_t>(sums[no].complete));
        json.key("leaves");
        json.number(static_cast<std::uint64_t>(sums[no].leaves));
        json.close_object();
    }
    json.close_array();
}

std::string render_entries(const AssessmentView& view, const Sight* sight)
{
    std::string body;
    body.reserve(48 * 1024);
    JsonWriter json(body);
    json.open_object();
    json.member("assessment", view.id.value);
    json.member("cycle", view.cycle->cycle.id.value);
    json.member("agency", view.agency.value);
    json.key("regulation_version");
    json.number(static_cast<std::uint64_t>(view.cycle->cycle.regulation_version));
    json.member("state", assessment_state(*view.cycle, view.agency, *view.facts));
    json.key("version");
    json.number(static_cast<std::uint64_t>(view.facts->version));
    json.key("content");
    json.number(view.facts->content);
    json.member("seq", std::to_string(view.seq));
    write_totals(json, view);
    json.key("entries");
    json.open_array();
    for (CriterionNo no = 0; no < view.entries.size(); ++no)
        if (view.entries[no] && in_sight(view, no, sight)) json.raw(view.entries[no]->json);
    json.close_array();
    if (!sight) write_subtotals(json, view, nullptr);
    json.close_object();
    return body;
}

void write_change(JsonWriter& json, const AssessmentView& view, CriterionNo criterion)
{
    json.key("entry");
    json.raw(view.entries[criterion]->json);
    const std::vector<CriterionNo> above = ancestors(*view.set, criterion);
    write_subtotals(json, view, &above);
    write_totals(json, view);
}

void write_header(JsonWriter& json, const AssessmentView& view)
{
    const AssessmentRow& facts = *view.facts;
    json.member("assessment", view.id.value);
    json.member("cycle", view.cycle->cycle.id.value);
    json.member("agency", view.agency.value);
    json.member("group", view.listing->group.value);
    json.member("state", assessment_state(*view.cycle, view.agency, facts));
    json.key("version");
    json.number(static_cast<std::uint64_t>(facts.version));
    json.key("content");
    json.number(facts.content);
    json.member("seq", std::to_string(view.seq));
    write_totals(json, view);
    json.key("to_confirm");
    json.boolean(facts.to_confirm);
    json.key("submissions");
    json.raw(facts.submissions_json);
    json.key("approval");
    json.raw(facts.approval_json);
}

// ── checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

static void write_finding(JsonWriter& json, const Criterion& criterion, std::string_view check, std::string_view vi,
                          std::string_view en)
{
    json.open_object();
    json.member("code", criterion.code.value);
    json.member("check", check);
    json.key("message");
    json.open_object();
    json.member("vi", vi);
    json.member("en", en);
    json.close_object();
    json.close_object();
}

std::string render_checks(const AssessmentView& view, const Sight* sight)
{
    std::string body;
    JsonWriter json(body);
    json.open_object();
    json.member("assessment", view.id.value);
    json.key("errors");
    json.open_array();
    for (const CriterionNo leaf : view.set->leaves()) {
        const Criterion& criterion = (*view.set)[leaf];
        const EntryRow& row = *view.entries[leaf];
        if (!agency_scores(criterion) || row.complete || !in_sight(view, leaf, sight)) continue;
        if (row.owes.score) write_finding(json, criterion, "score", "Chưa chấm điểm", "Not scored yet");
        if (row.owes.reference)
            write_finding(json, criterion, "reference", "Chưa xác nhận số liệu tham chiếu",
                          "Published figures not confirmed");
        if (row.owes.evidence_or_explanation)
            write_finding(json, criterion, "evidence_or_explanation", "Thiếu tài liệu hoặc giải trình",
                          "Evidence or explanation missing");
        if (row.owes.evidence)
            write_finding(json, criterion, "evidence", "Thiếu tài liệu kiểm chứng", "Evidence missing");
        if (row.owes.explanation)
            write_finding(json, criterion, "explanation", "Thiếu giải trình", "Explanation missing");
    }
    json.close_array();
    json.key("warnings");
    json.open_array();
    for (const CriterionNo leaf : view.set->leaves()) {
        const Criterion& criterion = (*view.set)[leaf];
        const EntryRow& row = *view.entries[leaf];
        if (!in_sight(view, leaf, sight)) continue;
        if (std::holds_alternative<SubmissionTimeliness>(criterion.rule) && row.evidence.empty())
            write_finding(json, criterion, "system_evidence",
                          "Chưa đính kèm tờ trình và báo cáo: tiêu chí này được chấm ở mức không có tài liệu",
                          "No submission letter attached: this criterion earns its level without evidence");
        if (row.lacks_signature)
            write_finding(json, criterion, "unsigned_evidence",
                          "Tệp đính kèm không có chữ ký số hợp lệ ở nơi phải ký số",
                          "A file without a digital signature that holds stands where one is wanted");
        if (row.doubts.invalid)
            write_finding(json, criterion, "invalid_signature", "Có tệp mang chữ ký số không hợp lệ",
                          "A file bears a digital signature that does not hold");
        if (row.doubts.indeterminate)
            write_finding(json, criterion, "indeterminate_signature",
                          "Có chữ ký số chưa kết luận được; có thể kiểm tra lại",
                          "A digital signature could not be checked to the end; it may be checked again");
        if (row.doubts.issuer_differs)
            write_finding(json, criterion, "issuer_differs", "Cơ quan ký số khác với cơ quan ban hành đã khai",
                          "The body that signed is not the issuer that was named");
        if (row.basis == Basis::override_)
            write_finding(json, criterion, "override", "Điểm khác với kết quả tính từ số liệu, đã nêu lý do",
                          "The score differs from what the figures come to; a reason is given");
    }
    json.close_array();
    json.key("complete");
    json.number(static_cast<std::uint64_t>(view.totals->complete));
    json.key("leaves");
    json.number(static_cast<std::uint64_t>(view.totals->leaves));
    json.close_object();
    return body;
}

// ── the appraisal workbench ──────────────────────────────────────────────────────────────────────────────────────────

static std::string_view verdict_name(Verdict verdict)
{
    switch (verdict) {
    case Verdict::open: return "open";
    case Verdict::differing: return "differing";
    case Verdict::settled: return "settled";
    case Verdict::ruled: return "ruled";
    }
    return "";
}

void write_item(JsonWriter& json, const AssessmentView& view, CriterionNo criterion, int ordinal,
                const AgencyId& appraiser, Instant at)
{
    const Regulation& regulation = *view.cycle->cycle.regulation;
    const Criterion& about = (*view.set)[criterion];
    const EntryRow& entry = *view.entries[criterion];
    const ItemRow& item = view.item(criterion, ordinal);
    const Points judged = entry.counted[static_cast<std::size_t>(Stage::self)]; // 0 for a file that came to nothing
    const bool is_penalty = std::holds_alternative<Penalty>(about.rule);
    // The most it may come to; of a penalty, which is counted below 0, the least that may be taken off.
    const Points limit = is_penalty                   ? regulation.may_exceed_self ? Points{} : Points{} - judged
                         : regulation.may_exceed_self ? about.maximum
                                                      : judged;
    const std::vector<AgencyId> appraisers = regulation.appraisers_of(about, view.agency);
    const AgencyId& shown = appraiser.empty() && !appraisers.empty() ? appraisers.front() : appraiser;
    const ItemRow::Judgement& said = item.by(shown.value);

    json.open_object();
    json.member("assessment", view.id.value);
    json.member("agency", view.agency.value);
    json.member("code", about.code.value);
    json.key("version");
    json.number(static_cast<std::uint64_t>(said.version));
    json.member("state", name_of(static_cast<ItemState>(said.state)));
    json.key("self");
    if (entry.self)
        json.text(entry.self->text());
    else
        json.null();
    json.key("entry");
    json.raw(entry.json);
    json.key("appraisal");
    json.raw(said.json);
    json.key("stale"); // the entry changed after it was judged
    json.boolean(said.judged_version != 0 && said.judged_version != entry.version);
    json.key("appraisers");
    json.open_array();
    for (const AgencyId& one : appraisers) json.text(one.value);
    json.close_array();
    json.key("others");
    json.open_array();
    if (item.see_each_other || appraiser.empty())
        for (const ItemRow::Judgement& one : item.judgements)
            if (one.by != shown.value && one.decided != "null") json.raw(one.decided);
    json.close_array();
    json.member("verdict", verdict_name(item.verdict));
    json.key("outcome");
    json.raw(item.outcome);
    json.key("ruling");
    json.raw(item.ruling);
    json.key("may_rule");
    json.boolean(regulation.ruler_of(view.agency) == appraiser && awaits_ruling(view, criterion, ordinal));
    json.key("conflict");
    json.boolean(view.agency == appraiser);
    json.member("limit", limit.text());
    json.key("allowed_points");
    json.open_array();
    const ScoringRule& rule = regulation.rule_in_force(*view.set, criterion, local_date(at));
    const std::vector<Points> scale = allowed_points(rule, about.levels, about.maximum);
    if (!is_penalty && !scale.empty() && scale.front() > Points{})
        json.text(Points{}.text()); // none at all may always be given (AP-7)
    for (const Points points : scale)
        if (is_penalty ? points >= limit : points <= limit) json.text(points.text());
    json.close_array();
    json.close_object();
}

} // namespace cchc::projections
