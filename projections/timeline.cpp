#include "projections/timeline.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "projections/views.hpp"

#include <algorithm>
#include <map>

namespace cchc::projections {

using namespace domain;

static std::string quoted(std::string_view text)
{
    std::string out;
    JsonWriter(out).text(text);
    return out;
}

/// The criterion that an entry's event is about.
static Code code_of(const Record& record)
{
    if (const auto* opinion = std::get_if<AppraisalEvent>(&record.event))
        return std::visit([](const auto& e) { return e.opinion.criterion; }, *opinion);
    const auto* event = std::get_if<AssessmentEvent>(&record.event);
    const Code* code = event ? criterion_of(*event) : nullptr;
    return code ? *code : Code{};
}

void Timeline::add(const Record& record)
{
    Line line;
    line.seq = record.seq;
    line.at = record.at;
    line.actor = record.actor;
    line.role = record.role;
    line.type = wire_name(record.event);
    line.from = line.to = "null";
    const auto moved = [&](std::string_view what, std::string& held, std::string next) {
        line.what = what;
        line.from = std::exchange(held, std::move(next));
        line.to = held;
    };
    const auto under = [&](const GrantId& reopening) { line.reopening = reopening; };
    Standing& held = standing_[code_of(record)];
    const auto given = [&](const Given& e) {
        moved("given", held.given, quoted(e.points.text()));
        line.reason = e.reason.empty() && e.source ? e.source->text : e.reason;
        under(e.reopening);
    };
    if (const auto* event = std::get_if<AssessmentEvent>(&record.event)) {
        std::visit(
            match{
                [&](const SelfScoreEntered& e) {
                    moved("self_score", held.self, quoted(e.points.text()));
                    line.reason = e.reason;
                    under(e.reopening);
                },
                [&](const SelfScoreCleared& e) { moved("self_score", held.self, "null"), under(e.reopening); },
                [&](const FiguresDeclared& e) {
                    moved("self_score", held.self, quoted(e.points.text()));
                    under(e.reopening);
                },
                [&](const SystemScored& e) {
                    moved("self_score", held.self, quoted(e.points.text()));
                    line.reason = e.basis;
                },
                [&](const ExplanationWritten& e) {
                    moved("explanation", held.explanation, e.text.empty() ? "null" : quoted(e.text));
                    under(e.reopening);
                },
                [&](const EvidenceAttached& e) {
                    line.what = "evidence";
                    line.from = "null";
                    line.to = quoted(e.document.sha256.hex());
                    under(e.reopening);
                },
                [&](const EvidenceDetached& e) {
                    line.what = "evidence";
                    line.from = quoted(e.link.value);
                    line.to = "null";
                    under(e.reopening);
                },
                [&](const NotApplicableClaimed& e) {
                    moved("not_applicable", held.na, R"("claimed")");
                    held.self = "null";
                    line.reason = e.ground;
                    under(e.reopening);
                },
                [&](const NotApplicableWithdrawn& e) { moved("not_applicable", held.na, "null"), under(e.reopening); },
                [&](const NotApplicableAccepted& e) {
                    moved("not_applicable", held.na, R"("accepted")");
                    line.reason = e.reason;
                },
                [&](const NotApplicableRefused& e) {
                    moved("not_applicable", held.na, R"("refused")");
                    line.reason = e.reason;
                },
                [&](const SupplementProvided& e) {
                    moved("supplement", held.supplement, e.text.empty() ? "null" : quoted(e.text));
                    under(e.reopening);
                },
                [&](const SurveyPointsImported& e) { given(e.given); },
                [&](const ResultImported& e) { given(e.given); },
                [&](const PointsGranted& e) { given(e.given); },
                [&](const BonusGranted& e) { given(e.given); },
                [&](const PenaltyImposed& e) { given(e.given); },
                [&](const BallotsOpened& e) { given(e.given); },
                [&](const ReferenceImported& e) {
                    Figures numbers;
                    numbers.counts = e.reference.figures;
                    std::string next;
                    JsonWriter json(next);
                    write_figures(json, numbers);
                    moved("reference", held.reference, std::move(next));
                    line.reason = e.reference.source.text;
                    under(e.reference.reopening);
                },
                [&](const SignatureVerified& e) {
                    line.what = "signature";
                    line.to = quoted(wire(e.check.verdict));
                },
                [&](const EvidenceDestroyed& e) {
                    line.what = "evidence_destroyed";
                    line.from = quoted(e.document.hex());
                    line.reason = e.reason;
                },
                [&](const SecretPaperDeclared& e) {
                    line.what = "secret_paper";
                    line.to = R"("declared")";
                    under(e.reopening);
                },
                [&](const SecretPaperExplained& e) {
                    line.what = "secret_paper";
                    line.to = R"("explained")";
                    line.on_behalf = e.on_behalf;
                    under(e.reopening);
                },
                [&](const OutsideReportReceived& e) {
                    line.what = "outside_report";
                    line.to = R"("received")";
                    line.reason = e.summary;
                    line.on_behalf = e.on_behalf;
                },
                [&](const OutsideReportVerified& e) {
                    line.what = "outside_report";
                    line.to = quoted(wire(e.outcome));
                    line.reason = e.by;
                    line.on_behalf = e.on_behalf;
                },
                [&](const OutsideReportCounted& e) {
                    line.what = "outside_report";
                    line.to = R"("counted")";
                    line.reason = e.reason;
                    line.on_behalf = e.on_behalf;
                },
                [&](const OutsideReportAnswered& e) {
                    line.what = "outside_report";
                    line.to = R"("answered")";
                    line.reason = e.text;
                },
                [](const auto&) {}, // concerns the assessment, not one entry
            },
            *event);
    } else if (const auto* opinion_event = std::get_if<AppraisalEvent>(&record.event)) {
        const Opinion& opinion = std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, *opinion_event);
        const bool draft = std::holds_alternative<AppraisalDrafted>(*opinion_event);
        if (draft && eyes_ == Eyes::agency) return;
        const bool ruling = !draft && !std::holds_alternative<AppraisalDecided>(*opinion_event);
        line.what = draft ? "appraisal_draft" : ruling ? "ruling" : "appraisal";
        line.speaker = opinion.round.value + "/" + (ruling ? "" : opinion.on_behalf.value);
        const auto said = held.opinions.try_emplace(line.speaker, "null").first;
        line.from = said->second;
        line.to = quoted(opinion.points.text());
        if (!draft) said->second = line.to;
        line.reason = opinion.reason;
        line.round = opinion.round;
        line.on_behalf = opinion.on_behalf;
        line.reopening = opinion.reopening;
    }
    if (!line.what.empty()) lines_.push_back(std::move(line));
}

