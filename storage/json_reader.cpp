#include "storage/json_reader.hpp"

namespace cchc::storage {

void JsonReader::fail(const std::string& what)
{
    throw Failure("stored event: " + what);
}

std::string_view JsonReader::plain()
{
    expect('"');
    const char* from = at_;
    const auto* quote = static_cast<const char*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_)));
    if (!quote) fail("text without an end");
    at_ = quote + 1;
    fresh_ = false;
    const std::string_view value(from, static_cast<std::size_t>(quote - from));
    if (value.find('\\') != std::string_view::npos) fail("an escape where none belongs");
    return value;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

void JsonReader::text(std::string& into)
{
    expect('"');
    into.clear();
    for (;;) {
        const char* from = at_;
        while (at_ < end_ && *at_ != '"' && *at_ != '\\') ++at_;
        if (at_ == end_) fail("text without an end");
        into.append(from, at_);
        if (*at_++ == '"') break;
        if (at_ == end_) fail("text without an end");
        switch (*at_++) {
        case '"': into += '"'; break;
        case '\\': into += '\\'; break;
        case 'n': into += '\n'; break;
        case 'r': into += '\r'; break;
        case 't': into += '\t'; break;
        case 'u': {
            if (end_ - at_ < 4 || at_[0] != '0' || at_[1] != '0') fail("a foreign escape");
            const int high = hex_digit(at_[2]);
            const int low = hex_digit(at_[3]);
            if (high < 0 || low < 0) fail("a foreign escape");
            into += static_cast<char>(high * 16 + low);
            at_ += 4;
            break;
        }
        default: fail("a foreign escape");
        }
    }
    fresh_ = false;
}

bool JsonReader::boolean()
{
    for (const bool value : {true, false}) {
        const std::string_view word = value ? "true" : "false";
        if (static_cast<std::size_t>(end_ - at_) >= word.size() && std::memcmp(at_, word.data(), word.size()) == 0) {
            at_ += word.size();
            fresh_ = false;
            return value;
        }
    }
    fail("expected true or false");
}

} // namespace cchc::storage
