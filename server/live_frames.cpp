#include "server/live_frames.hpp"

#include "domain/json_writer.hpp"

#include <array>

namespace cchc::server::frames {

using namespace domain;
using projections::AssessmentView;
using projections::CriterionNo;

template <class Write>
static std::string frame(std::string_view kind, const Write& write)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("t", kind);
    write(json);
    json.close_object();
    return text;
}

static void write_place(JsonWriter& json, std::string_view token, Sequence seq)
{
    json.member("token", token);
    json.member("seq", std::to_string(seq));
}

// ── headlines ────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {
struct Headline {
    std::string_view name, vi, en;
};
} // namespace

static constexpr std::array headlines{
    Headline{CycleOpened::name, "Mở kỳ đánh giá", "The cycle was opened"},
    Headline{RoundScheduled::name, "Ấn định thời gian một giai đoạn", "A round was scheduled"},
    Headline{RoundExtended::name, "Gia hạn một giai đoạn", "A round was extended"},
    Headline{RoundLocked::name, "Khóa một giai đoạn", "A round was locked"},
    Headline{RoundReopened::name, "Mở lại một giai đoạn", "A round was reopened"},
    Headline{ReopeningEnded::name, "Kết thúc mở lại", "A reopening ended"},
    Headline{TieDecided::name, "Quyết định thứ tự khi bằng điểm", "A tie was decided"},
    Headline{CycleAmended::name, "Sửa đổi bộ tiêu chí giữa kỳ", "The criteria were amended"},
    Headline{AppraisalsPublished::name, "Công bố kết quả thẩm định", "Appraisals were published"},
    Headline{ResultsPublished::name, "Công bố kết quả", "The results were published"},
    Headline{ResultsReported::name, "Báo cáo kết quả lên cấp trên", "The results were reported upward"},
    Headline{TrailSealed::name, "Ghi nhận nhật ký từ chối và truy cập",
             "The trail of refusals and readings was sealed"},
    Headline{SelfScoreEntered::name, "Tự chấm điểm", "Self score entered"},
    Headline{SelfScoreCleared::name, "Xóa điểm tự chấm", "Self score cleared"},
    Headline{FiguresDeclared::name, "Khai số liệu", "Figures declared"},
    Headline{ExplanationWritten::name, "Viết giải trình", "Explanation written"},
    Headline{EvidenceAttached::name, "Đính kèm tài liệu", "Evidence attached"},
    Headline{EvidenceDetached::name, "Gỡ tài liệu", "Evidence detached"},
    Headline{NotApplicableClaimed::name, "Khai không phát sinh", "Claimed as not applicable"},
    Headline{NotApplicableWithdrawn::name, "Rút khai không phát sinh", "Claim withdrawn"},
    Headline{NotApplicableAccepted::name, "Chấp nhận không phát sinh", "Accepted as not applicable"},
    Headline{NotApplicableRefused::name, "Không chấp nhận không phát sinh", "Claim refused"},
    Headline{ApprovalRequested::name, "Trình lãnh đạo duyệt", "Approval requested"},
    Headline{AssessmentApproved::name, "Lãnh đạo đã duyệt", "Approved by the head"},
    Headline{ApprovalReturned::name, "Lãnh đạo trả lại", "Returned by the head"},
    Headline{SubmissionDelegated::name, "Ủy quyền nộp", "Submission delegated"},
    Headline{AssessmentSubmitted::name, "Nộp hồ sơ", "Assessment submitted"},
    Headline{SystemScored::name, "Hệ thống chấm điểm", "Scored by the system"},
    Headline{AssessmentWithdrawn::name, "Rút hồ sơ", "Assessment withdrawn"},
    Headline{Compensated::name, "Hoàn tác", "Undone"},
    Headline{SupplementProvided::name, "Bổ sung, giải trình", "Supplement provided"},
    Headline{SurveyPointsImported::name, "Nhập điểm điều tra xã hội học", "Survey points imported"},
    Headline{ResultImported::name, "Nhập kết quả chỉ số khác", "Result of another index imported"},
    Headline{PointsGranted::name, "Cơ quan chức năng chấm điểm", "Points granted"},
    Headline{BonusGranted::name, "Ghi điểm thưởng", "Bonus granted"},
    Headline{PenaltyImposed::name, "Ghi điểm trừ", "Penalty imposed"},
    Headline{ReferenceImported::name, "Nhập số liệu tham chiếu", "Reference figures imported"},
    Headline{SignatureVerified::name, "Kiểm tra lại chữ ký số", "Signature checked again"},
    Headline{SecretPaperDeclared::name, "Khai có tài liệu mật", "Secret paper declared"},
    Headline{SecretPaperExplained::name, "Giải trình trực tiếp tài liệu mật", "Secret paper explained"},
    Headline{EvidenceDestroyed::name, "Hủy nội dung tài liệu", "Evidence destroyed"},
    Headline{OutsideReportReceived::name, "Tiếp nhận thông tin phản ánh", "Outside report received"},
    Headline{OutsideReportVerified::name, "Xác minh thông tin phản ánh", "Outside report verified"},
    Headline{OutsideReportCounted::name, "Lấy thông tin phản ánh làm căn cứ", "Outside report counted"},
    Headline{OutsideReportAnswered::name, "Đơn vị trả lời thông tin phản ánh", "Outside report answered"},
    Headline{BallotsOpened::name, "Mở phiếu của lãnh đạo", "Leaders' ballots opened"},
    Headline{BallotCast::name, "Ghi phiếu của lãnh đạo", "A leader's ballot recorded"},
    Headline{AppraisalDrafted::name, "Dự thảo thẩm định", "Appraisal drafted"},
    Headline{AppraisalDecided::name, "Thẩm định", "Appraisal decided"},
    Headline{DisagreementRuled::name, "Chủ tịch Hội đồng kết luận ý kiến khác nhau",
             "The chair ruled on a disagreement"},
    Headline{UndecidedRuled::name, "Chủ tịch Hội đồng quyết định nội dung chưa có ý kiến",
             "The chair ruled on what was undecided"},
};

