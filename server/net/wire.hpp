#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string_view>
#include <sys/uio.h>

typedef struct ssl_ctx_st SSL_CTX;

namespace cchc::server::net {

/// One end of a TCP connection, in the clear or inside TLS. Nothing here waits: the owner waits for the socket and asks
/// again. In the clear every call is one system call, as if the wire were not there.
class Wire {
public:
    using Socket = boost::asio::ip::tcp::socket;

    explicit Wire(Socket socket);
    /// The server's end of TLS. The handshake comes first: `shake_hands`.
    Wire(Socket socket, const std::shared_ptr<SSL_CTX>& context);
    Wire(Wire&&) noexcept;
    ~Wire();

    Socket& socket() { return socket_; }
    bool is_plain() const { return !tls_; }

    enum class Shake : std::uint8_t { done, wants_read, wants_write, failed };
    /// Goes on with the handshake as far as it will go.
    Shake shake_hands();

    /// Like ::recv without waiting: how many bytes, 0 at the end, -1 with `errno`.
    ssize_t receive(char* into, std::size_t room);
    /// Whether bytes have come of which the socket will not speak again.
    bool holds_more() const;
    /// Like ::sendmsg without waiting: how many bytes are taken, -1 with `errno`. Inside TLS they may still be here
    /// then.
    ssize_t send(const iovec* parts, std::size_t count);
    ssize_t send(std::string_view text);
    /// Whether the kernel has all that was taken. If not: wait until the socket can be written, and `flush`.
    bool flushed() const;
    /// Hands the kernel what it takes. False with `errno`, EAGAIN among them, when that was not everything.
    bool flush();

    /// Says that nothing more will come.
    void shut_down();
    void close();

private:
    struct Tls;

    Socket socket_;
    std::unique_ptr<Tls> tls_; ///< null: in the clear
};

} // namespace cchc::server::net
