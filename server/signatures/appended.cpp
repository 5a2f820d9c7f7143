#include "server/signatures/revisions.hpp"

#include <algorithm>
#include <charconv>

namespace cchc::server::signatures {

namespace {

constexpr std::string_view spaces{"\0\t\n\f\r ", 6};

std::string_view trimmed_end(std::string_view text)
{
    const auto last = text.find_last_not_of(spaces);
    return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

/// The offset after the last `startxref`, if `%%EOF` and nothing else follows it.
std::optional<std::uint64_t> last_table(std::string_view text)
{
    text = trimmed_end(text);
    if (!text.ends_with("%%EOF")) return {};
    text = trimmed_end(text.substr(0, text.size() - 5));
    const auto digits = text.find_last_not_of("0123456789");
    if (digits == std::string_view::npos || digits + 1 == text.size()) return {};
    std::uint64_t offset = 0;
    std::from_chars(text.data() + digits + 1, text.data() + text.size(), offset);
    return trimmed_end(text.substr(0, digits + 1)).ends_with("startxref") ? std::optional(offset) : std::nullopt;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// The beginning of `N G obj` whose `obj` stands at `at`; nothing if none does.
std::optional<std::size_t> header_before(std::string_view text, std::size_t at)
{
    std::size_t from = at;
    for (int number = 0; number < 2; ++number) {
        const std::size_t space = from;
        while (from > 0 && spaces.find(text[from - 1]) != std::string_view::npos) --from;
        if (from == space) return {};
        const std::size_t digit = from;
        while (from > 0 && is_digit(text[from - 1])) --from;
        if (from == digit) return {};
    }
    return from;
}

/// How much of the object that begins here is the data of its stream, with what comes before it; 0 if it is no stream.
std::size_t length_of_stream(std::string_view object)
{
    const auto stream = object.find("stream"), end = object.find("endobj");
    if (stream == std::string_view::npos || end < stream) return 0;
    const auto over = object.find("endstream", stream + 6);
    return over == std::string_view::npos ? 0 : over;
}

/// Whether that very object begins there: `N G obj`.
bool begins(std::string_view file, std::uint64_t offset, QPDFObjGen object)
{
    std::string_view text = file.substr(std::min<std::uint64_t>(offset, file.size()), 64);
    for (const int wanted : {object.getObj(), object.getGen()}) {
        int number = -1;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const auto next = text.find_first_not_of(spaces);
        if (number != wanted || next == 0 || next == std::string_view::npos) return false;
        text.remove_prefix(next);
    }
    return text.starts_with("obj");
}

} // namespace

Difference how_appended(Pdf& before, Pdf& after)
{
    Difference found;
    const std::uint64_t start = before.bytes().size();
    const std::string_view added = after.bytes().substr(start);
    if (trimmed_end(added).empty()) return found;

    const auto table = last_table(after.bytes());
    if (!table || *table < start || *table >= after.bytes().size()) {
        (added.find("obj") == std::string_view::npos ? found.trailing : found.other) = true;
        return found;
    }
    std::set<std::uint64_t> known{*table};
    int last = 0;
    for (const auto& [object, place] : after.places()) {
        // Two generations of an object, or another object than the table says: which of them is meant, readers differ.
        if (object.getObj() == last) found.other = true;
        last = object.getObj();
        if (place.getType() != 1) continue;
        const auto offset = static_cast<std::uint64_t>(place.getOffset());
        if (offset >= start && !begins(after.bytes(), offset, object)) found.other = true;
        known.insert(offset);
    }

    // Every object that begins in here must be one that the tables name: a reader that repairs would find the others.
    for (std::size_t at = added.find("obj"); at != std::string_view::npos; at = added.find("obj", at + 3)) {
        if (at >= 3 && added.substr(at - 3, 3) == "end") continue;
        const auto header = header_before(added, at);
        if (!header) continue;
        if (!known.contains(start + *header)) found.other = true;
        at += length_of_stream(added.substr(at));
    }
    return found;
}

} // namespace cchc::server::signatures