/// A headline for every event a feed can tell; one that lacks it does not compile.
template <class... Event>
static constexpr bool all_have_headlines(const std::variant<Event...>*)
{
    const auto has = [](std::string_view name) {
        return std::ranges::any_of(headlines, [&](const Headline& line) { return line.name == name; });
    };
    return (has(Event::name) && ...);
}
static_assert(all_have_headlines(static_cast<const CycleEvent*>(nullptr)));
static_assert(all_have_headlines(static_cast<const AssessmentEvent*>(nullptr)));
static_assert(all_have_headlines(static_cast<const AppraisalEvent*>(nullptr)));
static_assert(all_have_headlines(static_cast<const BallotEvent*>(nullptr)));

static void write_headline(JsonWriter& json, const Happening& what)
{
    json.key("headline");
    json.open_object();
    for (const Headline& line : headlines) {
        if (line.name != what.name) continue;
        json.member("vi", line.vi);
        json.member("en", line.en);
    }
    if (what.assessment) json.member("agency", what.assessment->agency.value);
    if (!what.code.empty()) json.member("code", what.code.value);
    json.close_object();
}

std::string feed_line(const Happening& what)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("seq", std::to_string(what.seq));
    json.key("ev");
    json.raw(what.leaf);
    write_headline(json, what);
    json.close_object();
    return text;
}

// ── what changed in an assessment ────────────────────────────────────────────────────────────────────────────────────

static void write_entries(JsonWriter& json, const Hearing& hearing, const Happening& what, const AssessmentView& view)
{
    json.key("entries");
    json.open_array();
    for (CriterionNo no = 0; no < view.entries.size(); ++no) {
        if (!view.entries[no] || !(what.moves_all_entries || what.criterion == no)) continue;
        if (projections::in_sight(view, no, hearing.sight())) json.raw(view.entries[no]->json);
    }
    json.close_array();
}

