#pragma once

#include "domain/finding.hpp"
#include "server/problems.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cchc::domain {
class JsonWriter;
}

/// What the linter's findings say to people: one table from its rules to sentences in both languages.
namespace cchc::server {

/// The sentences of a rule; `{0}`, `{1}` … stand for the finding's facts, in the order the rule gives them.
struct FindingWords {
    domain::LintRule rule;
    Sentence message; ///< what is wrong, with the numbers
    Sentence mend;    ///< how it could be mended; empty: only its author can tell
    Sentence harm;    ///< a worked example of what goes wrong if it stays
};
const FindingWords& words_of(domain::LintRule rule);

/// A finding in one language, its facts written as people write them: `0,75`, `từ 70 % đến dưới 80 %`, `20/01/2023`.
struct ToldFinding {
    std::string message;
    std::string mend;
    std::string harm;
};
ToldFinding tell(const domain::Finding& finding, Language language);
/// What a rule finds, without the facts of any place: `Không mức nào nhận tỷ lệ ….`
std::string rule_in_general(domain::LintRule rule, Language language);

/// `{"findings":[{"rule","severity","criteria_set","code","message":{"vi","en"},"mend":{…},"example":{"vi","en",
/// "figures"}}]}`. `criteria_set` and `code` are left out where the finding is of the whole, `mend` where there is
/// none, `figures` where no declared figures show the harm.
std::string findings_json(const std::vector<domain::Finding>& findings);
/// The array in it.
void write_findings(domain::JsonWriter& json, const std::vector<domain::Finding>& findings);

} // namespace cchc::server
