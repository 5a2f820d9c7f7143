#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace cchc::domain {

namespace {

/// A combining mark, its class (of two marks on one letter the lower class stands first), and the letters that Unicode
/// has in one piece with it.
struct Mark {
    char32_t mark;
    int order;
    std::u32string_view letters;
};
/// All of the Latin script (Unicode 15); sorted by mark.
constexpr auto marks = std::to_array<Mark>({
    {0x0300, 230, U"AEIOUaeiouÜüNnĒēŌōWwÂâĂăÊêÔôƠơƯưYy"},
    {0x0301, 230, U"AEIOUYaeiouyCcLlNnRrSsZzÜüGgÅåÆæØøÇçĒēÏïKkMmÕõŌōPpŨũWwÂâĂăÊêÔôƠơƯư"},
    {0x0302, 230, U"AEIOUaeiouCcGgHhJjSsWwYyZzẠạẸẹỌọ"},
    {0x0303, 230, U"ANOanoIiUuVvÂâĂăEeÊêÔôƠơƯưYy"},
    {0x0304, 230, U"AaEeIiOoUuÜüÄäȦȧÆæǪǫÖöÕõȮȯYyGgḶḷṚṛ"},
    {0x0306, 230, U"AaEeGgIiOoUuȨȩẠạ"},
    {0x0307, 230, U"CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsŚśŠšṢṣTtWwXxYyſ"},
    {0x0308, 230, U"AEIOUaeiouyYHhÕõŪūWwXxt"},
    {0x0309, 230, U"AaÂâĂăEeÊêIiOoÔôƠơUuƯưYy"},
    {0x030a, 230, U"AaUuwy"},
    {0x030b, 230, U"OoUu"},
    {0x030c, 230, U"CcDdEeLlNnRrSsTtZzAaIiOoUuÜüGgKkƷʒjHh"},
    {0x030f, 230, U"AaEeIiOoRrUu"},
    {0x0311, 230, U"AaEeIiOoRrUu"},
    {0x031b, 216, U"OoUu"},
    {0x0323, 220, U"BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoƠơUuƯưYy"},
    {0x0324, 220, U"Uu"},
    {0x0325, 220, U"Aa"},
    {0x0326, 220, U"SsTt"},
    {0x0327, 202, U"CcGgKkLlNnRrSsTtEeDdHh"},
    {0x0328, 202, U"AaEeIiUuOo"},
    {0x032d, 220, U"DdEeLlNnTtUu"},
    {0x032e, 220, U"Hh"},
    {0x0330, 220, U"EeIiUu"},
    {0x0331, 220, U"BbDdKkLlNnRrTtZzh"},
});

const Mark* mark_of(char32_t letter)
{
    if (letter < marks.front().mark || letter > marks.back().mark) return nullptr;
    const auto found = std::ranges::lower_bound(marks, letter, {}, &Mark::mark);
    return found != marks.end() && found->mark == letter ? &*found : nullptr;
}

/// Reads letter by letter; `bad` for bytes that are not UTF-8.
class Letters {
public:
    static constexpr char32_t bad = ~char32_t{0};

    explicit Letters(std::string_view text) : rest_(text) {}
    bool done() const { return rest_.empty(); }
    char32_t next()
    {
        const auto first = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        if (first < 0x80) return first;
        if (first >= 0xc2 && first <= 0xdf) return more(first & 0x1f, 1, 0x80);
        if (first >= 0xe0 && first <= 0xef) return more(first & 0x0f, 2, 0x800);
        if (first >= 0xf0 && first <= 0xf4) return more(first & 0x07, 3, 0x10000);
        return bad;
    }

private:
    char32_t more(char32_t letter, int bytes, char32_t least)
    {
        for (; bytes > 0; --bytes) {
            if (rest_.empty() || (static_cast<unsigned char>(rest_.front()) & 0xc0) != 0x80) return bad;
            letter = letter << 6 | (static_cast<unsigned char>(rest_.front()) & 0x3f);
            rest_.remove_prefix(1);
        }
        const bool surrogate = letter >= 0xd800 && letter <= 0xdfff;
        return letter < least || surrogate || letter > 0x10ffff ? bad : letter;
    }
    std::string_view rest_;
};

bool is_control(char32_t letter, TextForm form)
{
    if (letter == U'\t' || letter == U'\n' || letter == U'\r') return form == TextForm::line;
    return letter < 0x20 || (letter >= 0x7f && letter <= 0x9f);
}
bool is_space(char32_t letter)
{
    return letter == U' ' || letter == U'\t' || letter == U'\n' || letter == U'\r' || letter == 0xa0 ||
           (letter >= 0x2000 && letter <= 0x200b) || letter == 0x202f || letter == 0x3000 || letter == 0xfeff;
}

} // namespace

std::string_view fault_of(std::string_view text, TextForm form)
{
    bool blank = !text.empty();
    bool decomposed = false;
    char32_t base = 0; // the letter that marks stand on
    int order = 0;     // class of the last mark on it
    for (Letters letters(text); !letters.done();) {
        const char32_t letter = letters.next();
        if (letter == Letters::bad) return "not_utf8";
        if (is_control(letter, form)) return "control_character";
        blank = blank && is_space(letter);
        const Mark* mark = mark_of(letter);
        if (!mark) {
            base = letter;
            order = 0;
            continue;
        }
        const bool joins = mark->order != order && mark->letters.find(base) != std::u32string_view::npos;
        decomposed = decomposed || joins || mark->order < order;
        order = mark->order;
    }
    if (blank) return "blank";
    return decomposed ? "decomposed" : "";
}

} // namespace cchc::domain