/// The rows the event changed, to be folded into the page's snapshot: entries, sums, state. Who judges entries gets his
/// items as well.
static void write_set(JsonWriter& json, const Hearing& hearing, const Happening& what, const AssessmentView& view)
{
    json.key("set");
    json.open_object();
    write_entries(json, hearing, what, view);
    if (!hearing.sight()) {
        if (what.moves_all_entries) {
            projections::write_subtotals(json, view, nullptr);
        } else if (what.criterion && what.ordinal == 0) {
            const auto above = projections::ancestors(*view.set, *what.criterion);
            projections::write_subtotals(json, view, &above);
        }
    }
    projections::write_totals(json, view);
    json.member("state", projections::assessment_state(*view.cycle, view.agency, *view.facts));
    json.key("version");
    json.number(static_cast<std::uint64_t>(view.facts->version));
    if (what.criterion && hearing.sight() && agency_scores((*view.set)[*what.criterion])) {
        json.key("items");
        json.open_array();
        for (const int ordinal : {1, 2})
            if (what.ordinal == 0 || what.ordinal == ordinal)
                projections::write_item(json, view, *what.criterion, ordinal, hearing.sight()->agency, what.at);
        json.close_array();
    }
    json.close_object();
}

std::string event(const Topic& topic, const Hearing& hearing, std::string_view token, const Happening& what)
{
    // Another text: other criteria, other numbers. The page begins anew with what stands under it.
    if (what.name == CycleAmended::name && topic.kind == TopicKind::assessment)
        if (const AssessmentView* view = what.view_for(topic))
            return snapshot({}, topic.name, token, what.seq, projections::render_entries(*view, hearing.sight()));
    return frame("event", [&](JsonWriter& json) {
        json.member("topic", topic.name);
        write_place(json, token, what.seq);
        json.key("ev");
        json.raw(what.leaf);
        if (topic.kind == TopicKind::feed)
            write_headline(json, what);
        else if (const AssessmentView* view = what.view_for(topic))
            write_set(json, hearing, what, *view);
    });
}

// ── the plain ones ───────────────────────────────────────────────────────────────────────────────────────────────────

std::string welcome(Instant now, std::uint32_t epoch, std::string_view connection)
{
    return frame("welcome", [&](JsonWriter& json) {
        json.member("server_time", local_text(now));
        json.member("epoch", "e" + std::to_string(epoch));
        json.key("heartbeat_s");
        json.number(std::int64_t{15});
        json.member("session", connection);
        json.key("max_topics");
        json.number(std::int64_t{64});
    });
}

std::string snapshot(std::string_view rid, std::string_view topic, std::string_view token, Sequence seq,
                     std::string_view data)
{
    return frame("snapshot", [&](JsonWriter& json) {
        if (!rid.empty()) {
            json.key("rid");
            json.raw(rid);
        }
        json.member("topic", topic);
        write_place(json, token, seq);
        json.key("data");
        json.raw(data);
    });
}

std::string bookmark(std::string_view topic, std::string_view token, Sequence seq)
{
    return frame("bookmark", [&](JsonWriter& json) {
        json.member("topic", topic);
        write_place(json, token, seq);
    });
}

std::string resync(const Topic& topic, std::string_view reason)
{
    return frame("resync", [&](JsonWriter& json) {
        json.member("topic", topic.name);
        json.member("reason", reason);
        json.member("snapshot_url", topic.snapshot_url());
    });
}

std::string ping(std::uint64_t n, Instant now, Sequence seq)
{
    return frame("ping", [&](JsonWriter& json) {
        json.key("n");
        json.number(n);
        json.member("server_time", local_text(now));
        json.member("seq", std::to_string(seq));
    });
}

std::string bye(std::string_view reason, std::uint64_t retry_after_ms)
{
    return frame("bye", [&](JsonWriter& json) {
        json.member("reason", reason);
        json.key("retry_after_ms");
        json.number(retry_after_ms);
    });
}

std::string problem(std::string_view rid, std::string_view topic, std::string_view slug, Language language,
                    Sentence detail)
{
    const Reply reply = server::problem(slug, language, detail);
    return frame("problem", [&](JsonWriter& json) {
        if (!rid.empty()) {
            json.key("rid");
            json.raw(rid);
        }
        if (!topic.empty()) json.member("topic", topic);
        json.key("problem");
        json.raw(std::get<std::string>(reply.body));
    });
}

} // namespace cchc::server::frames
