#pragma once

#include "server/identity/oidc_settings.hpp"
#include "server/identity/sessions.hpp"
#include "server/tenant_settings.hpp"

#include <boost/program_options.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// What the subcommands that work on a data folder have in common.
namespace cchc::server {

boost::program_options::variables_map read_options(std::span<const std::string> arguments,
                                                   const boost::program_options::options_description& options);

std::string from_environment(const char* name, std::string otherwise);

/// How long a session and a password are good, as whoever installs the server sets it.
struct Lifetimes {
    SessionTimes sessions;
    std::int64_t password_us = 0; ///< 0: it has no end of its own
};
/// `--session-idle` in minutes, `--session-absolute` in hours, `--password-days`.
void add_lifetimes(boost::program_options::options_description& options);
/// Throws std::invalid_argument naming an option that is out of its bounds: 5 minutes to 24 idle hours, one hour to
/// thirty days in all and no less than idle, and for a password one day to ten years.
Lifetimes lifetimes_in(const boost::program_options::variables_map& given);

/// Data on stdout, talk on stderr.
void log_to_stderr();

/// The systems that the file describes. Throws std::runtime_error naming the file and what is wrong in it.
std::vector<TenantSettings> tenants_in(const std::filesystem::path& file);

/// The identity provider: `--oidc-…`. Nothing without an issuer; throws std::invalid_argument for a half of it,
/// std::runtime_error for a secret that cannot be read, or that others may read.
void add_oidc_options(boost::program_options::options_description& options);
std::optional<OidcSettings> oidc_in(const boost::program_options::variables_map& given);

/// Whether the data folder knows the system already. Throws storage::Failure when another process holds the folder.
bool is_founded(const std::filesystem::path& data, const std::string& id);

} // namespace cchc::server
