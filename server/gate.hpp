#pragma once

#include "server/http.hpp"
#include "server/router.hpp"
#include "server/socket.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

/// How the gate listens and what it tolerates. The defaults are what a province runs with.
struct GateSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080; ///< 0: any free one
    unsigned threads = 1;      ///< network threads; a connection stays on one

    struct Host {
        std::string name;   ///< without port
        std::string tenant; ///< empty: the default tenant
    };
    /// The only hosts answered; everything else gets 421. Loopback names by default.
    std::vector<Host> hosts = {{"localhost", ""}, {"127.0.0.1", ""}, {"[::1]", ""}};
    std::string default_tenant = "default";
    std::vector<std::string> tenants; ///< further ones that may stand as a path's first segment
    std::vector<std::string>
        allowed_origins; ///< for WebSockets, besides the request's own host: `https://cchc.example.vn`
    bool https = false;  ///< a proxy in front speaks TLS: send HSTS

    /// PEM files, see `net/certificate.hpp`. With one, nothing but TLS is spoken on the port.
    struct Certificate {
        std::filesystem::path chain, private_key;
    };
    std::optional<Certificate> certificate;

    std::chrono::milliseconds header_time{10'000}; ///< for a whole request head, and for the handshake of TLS
    std::chrono::milliseconds idle_time{75'000};   ///< between two requests
    std::chrono::milliseconds transfer_window{
        10'000}; ///< a body, either way, is cut off when one window brought less than …
    std::size_t transfer_window_bytes = 40 * 1024; ///< … this much
    std::chrono::milliseconds heartbeat{15'000};   ///< WebSocket: `on_heartbeat`
    std::chrono::milliseconds dead_after{35'000};  ///< WebSocket: nothing heard

    std::size_t max_connections = 16'384;
    std::size_t max_connections_per_address = 1'024;
    bool cap_this_machine = false; ///< loopback speaks for a proxy's many clients: no cap for one address

    /// Called on a network thread after each answer, for metrics and the access log; empty: not.
    struct Answered {
        const Request& request;
        const Route* route;   ///< null when none was found
        const Caller* caller; ///< null: none was needed, or he was turned away
        int status;
        std::string_view problem;      ///< of the answer, see `Reply`
        std::chrono::nanoseconds took; ///< from the complete head to the last byte handed to the kernel
    };
    std::function<void(const Answered&)> on_answered;
};

/// The only door: accepts connections, holds every message to the strict rules, finds the route, asks who it is, and
/// only then reads a body. Refusals are problem+json in the caller's language.
///
/// The order for each request: head (deadline) → strict rules → route → admit → the route's body limit → body (minimum
/// rate) → handler.
class Gate {
public:
    /// Listens at once; serves from `open` on. Throws `std::system_error` when the address is taken, std::runtime_error
    /// naming the file for a certificate that cannot be used.
    Gate(GateSettings settings, Router router, Admit admit);
    /// Ends every connection. Every `Exchange` must be gone before.
    ~Gate();

    void open();
    /// Closes the listening port, lets running exchanges finish, tells sockets to say goodbye, closes idle connections;
    /// returns when all are gone or the time is up.
    void drain(std::chrono::milliseconds at_most);

    std::uint16_t port() const;
    unsigned threads() const;

    /// Sends the frame to all of the audience: one hand-over to each network thread. From any thread, never blocks.
    void broadcast(std::shared_ptr<const Audience> audience, Frame frame);
    /// Takes a certificate whose files have changed, or `anyway`: for new connections. Any thread; may wait for the
    /// disk.
    void refresh_certificate(bool anyway = false);

    /// Runs the work on a network thread. From any thread, never blocks.
    void post(unsigned thread, std::function<void()> work);

    struct Census {
        std::size_t connections, sockets;
        std::uint64_t accepted, refused; ///< since the start; refused: over a cap
    };
    Census census() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace cchc::server
