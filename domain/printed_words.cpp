#include "domain/printed_words.hpp"

#include <algorithm>
#include <array>

namespace cchc::domain {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Whether a byte belongs to a word: a letter or digit of ASCII, or any byte of a longer UTF-8 sequence.
bool in_word(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || is_digit(c) || (c >= 'a' && c <= 'z') || c == '&';
}

bool is_dash(std::string_view rest)
{
    return rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94"); // – and —
}

bool is_quote(std::string_view rest)
{
    return rest.starts_with("\xE2\x80\x9C") || rest.starts_with("\xE2\x80\x9D"); // “ and ”
}

template <std::size_t N>
bool among(const Token& token, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), token) != words.end();
}

/// Reads the numbers of one unit in a text, with the words around them.
class RangeReader {
public:
    RangeReader(const std::vector<Token>& text, std::string_view unit) : text_(text), unit_(unit) {}

    std::optional<SpokenRange> read()
    {
        std::vector<SpokenRange> parts;
        for (std::size_t at = 0; at < text_.size(); ++at) {
            if (!in_unit(at)) continue;
            const auto part = part_at(at);
            if (!part) return std::nullopt;
            parts.push_back(*part);
        }
        if (parts.empty() || parts.size() > 2) return std::nullopt;
        SpokenRange range = parts.front();
        if (parts.size() == 1) return range;
        if (range.to || parts.back().from) return std::nullopt; // two ranges, not two ends of one
        range.to = parts.back().to;
        range.unclear = range.unclear || parts.back().unclear;
        return range;
    }

private:
    const Token& token(std::size_t at) const { return at < text_.size() ? text_[at] : nothing_; }
    const Token& before(std::size_t at, std::size_t steps) const { return at >= steps ? text_[at - steps] : nothing_; }

    /// A number followed by the unit, or joined to one that is: *từ 90 đến dưới 100%*.
    bool in_unit(std::size_t at) const
    {
        if (!is_number(token(at))) return false;
        std::size_t next = at + 1;
        if (token(next) == unit_) return true;
        const std::size_t joined = next;
        if (token(next) == "đến" || token(next) == "-") ++next;
        if (token(next) == "dưới") ++next;
        return next > joined && is_number(token(next)) && token(next + 1) == unit_;
    }

    bool rises_after(std::size_t at) const
    {
        const std::size_t next = token(at + 1) == unit_ ? at + 2 : at + 1;
        return token(next) == "trở" && token(next + 1) == "lên";
    }

    std::optional<SpokenRange> part_at(std::size_t at) const
    {
        const auto number = value_of(text_[at]);
        if (!number) return std::nullopt;
        const Token& word = before(at, 1);
        const Token& earlier = before(at, 2);
        SpokenRange part;
        const auto from = [&](bool closed) { part.from = SpokenEnd{*number, closed}; };
        const auto to = [&](bool closed) { part.to = SpokenEnd{*number, closed}; };

        if (word == "dưới" || (word == "hơn" && among(earlier, less_))) {
            to(false);
            // "từ dưới 90%"; "từ 80 dưới 100%", where "đến" is missing; "dưới 20% trở lên"
            part.unclear = earlier == "từ" || is_number(earlier) || earlier == unit_ || rises_after(at);
        } else if ((word == "quá" && earlier == "không") || word == "đa" || (word == "nhất" && earlier == "nhiều")) {
            to(true);
        } else if (word == "trên" || word == "quá" || (word == "hơn" && among(earlier, more_))) {
            from(false);
        } else if (word == "từ" || word == "thiểu" || (word == "nhất" && earlier == "ít")) {
            from(true);
        } else if (word == "đến" || word == "-") {
            to(true);
        } else if (rises_after(at)) {
            from(true);
        } else if (unit_ == "%" || among(word, exactly_)) {
            from(true);
            to(true);
        } else {
            return std::nullopt; // "trong 05 ngày", "trước 10 ngày": not a range of days late
        }
        return part;
    }

    static constexpr std::array<std::string_view, 4> less_{"thấp", "ít", "nhỏ", "kém"};
    static constexpr std::array<std::string_view, 4> more_{"cao", "nhiều", "lớn", "muộn"};
    static constexpr std::array<std::string_view, 4> exactly_{"chậm", "muộn", "trễ", "đúng"};

    const std::vector<Token>& text_;
    std::string_view unit_;
    Token nothing_;
};

} // namespace

