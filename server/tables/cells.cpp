#include "server/tables/cells.hpp"

#include "domain/printed_words.hpp"

#include <algorithm>
#include <array>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace cchc::server::tables {

using domain::Points;

static constexpr std::string_view blanks = " \t\n\r";

std::string_view trimmed(std::string_view text)
{
    // A no-break space is a blank too, in a cell.
    const auto blank_at = [&](std::size_t at) -> std::size_t {
        if (blanks.find(text[at]) != std::string_view::npos) return 1;
        return text.substr(at).starts_with("\u00A0") ? 2 : 0;
    };
    while (!text.empty()) {
        const std::size_t width = blank_at(0);
        if (width == 0) break;
        text.remove_prefix(width);
    }
    while (!text.empty()) {
        if (blanks.find(text.back()) != std::string_view::npos)
            text.remove_suffix(1);
        else if (text.ends_with("\u00A0"))
            text.remove_suffix(2);
        else
            break;
    }
    return text;
}

std::string on_one_line(std::string_view text)
{
    std::string line;
    for (const char c : trimmed(text)) {
        if (c == '\n' || c == '\t')
            line += ' ';
        else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)
            line += c;
    }
    return line;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (std::string line = on_one_line(text.substr(0, end)); !line.empty()) lines.push_back(std::move(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// ── numbers of lines ─────────────────────────────────────────────────────────────────────────────────────────────────

static bool all_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

static std::string roman(int number)
{
    static constexpr auto signs = std::to_array<std::pair<int, std::string_view>>(
        {{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}});
    std::string text;
    for (const auto& [worth, sign] : signs)
        for (; number >= worth; number -= worth) text += sign;
    return text;
}

static bool is_roman(std::string_view text)
{
    for (int number = 1; number <= 100; ++number)
        if (roman(number) == text) return true;
    return false;
}

int Number::rank() const
{
    switch (kind) {
    case Kind::letter: return 0;
    case Kind::roman: return 1;
    case Kind::decimal: return 1 + static_cast<int>(parts.size());
    case Kind::small_letter: return 1'000;
    }
    return 0;
}

std::string Number::text() const
{
    std::string all = area;
    for (const std::string& part : parts) all += (all.empty() ? "" : ".") + part;
    return all;
}

std::optional<Number> number_of(std::string_view printed, char letter_before)
{
    std::string_view text = trimmed(printed);
    if (text.starts_with('(')) text.remove_prefix(1);
    while (!text.empty() && std::string_view(".):").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    if (text.empty() || text.size() > 40) return {};
    Number number;
    for (std::string_view rest = text;;) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        number.parts.emplace_back(trimmed(rest.substr(0, dot)));
        if (dot == rest.size()) break;
        rest.remove_prefix(dot + 1);
    }
    std::string& first = number.parts.front();
    const bool one_capital = first.size() == 1 && first[0] >= 'A' && first[0] <= 'Z';
    const bool next_letter = one_capital && letter_before != 0 && first[0] == letter_before + 1;
    if (is_roman(first) && !next_letter)
        number.kind = Number::Kind::roman;
    else if (one_capital)
        number.kind = Number::Kind::letter;
    else if (number.parts.size() == 1 && (first == "đ" || (first.size() == 1 && first[0] >= 'a' && first[0] <= 'z')))
        number.kind = Number::Kind::small_letter;
    else if (!all_digits(first))
        return {};
    if (number.parts.size() == 1) return number;
    if (number.kind != Number::Kind::decimal) {
        number.area = std::move(first);
        number.parts.erase(number.parts.begin());
        number.kind = Number::Kind::decimal;
    }
    if (!std::ranges::all_of(number.parts, all_digits)) return {};
    return number;
}

bool is_bullet(std::string_view printed)
{
    static constexpr auto marks = std::to_array<std::string_view>({"-", "+", "*", "–", "—", "•", "·", "o", "►", "▪"});
    return std::ranges::find(marks, trimmed(printed)) != marks.end();
}

std::size_t number_ahead(std::string_view text)
{
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos || blank == 0) return 0;
    const std::string_view word = text.substr(0, blank);
    const bool closed = word.ends_with('.') || word.ends_with(')');
    const auto number = number_of(word, 0);
    if (!number) return 0;
    return number->parts.size() > 1 || closed ? blank : 0;
}

// ── points ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Digits with at most one comma or dot between them, as points.
static std::optional<Points> plain_points(std::string_view text)
{
    std::string dotted(text);
    const auto marks = std::ranges::count_if(dotted, [](char c) { return c == ',' || c == '.'; });
    if (marks > 1) return {};
    std::ranges::replace(dotted, ',', '.');
    if (const auto dot = dotted.find('.'); dot != std::string::npos) {
        while (dotted.back() == '0') dotted.pop_back();
        if (dotted.back() == '.') dotted.pop_back();
    }
    const auto points = Points::parse(dotted);
    if (!points || *points > Points::whole(1'000) || *points < Points{}) return {};
    return points;
}

static std::string_view without_unit(std::string_view text)
{
    for (const std::string_view unit : {"điểm", "đ"})
        if (text.ends_with(unit)) return trimmed(text.substr(0, text.size() - unit.size()));
    return text;
}

std::optional<PointsRead> points_in(std::string_view cell)
{
    const std::string lower = domain::lower_case(on_one_line(cell));
    std::string_view text = without_unit(lower);
    PointsRead read;
    for (const std::string_view sign : {"tối đa", "-", "−", "+"})
        if (text.starts_with(sign)) {
            text = trimmed(text.substr(sign.size()));
            read.guessed = true;
        }
    // "1.250" is one and a quarter here, and a thousand elsewhere.
    if (const auto dot = text.find('.'); dot != std::string_view::npos && text.size() - dot == 4) read.guessed = true;
    const auto points = plain_points(text);
    if (!points) return {};
    read.points = *points;
    return read;
}

std::optional<Points> points_at_end(std::string_view text)
{
    const std::string lower = domain::lower_case(trimmed(text));
    std::string_view rest = lower;
    while (!rest.empty() && std::string_view(".;)").find(rest.back()) != std::string_view::npos) rest.remove_suffix(1);
    const std::string_view before = without_unit(rest);
    if (before.size() == rest.size()) return {}; // no unit: any number could stand at the end of a sentence
    const std::size_t end = before.find_last_not_of("0123456789,.");
    if (end == std::string_view::npos) return {};
    const std::string_view mark = trimmed(before.substr(0, end + 1));
    if (!mark.ends_with(':') && !mark.ends_with('(') && !mark.ends_with('=')) return {};
    return plain_points(before.substr(end + 1));
}

std::string points_text(Points points)
{
    std::string text = points.text();
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    std::ranges::replace(text, '.', ',');
    return text;
}

// ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string name_from(std::string_view title)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decomposer = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString letters =
        icu::UnicodeString::fromUTF8(icu::StringPiece(title.data(), static_cast<std::int32_t>(title.size())));
    if (U_SUCCESS(status)) letters = decomposer->normalize(letters, status);
    std::string name;
    for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
        UChar32 letter = u_tolower(letters.char32At(at));
        if (u_charType(letter) == U_NON_SPACING_MARK) continue;
        if (letter == 0x111) letter = 'd';
        const bool fits = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (fits)
            name += static_cast<char>(letter);
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    if (name.size() > 48) name.resize(48);
    while (name.ends_with('-')) name.pop_back();
    return name.empty() ? "bo-tieu-chi" : name;
}

} // namespace cchc::server::tables
