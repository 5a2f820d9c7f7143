#pragma once

#include "storage/disk.hpp"

#include <filesystem>
#include <string>

namespace cchc::storage {

/// The same disk for secrets: files made through it can be read by their owner only, and are overwritten before they
/// are removed. (A drive that writes elsewhere than told may keep what was overwritten: the secrets are wrapped.)
Disk for_secrets(const Disk& disk);

/// Puts zeros over the file's bytes; durable on return. Throws Failure.
void overwrite(const Disk& disk, const std::string& file);

/// Makes the folder for its owner only; one that is there must be. Throws Failure naming what others can enter or read:
/// the folder, or a file in it.
void require_owner_only(const Disk& disk, const std::filesystem::path& folder);

} // namespace cchc::storage