std::string lower_case(std::string_view text)
{
    std::string out(text);
    const auto byte = [&](std::size_t at) { return at < out.size() ? static_cast<unsigned char>(out[at]) : 0u; };
    for (std::size_t at = 0; at < out.size(); ++at) {
        const unsigned first = byte(at);
        const unsigned second = byte(at + 1);
        const auto becomes = [&](std::size_t place, unsigned value) { out[place] = static_cast<char>(value); };
        if (first >= 'A' && first <= 'Z') becomes(at, first + 0x20);
        if (first == 0xC3 && second >= 0x80 && second <= 0x9E && second != 0x97) becomes(at + 1, second + 0x20); // À Ô
        if (first == 0xC4 && (second == 0x82 || second == 0x90 || second == 0xA8)) becomes(at + 1, second + 1); // Ă Đ Ĩ
        if (first == 0xC5 && second == 0xA8) becomes(at + 1, second + 1);                                       // Ũ
        if (first == 0xC6 && (second == 0xA0 || second == 0xAF)) becomes(at + 1, second + 1);                   // Ơ Ư
        if (first == 0xE1 && ((second == 0xBA && byte(at + 2) >= 0xA0) || (second == 0xBB && byte(at + 2) <= 0xB9)))
            becomes(at + 2, byte(at + 2) | 1u); // Ạ to Ỹ: capitals are even
    }
    return out;
}

std::vector<Token> tokens_of(std::string_view text)
{
    const std::string lower = lower_case(text);
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < lower.size();) {
        const std::string_view rest = std::string_view(lower).substr(at);
        if (is_dash(rest) || is_quote(rest)) {
            if (is_dash(rest)) tokens.emplace_back("-");
            at += 3;
        } else if (is_digit(lower[at])) {
            std::size_t end = at;
            const auto digit_at = [&](std::size_t place) { return place < lower.size() && is_digit(lower[place]); };
            while (digit_at(end) ||
                   (end < lower.size() && (lower[end] == ',' || lower[end] == '.') && digit_at(end + 1)))
                ++end;
            tokens.push_back(lower.substr(at, end - at));
            at = end;
        } else if (in_word(lower[at])) {
            std::size_t end = at;
            while (end < lower.size() && in_word(lower[end]) && !is_dash(std::string_view(lower).substr(end)) &&
                   !is_quote(std::string_view(lower).substr(end)))
                ++end;
            tokens.push_back(lower.substr(at, end - at));
            at = end;
        } else {
            if (lower[at] != ' ' && lower[at] != '\n' && lower[at] != '\t') tokens.emplace_back(1, lower[at]);
            ++at;
        }
    }
    return tokens;
}

bool is_number(const Token& token)
{
    return !token.empty() && is_digit(token.front());
}

bool is_word(const Token& token)
{
    return !token.empty() && in_word(token.front()) && !is_number(token);
}

std::optional<Points> value_of(const Token& token)
{
    if (!is_number(token)) return std::nullopt;
    std::string dotted = token;
    std::replace(dotted.begin(), dotted.end(), ',', '.');
    return Points::parse(dotted);
}

std::vector<Token> outside_brackets(const std::vector<Token>& text)
{
    std::vector<Token> plain;
    int deep = 0;
    for (const Token& token : text) {
        if (token == "(") ++deep;
        if (deep == 0) plain.push_back(token);
        if (token == ")" && deep > 0) --deep;
    }
    return plain;
}

bool same_words(std::string_view a, std::string_view b)
{
    const auto words = [](std::string_view text) {
        std::vector<Token> all = tokens_of(text);
        std::erase_if(all, [](const Token& token) { return !is_word(token) && !is_number(token); });
        return all;
    };
    return words(a) == words(b);
}

bool says(const std::vector<Token>& text, std::string_view phrase)
{
    const std::vector<Token> words = tokens_of(phrase);
    return std::search(text.begin(), text.end(), words.begin(), words.end()) != text.end();
}

bool says_any(const std::vector<Token>& text, const std::vector<std::string_view>& phrases)
{
    return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) { return says(text, phrase); });
}

std::optional<SpokenRange> range_in(const std::vector<Token>& text, std::string_view unit)
{
    const std::vector<Token> plain = outside_brackets(text);
    return RangeReader(plain, unit).read();
}

} // namespace cchc::domain
