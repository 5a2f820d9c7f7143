#include "ops/bench/line.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace cchc::bench {

std::string_view Heard::field(std::string_view name) const
{
    const std::string wanted = "\r\n" + std::string(name) + ": ";
    const std::size_t at = head.find(wanted);
    if (at == std::string_view::npos) return {};
    const std::size_t from = at + wanted.size();
    return head.substr(from, head.find("\r\n", from) - from);
}

Line::Line(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), in_(16 * 1024)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("the server cannot be reached on port " + std::to_string(port));
}
Line::~Line()
{
    if (socket_ >= 0) ::close(socket_);
}
Line::Line(Line&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), in_(std::move(other.in_)), filled_(std::exchange(other.filled_, 0))
{}

void Line::send(std::string_view request)
{
    filled_ = 0;
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        throw std::runtime_error("the server took no request");
}

bool Line::receive(Heard& heard)
{
    if (filled_ == in_.size()) in_.resize(in_.size() * 2);
    const ssize_t count = ::recv(socket_, in_.data() + filled_, in_.size() - filled_, 0);
    if (count < 0 && errno == EINTR) return false;
    if (count <= 0) throw std::runtime_error("the server closed the connection");
    filled_ += static_cast<std::size_t>(count);
    const std::string_view all(in_.data(), filled_);
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    heard.head = all.substr(0, end + 2);
    const std::string_view length_text = heard.field("Content-Length");
    std::size_t length = 0;
    std::from_chars(length_text.data(), length_text.data() + length_text.size(), length);
    if (filled_ < end + 4 + length) {
        if (in_.size() < end + 4 + length) in_.resize(end + 4 + length);
        return false;
    }
    heard.body = all.substr(end + 4, length);
    std::from_chars(all.data() + 9, all.data() + 12, heard.status);
    return true;
}

Heard Line::ask(std::string_view request)
{
    send(request);
    Heard heard;
    while (!receive(heard)) {
    }
    return heard;
}

std::string head_of(std::string_view method, std::string_view path, std::uint16_t port, std::string_view cookie)
{
    const std::string host = "127.0.0.1:" + std::to_string(port);
    std::string head(method);
    head.append(" ").append(path).append(" HTTP/1.1\r\nHost: ").append(host);
    head.append("\r\nOrigin: http://").append(host).append("\r\nSec-Fetch-Site: same-origin\r\n");
    head.append("Cookie: __Host-cchc=").append(cookie).append("\r\n");
    return head;
}

} // namespace cchc::bench
