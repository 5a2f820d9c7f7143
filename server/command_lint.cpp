#include "server/commands.hpp"

#include "domain/lint.hpp"
#include "server/finding_words.hpp"
#include "storage/regulation_codec.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace cchc::server {

extern const char* const lint_help;
const char* const lint_help =
    R"(cchc lint: find the mistakes of a regulation before it is issued

Examples:
  cchc lint ops/systems/quang-dien-2023.draft.json          # a block a finding, Vietnamese first
  cchc lint --json quy-dinh.json | jq '.findings[].code'
  cchc lint --table quy-dinh.json                           # one Markdown table, in Vietnamese
  cchc lint --rules                                         # every rule, as a Markdown table
  cchc lint --canonical quy-dinh.json                       # the same regulation in the form that is kept, and no findings

Checked are sums, levels, bands, dates, evidence, appraisers, wording, numbers and titles. Exit code 0: nothing found; 5: findings; 1: the file is no well-formed regulation, and where.)";

namespace {

enum class Form { blocks, json, table, rules, canonical };

struct Wish {
    std::string file;
    Form form = Form::blocks;
};

std::optional<Wish> wish_of(std::span<const std::string> arguments)
{
    Wish wish;
    for (const std::string& argument : arguments) {
        if (argument == "--json")
            wish.form = Form::json;
        else if (argument == "--table")
            wish.form = Form::table;
        else if (argument == "--rules")
            wish.form = Form::rules;
        else if (argument == "--canonical")
            wish.form = Form::canonical;
        else if (argument.starts_with("-") || !wish.file.empty())
            return std::nullopt;
        else
            wish.file = argument;
    }
    if (wish.file.empty() != (wish.form == Form::rules)) return std::nullopt;
    return wish;
}

std::string_view severity_in(domain::FindingSeverity severity, Language language)
{
    const bool error = severity == domain::FindingSeverity::error;
    if (language == Language::en) return error ? "error" : "warning";
    return error ? "Lỗi" : "Cảnh báo";
}

/// Where a finding stands, as people say it: with several criteria sets the set too, as codes belong to their set; of
/// a rule that an overlay brings its id.
std::string place_of(const domain::Finding& finding, bool several_sets)
{
    std::string code = finding.code.empty() ? "(chung)" : finding.code.value;
    if (!finding.overlay.empty()) code += " (" + finding.overlay + ")";
    return several_sets && !finding.criteria_set.empty() ? finding.criteria_set + " · " + code : code;
}

void print_blocks(const std::vector<domain::Finding>& findings, bool several_sets)
{
    for (const domain::Finding& finding : findings) {
        const ToldFinding vi = tell(finding, Language::vi);
        const ToldFinding en = tell(finding, Language::en);
        const auto severity = severity_of(finding.rule);
        std::cout << place_of(finding, several_sets) << " · " << severity_in(severity, Language::vi) << " · "
                  << name_of(finding.rule) << '\n'
                  << "  " << vi.message << '\n';
        if (!vi.mend.empty()) std::cout << "  Cách sửa: " << vi.mend << '\n';
        std::cout << "  Ví dụ: " << vi.harm << '\n'
                  << "  " << severity_in(severity, Language::en) << ": " << en.message;
        if (!en.mend.empty()) std::cout << " " << en.mend;
        std::cout << " " << en.harm << "\n\n";
    }
    const auto errors = std::ranges::count_if(
        findings, [](const domain::Finding& one) { return severity_of(one.rule) == domain::FindingSeverity::error; });
    const auto all = static_cast<std::ptrdiff_t>(findings.size());
    std::cout << all << " phát hiện: " << errors << " lỗi, " << all - errors << " cảnh báo · " << all
              << " findings: " << errors << " errors, " << all - errors << " warnings\n";
}

/// A cell of a Markdown table: a bar would end it.
std::string cell(std::string text)
{
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
    return text;
}

void print_table(const std::vector<domain::Finding>& findings, bool several_sets)
{
    std::cout << "| Mã | Mức độ | Phát hiện | Cách sửa | Ví dụ về hậu quả | Quy tắc |\n|---|---|---|---|---|---|\n";
    for (const domain::Finding& finding : findings) {
        const ToldFinding vi = tell(finding, Language::vi);
        std::cout << "| " << place_of(finding, several_sets) << " | "
                  << severity_in(severity_of(finding.rule), Language::vi) << " | " << cell(vi.message) << " | "
                  << cell(vi.mend) << " | " << cell(vi.harm) << " | `" << name_of(finding.rule) << "` |\n";
    }
}

void print_rules()
{
    std::cout << "| Quy tắc | Mức độ | Phát hiện |\n|---|---|---|\n";
    for (const domain::LintRule rule : domain::all_lint_rules())
        std::cout << "| `" << name_of(rule) << "` | " << severity_in(severity_of(rule), Language::vi) << " | "
                  << cell(rule_in_general(rule, Language::vi)) << " |\n";
}

} // namespace

int run_lint(std::span<const std::string> arguments)
{
    const auto wish = wish_of(arguments);
    if (!wish) {
        std::cerr << "cchc lint: wants one FILE, with --json, --table or --canonical if you like\n";
        return exit_code::usage;
    }
    if (wish->form == Form::rules) {
        print_rules();
        return exit_code::ok;
    }
    std::ifstream in(wish->file, std::ios::binary);
    if (!in) {
        std::cerr << "cchc lint: cannot read " << wish->file << '\n';
        return exit_code::failed;
    }
    const std::string document{std::istreambuf_iterator<char>(in), {}};
    std::vector<domain::Finding> findings;
    bool several_sets = false;
    try {
        const domain::Regulation regulation = storage::read_regulation(document);
        if (wish->form == Form::canonical) {
            std::cout << storage::write_regulation(regulation);
            return exit_code::ok;
        }
        several_sets = regulation.criteria_sets.size() > 1;
        findings = domain::lint(regulation);
    } catch (const storage::FormatError& wrong) {
        std::cerr << "cchc lint: " << wish->file
                  << ": không đúng mẫu quy định · not a well-formed regulation: " << wrong.what() << '\n';
        return exit_code::failed;
    }
    switch (wish->form) {
    case Form::blocks: print_blocks(findings, several_sets); break;
    case Form::json: std::cout << findings_json(findings) << '\n'; break;
    case Form::table: print_table(findings, several_sets); break;
    case Form::rules:
    case Form::canonical: break; // answered above
    }
    return findings.empty() ? exit_code::ok : exit_code::findings;
}

} // namespace cchc::server
