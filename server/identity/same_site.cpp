#include "server/identity/same_site.hpp"

#include "server/identity/sessions.hpp"
#include "server/problems.hpp"

#include <algorithm>

namespace cchc::server {

namespace {

bool changes_something(Method method)
{
    return method != Method::get && method != Method::head;
}

/// Whether the origin is ours: `https://host` or `http://host`, whichever the proxy in front speaks.
bool is_of(std::string_view origin, std::string_view host)
{
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!origin.starts_with(scheme)) continue;
        const std::string_view from = origin.substr(scheme.size());
        return std::equal(from.begin(), from.end(), host.begin(), host.end(), [](char a, char b) {
            const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
            return lower(a) == lower(b);
        });
    }
    return false;
}

} // namespace

std::optional<Reply> refuse_cross_site(const Request& request)
{
    if (!changes_something(request.method)) return std::nullopt;
    const std::string_view fetched_from = request.header("sec-fetch-site");
    const std::string_view origin = request.header("origin");

    const bool fetch_is_ours = fetched_from.empty() || fetched_from == "same-origin" || fetched_from == "none";
    const bool origin_is_ours = origin.empty() || is_of(origin, request.host);
    const bool unsaid = fetched_from.empty() && origin.empty();
    if (fetch_is_ours && origin_is_ours && !(unsaid && request.cookie(session_cookie_name))) return std::nullopt;

    return problem("cross-origin", request.language(),
                   {"Yêu cầu thay đổi dữ liệu phải được gửi từ chính trang của hệ thống này.",
                    "A request that changes something must come from this system's own pages."});
}

} // namespace cchc::server