/// The points that count, of what the agency scored itself or of what others gave.
static std::string points_standing(const std::string& self, const std::string& given)
{
    return given == "null" ? self : given;
}

void Timeline::amend(const CycleView::Amendment& amendment, const std::vector<AmendedCriterion>& became)
{
    std::map<Code, Standing> after;
    for (const AmendedCriterion& one : became) {
        Line line;
        line.seq = amendment.touch.seq;
        line.at = amendment.touch.at;
        line.actor = amendment.touch.by;
        line.role = RoleKind::cycle_admin;
        line.type = CycleAmended::name;
        line.what = "amendment";
        line.from = line.to = "null";
        line.reason = amendment.facts.reason;
        Standing next;
        if (one.from.size() == 1) { // merged, it has no one score that it comes from
            next = standing_[one.from[0]];
            line.from = line.to = points_standing(next.self, next.given);
        }
        if (one.redo == Redo::score) {
            next.self = next.given = next.na = line.to = "null";
            next.opinions.clear();
        }
        after[one.criterion] = std::move(next);
        lines_.push_back(std::move(line));
    }
    standing_ = std::move(after);
}

/// What an agency has been told: of the council's decisions those in force when their round was published, each from
/// the one told before it.
std::vector<Timeline::Line> Timeline::told(const CycleView& cycle) const
{
    std::vector<Line> told;
    std::map<std::string, std::string> known;
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
        if (line->round.empty()) {
            told.push_back(*line);
            continue;
        }
        const auto notes = cycle.rounds.find(line->round);
        if (notes == cycle.rounds.end()) continue;
        const auto next = std::find_if(std::next(line), lines_.end(),
                                       [&](const Line& later) { return later.speaker == line->speaker; });
        const bool published = std::ranges::any_of(notes->second.publications, [&](Sequence publication) {
            return line->seq < publication && (next == lines_.end() || publication < next->seq);
        });
        if (!published) continue;
        told.push_back(*line);
        const auto before = known.try_emplace(line->speaker, "null").first;
        told.back().from = std::exchange(before->second, line->to);
    }
    return told;
}

