#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// Small files that nobody but their owner may read: keys.
namespace cchc::storage {

/// Afterwards the file holds the text, whole and durable, or what it held before; mode 0600. Its folder must be there.
/// Throws Failure.
void write_owner_only(const std::filesystem::path& file, std::string_view text);
/// At most 4 KiB of it. Throws Failure if it cannot be read, or if others than its owner may read or write it.
std::string read_owner_only(const std::filesystem::path& file);

} // namespace cchc::storage
