#pragma once

#include "domain/values.hpp"

#include <array>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// Values as bytes, for rows and for kept state: fixed-width little-endian numbers, points as i64 units, an optional as
/// one byte 0/1 before its value, text and lists as u32 length before their content, a variant as one byte before its
/// alternative, a struct as its members in the order of its `fields`, which serve both directions.
namespace cchc::projections {

template <class T>
concept Number = std::is_integral_v<T> || std::is_enum_v<T>;

class Pack {
public:
    std::string out;

    /// What `fields` calls with all members of a struct.
    template <class... T>
    void operator()(const T&... members)
    {
        (*this << ... << members);
    }

    template <Number T>
    Pack& operator<<(T value)
    {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        out.append(bytes, sizeof(T));
        return *this;
    }
    Pack& operator<<(domain::Points points) { return *this << points.units(); }
    Pack& operator<<(domain::Instant at) { return *this << at.us; }
    Pack& operator<<(domain::Date day) { return *this << day.days; }
    Pack& operator<<(const domain::Sha256& hash) { return *this << hash.bytes; }
    Pack& operator<<(const std::string& text)
    {
        *this << static_cast<std::uint32_t>(text.size());
        out += text;
        return *this;
    }
    template <class Tag>
    Pack& operator<<(const domain::Id<Tag>& id)
    {
        return *this << id.value;
    }
    template <class T>
    Pack& operator<<(const std::optional<T>& value)
    {
        *this << static_cast<std::uint8_t>(value.has_value());
        return value ? *this << *value : *this;
    }
    template <std::size_t N>
    Pack& operator<<(const std::array<std::uint8_t, N>& bytes)
    {
        out.append(reinterpret_cast<const char*>(bytes.data()), N);
        return *this;
    }
    template <class T, std::size_t N>
    Pack& operator<<(const std::array<T, N>& values)
    {
        for (const T& value : values) *this << value;
        return *this;
    }
    template <class A, class B>
    Pack& operator<<(const std::pair<A, B>& both)
    {
        return *this << both.first << both.second;
    }
    template <class T>
    Pack& operator<<(const std::vector<T>& values)
    {
        return all_of(values);
    }
    template <class T>
    Pack& operator<<(const std::deque<T>& values)
    {
        return all_of(values);
    }
    template <class T>
    Pack& operator<<(const std::set<T>& values)
    {
        return all_of(values);
    }
    template <class K, class T>
    Pack& operator<<(const std::map<K, T>& values)
    {
        return all_of(values);
    }
    template <class... T>
    Pack& operator<<(const std::variant<T...>& value)
    {
        *this << static_cast<std::uint8_t>(value.index());
        std::visit([this](const auto& held) { *this << held; }, value);
        return *this;
    }
    template <class T>
    Pack& operator<<(const T& value) requires requires(Pack& pack)
    {
        fields(pack, value);
    }
    {
        fields(*this, value);
        return *this;
    }

private:
    template <class T>
    Pack& all_of(const T& values)
    {
        *this << static_cast<std::uint32_t>(values.size());
        for (const auto& value : values) *this << value;
        return *this;
    }
};

/// Reads what Pack wrote. Throws std::runtime_error where the bytes end too early or cannot be a value.
class Unpack {
public:
    std::string_view in;

    explicit Unpack(std::string_view bytes) : in(bytes) {}
    /// Bytes left over are as wrong as bytes missing.
    void done() const
    {
        if (!in.empty()) throw std::runtime_error("packed bytes go on behind their end");
    }

    template <class... T>
    void operator()(T&... members)
    {
        (*this >> ... >> members);
    }

    template <Number T>
    Unpack& operator>>(T& value)
    {
        std::memcpy(&value, take(sizeof(T)), sizeof(T));
        return *this;
    }
    Unpack& operator>>(bool& value)
    {
        value = *take(1) != 0;
        return *this;
    }
    Unpack& operator>>(domain::Points& points)
    {
        std::int64_t units = 0;
        *this >> units;
        points = domain::Points::from_units(units);
        return *this;
    }
    Unpack& operator>>(domain::Instant& at) { return *this >> at.us; }
    Unpack& operator>>(domain::Date& day) { return *this >> day.days; }
    Unpack& operator>>(domain::Sha256& hash) { return *this >> hash.bytes; }
    Unpack& operator>>(std::string& text)
    {
        std::uint32_t size = 0;
        *this >> size;
        text.assign(take(size), size);
        return *this;
    }
    template <class Tag>
    Unpack& operator>>(domain::Id<Tag>& id)
    {
        return *this >> id.value;
    }
    template <class T>
    Unpack& operator>>(std::optional<T>& value)
    {
        bool there = false;
        *this >> there;
        if (there)
            *this >> value.emplace();
        else
            value.reset();
        return *this;
    }
    template <std::size_t N>
    Unpack& operator>>(std::array<std::uint8_t, N>& bytes)
    {
        std::memcpy(bytes.data(), take(N), N);
        return *this;
    }
    template <class T, std::size_t N>
    Unpack& operator>>(std::array<T, N>& values)
    {
        for (T& value : values) *this >> value;
        return *this;
    }
    template <class A, class B>
    Unpack& operator>>(std::pair<A, B>& both)
    {
        return *this >> both.first >> both.second;
    }
    template <class T>
    Unpack& operator>>(std::vector<T>& values)
    {
        return one_by_one(values);
    }
    template <class T>
    Unpack& operator>>(std::deque<T>& values)
    {
        return one_by_one(values);
    }
    template <class T>
    Unpack& operator>>(std::set<T>& values)
    {
        values.clear();
        for (std::uint32_t left = count(); left > 0; --left) {
            T value;
            *this >> value;
            values.insert(values.end(), std::move(value));
        }
        return *this;
    }
    template <class K, class T>
    Unpack& operator>>(std::map<K, T>& values)
    {
        values.clear();
        for (std::uint32_t left = count(); left > 0; --left) {
            K key;
            *this >> key;
            *this >> values[std::move(key)];
        }
        return *this;
    }
    template <class... T>
    Unpack& operator>>(std::variant<T...>& value)
    {
        std::uint8_t which = 0;
        *this >> which;
        if (!alternative<0>(which, value)) throw std::runtime_error("packed bytes name no alternative of theirs");
        return *this;
    }
    template <class T>
    Unpack& operator>>(T& value) requires requires(Unpack& unpack)
    {
        fields(unpack, value);
    }
    {
        fields(*this, value);
        return *this;
    }

private:
    const char* take(std::size_t bytes)
    {
        if (in.size() < bytes) throw std::runtime_error("packed bytes are cut short");
        const char* at = in.data();
        in.remove_prefix(bytes);
        return at;
    }
    /// Of a list; no element takes less than a byte, so a length out of its mind asks for no memory.
    std::uint32_t count()
    {
        std::uint32_t all = 0;
        *this >> all;
        if (all > in.size()) throw std::runtime_error("packed bytes are cut short");
        return all;
    }
    template <class T>
    Unpack& one_by_one(T& values)
    {
        values.clear();
        values.resize(count());
        for (auto& value : values) *this >> value;
        return *this;
    }
    template <std::size_t I, class... T>
    bool alternative(std::uint8_t which, std::variant<T...>& value)
    {
        if constexpr (I == sizeof...(T)) {
            return false;
        } else {
            if (which != I) return alternative<I + 1>(which, value);
            *this >> value.template emplace<I>();
            return true;
        }
    }
};

} // namespace cchc::projections
