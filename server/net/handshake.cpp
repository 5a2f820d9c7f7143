#include "server/net/handshake.hpp"

#include "server/net/text.hpp"

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace cchc::server::net {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

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

/// A stream that is nothing but what is written to it.
struct Page {
    using executor_type = boost::asio::io_context::executor_type;
    explicit Page(boost::asio::io_context& of) : context(of) {}
    executor_type get_executor() { return context.get_executor(); }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers)
    {
        const std::string more = beast::buffers_to_string(buffers);
        written += more;
        return more.size();
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, beast::error_code& error)
    {
        error = {};
        return write_some(buffers);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers)
    {
        beast::error_code error;
        read_some(buffers, error);
        throw beast::system_error(error);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers&, beast::error_code& error)
    {
        error = boost::asio::error::eof;
        return 0;
    }

    boost::asio::io_context& context;
    std::string written;
};

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

std::string handshake_answer(const Request& request, boost::asio::io_context& context)
{
    http::request<http::empty_body> asked;
    asked.method(http::verb::get);
    asked.target({request.target.data(), request.target.size()});
    for (const http::field name : {http::field::host, http::field::connection, http::field::upgrade,
                                   http::field::sec_websocket_key, http::field::sec_websocket_version}) {
        const auto text = http::to_string(name);
        const auto value = request.header({text.data(), text.size()});
        asked.set(name, {value.data(), value.size()});
    }
    websocket::stream<Page> stream(context);
    stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
        response.set(http::field::sec_websocket_protocol, {live_protocol.data(), live_protocol.size()});
    }));
    stream.accept(asked);
    return std::move(stream.next_layer().written);
}

} // namespace cchc::server::net
