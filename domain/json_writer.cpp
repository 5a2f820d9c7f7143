#include "domain/json_writer.hpp"

namespace cchc::domain {

void JsonWriter::quote(std::string_view value)
{
    static constexpr char hex[] = "0123456789abcdef";
    out_ += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out_.append(value, from, i - from);
        from = i + 1;
        switch (c) {
        case '"': out_ += "\\\""; break;
        case '\\': out_ += "\\\\"; break;
        case '\n': out_ += "\\n"; break;
        case '\r': out_ += "\\r"; break;
        case '\t': out_ += "\\t"; break;
        default:
            out_ += "\\u00";
            out_ += hex[c >> 4];
            out_ += hex[c & 15];
        }
    }
    out_.append(value, from, value.size() - from);
    out_ += '"';
}

} // namespace cchc::domain
