#include "server/socket.hpp"

#include <algorithm>

namespace cchc::server {

Frame text_frame(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size() + 10);
    bytes += '\x81'; // the last fragment of a text message
    const auto append_big_endian = [&](int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
            bytes += static_cast<char>((static_cast<std::uint64_t>(text.size()) >> shift) & 0xff);
    };
    if (text.size() < 126) {
        append_big_endian(1);
    } else if (text.size() < 65'536) {
        bytes += '\x7e';
        append_big_endian(2);
    } else {
        bytes += '\x7f';
        append_big_endian(8);
    }
    bytes += text;
    return std::make_shared<const std::string>(std::move(bytes));
}

void Audience::join(const std::shared_ptr<Socket>& socket)
{
    auto& here = parts_[socket->thread()].sockets;
    if (std::find(here.begin(), here.end(), socket) == here.end()) here.push_back(socket);
}

void Audience::leave(const Socket& socket)
{
    auto& here = parts_[socket.thread()].sockets;
    const auto found = std::find_if(here.begin(), here.end(), [&](const auto& s) { return s.get() == &socket; });
    if (found == here.end()) return;
    std::swap(*found, here.back());
    here.pop_back();
}

void Audience::tell(unsigned thread, const Frame& frame) const
{
    for (const auto& socket : parts_[thread].sockets) socket->send(frame);
}

} // namespace cchc::server
