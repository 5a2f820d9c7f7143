#pragma once

#include "server/http.hpp"

#include <string_view>

/// Problems: what a caller is told when something is refused (RFC 9457), in his language.
namespace cchc::server {

/// A kind of problem: a stable URI `/problems/<slug>`, its usual status and its title.
struct ProblemType {
    std::string_view slug;
    int status;
    std::string_view title_vi;
    std::string_view title_en;
};

/// The kind with that slug. There must be one.
const ProblemType& problem_type(std::string_view slug);

/// What exactly is wrong, in both languages.
struct Sentence {
    std::string_view vi;
    std::string_view en;
};

/// The reply for a problem: problem+json with type, title, status, detail and a fresh incident code as `instance`.
/// `status` 0: the kind's own.
Reply problem(std::string_view slug, Language language, Sentence detail, int status = 0);

} // namespace cchc::server
