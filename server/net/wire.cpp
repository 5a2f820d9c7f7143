#include "server/net/wire.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <sys/socket.h>

namespace cchc::server::net {

namespace {

constexpr std::size_t record_bytes = 16 * 1024;
constexpr std::size_t sealed_at_once = 4 * record_bytes; // so that the kernel takes several records in one call
constexpr std::size_t kept_sealed_bytes = 1024;          // of a wire with nothing to send

} // namespace

/// OpenSSL reads from the socket and writes its records here, where there is always room: so nothing that was taken has
/// ever to be offered again, and the kernel gets many records in one call.
struct Wire::Tls {
    Tls(int descriptor, SSL_CTX* context) : session(SSL_new(context))
    {
        BIO* in = BIO_new_socket(descriptor, BIO_NOCLOSE);
        BIO* out = BIO_new(into_text());
        if (!session || !in || !out) throw std::bad_alloc();
        BIO_set_data(out, &sealed);
        BIO_set_init(out, 1);
        SSL_set_bio(session, in, out);
        SSL_set_accept_state(session);
    }
    Tls(const Tls&) = delete;
    ~Tls() { SSL_free(session); }

    static const BIO_METHOD* into_text()
    {
        static const BIO_METHOD* const method = [] {
            BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "records into a text");
            BIO_meth_set_write(made, [](BIO* bio, const char* bytes, int length) {
                static_cast<std::string*>(BIO_get_data(bio))->append(bytes, static_cast<std::size_t>(length));
                return length;
            });
            BIO_meth_set_ctrl(made, [](BIO*, int command, long, void*) -> long { return command == BIO_CTRL_FLUSH; });
            return made;
        }();
        return method;
    }

    /// What a call of OpenSSL's that did not succeed means, as `errno` and what ::recv would have returned.
    ssize_t failure(int returned)
    {
        const int why = SSL_get_error(session, returned);
        ERR_clear_error();
        if (why == SSL_ERROR_ZERO_RETURN) return 0;
        if (why == SSL_ERROR_WANT_READ) return errno = EAGAIN, -1;
        broken = true;
        return errno = ECONNRESET, -1;
    }

    SSL* session;
    std::string sealed;   ///< records on their way out …
    std::size_t sent = 0; ///< … of which so much is with the kernel
    bool shaken = false, broken = false;
};

Wire::Wire(Socket socket) : socket_(std::move(socket)) {}
Wire::Wire(Socket socket, const std::shared_ptr<SSL_CTX>& context)
    : socket_(std::move(socket)), tls_(std::make_unique<Tls>(socket_.native_handle(), context.get()))
{}
Wire::Wire(Wire&&) noexcept = default;
Wire::~Wire() = default;

Wire::Shake Wire::shake_hands()
{
    const int returned = SSL_do_handshake(tls_->session);
    const bool done = returned == 1;
    const bool goes_on = done || (tls_->failure(returned) < 0 && errno == EAGAIN);
    const bool sent = flush(); // the alert that says why, too
    if (!goes_on) return Shake::failed;
    if (!sent) return errno == EAGAIN ? Shake::wants_write : Shake::failed;
    tls_->shaken = done;
    return done ? Shake::done : Shake::wants_read;
}

ssize_t Wire::receive(char* into, std::size_t room)
{
    if (!tls_) return ::recv(socket_.native_handle(), into, room, MSG_DONTWAIT);
    std::size_t got = 0;
    while (got < room) {
        const int count =
            SSL_read(tls_->session, into + got, static_cast<int>(std::min<std::size_t>(room - got, 1 << 20)));
        if (count > 0) {
            got += static_cast<std::size_t>(count);
            continue;
        }
        const ssize_t failed = tls_->failure(count);
        if (got > 0) break;      // its end, or what is wrong with it, comes up again with the next call
        if (!flushed()) flush(); // what the protocol itself had to answer
        return failed;
    }
    if (!flushed()) flush();
    return static_cast<ssize_t>(got);
}

bool Wire::holds_more() const
{
    return tls_ && SSL_has_pending(tls_->session) == 1;
}

ssize_t Wire::send(const iovec* parts, std::size_t count)
{
    if (!tls_) {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(parts);
        message.msg_iovlen = count;
        return ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (!flush()) return -1;
    if (tls_->broken || !tls_->shaken) return errno = EPIPE, -1;
    // Small parts share a record: each costs its own seal.
    static thread_local std::array<char, record_bytes> record;
    std::size_t taken = 0, part = 0, in_part = 0;
    while (taken < sealed_at_once) {
        std::size_t filled = 0;
        for (; part < count && filled < record.size(); in_part = 0, ++part) {
            const std::size_t length = std::min(record.size() - filled, parts[part].iov_len - in_part);
            std::memcpy(record.data() + filled, static_cast<const char*>(parts[part].iov_base) + in_part, length);
            filled += length;
            in_part += length;
            if (in_part < parts[part].iov_len) break;
        }
        if (filled == 0) break;
        const int sealed = SSL_write(tls_->session, record.data(), static_cast<int>(filled));
        if (sealed <= 0) return tls_->failure(sealed), errno = EPIPE, -1;
        taken += filled; // all of a record, as there is always room for it
    }
    if (!flush() && errno != EAGAIN) return -1;
    return static_cast<ssize_t>(taken);
}

ssize_t Wire::send(std::string_view text)
{
    const iovec part{const_cast<char*>(text.data()), text.size()};
    return send(&part, 1);
}

bool Wire::flushed() const
{
    return !tls_ || tls_->sealed.empty();
}

bool Wire::flush()
{
    if (flushed()) return true;
    std::string& sealed = tls_->sealed;
    while (tls_->sent < sealed.size()) {
        const ssize_t count = ::send(socket_.native_handle(), sealed.data() + tls_->sent, sealed.size() - tls_->sent,
                                     MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        tls_->sent += static_cast<std::size_t>(count);
    }
    sealed.clear();
    tls_->sent = 0;
    if (sealed.capacity() > kept_sealed_bytes) sealed.shrink_to_fit();
    return true;
}

void Wire::shut_down()
{
    if (tls_ && tls_->shaken && !tls_->broken) {
        SSL_shutdown(tls_->session);
        ERR_clear_error();
        flush();
    }
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void Wire::close()
{
    if (!socket_.is_open()) return;
    if (tls_) shut_down();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

} // namespace cchc::server::net
