#pragma once

#include "storage/evidence_store.hpp"

namespace cchc::server {

/// A stored file in memory that a program in the sandbox may read: in the store it lies sealed. Gone with this.
class LentFile {
public:
    /// Throws storage::Failure where it cannot be read, or there is no memory for it.
    LentFile(const storage::EvidenceStore& evidence, const storage::Hash& file, std::uint64_t size);
    ~LentFile();
    LentFile(const LentFile&) = delete;

    int descriptor() const { return fd_; }

private:
    int fd_;
};

} // namespace cchc::server
