#pragma once

#include "storage/failure.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cchc::storage {

/// Reads back, forwards only and without a DOM, exactly the JSON that JsonWriter writes: no blanks, members in the
/// order asked for. Anything else throws Failure: our own bytes have one form, and another one means damage.
class JsonReader {
public:
    explicit JsonReader(std::string_view json) : at_(json.data()), end_(json.data() + json.size()) {}

    void open_object() { expect('{'), fresh_ = true; }
    void close_object() { expect('}'), fresh_ = false; }
    void open_array() { expect('['), fresh_ = true; }
    void close_array() { expect(']'), fresh_ = false; }
    /// Whether the array or object being read has nothing more.
    bool at_end_of(char closing) const { return at_ < end_ && *at_ == closing; }

    /// Steps over `"name":` if that member comes next.
    bool next_is(std::string_view name)
    {
        const char* at = at_;
        if (!fresh_) {
            if (at == end_ || *at != ',') return false;
            ++at;
        }
        if (static_cast<std::size_t>(end_ - at) < name.size() + 3 || *at != '"' ||
            std::memcmp(at + 1, name.data(), name.size()) != 0 || at[name.size() + 1] != '"' ||
            at[name.size() + 2] != ':')
            return false;
        at_ = at + name.size() + 3;
        fresh_ = true;
        return true;
    }
    void member(std::string_view name)
    {
        if (!next_is(name)) fail("expected member " + std::string(name));
    }
    /// Before each value of an array.
    void element()
    {
        if (!fresh_) expect(',');
        fresh_ = true;
    }

    void text(std::string& into);
    /// Text known to need no escapes (ids, points, instants); a view into the leaf.
    std::string_view plain();
    template <class N>
    N integer()
    {
        N value{};
        const auto [end, error] = std::from_chars(at_, end_, value);
        if (error != std::errc{}) fail("expected a number");
        at_ = end;
        fresh_ = false;
        return value;
    }
    bool boolean();

    const char* place() const { return at_; }
    bool done() const { return at_ == end_; }
    [[noreturn]] static void fail(const std::string& what);

private:
    void expect(char c)
    {
        if (at_ == end_ || *at_ != c) fail(std::string("expected '") + c + "'");
        ++at_;
    }

    const char* at_;
    const char* end_;
    bool fresh_ = true;
};

} // namespace cchc::storage
