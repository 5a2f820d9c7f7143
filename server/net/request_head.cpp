#include "server/net/request_head.hpp"

#include "server/net/text.hpp"

#include <array>
#include <cstring>

namespace cchc::server::net {

namespace {

/// The fields that may occur once, by length of the name; the enumerators are their places.
enum Once : unsigned {
    host,
    range,
    cookie,
    expect,
    origin,
    min_seq,
    upgrade,
    if_match,
    content_type,
    authorization,
    if_none_match,
    tus_resumable,
    upload_length,
    upload_offset,
    content_length,
    sec_fetch_site,
    accept_language,
    idempotency_key,
    upload_metadata,
    upload_checksum,
    content_encoding,
    sec_websocket_key,
    transfer_encoding,
    sec_websocket_version,
    sec_websocket_protocol,
    once_count
};
constexpr std::array<std::string_view, once_count> once_names{"host",
                                                              "range",
                                                              "cookie",
                                                              "expect",
                                                              "origin",
                                                              "min-seq",
                                                              "upgrade",
                                                              "if-match",
                                                              "content-type",
                                                              "authorization",
                                                              "if-none-match",
                                                              "tus-resumable",
                                                              "upload-length",
                                                              "upload-offset",
                                                              "content-length",
                                                              "sec-fetch-site",
                                                              "accept-language",
                                                              "idempotency-key",
                                                              "upload-metadata",
                                                              "upload-checksum",
                                                              "content-encoding",
                                                              "sec-websocket-key",
                                                              "transfer-encoding",
                                                              "sec-websocket-version",
                                                              "sec-websocket-protocol"};
static_assert(once_count <= 32);

/// `first_of_length[n]`: the first of those names with at least n letters.
constexpr auto first_of_length = [] {
    std::array<unsigned char, 25> first{};
    for (std::size_t n = 0; n < first.size(); ++n) {
        unsigned char place = 0;
        while (place < once_count && once_names[place].size() < n) ++place;
        first[n] = place;
    }
    return first;
}();

unsigned place_of(std::string_view name)
{
    if (name.size() >= first_of_length.size() - 1) return once_count;
    for (unsigned place = first_of_length[name.size()]; place < first_of_length[name.size() + 1]; ++place)
        if (same_letters(name, once_names[place])) return place;
    return once_count;
}

bool read_method(std::string_view word, Method& method)
{
    switch (word.size()) {
    case 3:
        if (word == "GET") return method = Method::get, true;
        if (word == "PUT") return method = Method::put, true;
        return false;
    case 4:
        if (word == "POST") return method = Method::post, true;
        if (word == "HEAD") return method = Method::head, true;
        return false;
    case 5: return word == "PATCH" && (method = Method::patch, true);
    case 6: return word == "DELETE" && (method = Method::delete_, true);
    case 7: return word == "OPTIONS" && (method = Method::options, true);
    default: return false;
    }
}

bool is_token(std::string_view word)
{
    if (word.empty()) return false;
    for (const char c : word)
        if (!is(c, token)) return false;
    return true;
}

bool read_number(std::string_view digits, std::uint64_t& number)
{
    if (digits.empty() || digits.size() > 18) return false;
    number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return false;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return true;
}

} // namespace

RequestHead::Progress RequestHead::read(std::string_view bytes)
{
    for (;;) {
        const auto* feed = static_cast<const char*>(
            scanned_ < bytes.size() ? std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_) : nullptr);
        const std::size_t end = feed ? static_cast<std::size_t>(feed - bytes.data()) : bytes.size();
        if (end >= limits::head_bytes) {
            breach_ = request_line_read_ ? &breaches::head_too_large : &breaches::target_too_long;
            return Progress::refused;
        }
        if (!feed) {
            scanned_ = bytes.size();
            return Progress::more;
        }
        if (end == position_ || bytes[end - 1] != '\r') {
            breach_ = &breaches::bad_line_end;
            return Progress::refused;
        }
        const bool blank = end - 1 == position_;
        breach_ = blank ? finish() : read_line(bytes, end - 1);
        if (breach_) return Progress::refused;
        position_ = scanned_ = end + 1;
        if (blank) return Progress::complete;
    }
}

