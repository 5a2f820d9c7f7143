#include "server/identity/network.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace cchc::server {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

struct Address {
    Bytes bytes{};
    unsigned bits = 128; ///< of its own kind: 32 or 128
};

std::optional<Address> address_from(std::string_view text)
{
    const std::string copy(text);
    Address address;
    if (inet_pton(AF_INET, copy.c_str(), address.bytes.data() + 12) == 1) {
        address.bytes[10] = address.bytes[11] = 0xff;
        address.bits = 32;
        return address;
    }
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
    return std::nullopt;
}

bool same_start(const Bytes& a, const Bytes& b, unsigned bits)
{
    for (unsigned i = 0; i < bits; ++i)
        if ((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1) return false;
    return true;
}

} // namespace

std::optional<Network> Network::parse(std::string_view text)
{
    if (text.size() > 64) return std::nullopt;
    const auto slash = text.find('/');
    const auto address = address_from(text.substr(0, slash));
    if (!address) return std::nullopt;
    unsigned length = address->bits;
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        if (fault != std::errc() || end != digits.data() + digits.size() || length > address->bits) return std::nullopt;
    }
    Network network;
    network.bytes_ = address->bytes;
    network.bits_ = 128 - address->bits + length;
    network.text_ = text;
    for (unsigned i = network.bits_; i < 128; ++i)
        if (network.bytes_[i / 8] >> (7 - i % 8) & 1) return std::nullopt;
    return network;
}

bool Network::includes(std::string_view address) const
{
    const auto known = address_from(address);
    return known && same_start(known->bytes, bytes_, bits_);
}

} // namespace cchc::server
