#include "domain/finding.hpp"

#include <array>

namespace cchc::domain {

namespace {

struct Row {
    std::string_view name;
    FindingSeverity severity;
};
#define CCHC_RULE(name, severity) Row{#name, FindingSeverity::severity},
constexpr auto rows = std::to_array<Row>({CCHC_LINT_RULES(CCHC_RULE)});
#undef CCHC_RULE

const Row& row_of(LintRule rule)
{
    return rows.at(static_cast<std::size_t>(rule));
}

} // namespace

std::string_view name_of(LintRule rule)
{
    return row_of(rule).name;
}

FindingSeverity severity_of(LintRule rule)
{
    return row_of(rule).severity;
}

std::string_view name_of(FindingSeverity severity)
{
    return severity == FindingSeverity::error ? "error" : "warning";
}

const std::vector<LintRule>& all_lint_rules()
{
#define CCHC_RULE(name, severity) LintRule::name,
    static const std::vector<LintRule> all{CCHC_LINT_RULES(CCHC_RULE)};
#undef CCHC_RULE
    return all;
}

} // namespace cchc::domain
