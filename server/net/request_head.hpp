#pragma once

#include "server/net/breach.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cchc::server::net {

namespace limits {
inline constexpr std::size_t head_bytes = 16 * 1024;
inline constexpr std::size_t head_fields = 64;
inline constexpr std::size_t target_bytes = 8 * 1024;
} // namespace limits

/// Reads the head of a request as RFC 9112 writes it and refuses every other spelling: what two programs could read in
/// two ways is how requests are smuggled.
///
///     METHOD SP target SP HTTP/1.1 CRLF  *( name ":" OWS value OWS CRLF )  CRLF
///
/// No leading blank line, bare CR or LF, control character, folded line, blank before the colon; no Transfer-Encoding;
/// at most one Content-Length, of digits only; exactly one Host; no field twice that may occur once; no body on GET or
/// HEAD.
class RequestHead {
public:
    enum class Progress : std::uint8_t { more, complete, refused };

    /// Looks at what has arrived: `bytes` begins with what the last call saw. Allocates nothing once warm, keeps no
    /// view.
    Progress read(std::string_view bytes);
    /// Why `read` refused.
    const Breach& breach() const { return *breach_; }

    /// Everything below only once complete.
    std::size_t size() const { return position_; } ///< of the head, with the blank line
    std::uint64_t content_length() const { return content_length_; }
    bool closes() const { return closes_; }        ///< Connection: close
    bool asks_upgrade() const { return upgrade_; } ///< Connection: upgrade, or an Upgrade field
    bool expects_continue() const { return expects_continue_; }
    bool encoded() const { return encoded_; } ///< a Content-Encoding other than identity
    /// Fills method, target, host and headers with views into `bytes`.
    void describe(std::string_view bytes, Request& request) const;

    /// Forgets everything, for the next request of the connection.
    void reset();

private:
    /// Where something stands in the head: a head has 16 KiB at most.
    struct Span {
        std::uint16_t at, length;
        std::string_view in(std::string_view bytes) const { return bytes.substr(at, length); }
    };
    struct FieldSpan {
        Span name, value;
    };

    const Breach* read_line(std::string_view bytes, std::size_t end);
    const Breach* read_request_line(std::string_view line);
    const Breach* read_field(std::string_view bytes, std::size_t start, std::size_t end);
    const Breach* note(std::string_view name, std::string_view value);
    const Breach* finish();

    std::size_t position_ = 0; ///< start of the first line not read yet
    std::size_t scanned_ = 0;  ///< no line feed between `position_` and here
    Method method_ = Method::get;
    Span target_{0, 0};
    Span host_{0, 0};
    std::vector<FieldSpan> fields_;
    std::uint32_t seen_ = 0; ///< one bit for each field that may occur once
    std::uint64_t content_length_ = 0;
    bool request_line_read_ = false;
    bool closes_ = false, upgrade_ = false, expects_continue_ = false, encoded_ = false;
    const Breach* breach_ = nullptr;
};

} // namespace cchc::server::net
