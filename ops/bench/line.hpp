#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::bench {

/// What came back; views into the line's buffer, good until the next read.
struct Heard {
    int status = 0;
    std::string_view head, body;
    std::string_view field(std::string_view name) const; ///< spelled as the server spells it; empty when not there
};

/// One keep-alive connection to this machine. Throws when the server is gone or speaks otherwise.
class Line {
public:
    explicit Line(std::uint16_t port);
    ~Line();
    Line(Line&& other) noexcept;
    Line& operator=(Line&&) = delete;

    int descriptor() const { return socket_; }
    void send(std::string_view request);
    /// Takes what has come in; true when the answer is whole.
    bool receive(Heard& heard);
    /// Sends and waits.
    Heard ask(std::string_view request);

private:
    int socket_ = -1;
    std::vector<char> in_;
    std::size_t filled_ = 0;
};

/// `PUT`s and such carry what a browser sends along; the line ends are in, the empty one and the body are not.
std::string head_of(std::string_view method, std::string_view path, std::uint16_t port, std::string_view cookie);

} // namespace cchc::bench
