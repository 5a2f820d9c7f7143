#pragma once

#include "domain/values.hpp"
#include "server/http.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Problems: what a caller is told when something is refused (RFC 9457), in his language.
namespace cchc::server {

/// A kind of problem: a stable URI `/problems/<slug>`, its usual status and its title.
struct ProblemType {
    std::string_view slug;
    int status;
    std::string_view title_vi;
    std::string_view title_en;
};

/// All kinds there are; each has a page of its own.
std::span<const ProblemType> problem_types();
/// The kind with that slug. There must be one.
const ProblemType& problem_type(std::string_view slug);

/// What exactly is wrong, in both languages.
struct Sentence {
    std::string_view vi;
    std::string_view en;
    std::string_view in(Language language) const { return language == Language::vi ? vi : en; }
};

/// One thing at fault among several.
struct Fault {
    std::string pointer; ///< JSON pointer into the request's body: `/items/3/value`
    std::string code;    ///< for programs: `missing`, `score_out_of_range`, …
    std::string message; ///< for people
};

/// A problem with all it may carry. What is empty is left out.
struct Problem {
    std::string_view slug;
    int status = 0;     ///< 0: the kind's own
    std::string detail; ///< in the reader's language
    std::vector<Fault> errors;
    std::string quota;   ///< JSON: `of`, `used` and `allowed`
    std::string current; ///< JSON: what is in force instead of what the caller had seen
    std::optional<domain::Instant> deadline;
    std::optional<domain::Instant> sequenced_at; ///< when the log's order was settled for the refused request
    std::optional<int> retry_after_s;            ///< sent as Retry-After too
};

/// The reply: problem+json with type, title, status, detail and a fresh incident code as `instance`.
Reply problem(const Problem& what, Language language);
/// The same for a problem that is said in one sentence.
Reply problem(std::string_view slug, Language language, Sentence detail, int status = 0);

} // namespace cchc::server
