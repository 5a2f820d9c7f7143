#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace cchc::domain {

/// Writes JSON without a DOM, byte for byte the same for the same calls: no blanks, members in the order written, text
/// as UTF-8 with only `"`, `\` and control characters escaped.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    void open_object() { open('{'); }
    void close_object() { close('}'); }
    void open_array() { open('['); }
    void close_array() { close(']'); }

    void key(std::string_view name)
    {
        separate();
        out_ += '"';
        out_ += name; // names are ours: nothing to escape
        out_ += "\":";
        fresh_ = true;
    }
    void text(std::string_view value)
    {
        separate();
        quote(value);
    }
    void number(std::int64_t value) { integer(value); }
    void number(std::uint64_t value) { integer(value); }
    void boolean(bool value) { literal(value ? "true" : "false"); }
    void null() { literal("null"); }
    /// A complete JSON value that was written before.
    void raw(std::string_view json) { literal(json); }

    void member(std::string_view name, std::string_view value) { key(name), text(value); }

    std::string& out() { return out_; }

private:
    void separate()
    {
        if (!fresh_) out_ += ',';
        fresh_ = false;
    }
    void open(char c)
    {
        separate();
        out_ += c;
        fresh_ = true;
    }
    void close(char c)
    {
        out_ += c;
        fresh_ = false;
    }
    void literal(std::string_view json)
    {
        separate();
        out_ += json;
    }
    template <class N>
    void integer(N value)
    {
        separate();
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out_.append(digits, end);
    }
    void quote(std::string_view value);

    std::string& out_;
    bool fresh_ = true;
};

} // namespace cchc::domain
