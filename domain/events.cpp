#include "domain/events.hpp"

#include <array>

namespace cchc::domain {

static constexpr std::array<std::string_view, 6> kinds{"directory",  "regulation", "cycle",
                                                       "assessment", "appraisal",  "ballot"};

std::string StreamName::text() const
{
    std::string text(kinds[static_cast<std::size_t>(kind)]);
    if (!id.empty()) {
        text += '/';
        text += id;
    }
    return text;
}

std::optional<StreamName> StreamName::parse(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::string_view kind = text.substr(0, slash);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i] != kind) continue;
        const std::string_view id = slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
        if ((i == 0) != id.empty()) return {};
        return StreamName{static_cast<StreamKind>(i), std::string(id)};
    }
    return {};
}

std::string_view wire_name(const Event& event)
{
    return std::visit(
        [](const auto& family) {
            return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::name; }, family);
        },
        event);
}

} // namespace cchc::domain
