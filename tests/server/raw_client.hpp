#pragma once

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

/// A client that sends exactly the bytes it is told to, as no well-behaved library would.
namespace cchc::tests {

struct Answer {
    int status = 0;                             ///< 0: the connection ended without one
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string head, body;

    std::string header(const std::string& name) const
    {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : RawClient()
    {
        if (receive_buffer) ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        connect(port);
    }
    static RawClient unconnected() { return {}; }
    /// On a line that is there already.
    static RawClient over(int descriptor)
    {
        RawClient client;
        client.leave();
        client.descriptor_ = descriptor;
        return client;
    }
    RawClient& connect(std::uint16_t port)
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        BOOST_REQUIRE_EQUAL(::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
        return *this;
    }
    RawClient(RawClient&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), rest_(std::move(other.rest_))
    {}
    ~RawClient() { leave(); }

    RawClient& send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) break; // the other side may hang up in the middle of bad input
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return *this;
    }

    /// Reads one answer; for the answer to HEAD there is no body to wait for.
    Answer answer(bool to_head = false)
    {
        Answer answer;
        std::size_t end;
        while ((end = rest_.find("\r\n\r\n")) == std::string::npos)
            if (!read_some()) return answer;
        answer.head = rest_.substr(0, end + 2);
        rest_.erase(0, end + 4);
        answer.status = std::atoi(answer.head.c_str() + 9);
        for (std::size_t line = answer.head.find("\r\n") + 2; line < answer.head.size();) {
            const auto line_end = answer.head.find("\r\n", line), colon = answer.head.find(": ", line);
            std::string name = answer.head.substr(line, colon - line);
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
            answer.headers[name] = answer.head.substr(colon + 2, line_end - colon - 2);
            line = line_end + 2;
        }
        if (to_head || answer.status < 200 || answer.status == 304 || answer.status == 204) return answer;
        if (answer.header("transfer-encoding") == "chunked")
            read_chunks(answer.body);
        else
            answer.body = bytes(static_cast<std::size_t>(std::atol(answer.header("content-length").c_str())));
        return answer;
    }

    /// Exactly that many bytes, fewer when the other side hangs up.
    std::string bytes(std::size_t count)
    {
        while (rest_.size() < count && read_some()) {
        }
        std::string taken = rest_.substr(0, count);
        rest_.erase(0, taken.size());
        return taken;
    }

    /// Whether the other side hangs up, without another byte.
    bool is_hung_up()
    {
        while (read_some()) {
        }
        return rest_.empty() && !timed_out_;
    }

    void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }
    void leave()
    {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }
    /// Ends with a reset instead of a farewell.
    void slam()
    {
        const linger now{1, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        leave();
    }

private:
    RawClient() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval patience{20, 0}; // only a failing test waits this long
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    bool read_some()
    {
        char buffer[16 * 1024];
        ssize_t count;
        do // the test framework hears of every child that ends
            count = ::recv(descriptor_, buffer, sizeof buffer, 0);
        while (count < 0 && errno == EINTR);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) timed_out_ = true;
        if (count <= 0) return false;
        rest_.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

    void read_chunks(std::string& body)
    {
        for (;;) {
            std::size_t end;
            while ((end = rest_.find("\r\n")) == std::string::npos)
                if (!read_some()) return;
            const auto size = std::strtoul(rest_.c_str(), nullptr, 16);
            rest_.erase(0, end + 2);
            body += bytes(size);
            if (bytes(2) != "\r\n" || size == 0) return;
        }
    }

    int descriptor_ = -1;
    std::string rest_;
    bool timed_out_ = false;
};

} // namespace cchc::tests
