#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

/// The characters of HTTP, as RFC 9110 and RFC 3986 class them.
namespace cchc::server::net {

enum CharacterClass : unsigned char { token = 1, path = 2, query = 4, hex = 8 };

inline constexpr auto character_classes = [] {
    std::array<unsigned char, 256> classes{};
    const auto mark = [&](std::string_view characters, unsigned char as) {
        for (const char c : characters) classes[static_cast<unsigned char>(c)] |= as;
    };
    mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", token | path | query);
    mark("0123456789abcdefABCDEF", hex);
    mark("!#$%&'*+-.^_`|~", token);
    mark("-._~!$&'()*+,;=:@%/", path | query);
    mark("?[]", query); // browsers leave filter[group] as it is
    return classes;
}();

inline bool is(char c, CharacterClass what)
{
    return character_classes[static_cast<unsigned char>(c)] & what;
}
inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/// Whether there is a byte below 0x20 other than a tab, or 0x7f.
inline bool has_control(std::string_view text)
{
    // Eight bytes at a time: a byte of `low` has its top bit set where `eight` has one below 0x20 or 0x7f; bytes from
    // 0x80 pass.
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    const auto suspicious = [](std::uint64_t eight) {
        const std::uint64_t low = (eight - ones * 0x20) & ~eight;
        const std::uint64_t deletes = eight ^ (ones * 0x7f);
        return ((low | ((deletes - ones) & ~deletes)) & tops) != 0;
    };
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, text.data() + i, 8);
        if (suspicious(eight)) break;
    }
    return std::any_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

/// Equal but for the case of ASCII letters. `lower` is in lower case already.
inline bool same_letters(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
    }
    return true;
}

/// Calls `visit` with each element of a comma-separated list, without its blanks.
template <class Visit>
void for_each_element(std::string_view list, Visit visit)
{
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        std::string_view element = list.substr(0, comma);
        while (!element.empty() && is_blank(element.front())) element.remove_prefix(1);
        while (!element.empty() && is_blank(element.back())) element.remove_suffix(1);
        if (!element.empty()) visit(element);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
}

} // namespace cchc::server::net
