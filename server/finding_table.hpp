#pragma once

#include "server/finding_words.hpp"

#include <vector>

// The rows of the table of findings' words; `words_of` looks in all of them.

namespace cchc::server {

const std::vector<FindingWords>& words_about_points();
const std::vector<FindingWords>& words_about_text();

} // namespace cchc::server
