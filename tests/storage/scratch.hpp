#pragma once

#include <filesystem>
#include <string>
#include <unistd.h>

namespace cchc::tests {

/// A folder that is gone when the story ends.
class Scratch {
public:
    Scratch() : folder_(std::filesystem::temp_directory_path() / "cchc-test-XXXXXX")
    {
        std::string pattern = folder_.string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;

    operator const std::filesystem::path&() const { return folder_; }
    std::filesystem::path operator/(const std::filesystem::path& below) const { return folder_ / below; }

private:
    std::filesystem::path folder_;
};

} // namespace cchc::tests
