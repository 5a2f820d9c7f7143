#include "server/problems.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cstdio>
#include <random>

namespace cchc::server {

namespace {

constexpr auto kinds = std::to_array<ProblemType>({
    {"malformed", 400, "Yêu cầu không đúng định dạng", "Malformed request"},
    {"cross-origin", 403, "Nguồn gọi không được phép", "Origin not allowed"},
    {"not-found", 404, "Không tìm thấy", "Not found"},
    {"method-not-allowed", 405, "Phương thức không được hỗ trợ ở đây", "Method not allowed"},
    {"too-slow", 408, "Yêu cầu gửi quá chậm", "Request sent too slowly"},
    {"too-large", 413, "Nội dung quá lớn", "Content too large"},
    {"media-type", 415, "Kiểu nội dung không được hỗ trợ", "Unsupported media type"},
    {"misdirected", 421, "Tên máy chủ không đúng", "Misdirected request"},
    {"internal", 500, "Lỗi máy chủ", "Server error"},
    {"maintenance", 503, "Máy chủ tạm thời không phục vụ", "Temporarily unavailable"},
});

void append_quoted(std::string& json, std::string_view text)
{
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            json.append(escape, static_cast<std::size_t>(std::snprintf(escape, sizeof escape, "\\u%04x", c)));
        } else {
            json += c;
        }
    }
    json += '"';
}

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

} // namespace

const ProblemType& problem_type(std::string_view slug)
{
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const ProblemType& k) { return k.slug == slug; });
    assert(found != kinds.end() && "a problem type without a row");
    return *found;
}

Reply problem(std::string_view slug, Language language, Sentence detail, int status)
{
    const ProblemType& kind = problem_type(slug);
    const bool vietnamese = language == Language::vi;
    if (status == 0) status = kind.status;

    std::string json = "{\"type\":\"/problems/";
    json.append(kind.slug).append("\",\"title\":");
    append_quoted(json, vietnamese ? kind.title_vi : kind.title_en);
    json.append(",\"status\":").append(std::to_string(status));
    if (const auto words = vietnamese ? detail.vi : detail.en; !words.empty()) {
        json += ",\"detail\":";
        append_quoted(json, words);
    }
    json.append(",\"instance\":\"").append(incident_code()).append("\"}");

    Reply reply(status, std::move(json));
    reply.type = "application/problem+json";
    reply.with("Content-Language", vietnamese ? "vi" : "en");
    return reply;
}

} // namespace cchc::server
