#include "server/net/reply_head.hpp"

#include <boost/beast/http/status.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace cchc::server::net {

namespace {

// Scripts, styles, pictures and connections from our own address only; nobody may frame us.
constexpr std::string_view page_policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\n";
constexpr std::string_view sandbox_policy =
    "Content-Security-Policy: default-src 'none'; sandbox; frame-ancestors 'none'\r\n";
constexpr std::string_view other_policies =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

void append_number(std::string& out, std::uint64_t number)
{
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

} // namespace

bool is_bodyless(int status)
{
    return status == 204 || status == 304;
}

void append_head(std::string& out, const Reply& reply, const ReplyFacts& facts)
{
    if (reply.status == 200) {
        out += "HTTP/1.1 200 OK\r\n";
    } else {
        const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(reply.status));
        out += "HTTP/1.1 ";
        append_number(out, static_cast<std::uint64_t>(reply.status));
        (out += ' ').append(reason.data(), reason.size()) += "\r\n";
    }
    out += facts.date_line;
    if (is_bodyless(reply.status)) {
    } else if (!facts.content_length) {
        out += "Transfer-Encoding: chunked\r\n";
    } else {
        out += "Content-Length: ";
        append_number(out, *facts.content_length);
        out += "\r\n";
    }
    if (!is_bodyless(reply.status) && facts.content_length != 0u)
        out.append("Content-Type: ").append(reply.type) += "\r\n";
    if (!reply.etag.empty()) out.append("ETag: ").append(reply.etag) += "\r\n";
    out.append("Cache-Control: ").append(reply.caching) += "\r\n";
    out += reply.lines();
    if (facts.closes) out += "Connection: close\r\n";
    out += reply.sandboxed ? sandbox_policy : page_policy;
    out += other_policies;
    if (facts.https) out += "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
    out += "\r\n";
}

std::string date_line(std::int64_t unix_seconds)
{
    using namespace std::chrono;
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds instant{seconds{unix_seconds}};
    const auto day = floor<std::chrono::days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{instant - day};
    char line[64];
    const int length = std::snprintf(line, sizeof line, "Date: %s, %02u %s %04d %02d:%02d:%02d GMT\r\n",
                                     days[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                                     static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                     static_cast<int>(time.seconds().count()));
    return std::string(line, static_cast<std::size_t>(length));
}

} // namespace cchc::server::net
