#pragma once

#include <string_view>

namespace cchc::server {

/// What guessers try first (ASVS 6.2.4): lower case, sorted, one blank apart.
extern const std::string_view common_passwords;

} // namespace cchc::server
