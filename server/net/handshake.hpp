#pragma once

#include "server/gate.hpp"
#include "server/net/breach.hpp"

#include <boost/asio/io_context.hpp>

#include <string>

namespace cchc::server::net {

/// The only subprotocol spoken on a WebSocket.
inline constexpr std::string_view live_protocol = "cchc.live.v1";

/// What Beast does not look at: version 13, a key of 16 bytes, our subprotocol among those offered, and a page of our
/// own origin. Null when well.
const Breach* check_handshake(const Request& request, const GateSettings& settings);

/// Beast's answer, `HTTP/1.1 101 …`, to a request that passed; the framing after it is ours.
std::string handshake_answer(const Request& request, boost::asio::io_context& context);

} // namespace cchc::server::net