const Breach* RequestHead::read_line(std::string_view bytes, std::size_t end)
{
    const std::string_view line = bytes.substr(position_, end - position_);
    if (has_control(line)) return &breaches::control_character;
    if (request_line_read_) return read_field(bytes, position_, end);
    request_line_read_ = true;
    return read_request_line(line);
}

const Breach* RequestHead::read_request_line(std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return &breaches::bad_request_line;
    const std::string_view word = line.substr(0, first);
    const std::string_view version = line.substr(last + 1);
    target_ = {static_cast<std::uint16_t>(first + 1), static_cast<std::uint16_t>(last - first - 1)};

    if (!is_token(word)) return &breaches::bad_request_line;
    if (version != "HTTP/1.1") {
        const bool a_version = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.';
        return a_version ? &breaches::other_version : &breaches::bad_request_line;
    }
    if (target_.length > limits::target_bytes) return &breaches::target_too_long;
    if (!read_method(word, method_)) return &breaches::other_method;

    const std::string_view target = target_.in(line);
    if (target.empty() || target[0] != '/') return &breaches::bad_target;
    const std::size_t path_end = std::min(target.find('?'), target.size());
    for (std::size_t i = 0; i < target.size(); ++i)
        if (!is(target[i], i < path_end ? path : query)) return &breaches::bad_target;
    return nullptr;
}

const Breach* RequestHead::read_field(std::string_view bytes, std::size_t start, std::size_t end)
{
    if (fields_.size() == limits::head_fields) return &breaches::head_too_large;
    std::size_t colon = start;
    while (colon < end && is(bytes[colon], token)) ++colon; // a folded line or a blank before the colon ends here too
    if (colon == start || colon == end || bytes[colon] != ':') return &breaches::bad_field;
    std::size_t from = colon + 1;
    while (from < end && is_blank(bytes[from])) ++from;
    while (end > from && is_blank(bytes[end - 1])) --end;

    const auto span = [](std::size_t a, std::size_t b) {
        return Span{static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b - a)};
    };
    fields_.push_back({span(start, colon), span(from, end)});
    return note(bytes.substr(start, colon - start), bytes.substr(from, end - from));
}

/// What the fields say that the gate itself must know.
const Breach* RequestHead::note(std::string_view name, std::string_view value)
{
    if (same_letters(name, "connection")) {
        for_each_element(value, [this](std::string_view option) {
            if (same_letters(option, "close")) closes_ = true;
            if (same_letters(option, "upgrade")) upgrade_ = true;
        });
        return nullptr;
    }
    const unsigned place = place_of(name);
    if (place == once_count) return nullptr;
    if (place == Once::transfer_encoding) return &breaches::transfer_encoding;
    if (seen_ & (1u << place)) return &breaches::repeated_field;
    seen_ |= 1u << place;

    switch (place) {
    case Once::host: host_ = fields_.back().value; return nullptr;
    case Once::content_length: return read_number(value, content_length_) ? nullptr : &breaches::bad_length;
    case Once::content_encoding: encoded_ = !same_letters(value, "identity"); return nullptr;
    case Once::upgrade: upgrade_ = true; return nullptr;
    case Once::expect:
        expects_continue_ = true;
        return same_letters(value, "100-continue") ? nullptr : &breaches::bad_expectation;
    default: return nullptr;
    }
}

const Breach* RequestHead::finish()
{
    if (!request_line_read_) return &breaches::bad_request_line;
    if (!(seen_ & (1u << Once::host))) return &breaches::no_host;
    if (content_length_ > 0 && (method_ == Method::get || method_ == Method::head)) return &breaches::body_on_get;
    return nullptr;
}

void RequestHead::describe(std::string_view bytes, Request& request) const
{
    request.method = method_;
    request.target = target_.in(bytes);
    request.host = host_.in(bytes);
    request.headers.clear();
    for (const FieldSpan& field : fields_) request.headers.push_back({field.name.in(bytes), field.value.in(bytes)});
}

void RequestHead::reset()
{
    auto fields = std::move(fields_);
    fields.clear();
    *this = RequestHead();
    fields_ = std::move(fields);
}

} // namespace cchc::server::net
