#include "server/serving_options.hpp"

#include "storage/event_log.hpp"
#include "storage/strict_json.hpp"

#include <cstdlib>
#include <fstream>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sstream>
#include <stdexcept>

namespace cchc::server {

namespace po = boost::program_options;

po::variables_map read_options(std::span<const std::string> arguments, const po::options_description& options)
{
    po::variables_map given;
    po::store(
        po::command_line_parser(std::vector<std::string>(arguments.begin(), arguments.end())).options(options).run(),
        given);
    po::notify(given);
    return given;
}

std::string from_environment(const char* name, std::string otherwise)
{
    const char* value = std::getenv(name);
    return value ? value : std::move(otherwise);
}

void log_to_stderr()
{
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("cchc", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
}

std::vector<TenantSettings> tenants_in(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error(file.string() + " cannot be read");
    std::ostringstream text;
    text << in.rdbuf();
    try {
        return read_tenants(text.str());
    } catch (const storage::FormatError& wrong) {
        throw std::runtime_error(file.string() + ": " + wrong.what());
    }
}

bool is_founded(const std::filesystem::path& data, const std::string& id)
{
    if (!std::filesystem::exists(data / "log")) return false;
    storage::LogSettings settings;
    settings.folder = data;
    settings.read_only = true;
    return storage::EventLog(settings).find_tenant(id).has_value();
}

} // namespace cchc::server
