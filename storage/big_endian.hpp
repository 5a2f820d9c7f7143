#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers as keys hold them: big-endian, so that the order of bytes is the order of numbers.
namespace cchc::storage {

template <class Unsigned>
void append_big_endian(std::string& to, Unsigned value)
{
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
        to += static_cast<char>(value >> shift & 0xff);
}

/// Reads the number at `at`; the caller knows the key is long enough.
template <class Unsigned>
Unsigned read_big_endian(std::string_view bytes, std::size_t at)
{
    Unsigned value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i)
        value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(bytes[at + i]));
    return value;
}

/// A key made of numbers and bytes, put together on the stack: `Key().u32(tenant).u64(seq).view()`.
class Key {
public:
    static constexpr std::size_t most = 48;

    Key& u8(std::uint8_t value) { return number(value); }
    Key& u32(std::uint32_t value) { return number(value); }
    Key& u64(std::uint64_t value) { return number(value); }
    Key& bytes(std::string_view raw)
    {
        for (const char c : raw) bytes_[size_++] = c;
        return *this;
    }
    std::string_view view() const { return {bytes_, size_}; }

private:
    template <class Unsigned>
    Key& number(Unsigned value)
    {
        for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
            bytes_[size_++] = static_cast<char>(value >> shift & 0xff);
        return *this;
    }

    char bytes_[most];
    std::size_t size_ = 0;
};

} // namespace cchc::storage
