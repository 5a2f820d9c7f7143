#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

typedef struct ssl_ctx_st SSL_CTX;

namespace cchc::server::net {

/// What a server shows of itself inside TLS: a certificate with those that lead to its root, and its key, PEM files.
/// They may be replaced at any time: new connections get the new ones, those that are there go on with the old.
///
/// TLS 1.2 and 1.3; of 1.2 only forward-secret exchanges with authenticated encryption; X25519, P-256, P-384. Tickets
/// let a caller resume within the hour; the keys they are sealed with live half a day and never on a disk.
class Certificate {
public:
    /// Throws std::runtime_error that names the file and what is wrong with it: it cannot be read, is no PEM, the key
    /// is not the certificate's, or the key's file can be read by others than its owner and group.
    Certificate(std::filesystem::path chain, std::filesystem::path key);

    /// What a new connection begins with. From any thread.
    std::shared_ptr<SSL_CTX> context() const;

    /// Takes what the files hold now, if they have changed since they were read (or `anyway`). What cannot be used is
    /// logged once, and what was there stays.
    void refresh(bool anyway = false);

private:
    /// Enough to see that a file is another one.
    struct Mark {
        std::filesystem::file_time_type written{};
        std::uintmax_t size = 0;
        bool operator==(const Mark&) const = default;
    };
    static Mark mark_of(const std::filesystem::path& file);
    std::shared_ptr<SSL_CTX> read() const;

    const std::filesystem::path chain_, key_;
    std::mutex refreshing_;
    Mark chain_read_, key_read_;
    std::chrono::steady_clock::time_point made_;
    mutable std::mutex mutex_; ///< guards `context_`; taken once a connection
    std::shared_ptr<SSL_CTX> context_;
};

} // namespace cchc::server::net
