#include "server/finding_words.hpp"

#include "domain/json_writer.hpp"
#include "projections/entry_view.hpp"
#include "server/finding_table.hpp"

#include <algorithm>
#include <cassert>
#include <cstdlib>

namespace cchc::server {

namespace {

using domain::Points;
using domain::Ratio;

/// An exact decimal as short as it goes: `0,5`, `66.6667`, `20`.
std::string decimal(Points number, Language language)
{
    std::string text = number.text();
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    if (const auto dot = text.find('.'); dot != std::string::npos && language == Language::vi) text[dot] = ',';
    return text;
}

std::string percent(const Ratio& ratio, Language language)
{
    return decimal(Points::share(Points::whole(100), ratio.numerator, ratio.denominator), language) + " %";
}

/// Fills the gaps `{0}`, `{1}` … of a sentence.
std::string filled(std::string_view sentence, const std::vector<std::string>& facts)
{
    std::string text;
    for (std::size_t at = 0; at < sentence.size(); ++at) {
        const bool gap = sentence[at] == '{' && at + 2 < sentence.size() && sentence[at + 2] == '}';
        if (!gap) {
            text += sentence[at];
            continue;
        }
        const auto number = static_cast<std::size_t>(sentence[at + 1] - '0');
        assert(number < facts.size() && "a sentence asks for a fact its rule does not give");
        text += facts[number];
        at += 2;
    }
    return text;
}

/// Writes facts in one language.
class Writer {
public:
    explicit Writer(Language language) : language_(language) {}

    /// A line of the printed text, without the dash it is listed under and the mark that ends it.
    std::string operator()(const std::string& text) const
    {
        const std::size_t begin = text.find_first_not_of("-* ");
        if (begin == std::string::npos) return text;
        return text.substr(begin, text.find_last_not_of(";./ ") + 1 - begin);
    }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(Points points) const
    {
        std::string text = points.text();
        if (const auto dot = text.find('.'); dot != std::string::npos && is_vi()) text[dot] = ',';
        return text;
    }
    std::string operator()(domain::Date date) const
    {
        const std::string text = date.text(); // 2023-01-20
        return text.substr(8, 2) + "/" + text.substr(5, 2) + "/" + text.substr(0, 4);
    }
    std::string operator()(const Ratio& ratio) const
    {
        return std::to_string(ratio.numerator) + (is_vi() ? " trên " : " of ") + std::to_string(ratio.denominator) +
               " (" + percent(ratio, language_) + ")";
    }
    std::string operator()(const domain::RatioSpan& span) const
    {
        const auto at = [&](const domain::Bound& bound) { return percent(bound.at, language_); };
        if (!span.from && !span.to) return is_vi() ? "bất kỳ" : "any";
        if (!span.from)
            return span.to->closed ? (is_vi() ? "từ " + at(*span.to) + " trở xuống" : at(*span.to) + " and less")
                                   : (is_vi() ? "dưới " : "under ") + at(*span.to);
        if (!span.to)
            return span.from->closed ? (is_vi() ? "từ " + at(*span.from) + " trở lên" : at(*span.from) + " and more")
                                     : (is_vi() ? "trên " : "over ") + at(*span.from);
        if (span.from->at == span.to->at) return (is_vi() ? "đúng " : "exactly ") + at(*span.from);
        return (span.from->closed ? (is_vi() ? "từ " : "from ") : (is_vi() ? "trên " : "over ")) + at(*span.from) +
               (is_vi() ? " đến " : " to ") + (span.to->closed ? "" : (is_vi() ? "dưới " : "under ")) + at(*span.to);
    }
    std::string operator()(const domain::DaySpan& span) const
    {
        const std::string from = std::to_string(span.from);
        if (!span.to) return is_vi() ? "từ " + from + " ngày trở lên" : from + " days and more";
        if (span.from == 0 && *span.to == 0) return is_vi() ? "0 ngày (đúng hạn)" : "0 days (in time)";
        if (span.from == *span.to) return is_vi() ? "đúng " + from + " ngày" : "exactly " + from + " days";
        return is_vi() ? "từ " + from + " đến " + std::to_string(*span.to) + " ngày"
                       : from + " to " + std::to_string(*span.to) + " days";
    }

private:
    bool is_vi() const { return language_ == Language::vi; }
    Language language_;
};

void write_both(domain::JsonWriter& json, std::string_view name, const std::string& vi, const std::string& en)
{
    json.key(name);
    json.open_object();
    json.member("vi", vi);
    json.member("en", en);
    json.close_object();
}

} // namespace

const FindingWords& words_of(domain::LintRule rule)
{
    for (const auto* table : {&words_about_points(), &words_about_text()}) {
        const auto row = std::ranges::find(*table, rule, &FindingWords::rule);
        if (row != table->end()) return *row;
    }
    assert(!"a rule of the linter without words");
    std::abort();
}

ToldFinding tell(const domain::Finding& finding, Language language)
{
    const FindingWords& words = words_of(finding.rule);
    std::vector<std::string> facts;
    for (const domain::Fact& fact : finding.facts) facts.push_back(std::visit(Writer(language), fact));
    return {filled(words.message.in(language), facts), filled(words.mend.in(language), facts),
            filled(words.harm.in(language), facts)};
}

std::string rule_in_general(domain::LintRule rule, Language language)
{
    std::string text(words_of(rule).message.in(language));
    for (std::size_t gap = text.find('{'); gap != std::string::npos; gap = text.find('{', gap))
        text.replace(gap, 3, "…");
    return text;
}

void write_findings(domain::JsonWriter& json, const std::vector<domain::Finding>& findings)
{
    json.open_array();
    for (const domain::Finding& finding : findings) {
        const ToldFinding vi = tell(finding, Language::vi);
        const ToldFinding en = tell(finding, Language::en);
        json.open_object();
        json.member("rule", name_of(finding.rule));
        json.member("severity", name_of(severity_of(finding.rule)));
        if (!finding.criteria_set.empty()) json.member("criteria_set", finding.criteria_set);
        if (!finding.code.empty()) json.member("code", finding.code.value);
        if (!finding.overlay.empty()) json.member("overlay", finding.overlay);
        write_both(json, "message", vi.message, en.message);
        if (!vi.mend.empty()) write_both(json, "mend", vi.mend, en.mend);
        json.key("example");
        json.open_object();
        json.member("vi", vi.harm);
        json.member("en", en.harm);
        if (finding.input) {
            json.key("figures");
            projections::write_figures(json, *finding.input);
        }
        json.close_object();
        json.close_object();
    }
    json.close_array();
}

std::string findings_json(const std::vector<domain::Finding>& findings)
{
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("findings");
    write_findings(json, findings);
    json.close_object();
    return text;
}

} // namespace cchc::server
