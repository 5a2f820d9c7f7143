#include "server/demonstration/visitor.hpp"

#include "server/clock.hpp"
#include "storage/base64.hpp"
#include "storage/event_codec.hpp"

#include <arpa/inet.h>
#include <cctype>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace cchc::server::demonstration {

Visitor::Visitor(std::uint16_t port, std::uint64_t seed) : port_(port), state_(seed) {}
Visitor::~Visitor()
{
    if (socket_ >= 0) ::close(socket_);
}

void Visitor::connect()
{
    if (socket_ >= 0) ::close(socket_);
    left_.clear();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        socket_ = -1;
        throw std::runtime_error("the demonstration cannot reach the server");
    }
}

std::string Visitor::command_id()
{
    SeededRandom random(state_);
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    state_ = low;
    return storage::uuid_text(storage::uuid_v7(SystemClock().now(), high, low));
}

static std::string value_of(const std::string& head, std::string_view name)
{
    for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
        const std::size_t from = at + 2;
        if (from + name.size() + 1 > head.size() || head[from + name.size()] != ':') continue;
        bool same = true;
        for (std::size_t i = 0; i < name.size() && same; ++i)
            same = std::tolower(static_cast<unsigned char>(head[from + i])) == name[i];
        if (!same) continue;
        std::size_t value = from + name.size() + 1;
        while (value < head.size() && head[value] == ' ') ++value;
        return head.substr(value, head.find("\r\n", value) - value);
    }
    return {};
}

Heard Visitor::exchange(const std::string& method, const std::string& path, const std::string& headers,
                        std::string_view body)
{
    const std::string host = "127.0.0.1:" + std::to_string(port_);
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                          "\r\nSec-Fetch-Site: same-origin\r\n" + headers;
    if (!cookie_.empty()) request += "Cookie: " + cookie_ + "\r\n";
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n";
    request += body;

    for (int attempt = 0;; ++attempt) { // a connection that idled too long is opened again, once
        if (socket_ < 0) connect();
        std::size_t sent = 0;
        bool broken = false;
        while (sent < request.size() && !broken) {
            const ssize_t n = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
            if (n <= 0)
                broken = true;
            else
                sent += static_cast<std::size_t>(n);
        }
        std::string& in = left_;
        std::size_t end = std::string::npos;
        char piece[16 * 1024];
        while (!broken && (end = in.find("\r\n\r\n")) == std::string::npos) {
            const ssize_t n = ::recv(socket_, piece, sizeof piece, 0);
            if (n <= 0)
                broken = true;
            else
                in.append(piece, static_cast<std::size_t>(n));
        }
        if (broken) {
            ::close(socket_);
            socket_ = -1;
            if (attempt == 0) continue;
            throw std::runtime_error("the server closed the connection: " + method + " " + path);
        }
        const std::string head = in.substr(0, end + 2);
        in.erase(0, end + 4);
        const std::string length_text = value_of(head, "content-length");
        const std::size_t length = length_text.empty() ? 0 : std::stoul(length_text);
        while (in.size() < length) {
            const ssize_t n = ::recv(socket_, piece, sizeof piece, 0);
            if (n <= 0) throw std::runtime_error("the server broke off its answer: " + method + " " + path);
            in.append(piece, static_cast<std::size_t>(n));
        }
        Heard heard;
        heard.status = std::stoi(head.substr(9, 3));
        heard.etag = value_of(head, "etag");
        heard.location = value_of(head, "location");
        heard.body = in.substr(0, length);
        in.erase(0, length);
        if (const std::string cookie = value_of(head, "set-cookie"); !cookie.empty())
            cookie_ = cookie.substr(0, cookie.find(';'));
        const std::string type = value_of(head, "content-type");
        if (type.find("json") != std::string::npos && !heard.body.empty()) heard.json = Json::parse(heard.body);
        if (const std::string hash = value_of(head, "upload-sha256"); !hash.empty()) heard.json = {{"sha256", hash}};
        if (value_of(head, "connection") == "close") {
            ::close(socket_);
            socket_ = -1;
        }
        return heard;
    }
}

void Visitor::sign_in(const std::string& login, const std::string& password)
{
    const std::string body = Json{{"login", login}, {"password", password}}.dump();
    const Heard heard = exchange("POST", "/api/v1/session", "Content-Type: application/json\r\n", body);
    if (!heard.ok()) throw std::runtime_error(login + " could not sign in: " + heard.body);
}

Heard Visitor::get(const std::string& path)
{
    return exchange("GET", "/api/v1" + path, {}, {});
}

Heard Visitor::send(const std::string& method, const std::string& path, const Json& body, const std::string& etag)
{
    std::string headers = "Idempotency-Key: \"" + command_id() + "\"\r\n";
    std::string text;
    if (!body.is_null()) {
        headers += "Content-Type: application/json\r\n";
        text = body.dump();
    }
    if (!etag.empty()) headers += "If-Match: " + etag + "\r\n";
    return exchange(method, "/api/v1" + path, headers, text);
}

std::string Visitor::upload(const std::string& name, std::string_view content, const std::string& media)
{
    const std::string metadata = "filename " + storage::to_base64(name) + ",filetype " + storage::to_base64(media);
    const Heard created = exchange("POST", "/api/v1/uploads",
                                   "Tus-Resumable: 1.0.0\r\nUpload-Length: " + std::to_string(content.size()) +
                                       "\r\nUpload-Metadata: " + metadata + "\r\n",
                                   {});
    if (!created.ok()) throw std::runtime_error("no upload begun: " + created.body);
    const Heard done = exchange(
        "PATCH", created.location,
        "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n", content);
    if (!done.ok()) throw std::runtime_error("the upload was not taken: " + done.body);
    return done.json.at("sha256").get<std::string>();
}

} // namespace cchc::server::demonstration
