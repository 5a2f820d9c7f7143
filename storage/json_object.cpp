#include "storage/json_object.hpp"

#include <algorithm>

namespace cchc::storage {

namespace {

/// A member's name as a token of a JSON pointer (RFC 6901).
std::string pointer_token(std::string_view name)
{
    std::string token = "/";
    for (char c : name) {
        if (c == '~')
            token += "~0";
        else if (c == '/')
            token += "~1";
        else
            token += c;
    }
    return token;
}

} // namespace

std::string JsonValue::text(std::size_t max_bytes) const
{
    if (!value_->is_string()) refuse("not a string");
    const auto& read = value_->get_ref<const std::string&>();
    if (read.size() > max_bytes) refuse("longer than " + std::to_string(max_bytes) + " bytes");
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; };
    if (std::any_of(read.begin(), read.end(), is_control)) refuse("contains a control character");
    return read;
}

std::string JsonValue::nonempty_text(std::size_t max_bytes) const
{
    std::string read = text(max_bytes);
    if (read.find_first_not_of(' ') == std::string::npos) refuse("empty");
    return read;
}

std::string JsonValue::name() const
{
    std::string read = text(64);
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (read.empty() || !std::all_of(read.begin(), read.end(), fits)) refuse("not a name of a-z, 0-9, _ and -");
    return read;
}

std::int64_t JsonValue::whole(std::int64_t least, std::int64_t most) const
{
    // A number above INT64_MAX is unsigned in the library: it must not wrap round into the bounds.
    const bool fits =
        value_->is_number_integer() &&
        (!value_->is_number_unsigned() || value_->get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
    if (!fits || value_->get<std::int64_t>() < least || value_->get<std::int64_t>() > most)
        refuse("not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value_->get<std::int64_t>();
}

bool JsonValue::flag() const
{
    if (!value_->is_boolean()) refuse("neither true nor false");
    return value_->get<bool>();
}

domain::Points JsonValue::points(domain::Points most) const
{
    const auto read = domain::Points::parse(text(64));
    if (!read || *read < domain::Points{} || *read > most) refuse("not a decimal string from 0 to " + most.text());
    return *read;
}

domain::Points JsonValue::points_between(domain::Points least, domain::Points most) const
{
    const auto read = domain::Points::parse(text(64));
    if (!read || *read < least || *read > most)
        refuse("not a decimal string from " + least.text() + " to " + most.text());
    return *read;
}

domain::Date JsonValue::date() const
{
    const auto read = domain::Date::parse(text(64));
    if (!read) refuse("not a day, yyyy-mm-dd");
    return *read;
}

std::vector<JsonValue> JsonValue::elements(std::size_t most) const
{
    if (!value_->is_array()) refuse("not an array");
    if (value_->size() > most) refuse("more than " + std::to_string(most) + " elements");
    std::vector<JsonValue> all;
    for (std::size_t i = 0; i < value_->size(); ++i) all.emplace_back((*value_)[i], pointer_ + "/" + std::to_string(i));
    return all;
}

JsonObject::JsonObject(const JsonValue& value) : value_(value)
{
    if (!value_.value_->is_object()) value_.refuse("not an object");
}

JsonValue JsonObject::need(std::string_view name)
{
    if (auto found = may(name)) return *found;
    value_.refuse("lacks the member " + std::string(name));
}

std::optional<JsonValue> JsonObject::may(std::string_view name)
{
    asked_.emplace(name);
    const auto found = value_.value_->find(name);
    if (found == value_.value_->end()) return std::nullopt;
    return JsonValue(*found, value_.pointer_ + pointer_token(name));
}

void JsonObject::end() const
{
    for (const auto& [name, member] : value_.value_->items()) {
        if (!asked_.contains(name)) JsonValue(member, value_.pointer_ + pointer_token(name)).refuse("unknown member");
    }
}

} // namespace cchc::storage
