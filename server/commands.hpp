#pragma once

#include <span>
#include <string>
#include <string_view>

/// The subcommands of `cchc`: data on stdout, talk on stderr; exit codes 0 ok, 1 failed, 2 usage, 5 verification
/// failed or findings, 75 try later.
namespace cchc::server {

namespace exit_code {
inline constexpr int ok = 0, failed = 1, usage = 2, not_found = 3, conflict = 4, verification_failed = 5, findings = 5,
                     unreachable = 6, try_later = 75;
}

struct Subcommand {
    std::string_view name;
    std::string_view help; ///< begins with examples
    int (*run)(std::span<const std::string> arguments);
};
std::span<const Subcommand> subcommands();

int run_serve(std::span<const std::string> arguments);
int run_demo(std::span<const std::string> arguments);
int run_verify(std::span<const std::string> arguments);
int run_user(std::span<const std::string> arguments);
int run_lint(std::span<const std::string> arguments);
int run_keys(std::span<const std::string> arguments);
int run_evidence(std::span<const std::string> arguments);
int run_import(std::span<const std::string> arguments);
int run_export(std::span<const std::string> arguments);

} // namespace cchc::server
