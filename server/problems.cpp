#include "server/problems.hpp"

#include "domain/json_writer.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cstdio>
#include <random>

namespace cchc::server {

namespace {

constexpr auto kinds = std::to_array<ProblemType>({
    // the message itself
    {"malformed", 400, "Yêu cầu không đúng định dạng", "Malformed request"},
    {"cross-origin", 403, "Nguồn gọi không được phép", "Origin not allowed"},
    {"not-found", 404, "Không tìm thấy", "Not found"},
    {"method-not-allowed", 405, "Phương thức không được hỗ trợ ở đây", "Method not allowed"},
    {"no-preview", 404, "Không có hình xem trước", "No preview"},
    {"destroyed", 410, "Nội dung đã bị hủy", "Content destroyed"},
    {"too-slow", 408, "Yêu cầu gửi quá chậm", "Request sent too slowly"},
    {"too-large", 413, "Nội dung quá lớn", "Content too large"},
    {"media-type", 415, "Kiểu nội dung không được hỗ trợ", "Unsupported media type"},
    {"misdirected", 421, "Tên máy chủ không đúng", "Misdirected request"},
    {"validation-failed", 422, "Nội dung chưa hợp lệ", "The content is not valid"},
    // who asks
    {"unauthenticated", 401, "Chưa đăng nhập", "Not signed in"},
    {"second-factor-needed", 403, "Cần bước xác thực thứ hai", "A second factor is needed"},
    {"password-change-needed", 403, "Cần đổi mật khẩu ban đầu", "The initial password must be changed"},
    {"missing-right", 403, "Không có quyền thực hiện", "Missing right"},
    {"conflict-of-interest", 403, "Xung đột lợi ích", "Conflict of interest"},
    {"embargoed", 403, "Chưa đến giờ công bố", "Not released yet"},
    {"rate-limited", 429, "Quá nhiều yêu cầu", "Too many requests"},
    // when
    {"deadline-passed", 423, "Đã quá thời hạn", "The deadline has passed"},
    {"round-locked", 423, "Giai đoạn đang khóa", "The round is locked"},
    {"reopen-scope-exceeded", 403, "Ngoài phạm vi được mở lại", "Outside what was reopened"},
    // what
    {"score-out-of-range", 422, "Điểm ngoài khoảng cho phép", "The score is out of range"},
    {"score-step-not-allowed", 422, "Mức điểm không có trong tiêu chí", "The criterion has no such score"},
    {"evidence-or-explanation-required", 422, "Thiếu tài liệu kiểm chứng hoặc giải trình",
     "Evidence or an explanation is required"},
    {"upload-digest-mismatch", 422, "Tệp nhận được khác mã băm đã khai",
     "The file received does not have the digest declared"},
    {"quota-exceeded", 422, "Vượt hạn mức tài liệu kiểm chứng", "The quota of evidence is used up"},
    {"signature-invalid", 422, "Chữ ký số không hợp lệ", "The digital signature is not valid"},
    // against what is in force
    {"not-in-this-state", 409, "Không phù hợp với trạng thái hiện tại", "Not possible in the present state"},
    {"assessment-submitted", 409, "Hồ sơ đã nộp", "The assessment has been submitted"},
    {"criteria-version-mismatch", 409, "Khác phiên bản bộ tiêu chí", "Another version of the criteria set"},
    {"stale-version", 412, "Người khác vừa sửa", "Someone else has just changed this"},
    {"precondition-required", 428, "Thiếu phiên bản đang sửa (If-Match)", "If-Match is required"},
    {"idempotency-key-missing", 400, "Thiếu Idempotency-Key", "Idempotency-Key is required"},
    {"idempotency-key-reused", 422, "Idempotency-Key đã dùng cho yêu cầu khác",
     "This Idempotency-Key was used for another request"},
    {"idempotency-in-progress", 409, "Yêu cầu cùng Idempotency-Key đang được xử lý",
     "A request with this Idempotency-Key is being handled"},
    {"resume-token-expired", 410, "Mã nối lại đã hết hạn", "The resume token has expired"},
    // the server itself
    {"internal", 500, "Lỗi máy chủ", "Server error"},
    {"maintenance", 503, "Máy chủ tạm thời không phục vụ", "Temporarily unavailable"},
    {"read-only", 503, "Máy chủ đang ở chế độ chỉ đọc", "The server is read-only"},
    {"projection-behind", 503, "Dữ liệu chưa cập nhật tới mốc yêu cầu", "The view has not caught up yet"},
    {"outcome-unknown", 503, "Chưa rõ kết quả ghi nhận", "Whether this was recorded is not known"},
});

/// Unique for the life of the log files it is looked up in; it tells an outsider nothing.
std::string incident_code()
{
    static const std::uint64_t start = (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
    static std::atomic<std::uint64_t> count{0};
    char code[32];
    const int length = std::snprintf(code, sizeof code, "urn:incident:%016llx",
                                     static_cast<unsigned long long>(start + 0x9e3779b97f4a7c15ULL * ++count));
    return std::string(code, static_cast<std::size_t>(length));
}

void write(domain::JsonWriter& json, const std::vector<Fault>& faults)
{
    json.open_array();
    for (const Fault& fault : faults) {
        json.open_object();
        json.member("pointer", fault.pointer);
        json.member("code", fault.code);
        json.member("message", fault.message);
        json.close_object();
    }
    json.close_array();
}

} // namespace

std::span<const ProblemType> problem_types()
{
    return kinds;
}

const ProblemType& problem_type(std::string_view slug)
{
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const ProblemType& k) { return k.slug == slug; });
    assert(found != kinds.end() && "a problem type without a row");
    return *found;
}

Reply problem(const Problem& what, Language language)
{
    const ProblemType& kind = problem_type(what.slug);
    const int status = what.status != 0 ? what.status : kind.status;

    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.member("type", std::string("/problems/").append(kind.slug));
    json.member("title", Sentence{kind.title_vi, kind.title_en}.in(language));
    json.key("status"), json.number(std::int64_t{status});
    if (!what.detail.empty()) json.member("detail", what.detail);
    json.member("instance", incident_code());
    if (!what.errors.empty()) json.key("errors"), write(json, what.errors);
    if (!what.quota.empty()) json.key("quota"), json.raw(what.quota);
    if (!what.current.empty()) json.key("current"), json.raw(what.current);
    if (what.deadline) json.member("deadline", domain::local_text(*what.deadline));
    if (what.sequenced_at) json.member("sequenced_at", domain::local_text(*what.sequenced_at));
    if (what.retry_after_s) json.key("retry_after"), json.number(std::int64_t{*what.retry_after_s});
    json.close_object();

    Reply reply(status, std::move(text));
    reply.problem = kind.slug;
    reply.type = "application/problem+json";
    reply.with("Content-Language", language == Language::vi ? "vi" : "en");
    if (what.retry_after_s) reply.with("Retry-After", std::to_string(*what.retry_after_s));
    return reply;
}

Reply problem(std::string_view slug, Language language, Sentence detail, int status)
{
    return problem(Problem{.slug = slug, .status = status, .detail = std::string(detail.in(language))}, language);
}

} // namespace cchc::server
