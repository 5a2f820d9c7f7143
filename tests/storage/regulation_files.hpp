#pragma once

#include "tests/repository.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace cchc::storage {

/// The bytes of a file of the repository.
inline std::string repository_file(const std::string& path)
{
    std::ifstream in(std::string(repository_root) + "/" + path, std::ios::binary);
    if (!in) throw std::runtime_error("no such file: " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline const char* const issued_file = "ops/systems/quang-dien-2023.json";
inline const char* const draft_file = "ops/systems/quang-dien-2023.draft.json";

} // namespace cchc::storage
