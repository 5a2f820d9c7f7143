#include "server/net/certificate.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <spdlog/spdlog.h>

#include <stdexcept>
#include <string_view>
#include <sys/stat.h>

namespace cchc::server::net {

namespace {

constexpr auto ticket_keys_live = std::chrono::hours(12);
constexpr long ticket_lives_s = 3600;
constexpr const char* ciphers_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* curves = "X25519:P-256:P-384";

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view why)
{
    const unsigned long code = ERR_peek_last_error();
    std::string what = file.string() + ": " + std::string(why);
    if (code != 0) what += std::string(" (") + ERR_reason_error_string(code) + ")";
    ERR_clear_error();
    throw std::runtime_error(what);
}

/// HTTP/1.1 is all we speak: who comes for another protocol has come to the wrong door.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, offered_length) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

void check_access(const std::filesystem::path& key)
{
    struct stat about {};
    if (::stat(key.c_str(), &about) != 0) refuse(key, "cannot be read");
    if ((about.st_mode & (S_IRWXO | S_IWGRP | S_IXGRP)) != 0)
        refuse(key, "can be read or written by others than its owner and group; chmod 640 or 600");
}

} // namespace

Certificate::Certificate(std::filesystem::path chain, std::filesystem::path key)
    : chain_(std::move(chain)), key_(std::move(key)), chain_read_(mark_of(chain_)), key_read_(mark_of(key_)),
      made_(std::chrono::steady_clock::now()), context_(read())
{}

std::shared_ptr<SSL_CTX> Certificate::context() const
{
    const std::lock_guard lock(mutex_);
    return context_;
}

Certificate::Mark Certificate::mark_of(const std::filesystem::path& file)
{
    std::error_code ignored;
    return {std::filesystem::last_write_time(file, ignored), std::filesystem::file_size(file, ignored)};
}

std::shared_ptr<SSL_CTX> Certificate::read() const
{
    ERR_clear_error();
    check_access(key_);
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::runtime_error("TLS cannot be spoken here");
    SSL_CTX* ctx = context.get();
    SSL_CTX_set_security_level(ctx, 2); // RSA from 2048 bits, no SHA-1 in signatures
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(ctx,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(ctx, ticket_lives_s);
    SSL_CTX_set_num_tickets(ctx, 1);
    SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, nullptr);
    static constexpr unsigned char name[] = "cchc";
    SSL_CTX_set_session_id_context(ctx, name, sizeof name - 1);
    if (SSL_CTX_set_cipher_list(ctx, ciphers_of_1_2) != 1 || SSL_CTX_set1_groups_list(ctx, curves) != 1)
        throw std::runtime_error("this OpenSSL lacks what TLS needs here");
    if (SSL_CTX_use_certificate_chain_file(ctx, chain_.c_str()) != 1)
        refuse(chain_, "is no certificate in PEM that can be used");
    if (SSL_CTX_use_PrivateKey_file(ctx, key_.c_str(), SSL_FILETYPE_PEM) != 1)
        refuse(key_, "is not the certificate's key in PEM");
    if (SSL_CTX_check_private_key(ctx) != 1) refuse(key_, "is not the certificate's key");
    return context;
}

void Certificate::refresh(bool anyway)
{
    const std::lock_guard refreshing(refreshing_);
    const Mark chain = mark_of(chain_), key = mark_of(key_);
    const auto now = std::chrono::steady_clock::now();
    const bool changed = chain != chain_read_ || key != key_read_;
    if (!changed && !anyway && now - made_ < ticket_keys_live) return;
    chain_read_ = chain;
    key_read_ = key;
    made_ = now;
    try {
        auto fresh = read();
        const std::lock_guard lock(mutex_);
        context_ = std::move(fresh);
    } catch (const std::exception& wrong) {
        spdlog::error("the certificate stays as it was: {}", wrong.what());
        return;
    }
    if (changed || anyway) spdlog::info("new connections get the certificate in {}", chain_.string());
}

} // namespace cchc::server::net
