#include "tests/five_systems/plain.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cchc::five_systems {

using namespace domain;
using nlohmann::json;

std::string text_of(const char* file)
{
    std::ifstream in(file);
    if (!in) throw std::runtime_error(std::string(file) + " cannot be read");
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

Points points_of(const json& value)
{
    const auto points = Points::parse(value.get<std::string>());
    if (!points) throw std::runtime_error("no points: " + value.dump());
    return *points;
}

Instant instant_of(const json& value)
{
    const auto at = parse_instant(value.get<std::string>());
    if (!at) throw std::runtime_error("no instant: " + value.dump());
    return *at;
}

static std::optional<Date> date_in(const json& of, const char* member)
{
    return of.contains(member) ? Date::parse(of[member].get<std::string>()) : std::nullopt;
}

Figures figures_of(const json& said)
{
    Figures figures;
    figures.date = date_in(said, "date");
    figures.due = date_in(said, "due");
    figures.never = said.value("never", false);
    figures.numerator = number_in<std::int64_t>(said, "numerator");
    figures.denominator = number_in<std::int64_t>(said, "denominator");
    figures.excluded = number_in<std::int64_t>(said, "excluded");
    figures.exclusion_ground = said.value("exclusion_ground", "");
    figures.late = number_in<std::int64_t>(said, "late");
    figures.amount = number_in<std::int64_t>(said, "amount");
    for (const json& count : said.value("counts", json::array()))
        figures.counts.push_back({count["key"].get<std::string>(), count["count"].get<std::int64_t>()});
    figures.met = said.value("met", std::vector<std::string>());
    figures.failed = said.value("failed", std::vector<std::string>());
    return figures;
}

} // namespace cchc::five_systems
