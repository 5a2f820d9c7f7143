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

namespace {

constexpr std::int64_t minute_us = 60'000'000, hour_us = 60 * minute_us, day_us = 24 * hour_us;

/// The option in its unit; what is out of its bounds would shut everybody out, or nobody ever.
std::int64_t within(const po::variables_map& given, const std::string& name, std::int64_t least, std::int64_t most)
{
    const auto value = given[name].as<std::int64_t>();
    if (value < least || value > most)
        throw std::invalid_argument("--" + name + " is " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

} // namespace

void add_lifetimes(po::options_description& options)
{
    const SessionTimes usual;
    options.add_options()("session-idle", po::value<std::int64_t>()->default_value(usual.idle_us / minute_us))(
        "session-absolute", po::value<std::int64_t>()->default_value(usual.absolute_us / hour_us))(
        "password-days", po::value<std::int64_t>()->default_value(0));
}

Lifetimes lifetimes_in(const po::variables_map& given)
{
    Lifetimes lifetimes;
    lifetimes.sessions.idle_us = within(given, "session-idle", 5, 24 * 60) * minute_us;
    lifetimes.sessions.absolute_us = within(given, "session-absolute", 1, 30 * 24) * hour_us;
    lifetimes.password_us = within(given, "password-days", 0, 3'650) * day_us;
    if (lifetimes.sessions.idle_us > lifetimes.sessions.absolute_us)
        throw std::invalid_argument("--session-idle is no longer than --session-absolute");
    return lifetimes;
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

void add_oidc_options(po::options_description& options)
{
    const auto text = [] { return po::value<std::string>()->default_value(""); };
    options.add_options()("oidc-issuer", text())("oidc-client-id", text())("oidc-client-secret-file", text())(
        "oidc-title", po::value<std::string>()->default_value(OidcSettings{}.title))("oidc-authorities", text());
}

static std::string secret_in(const std::filesystem::path& file)
{
    constexpr auto of_others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    std::ifstream in(file, std::ios::binary);
    std::string secret;
    if (!in || !std::getline(in, secret) || secret.empty())
        throw std::runtime_error(file.string() + " cannot be read, or holds no secret");
    if ((std::filesystem::status(file).permissions() & of_others) != std::filesystem::perms::none)
        throw std::runtime_error(file.string() + ": readable by others than its owner; chmod 600 it");
    return secret;
}

std::optional<OidcSettings> oidc_in(const po::variables_map& given)
{
    const auto text = [&given](const char* name) { return given[name].as<std::string>(); };
    OidcSettings oidc{text("oidc-issuer"), text("oidc-client-id"), {}, text("oidc-title"), text("oidc-authorities")};
    const std::string secret = text("oidc-client-secret-file");
    if (oidc.issuer.empty() != oidc.client_id.empty() || (oidc.issuer.empty() && !secret.empty()))
        throw std::invalid_argument("--oidc-issuer and --oidc-client-id go together");
    if (oidc.issuer.empty()) return std::nullopt;
    if (!secret.empty()) oidc.client_secret = secret_in(secret);
    return oidc;
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