std::string Timeline::render(const CycleView& cycle) const
{
    const std::vector<Line> shown = eyes_ == Eyes::agency ? told(cycle) : lines_;
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("events");
    json.open_array();
    for (auto line = shown.rbegin(); line != shown.rend(); ++line) {
        json.open_object();
        json.member("seq", std::to_string(line->seq));
        json.member("at", local_text(line->at));
        json.member("actor", line->actor.value);
        json.member("role", wire(line->role));
        json.member("type", line->type);
        json.member("what", line->what);
        json.key("from");
        json.raw(line->from);
        json.key("to");
        json.raw(line->to);
        json.member("reason", line->reason);
        json.key("round");
        if (line->round.empty())
            json.null();
        else
            json.text(line->round.value);
        json.key("on_behalf");
        if (line->on_behalf.empty())
            json.null();
        else
            json.text(line->on_behalf.value);
        json.key("reopening");
        if (line->reopening.empty())
            json.null();
        else
            json.text(line->reopening.value);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    return text;
}

// ── why? ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Points on paper: a comma, at least two decimals.
static std::string vi_points(Points points)
{
    std::string text = points.text();
    std::ranges::replace(text, '.', ',');
    return text;
}

namespace {
struct Steps {
    JsonWriter& json;
    void add(std::string_view what, Points points, const std::string& vi, const std::string& en)
    {
        json.open_object();
        json.member("what", what);
        json.member("points", points.text());
        json.key("text");
        json.open_object();
        json.member("vi", vi);
        json.member("en", en);
        json.close_object();
        json.close_object();
    }
};
} // namespace

namespace {
struct GiverWords {
    std::string_view vi, en;
};
} // namespace

/// Who gave the points of a leaf that the agency does not score.
static GiverWords words_for(const Criterion& leaf)
{
    if (std::holds_alternative<Bonus>(leaf.rule)) return {"Điểm thưởng: ", "Bonus: "};
    if (std::holds_alternative<Penalty>(leaf.rule)) return {"Điểm trừ: ", "Penalty: "};
    switch (leaf.scored_by) {
    case ScoredBy::survey: return {"Điểm điều tra xã hội học: ", "Points from the survey: "};
    case ScoredBy::leaders: return {"Lãnh đạo cho điểm: ", "Points from the leaders' ballots: "};
    case ScoredBy::import: return {"Lấy từ chỉ số khác: ", "From another index: "};
    case ScoredBy::council: return {"Hội đồng chấm: ", "Given by the council: "};
    case ScoredBy::appraising_agency:
    case ScoredBy::agency:
    case ScoredBy::system:
    case ScoredBy::rollup: break;
    }
    return {"Cơ quan chức năng chấm: ", "Given by the agency in charge: "};
}

static void write_steps(JsonWriter& json, const AssessmentView& view, CriterionNo criterion, Stage reached)
{
    const Criterion& about = (*view.set)[criterion];
    const EntryRow& row = *view.entries[criterion];
    Steps steps{json};
    json.key("steps");
    json.open_array();
    switch (row.basis) {
    case Basis::none:
        if (row.awaited)
            steps.add("given", row.counted[0], "Chưa có điểm do nơi khác chấm", "What others score is not there yet");
        else
            steps.add("self", row.counted[0], "Đơn vị chưa chấm điểm", "Not scored by the agency");
        break;
    case Basis::level:
        steps.add("self", row.counted[0], "Đơn vị tự chọn mức " + vi_points(row.self.value_or(Points{})),
                  "The agency chose " + row.self.value_or(Points{}).text());
        break;
    case Basis::figures:
        steps.add("self", row.counted[0], "Tính từ số liệu kê khai: " + vi_points(row.self.value_or(Points{})),
                  "Computed from the declared figures: " + row.self.value_or(Points{}).text());
        break;
    case Basis::override_:
        steps.add("self", row.counted[0],
                  "Đơn vị chấm khác kết quả tính từ số liệu, có lý do: " + vi_points(row.self.value_or(Points{})),
                  "The agency overrode the computed result, with a reason: " + row.self.value_or(Points{}).text());
        break;
    case Basis::given: {
        const GiverWords words = words_for(about);
        steps.add("given", row.counted[0], std::string(words.vi) + vi_points(row.counted[0]),
                  std::string(words.en) + row.counted[0].text());
        break;
    }
    case Basis::system:
        steps.add("self", row.counted[0], "Hệ thống chấm theo thời điểm nộp hồ sơ",
                  "Scored by the system from the time of submission");
        break;
    }
    static constexpr std::array<std::string_view, 2> names{"round_1", "round_2"};
    for (std::size_t i = 0; i < 2 && i < static_cast<std::size_t>(reached); ++i) {
        const Points now = row.counted[i + 1];
        const std::string ordinal = std::to_string(i + 1);
        if (row.published[i])
            steps.add(names[i], now, "Thẩm định vòng " + ordinal + ": " + vi_points(*row.published[i]),
                      "Appraisal round " + ordinal + ": " + row.published[i]->text());
        else if (i == 0 && agency_scores(about))
            steps.add(names[i], now, "Vòng 1 chưa có ý kiến: áp dụng quy định khi khóa",
                      "No opinion in round 1: the rule for the undecided applies");
        else if (agency_scores(about))
            steps.add(names[i], now, "Vòng 2 không có ý kiến mới: giữ kết quả vòng 1",
                      "No new opinion in round 2: round 1 stands");
    }
    json.close_array();
}

/// The overlay whose rule gave the points, or would give them at `at` where there are none yet; null: the printed rule.
static const Overlay* overlay_behind(const AssessmentView& view, CriterionNo criterion, Instant at)
{
    const EntryRow* row = view.entries[criterion].get();
    const Instant scored = row && row->scored_at ? *row->scored_at : at;
    return view.cycle->cycle.regulation->overlay_in_force(*view.set, criterion, local_date(scored));
}

std::string render_provenance(const AssessmentView& view, CriterionNo criterion, Instant at)
{
    static constexpr std::array<std::string_view, 3> stages{"self", "round_1", "round_2"};
    const CriteriaSet& set = *view.set;
    const Criterion& about = set[criterion];
    const Stage reached = stage_reached(view.cycle->cycle);
    const auto stage = static_cast<std::size_t>(reached);
    const auto sum_of = [&](CriterionNo top) {
        Points sum;
        for (const CriterionNo leaf : set.leaves())
            for (CriterionNo no = leaf; no != no_criterion; no = set[no].parent)
                if (no == top) sum += view.entries[leaf]->counted[stage];
        return sum;
    };
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("assessment", view.id.value);
    json.member("code", about.code.value);
    json.member("title", about.title);
    json.member("maximum", about.maximum.text());
    json.member("stage", stages[stage]);
    json.member("points", sum_of(criterion).text());
    json.key("rule");
    json.open_object();
    const Overlay* overlay = overlay_behind(view, criterion, at);
    json.member("shape", shape_of(overlay ? *overlay->rule : about.rule));
    json.key("overlay");
    if (overlay)
        json.text(overlay->id);
    else
        json.null();
    json.member("regulation", view.cycle->cycle.regulation->id.value);
    json.key("regulation_version");
    json.number(static_cast<std::uint64_t>(view.cycle->cycle.regulation_version));
    json.key("levels");
    json.open_array();
    for (const Level& level : about.levels) {
        json.open_object();
        json.member("text", level.text);
        json.member("points", level.points.text());
        json.close_object();
    }
    json.close_array();
    json.close_object();
    json.key("inputs"); // figures, explanation, evidence, opinions: each with its event
    if (view.entries[criterion])
        json.raw(view.entries[criterion]->json);
    else
        json.null();
    if (view.entries[criterion]) write_steps(json, view, criterion, reached);
    json.key("children");
    json.open_array();
    for (const CriterionNo child : set.children(criterion)) {
        json.open_object();
        json.member("code", set[child].code.value);
        json.member("title", set[child].title);
        json.member("points", sum_of(child).text());
        json.member("maximum", set[child].maximum.text());
        json.close_object();
    }
    json.close_array();
    json.close_object();
    return text;
}

} // namespace cchc::projections
