#include "server/refusals.hpp"

#include <array>
#include <cassert>
#include <cstdlib>

namespace cchc::server {

namespace {

using domain::RefusalCode;

/// Facts that are words of the domain, not values: what they say in place of the rule.
struct Particular {
    RefusalCode code;
    std::string_view detail;
    Sentence words;
};
constexpr auto particulars = std::to_array<Particular>({
    {RefusalCode::conflict_of_interest,
     "own_draft",
     {"Người soạn dự thảo không tự xem xét, phê duyệt dự thảo của mình.",
      "The author of a draft neither reviews nor approves it."}},
    {RefusalCode::figures_invalid, "required", {"Số liệu này bắt buộc phải khai.", "This figure is required."}},
    {RefusalCode::figures_invalid,
     "not_read",
     {"Quy tắc chấm của tiêu chí không dùng số liệu này.", "The criterion's scoring rule does not read this figure."}},
    {RefusalCode::figures_invalid,
     "out_of_bounds",
     {"Số liệu phải từ 0 đến giới hạn cho phép.", "The figure must lie between 0 and its bound."}},
    {RefusalCode::figures_invalid, "unknown_key", {"Tiêu chí không có mục này.", "The criterion has no such item."}},
    {RefusalCode::figures_invalid, "answered_twice", {"Mục này được khai hai lần.", "This item was answered twice."}},
    {RefusalCode::figures_invalid,
     "more_than_denominator",
     {"Không được lớn hơn tổng số.", "Must not exceed the total."}},
    {RefusalCode::figures_invalid,
     "more_than_numerator",
     {"Không được lớn hơn số đã thực hiện.", "Must not exceed the number done."}},
    {RefusalCode::figures_invalid,
     "not_as_published",
     {"Khác với số liệu đã công bố; nếu số liệu đó sai, đề nghị cơ quan cung cấp nhập lại.",
      "Differs from the published figure; if that is wrong, ask whoever brought it in to bring it in again."}},
    {RefusalCode::nothing_to_amend,
     "next_cycle",
     {"Văn bản mới tự áp dụng từ kỳ sau, không cần thao tác nào.",
      "A later version holds for cycles to come by itself; no act is needed."}},
    {RefusalCode::needs_reopening,
     "locked",
     {"Có đơn vị phải chấm lại nhưng đã bị khóa: phải chọn hiệu lực “mở lại” và thời hạn mở.",
      "An agency that must score again is locked out: the effect must be `reopen`, with an end."}},
    {RefusalCode::needs_reopening,
     "published",
     {"Ý kiến thẩm định đã công bố sẽ không còn giá trị: phải chọn hiệu lực “mở lại”.",
      "A published opinion would not stand any more: the effect must be `reopen`."}},
    {RefusalCode::already_published,
     "results",
     {"Kết quả của kỳ đánh giá đã công bố.", "The results of the cycle have been published."}},
    {RefusalCode::cannot_undo,
     "destroyed",
     {"Không hoàn tác được: nội dung tệp đã bị hủy.", "Cannot be undone: the file's content has been destroyed."}},
    {RefusalCode::text_malformed, "blank", {"Nội dung chỉ có khoảng trắng.", "The text is nothing but spaces."}},
    {RefusalCode::text_malformed,
     "control_character",
     {"Nội dung có ký tự điều khiển.", "The text has a control character."}},
    {RefusalCode::text_malformed,
     "decomposed",
     {"Chữ có dấu phải ở dạng dựng sẵn (NFC).", "Letters with marks must be composed (NFC)."}},
    {RefusalCode::cannot_undo,
     "changed_since",
     {"Không hoàn tác được: tiêu chí đã được sửa sau đó.", "Cannot be undone: the criterion has changed since."}},
    {RefusalCode::cannot_undo,
     "rule_changed",
     {"Không hoàn tác được: cách chấm của tiêu chí đã đổi theo văn bản hướng dẫn.",
      "Cannot be undone: guidance has changed the criterion's rule since."}},
    {RefusalCode::cannot_undo,
     "locked_since",
     {"Không hoàn tác được: giai đoạn đã khóa từ khi đó.", "Cannot be undone: the round has been locked since."}},
});

/// A fact as people write it: points with a comma, an instant by the wall clock of Vietnam.
std::string as_written(std::string_view fact, Language language)
{
    if (const auto instant = domain::parse_instant(fact)) {
        const std::string local = domain::local_text(*instant); // 2026-03-31T17:00:00.000+07:00
        return local.substr(8, 2) + "/" + local.substr(5, 2) + "/" + local.substr(0, 4) + " " + local.substr(11, 8);
    }
    std::string text(fact);
    if (language == Language::vi && domain::Points::parse(fact))
        if (const auto dot = text.find('.'); dot != std::string::npos) text[dot] = ',';
    return text;
}

std::string pointer_of(RefusalCode code, std::string_view about, std::string_view detail)
{
    using enum RefusalCode;
    if (about.empty() || about.starts_with('/')) return std::string(about);
    const bool detail_is_member =
        code == reason_required || code == needed_required || code == records_required || code == too_long;
    return "/" + std::string(detail_is_member && !detail.empty() ? detail : about);
}

Fault fault(RefusalCode code, std::string_view about, std::string_view detail, Language language)
{
    return {pointer_of(code, about, detail), std::string(name_of(code)), explain(code, detail, language)};
}

} // namespace

const RefusalMeaning& meaning_of(RefusalCode code)
{
    using enum RefusalCode;
    switch (code) {
#define CCHC_MEANS(code, ...)                                                                                          \
    case code: {                                                                                                       \
        static constexpr RefusalMeaning meaning{__VA_ARGS__};                                                          \
        return meaning;                                                                                                \
    }
        // who asks
        CCHC_MEANS(missing_right, "missing-right",
                   {"Vai trò đang dùng không có quyền thực hiện việc này.", "The role in use does not allow this."})
        CCHC_MEANS(not_found, "not-found", {"Không tìm thấy đối tượng được yêu cầu.", "There is no such thing."})
        CCHC_MEANS(conflict_of_interest, "conflict-of-interest",
                   {"Người thẩm định không được thẩm định đơn vị của chính mình.",
                    "An appraiser does not appraise his own agency."})
        // when
        CCHC_MEANS(deadline_passed, "deadline-passed", {"Đã quá thời hạn.", "The deadline has passed."},
                   {"Giai đoạn đã khóa lúc {}.", "The round locked at {}."})
        CCHC_MEANS(round_locked, "round-locked",
                   {"Giai đoạn này chưa mở hoặc đã bị khóa.", "This round is not open yet, or was locked."},
                   {"Giai đoạn này mở lúc {}.", "This round opens at {}."})
        CCHC_MEANS(reopen_scope_exceeded, "reopen-scope-exceeded",
                   {"Việc mở lại không bao gồm tiêu chí hoặc đơn vị này.",
                    "The reopening does not cover this criterion or agency."})
        CCHC_MEANS(deadline_not_later, "validation-failed",
                   {"Thời hạn mới phải muộn hơn thời hạn đang có và chưa qua.",
                    "The new deadline must be later than the present one, and not be past."})
        // what
        CCHC_MEANS(score_out_of_range, "score-out-of-range",
                   {"Điểm phải từ 0 đến điểm chuẩn của tiêu chí.",
                    "The score must lie between 0 and the criterion's maximum."},
                   {"Điểm phải từ 0 đến {}.", "The score must lie between 0 and {}."})
        CCHC_MEANS(score_step_not_allowed, "score-step-not-allowed",
                   {"Tiêu chí không có mức điểm này.", "The criterion has no such score."})
        CCHC_MEANS(
            figures_invalid, "validation-failed",
            {"Số liệu kê khai không phù hợp với quy tắc chấm.", "The declared figures do not fit the scoring rule."})
        CCHC_MEANS(no_band_fits, "validation-failed",
                   {"Không mức điểm nào của tiêu chí ứng với số liệu này; hãy tự chọn mức và nêu lý do.",
                    "No printed level takes these figures; choose a level yourself and give the reason."})
        CCHC_MEANS(ratio_of_nothing, "validation-failed",
                   {"Tổng số bằng 0 thì không tính được tỷ lệ; hãy khai tiêu chí không phát sinh.",
                    "A ratio of nothing cannot be computed; claim that the criterion does not apply."})
        CCHC_MEANS(not_scored_by_agency, "missing-right",
                   {"Tiêu chí này không do đơn vị tự chấm.", "The agency does not score this criterion itself."})
        CCHC_MEANS(scored_otherwise, "not-in-this-state",
                   {"Tiêu chí này không được chấm bằng dữ kiện loại đó.",
                    "The criterion is not scored by facts of that kind."})
        CCHC_MEANS(out_of_leader_scope, "not-in-this-state",
                   {"Lãnh đạo chỉ chấm các đơn vị đạt ngưỡng; đơn vị này chưa đạt.",
                    "Leaders score only the agencies at the threshold or above; this one is below."},
                   {"Lãnh đạo chỉ chấm các đơn vị từ {} điểm trở lên; đơn vị này chưa đạt.",
                    "Leaders score only agencies at {} or above; this one is below."})
        CCHC_MEANS(reason_required, "validation-failed", {"Phải nêu lý do hoặc căn cứ.", "A reason is required."})
        CCHC_MEANS(needed_required, "validation-failed",
                   {"Phải nêu rõ tài liệu cần bổ sung.", "What is needed must be said."})
        CCHC_MEANS(reference_unconfirmed, "validation-failed",
                   {"Số liệu tham chiếu chưa được đơn vị xác nhận.", "The published figures have not been confirmed."})
        CCHC_MEANS(evidence_or_explanation_required, "evidence-or-explanation-required",
                   {"Còn thiếu tài liệu kiểm chứng hoặc giải trình.", "Evidence or an explanation is missing."})
        CCHC_MEANS(score_missing, "validation-failed",
                   {"Tiêu chí chưa có điểm tự chấm.", "The criterion has no self score."})
        CCHC_MEANS(too_long, "validation-failed", {"Nội dung quá dài hoặc quá nhiều.", "Too long, or too many."})
        CCHC_MEANS(text_malformed, "validation-failed",
                   {"Nội dung có ký tự không hợp lệ.", "The text is not well-formed."})
        CCHC_MEANS(listed_twice, "validation-failed",
                   {"Một mục được nêu hai lần trong danh sách.", "The list names something twice."})
        // state
        CCHC_MEANS(assessment_submitted, "assessment-submitted",
                   {"Hồ sơ đã nộp; hãy rút hồ sơ trước khi sửa.",
                    "The assessment has been submitted; withdraw it before changing it."})
        CCHC_MEANS(not_submitted, "not-in-this-state", {"Hồ sơ chưa nộp.", "The assessment has not been submitted."})
        CCHC_MEANS(not_approved, "not-in-this-state",
                   {"Thủ trưởng chưa duyệt nội dung này và chưa ủy quyền bằng văn bản.",
                    "The head has neither approved this content nor delegated in writing."})
        CCHC_MEANS(nothing_to_approve, "not-in-this-state",
                   {"Không có đề nghị phê duyệt nào đang chờ.", "Nothing is waiting for approval."})
        CCHC_MEANS(already_exists, "not-in-this-state", {"Đã có rồi.", "It exists already."})
        CCHC_MEANS(stale_version, "stale-version",
                   {"Người khác vừa sửa mục này; hãy xem giá trị mới trước khi ghi.",
                    "Someone else has just changed this; look at the new value before you write."})
        CCHC_MEANS(criteria_version_mismatch, "criteria-version-mismatch",
                   {"Yêu cầu dựa trên phiên bản khác của bộ tiêu chí.",
                    "The request rests on another version of the criteria set."})
        CCHC_MEANS(not_appraisable, "not-in-this-state",
                   {"Tiêu chí này không thuộc diện đó.", "This criterion is not open to that act."})
        CCHC_MEANS(not_in_this_round, "not-in-this-state",
                   {"Vòng này không có quyết định đó.", "This round does not know that decision."})
        CCHC_MEANS(
            above_self_score, "score-out-of-range",
            {"Điểm thẩm định không được vượt điểm tự chấm.", "The appraised points must not exceed the self score."},
            {"Điểm thẩm định không được vượt điểm tự chấm {}.",
             "The appraised points must not exceed the self score of {}."})
        CCHC_MEANS(below_round_one, "score-out-of-range",
                   {"Vòng 2 không được hạ điểm của vòng 1.", "Round 2 must not lower the points of round 1."},
                   {"Vòng 2 không được hạ điểm vòng 1 là {}.", "Round 2 must not go below the {} of round 1."})
        CCHC_MEANS(must_equal_self_score, "score-step-not-allowed",
                   {"Đồng ý thì điểm thẩm định bằng điểm tự chấm.", "To agree is to give the self score."},
                   {"Đồng ý thì điểm thẩm định bằng điểm tự chấm {}.", "To agree is to give the self score of {}."})
        CCHC_MEANS(must_be_lower, "score-step-not-allowed",
                   {"Không đồng ý hoặc đề nghị bổ sung thì điểm phải thấp hơn điểm tự chấm.",
                    "To disagree or to ask for a supplement is to give less than the self score."},
                   {"Không đồng ý hoặc đề nghị bổ sung thì điểm phải thấp hơn điểm tự chấm {}.",
                    "To disagree or to ask for a supplement is to give less than the self score of {}."})
        CCHC_MEANS(penalty_not_raised, "score-step-not-allowed",
                   {"Điểm trừ do đơn vị tự trừ chỉ được thẩm định ở mức trừ nhiều hơn.",
                    "Of a penalty that the agency gives itself, an appraisal takes off more."},
                   {"Điểm trừ do đơn vị tự trừ chỉ được thẩm định ở mức trừ nhiều hơn {}.",
                    "Of a penalty that the agency gives itself, an appraisal takes off more than {}."})
        CCHC_MEANS(opinion_final, "not-in-this-state",
                   {"Ý kiến đã là ý kiến cuối: mọi người thẩm định đã cho ý kiến, hoặc Chủ tịch Hội đồng đã kết luận.",
                    "The opinion is final: all appraisers have spoken, or the chair has ruled."})
        CCHC_MEANS(nothing_to_rule, "not-in-this-state",
                   {"Không có gì để kết luận: ý kiến đã thống nhất, hoặc người thẩm định còn được cho ý kiến.",
                    "There is nothing to rule on: the appraisers agree, or may still decide."})
        CCHC_MEANS(undecided_left, "not-in-this-state",
                   {"Còn tiêu chí chưa có ý kiến: Chủ tịch Hội đồng phải kết luận trước khi công bố vòng.",
                    "Criteria are left undecided: the chair must rule on them before the round is published."})
        CCHC_MEANS(not_published, "not-in-this-state",
                   {"Ý kiến của vòng chưa công bố.", "The round's appraisals have not been published."})
        CCHC_MEANS(already_published, "not-in-this-state",
                   {"Ý kiến của vòng đã công bố.", "The round's appraisals have been published already."})
        CCHC_MEANS(cannot_undo, "not-in-this-state",
                   {"Không hoàn tác được việc này: không phải của bạn, không còn, hoặc đã quá lâu.",
                    "This cannot be undone: it is not yours, not there any more, or too long ago."})
        CCHC_MEANS(not_applicable_claimed, "not-in-this-state",
                   {"Tiêu chí đang được khai là không phát sinh; hãy bỏ khai trước.",
                    "The criterion is claimed as not applicable; withdraw the claim first."})
        CCHC_MEANS(supplement_not_asked, "not-in-this-state",
                   {"Tiêu chí này không bị từ chối và không được đề nghị bổ sung.",
                    "This criterion was neither refused nor asked about."})
        CCHC_MEANS(self_score_fixed, "not-in-this-state",
                   {"Trong giai đoạn bổ sung, điểm tự chấm giữ nguyên.",
                    "In the supplement round the self score stays as it is."})
        CCHC_MEANS(file_unknown, "validation-failed",
                   {"Tệp này chưa được đơn vị tải lên.", "The agency has not uploaded this file."})
        CCHC_MEANS(signature_required, "validation-failed",
                   {"Tài liệu của tiêu chí này phải được ký số; tệp này không có chữ ký số.",
                    "The criterion's papers bear a digital signature; this file has none."})
        CCHC_MEANS(signature_invalid, "signature-invalid",
                   {"Tài liệu của tiêu chí này phải được ký số; chữ ký số của tệp này không hợp lệ.",
                    "The criterion's papers bear a digital signature; the one on this file does not hold."})
        CCHC_MEANS(records_required, "validation-failed",
                   {"Tài liệu kiểm chứng do cơ quan thẩm định theo dõi: phải ghi đã đối chiếu tài liệu nào.",
                    "The evidence is the appraising agency's own records: say what was looked at."})
        CCHC_MEANS(secret_paper_unexplained, "not-in-this-state",
                   {"Tài liệu mật chưa được giải trình trực tiếp với Hội đồng: chưa thể cho điểm dựa vào tài liệu đó.",
                    "The secret paper has not been explained to the council: no points can rest on it yet."})
        CCHC_MEANS(day_to_come, "validation-failed", {"Ngày này chưa đến.", "That day has not come yet."})
        CCHC_MEANS(report_not_confirmed, "not-in-this-state",
                   {"Thông tin phản ánh chưa được xác minh là đúng nên chưa được lấy làm căn cứ.",
                    "The report has not been confirmed, so it is no ground yet."})
        CCHC_MEANS(report_counted, "not-in-this-state",
                   {"Thông tin này đã được lấy làm căn cứ; kết quả xác minh giữ nguyên.",
                    "The report was taken as a ground; what was found out about it stands."})
        CCHC_MEANS(reading_not_built, "validation-failed",
                   {"Quy định chọn một cách áp dụng mà phần mềm chưa hỗ trợ.",
                    "The regulation asks for a reading that this program does not have."})
        CCHC_MEANS(substitute_missing, "validation-failed",
                   {"Cơ quan thường trực không tự thẩm định mình: quy định phải nêu cơ quan thẩm định thay.",
                    "The standing department does not appraise itself: the regulation must name a substitute."})
        CCHC_MEANS(appraisers_missing, "validation-failed",
                   {"Quy định không nêu đủ cơ quan thẩm định cho mỗi tiêu chí.",
                    "The regulation names too few agencies that may appraise each criterion."})
        CCHC_MEANS(not_tied, "not-in-this-state",
                   {"Phải nêu đúng và đủ các đơn vị đang đồng hạng mà quy định để cấp có thẩm quyền quyết định.",
                    "Name exactly the agencies that share a place which the regulation leaves to the authority."})
        CCHC_MEANS(facts_missing, "not-in-this-state",
                   {"Chưa có đủ dữ kiện từ bên ngoài (phiếu, lá phiếu, kết quả chỉ số khác).",
                    "What others bring in is not there yet (forms, ballots, another index)."})
        CCHC_MEANS(example_fails, "validation-failed",
                   {"Một ví dụ của quy định không ra đúng số điểm đã ghi.",
                    "A worked example of the regulation does not come to its points."})
        CCHC_MEANS(consultation_open, "not-in-this-state",
                   {"Dự thảo đang được lấy ý kiến.", "Agencies are still being asked about the draft."},
                   {"Dự thảo đang được lấy ý kiến đến {}.", "Agencies are being asked about the draft until {}."})
        CCHC_MEANS(not_consulted, "not-in-this-state",
                   {"Dự thảo phải được lấy ý kiến và hết hạn góp ý trước khi ban hành.",
                    "Agencies must have been asked about the draft, and their time be over, before it is issued."})
        CCHC_MEANS(
            not_reviewed, "not-in-this-state",
            {"Dự thảo chưa được người khác ngoài người soạn xem xét.", "Nobody but its author has reviewed the draft."})
        CCHC_MEANS(not_agreed, "not-in-this-state",
                   {"Dự thảo chưa được cơ quan có thẩm quyền thống nhất.",
                    "The body that must agree has not agreed to this draft."})
        CCHC_MEANS(
            another_draft, "criteria-version-mismatch",
            {"Văn bản này không phải là dự thảo đang được xử lý.", "This is not the text of the draft in progress."})
        CCHC_MEANS(results_not_final, "not-in-this-state",
                   {"Còn giai đoạn chưa kết thúc hoặc còn điểm chưa có; công bố lúc này phải nêu lý do.",
                    "Rounds are open or points are awaited; publishing now needs a reason."})
        CCHC_MEANS(version_not_later, "criteria-version-mismatch",
                   {"Kỳ đánh giá chỉ chuyển sang phiên bản mới hơn của quy định.",
                    "A cycle goes over to a later version of its regulation only."},
                   {"Kỳ đánh giá đang theo phiên bản {}.", "The cycle runs under version {} already."})
        CCHC_MEANS(
            versions_differ, "criteria-version-mismatch",
            {"Phiên bản này khác ở chỗ không thể sửa giữa kỳ (danh sách đơn vị, giai đoạn, cách tính tổng điểm): "
             "chỉ áp dụng được từ kỳ sau.",
             "This version differs in what cannot be amended in mid-cycle (agencies, rounds, how the whole is "
             "counted): it holds from the next cycle on."})
        CCHC_MEANS(needs_reopening, "not-in-this-state",
                   {"Sửa đổi này cần mở lại tiêu chí cho các đơn vị.",
                    "This amendment needs the criteria to be opened again."})
        CCHC_MEANS(nothing_to_amend, "validation-failed",
                   {"Phiên bản này không làm thay đổi tiêu chí nào của kỳ đánh giá.",
                    "This version changes no criterion of the cycle."})
        CCHC_MEANS(id_malformed, "validation-failed",
                   {"Mã phải gồm 1 đến 64 chữ thường, số, dấu chấm, gạch.",
                    "An id has 1 to 64 lower-case letters, digits, dots, hyphens and underscores."})
#undef CCHC_MEANS
    }
    assert(!"a refusal code without a meaning");
    std::abort();
}

std::string explain(RefusalCode code, std::string_view detail, Language language)
{
    for (const Particular& particular : particulars)
        if (particular.code == code && particular.detail == detail) return std::string(particular.words.in(language));

    const RefusalMeaning& meaning = meaning_of(code);
    const std::string_view frame = meaning.with_fact.in(language);
    if (detail.empty() || frame.empty()) return std::string(meaning.rule.in(language));
    const auto gap = frame.find("{}");
    return std::string(frame.substr(0, gap)).append(as_written(detail, language)).append(frame.substr(gap + 2));
}

Reply refused(const domain::Refusal& why, Language language, const Circumstances& on)
{
    Problem problem_of{.slug = meaning_of(why.code).slug,
                       .detail = explain(why.code, why.detail, language),
                       .current = on.current,
                       .sequenced_at = on.sequenced_at};
    if (problem_of.current.empty() && why.current >= 0)
        problem_of.current = "{\"version\":" + std::to_string(why.current) + "}";
    if (why.code == RefusalCode::deadline_passed) problem_of.deadline = domain::parse_instant(why.detail);

    if (why.items.empty())
        problem_of.errors.push_back(fault(why.code, why.about, why.detail, language));
    else
        for (const auto& item : why.items)
            problem_of.errors.push_back(fault(item.code, item.about, item.detail, language));
    return problem(problem_of, language);
}

} // namespace cchc::server
