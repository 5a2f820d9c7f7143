#include "server/net/handshake.hpp"

#include "server/net/text.hpp"

#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace cchc::server::net {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using tcp = boost::asio::ip::tcp;

namespace {

bool names(std::string_view list, std::string_view wanted)
{
    bool found = false;
    for_each_element(list, [&](std::string_view element) { found = found || same_letters(element, wanted); });
    return found;
}

/// Base64 of exactly 16 bytes: 22 letters and two equals signs.
bool is_key(std::string_view key)
{
    if (key.size() != 24 || !key.ends_with("==")) return false;
    const auto is_base64 = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    };
    return std::all_of(key.begin(), key.end() - 2, is_base64);
}

/// Browsers name the page's origin; only our own pages may listen with the reader's cookie.
bool is_own_origin(std::string_view origin, const Request& request, const GateSettings& settings)
{
    const auto& allowed = settings.allowed_origins;
    if (std::find(allowed.begin(), allowed.end(), origin) != allowed.end()) return true;
    const std::string_view scheme = settings.https || !origin.starts_with("http://") ? "https://" : "http://";
    return origin.starts_with(scheme) && origin.substr(scheme.size()) == request.host;
}

} // namespace

const Breach* check_handshake(const Request& request, const GateSettings& settings)
{
    if (request.method != Method::get || !names(request.header("connection"), "upgrade") ||
        !same_letters(request.header("upgrade"), "websocket"))
        return &breaches::upgrade_required;
    if (request.header("sec-websocket-version") != "13" || !is_key(request.header("sec-websocket-key")) ||
        !names(request.header("sec-websocket-protocol"), live_protocol))
        return &breaches::bad_handshake;
    return is_own_origin(request.header("origin"), request, settings) ? nullptr : &breaches::foreign_origin;
}

void answer_handshake(tcp::socket socket, const Request& request, std::function<void(std::optional<tcp::socket>)> done)
{
    struct Handshake {
        websocket::stream<tcp::socket> stream;
        http::request<http::empty_body> request;
    };
    const auto handshake =
        std::make_shared<Handshake>(Handshake{websocket::stream<tcp::socket>(std::move(socket)), {}});
    auto& asked = handshake->request;
    asked.method(http::verb::get);
    asked.target({request.target.data(), request.target.size()});
    for (const http::field name : {http::field::host, http::field::connection, http::field::upgrade,
                                   http::field::sec_websocket_key, http::field::sec_websocket_version}) {
        const auto text = http::to_string(name);
        const auto value = request.header({text.data(), text.size()});
        asked.set(name, {value.data(), value.size()});
    }
    handshake->stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
        response.set(http::field::sec_websocket_protocol, {live_protocol.data(), live_protocol.size()});
    }));
    handshake->stream.async_accept(asked, [handshake, done = std::move(done)](beast::error_code error) {
        done(error ? std::nullopt : std::optional(std::move(handshake->stream.next_layer())));
    });
}

} // namespace cchc::server::net
