#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server::demonstration {

using Json = nlohmann::ordered_json;

/// What came back.
struct Heard {
    int status = 0;
    std::string etag;
    std::string location;
    std::string body;
    Json json; ///< null when the body is none
    bool ok() const { return status >= 200 && status < 300; }
};

/// A person at a keyboard, as far as the server can tell: one connection on loopback, a session cookie, a fresh command
/// id for every act. Throws std::runtime_error when the server does not answer.
class Visitor {
public:
    Visitor(std::uint16_t port, std::uint64_t seed);
    ~Visitor();
    Visitor(const Visitor&) = delete;

    void sign_in(const std::string& login, const std::string& password);
    Heard get(const std::string& path);
    /// A write; `etag` goes out as If-Match.
    Heard send(const std::string& method, const std::string& path, const Json& body, const std::string& etag = {});
    /// A file, by tus: creation and one piece. Gives its SHA-256 in hex.
    std::string upload(const std::string& name, std::string_view content, const std::string& media);

private:
    Heard exchange(const std::string& method, const std::string& path, const std::string& headers,
                   std::string_view body);
    void connect();
    std::string command_id();

    std::uint16_t port_;
    int socket_ = -1;
    std::string cookie_;
    std::string left_; ///< read beyond the last answer
    std::uint64_t state_;
};

} // namespace cchc::server::demonstration
