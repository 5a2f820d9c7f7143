#include "server/tables/remark.hpp"

#include <array>
#include <cassert>

namespace cchc::server::tables {

namespace {

struct Words {
    std::string_view name;
    RemarkSeverity severity;
    Sentence message;
};

using enum RemarkSeverity;
#define CCHC_REMARK(name, severity, vi, en) Words{#name, severity, {vi, en}},
constexpr std::array table{CCHC_REMARKS(CCHC_REMARK)};
#undef CCHC_REMARK

const Words& words_of(RemarkKind kind)
{
    return table[static_cast<std::size_t>(kind)];
}

/// A fact as a sentence bears it: its beginning, where it is long.
std::string shortened(const std::string& fact)
{
    constexpr std::size_t longest = 300;
    if (fact.size() <= longest) return fact;
    std::size_t end = longest;
    while ((static_cast<unsigned char>(fact[end]) & 0xC0) == 0x80) --end;
    return fact.substr(0, end) + "…";
}

} // namespace

std::string_view name_of(RemarkKind kind)
{
    return words_of(kind).name;
}

RemarkSeverity severity_of(RemarkKind kind)
{
    return words_of(kind).severity;
}

std::string_view name_of(RemarkSeverity severity)
{
    return severity == error ? "error" : severity == warning ? "warning" : "info";
}

std::string told(const Remark& remark, Language language)
{
    const std::string_view sentence = words_of(remark.kind).message.in(language);
    std::string text;
    for (std::size_t at = 0; at < sentence.size(); ++at) {
        if (sentence[at] != '{') {
            text += sentence[at];
            continue;
        }
        const auto number = static_cast<std::size_t>(sentence[at + 1] - '0');
        assert(number < remark.facts.size() && "a sentence asks for a fact its remark does not give");
        text += shortened(remark.facts[number]);
        at += 2;
    }
    return text;
}

const std::vector<RemarkKind>& all_remarks()
{
    static const std::vector<RemarkKind> all = [] {
        std::vector<RemarkKind> kinds;
        for (std::size_t i = 0; i < table.size(); ++i) kinds.push_back(static_cast<RemarkKind>(i));
        return kinds;
    }();
    return all;
}

} // namespace cchc::server::tables
