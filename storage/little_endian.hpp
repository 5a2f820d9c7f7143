#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// Numbers as values and files hold them: little-endian, fixed width.
namespace cchc::storage {

static_assert(std::endian::native == std::endian::little, "a port to a big-endian machine swaps bytes here");

template <class Unsigned>
void write_little_endian(char* to, Unsigned value)
{
    std::memcpy(to, &value, sizeof value);
}

template <class Unsigned>
void append_little_endian(std::string& to, Unsigned value)
{
    char bytes[sizeof value];
    write_little_endian(bytes, value);
    to.append(bytes, sizeof value);
}

/// Reads the number at `at`; the caller knows there are enough bytes.
template <class Unsigned>
Unsigned read_little_endian(std::string_view bytes, std::size_t at)
{
    Unsigned value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

} // namespace cchc::storage
