#include "storage/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <vector>

namespace cchc::storage {

FormatError::FormatError(std::string where, std::string what)
    : std::runtime_error((where.empty() ? "document" : where) + ": " + what), pointer(std::move(where)),
      problem(std::move(what))
{}

nlohmann::json parse_strict_json(std::string_view text, std::size_t max_bytes, int deepest)
{
    using nlohmann::json;
    if (text.size() > max_bytes) throw FormatError("", "longer than " + std::to_string(max_bytes) + " bytes");
    // The library takes a NUL for the end and skips a byte order mark.
    if (text.find('\0') != std::string_view::npos) throw FormatError("", "contains a NUL byte");
    if (text.starts_with("\xEF\xBB\xBF")) throw FormatError("", "begins with a byte order mark");

    std::vector<std::set<std::string>> open_objects;
    const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
        const bool opens = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
        if (opens && depth >= deepest) throw FormatError("", "nested deeper than " + std::to_string(deepest));
        switch (event) {
        case json::parse_event_t::object_start: open_objects.emplace_back(); break;
        case json::parse_event_t::object_end: open_objects.pop_back(); break;
        case json::parse_event_t::key:
            if (!open_objects.back().insert(parsed.get<std::string>()).second)
                throw FormatError("", "names a member twice: " + parsed.get<std::string>());
            break;
        default: break;
        }
        return true;
    };
    try {
        return json::parse(text, watch);
    } catch (const json::parse_error& error) {
        throw FormatError("", "not JSON, at byte " + std::to_string(error.byte));
    } catch (const json::out_of_range&) {
        throw FormatError("", "holds a number beyond all bounds");
    }
}

} // namespace cchc::storage
