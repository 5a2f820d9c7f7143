#pragma once

#include "server/gate.hpp"
#include "server/net/breach.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <optional>

namespace cchc::server::net {

/// The only subprotocol spoken on a WebSocket.
inline constexpr std::string_view live_protocol = "cchc.live.v1";

/// What Beast does not look at: version 13, a key of 16 bytes, our subprotocol among those offered, and a page of our
/// own origin. Null when well.
const Breach* check_handshake(const Request& request, const GateSettings& settings);

/// Answers 101 and hands the bare socket back, for our own framing; nothing when the peer left meanwhile.
void answer_handshake(boost::asio::ip::tcp::socket socket, const Request& request,
                      std::function<void(std::optional<boost::asio::ip::tcp::socket>)> done);

} // namespace cchc::server::net
