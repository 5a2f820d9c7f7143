#include "server/http.hpp"

#include "server/problems.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

namespace cchc::server {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_name(std::string_view a, std::string_view b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Cuts the part before `separator` off the front of `text`.
std::string_view take_until(std::string_view& text, char separator)
{
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return part;
}

/// The weight of a language range, in thousandths: `;q=0.8` → 800; 1000 when none is given, 0 when malformed.
int weight_of(std::string_view parameters)
{
    parameters = trimmed(parameters);
    if (parameters.empty()) return 1000;
    if (!parameters.starts_with("q=")) return 0;
    parameters.remove_prefix(2);
    if (parameters.empty() || (parameters[0] != '0' && parameters[0] != '1')) return 0;
    int weight = (parameters[0] - '0') * 1000;
    parameters.remove_prefix(1);
    if (parameters.starts_with('.')) parameters.remove_prefix(1);
    int digit = 100;
    for (const char c : parameters) {
        if (c < '0' || c > '9' || digit == 0) return 0;
        weight += (c - '0') * digit;
        digit /= 10;
    }
    return std::min(weight, 1000);
}

std::string_view without_weakness(std::string_view etag)
{
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

} // namespace

std::string_view name_of(Method method)
{
    static constexpr std::array<std::string_view, 7> names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    return names[static_cast<std::size_t>(method)];
}

std::string_view Request::header(std::string_view name) const
{
    for (const Field& field : headers)
        if (same_name(field.name, name)) return field.value;
    return {};
}

std::string_view Request::captured(std::string_view name) const
{
    const auto found = std::find_if(captures.begin(), captures.end(), [&](const Field& c) { return c.name == name; });
    assert(found != captures.end() && "the route's pattern has no such capture");
    return found->value;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const
{
    for (const Field& field : parameters)
        if (field.name == name) return field.value;
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const
{
    for (std::string_view rest = header("cookie"); !rest.empty();) {
        std::string_view value = take_until(rest, ';');
        if (trimmed(take_until(value, '=')) == name) return trimmed(value);
    }
    return std::nullopt;
}

Language Request::language() const
{
    int vi = 0, en = 0, any = 0;
    for (std::string_view rest = header("accept-language"); !rest.empty();) {
        std::string_view preference = take_until(rest, ',');
        const std::string_view range = trimmed(take_until(preference, ';'));
        const int weight = weight_of(preference);
        if (range == "*")
            any = std::max(any, weight);
        else if (same_name(range.substr(0, 2), "vi") && (range.size() == 2 || range[2] == '-'))
            vi = std::max(vi, weight);
        else if (same_name(range.substr(0, 2), "en") && (range.size() == 2 || range[2] == '-'))
            en = std::max(en, weight);
    }
    return en > std::max(vi, any) ? Language::en : Language::vi;
}

bool Request::from_this_machine() const
{
    return peer.starts_with("127.") || peer == "::1";
}

Reply& Reply::with(std::string_view name, std::string_view value)
{
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(value.begin(), value.end(), is_control) || std::any_of(name.begin(), name.end(), is_control))
        throw std::invalid_argument("a control character in a header");
    lines_.append(name).append(": ").append(value).append("\r\n");
    return *this;
}

std::string_view Reply::header(std::string_view name) const
{
    for (std::string_view rest = lines_; !rest.empty();) {
        std::string_view line = take_until(rest, '\n');
        line.remove_suffix(1);
        if (same_name(take_until(line, ':'), name)) return trimmed(line);
    }
    return {};
}

bool holds(const Request& request, std::string_view etag)
{
    if (etag.empty()) return false;
    for (std::string_view rest = request.header("if-none-match"); !rest.empty();) {
        const std::string_view candidate = trimmed(take_until(rest, ','));
        if (candidate == "*" || without_weakness(candidate) == without_weakness(etag)) return true;
    }
    return false;
}

Reply not_modified(std::string etag, std::string_view caching)
{
    Reply reply(304, std::string());
    reply.etag = std::move(etag);
    reply.caching = caching;
    return reply;
}

Exchange& Exchange::operator=(Exchange&& other) noexcept
{
    if (this != &other) {
        Exchange gone(std::move(*this));
        with_ = std::exchange(other.with_, nullptr);
    }
    return *this;
}

Exchange::~Exchange()
{
    if (!with_) return;
    reply(problem("internal", with_->request.language(),
                  {"Máy chủ gặp lỗi khi xử lý yêu cầu này.", "The server failed while handling this request."}));
}

void Exchange::reply(Reply reply)
{
    assert(with_ && "an exchange is answered once");
    std::exchange(with_, nullptr)->answer(std::move(reply));
}

} // namespace cchc::server
