#pragma once

#include "tests/server/raw_client.hpp"

#include <csignal>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <thread>

/// Clients that come inside TLS, and certificates to greet them with.
namespace cchc::tests {

/// Writes a self-signed certificate of that name and its key, P-256.
inline void write_certificate(const std::filesystem::path& chain, const std::filesystem::path& key_file,
                              const std::string& name)
{
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_sign(certificate, key, EVP_sha256());
    const auto write = [](const std::filesystem::path& file, auto&& how) {
        const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        std::FILE* to = ::fdopen(descriptor, "w");
        how(to);
        std::fclose(to);
    };
    write(chain, [&](std::FILE* to) { PEM_write_X509(to, certificate); });
    write(key_file, [&](std::FILE* to) { PEM_write_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); });
    X509_free(certificate);
    EVP_PKEY_free(key);
}

/// A TLS connection to the gate; `client()` writes and reads at this end of it what passes inside.
class SealedLine {
public:
    struct Wish {
        int least = TLS1_2_VERSION, most = TLS1_3_VERSION;
        const char* ciphers = nullptr; ///< of TLS 1.2
        std::string protocols = {};    ///< ALPN, as on the wire
        SSL_SESSION* resume = nullptr;
    };

    explicit SealedLine(std::uint16_t port) : SealedLine(port, Wish()) {}
    SealedLine(std::uint16_t port, const Wish& wish) : context_(SSL_CTX_new(TLS_client_method()))
    {
        std::signal(SIGPIPE, SIG_IGN);           // the library writes to a line that was cut without asking
        SSL_CTX_set_security_level(context_, 0); // this client would take anything
        SSL_CTX_set_min_proto_version(context_, wish.least);
        SSL_CTX_set_max_proto_version(context_, wish.most);
        if (wish.ciphers) SSL_CTX_set_cipher_list(context_, wish.ciphers);
        tls_ = SSL_new(context_);
        if (!wish.protocols.empty())
            SSL_set_alpn_protos(tls_, reinterpret_cast<const unsigned char*>(wish.protocols.data()),
                                static_cast<unsigned>(wish.protocols.size()));
        if (wish.resume) SSL_set_session(tls_, wish.resume);
        outer_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        BOOST_REQUIRE_EQUAL(::connect(outer_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
        SSL_set_fd(tls_, outer_);
        shaken_ = SSL_connect(tls_) == 1;
        if (!shaken_) return;
        int ends[2];
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
        near_ = ends[0];
        far_ = ends[1];
        ::fcntl(outer_, F_SETFL, O_NONBLOCK);
        carrier_ = std::thread([this] { carry(); });
    }
    SealedLine(const SealedLine&) = delete;
    ~SealedLine()
    {
        if (near_ >= 0) ::close(near_);
        if (far_ >= 0) ::shutdown(far_, SHUT_RDWR);
        if (carrier_.joinable()) carrier_.join();
        if (far_ >= 0) ::close(far_);
        SSL_free(tls_);
        SSL_CTX_free(context_);
        ::close(outer_);
    }

    bool shaken() const { return shaken_; }
    SSL* tls() { return tls_; } ///< while nothing is on its way
    RawClient client() { return RawClient::over(std::exchange(near_, -1)); }
    std::string name() const
    {
        char text[100] = "";
        X509* shown = SSL_get1_peer_certificate(tls_);
        if (shown) X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, text, sizeof text);
        X509_free(shown);
        return text;
    }

private:
    /// Carries bytes both ways until either end hangs up.
    void carry()
    {
        char bytes[16 * 1024];
        for (bool near_open = true;;) {
            pollfd ends[2] = {{near_open ? far_ : -1, POLLIN, 0}, {outer_, POLLIN, 0}};
            if (!SSL_has_pending(tls_) && ::poll(ends, 2, 20'000) <= 0) break;
            if (ends[0].revents) {
                const ssize_t count = ::recv(far_, bytes, sizeof bytes, MSG_DONTWAIT);
                if (count == 0) break;
                for (ssize_t sent = 0; sent < count;) {
                    const int taken = SSL_write(tls_, bytes + sent, static_cast<int>(count - sent));
                    if (taken > 0) {
                        sent += taken;
                    } else if (SSL_get_error(tls_, taken) == SSL_ERROR_WANT_WRITE) {
                        pollfd room{outer_, POLLOUT, 0};
                        ::poll(&room, 1, 1'000);
                    } else {
                        return hang_up();
                    }
                }
            }
            for (;;) {
                const int count = SSL_read(tls_, bytes, sizeof bytes);
                if (count > 0) {
                    if (::send(far_, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL) < 0) near_open = false;
                    continue;
                }
                if (SSL_get_error(tls_, count) == SSL_ERROR_WANT_READ) break;
                return hang_up();
            }
        }
        hang_up();
    }
    void hang_up()
    {
        ::shutdown(far_, SHUT_RDWR);
        ::shutdown(outer_, SHUT_RDWR);
    }

    SSL_CTX* context_;
    SSL* tls_;
    int outer_ = -1, near_ = -1, far_ = -1;
    bool shaken_ = false;
    std::thread carrier_;
};

} // namespace cchc::tests
