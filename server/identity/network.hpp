#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// A block of addresses as administrators write them: `10.1.2.0/24`, `2001:db8::/32`, or one address alone. An IPv4
/// address that comes mapped into IPv6 is the IPv4 address.
class Network {
public:
    /// Nothing if it is none, or has bits behind its length: `10.1.2.3/24` is a slip of the pen, not a network.
    static std::optional<Network> parse(std::string_view text);

    bool includes(std::string_view address) const;
    const std::string& text() const { return text_; }

private:
    std::array<std::uint8_t, 16> bytes_{};
    unsigned bits_ = 0; ///< of the 128
    std::string text_;
};

} // namespace cchc::server
