#pragma once

#include "server/tenant_settings.hpp"

#include <boost/program_options.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

/// What the subcommands that work on a data folder have in common.
namespace cchc::server {

boost::program_options::variables_map read_options(std::span<const std::string> arguments,
                                                   const boost::program_options::options_description& options);

std::string from_environment(const char* name, std::string otherwise);

/// Data on stdout, talk on stderr.
void log_to_stderr();

/// The systems that the file describes. Throws std::runtime_error naming the file and what is wrong in it.
std::vector<TenantSettings> tenants_in(const std::filesystem::path& file);

/// Whether the data folder knows the system already. Throws storage::Failure when another process holds the folder.
bool is_founded(const std::filesystem::path& data, const std::string& id);

} // namespace cchc::server
