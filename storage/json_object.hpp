#pragma once

#include "domain/values.hpp"
#include "storage/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Reading a parsed document member by member, so that every complaint names its place.

namespace cchc::storage {

/// The wire words of the enumeration `E`, in its order. Specialised beside each format.
template <class E>
inline constexpr std::array<std::string_view, 0> words;

template <class E>
constexpr std::string_view word_of(E value)
{
    return words<E>[static_cast<std::size_t>(value)];
}

/// One value of a document and where it stands. The readers throw FormatError when the value is not what they read.
class JsonValue {
public:
    JsonValue(const nlohmann::json& value, std::string pointer) : value_(&value), pointer_(std::move(pointer)) {}

    [[noreturn]] void refuse(std::string problem) const { throw FormatError(pointer_, std::move(problem)); }

    std::string text(std::size_t max_bytes = 4'000) const;          ///< without control characters; may be empty
    std::string nonempty_text(std::size_t max_bytes = 4'000) const; ///< the same, not empty
    std::string name() const;                                       ///< a-z 0-9 _ -, at most 64
    std::int64_t whole(std::int64_t least, std::int64_t most) const;
    bool flag() const;
    domain::Points points(domain::Points most) const; ///< a decimal string from 0 to `most`
    domain::Points points_between(domain::Points least, domain::Points most) const;
    domain::Date date() const;
    bool is_list() const { return value_->is_array(); }
    std::vector<JsonValue> elements(std::size_t most) const;

    template <class E>
    E word() const
    {
        static_assert(!words<E>.empty(), "an enumeration without wire words");
        const std::string read = text(64);
        for (std::size_t i = 0; i < words<E>.size(); ++i) {
            if (words<E>[i] == read) return static_cast<E>(i);
        }
        std::string known;
        for (std::string_view one : words<E>) known += (known.empty() ? "" : ", ") + std::string(one);
        refuse("not one of: " + known);
    }

private:
    friend class JsonObject;
    const nlohmann::json* value_;
    std::string pointer_;
};

/// An object whose members are asked for one by one; `end` refuses those nobody asked for.
class JsonObject {
public:
    explicit JsonObject(const JsonValue& value);

    JsonValue need(std::string_view name);
    std::optional<JsonValue> may(std::string_view name);
    bool has(std::string_view name) const { return value_.value_->contains(name); }
    void end() const;
    [[noreturn]] void refuse(std::string problem) const { value_.refuse(std::move(problem)); }

private:
    JsonValue value_;
    std::set<std::string, std::less<>> asked_;
};

} // namespace cchc::storage
