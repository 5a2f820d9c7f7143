#include "server/net/target.hpp"

#include "server/net/text.hpp"

#include <simdjson.h>

#include <algorithm>

namespace cchc::server::net {

namespace {

constexpr std::size_t most_segments = 32;
constexpr std::size_t most_parameters = 32;

int value_of(char hex_digit)
{
    if (hex_digit <= '9') return hex_digit - '0';
    return (hex_digit | 0x20) - 'a' + 10;
}

/// `%41` still standing after one decoding: someone encoded twice, to slip past one reader or the other.
bool looks_encoded(std::string_view text)
{
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
        if (at + 2 < text.size() && is(text[at + 1], hex) && is(text[at + 2], hex)) return true;
    return false;
}

} // namespace

const Breach* Target::decode(Request& request)
{
    request.segments.clear();
    request.parameters.clear();
    decoded_.clear();
    decoded_.reserve(request.target.size()); // so that views into it stay put

    const auto mark = request.target.find('?');
    if (const Breach* breach = decode_path(request.target.substr(0, mark), request)) return breach;
    return mark == std::string_view::npos ? nullptr : decode_query(request.target.substr(mark + 1), request);
}

const Breach* Target::decode_path(std::string_view path, Request& request)
{
    path.remove_prefix(1);
    if (path.empty()) return nullptr;
    for (;;) {
        const auto slash = path.find('/');
        const std::string_view encoded = path.substr(0, slash);
        const bool last = slash == std::string_view::npos;
        if ((encoded.empty() && !last) || request.segments.size() == most_segments) return &breaches::bad_path;

        std::string_view segment;
        if (const Breach* breach = decode_part(encoded, false, segment)) return breach;
        if (segment == "." || segment == "..") return &breaches::bad_path;
        if (segment.find_first_of("/\\") != std::string_view::npos || looks_encoded(segment))
            return &breaches::bad_escape;
        request.segments.push_back(segment);
        if (last) return nullptr;
        path.remove_prefix(slash + 1);
    }
}

const Breach* Target::decode_query(std::string_view query, Request& request)
{
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());

        Field parameter;
        if (const Breach* breach = decode_part(pair.substr(0, equals), true, parameter.name)) return breach;
        if (const Breach* breach = decode_part(pair.substr(std::min(equals + 1, pair.size())), true, parameter.value))
            return breach;
        const bool twice = std::any_of(request.parameters.begin(), request.parameters.end(),
                                       [&](const Field& earlier) { return earlier.name == parameter.name; });
        if (twice || request.parameters.size() == most_parameters) return &breaches::bad_query;
        request.parameters.push_back(parameter);
    }
    return nullptr;
}

const Breach* Target::decode_part(std::string_view encoded, bool in_query, std::string_view& view)
{
    view = encoded;
    if (encoded.find_first_of(in_query ? "%+" : "%") == std::string_view::npos) return nullptr;

    const std::size_t start = decoded_.size();
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] == '%') {
            if (i + 2 >= encoded.size() || !is(encoded[i + 1], hex) || !is(encoded[i + 2], hex))
                return &breaches::bad_escape;
            decoded_ += static_cast<char>(value_of(encoded[i + 1]) * 16 + value_of(encoded[i + 2]));
            i += 2;
        } else {
            decoded_ += in_query && encoded[i] == '+' ? ' ' : encoded[i];
        }
    }
    view = std::string_view(decoded_).substr(start);
    const bool hidden = has_control(view) || view.find('\t') != std::string_view::npos;
    return hidden || !simdjson::validate_utf8(view.data(), view.size()) ? &breaches::bad_escape : nullptr;
}

} // namespace cchc::server::net
