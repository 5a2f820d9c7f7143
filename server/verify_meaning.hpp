#pragma once

#include "storage/verify.hpp"

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

/// The part of `cchc verify` that knows what events mean.
namespace cchc::server {

using VerifyProgress = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t of)>;

/// What a leaf says about itself. Throws storage::Failure for a leaf it cannot read.
storage::LeafFacts facts_of(std::string_view leaf);

/// Folds each tenant's log once more and holds against it every row of every view, the snapshot, the files its events
/// name, and the register of documents. For a folder whose bytes storage::verify found sound: throws storage::Failure
/// at what does not read back. Changes nothing. `master_key` empty: where the data folder has it.
std::vector<storage::Finding> verify_meaning(const std::filesystem::path& folder,
                                             const std::filesystem::path& master_key, const VerifyProgress& progress);

} // namespace cchc::server
