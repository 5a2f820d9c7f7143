#include "storage/field_walk.hpp"

namespace cchc::storage {

domain::Code read_code(const JsonValue& value)
{
    const std::string text = value.nonempty_text(64);
    bool part_open = false;
    for (char c : text) {
        const bool in_part = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!in_part && !(c == '.' && part_open)) value.refuse("not a criterion code");
        part_open = in_part;
    }
    if (!part_open) value.refuse("not a criterion code");
    return domain::Code(text);
}

std::string short_decimal(domain::Points number)
{
    std::string text = number.text();
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

} // namespace cchc::storage
