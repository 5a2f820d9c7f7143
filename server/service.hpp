#pragma once

#include "server/identity/oidc_settings.hpp"
#include "server/identity/sessions.hpp"
#include "server/tenant_settings.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cchc::server {

class Clock;

/// How the server runs. The defaults are those of a province.
struct ServiceSettings {
    std::filesystem::path data;       ///< everything it keeps: log, views, evidence, identity, documents, keys
    std::filesystem::path master_key; ///< the file of the key that wraps all others; empty: in the data folder
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080; ///< 0: any free one
    unsigned network_threads = 1;
    /// PEM files: TLS is spoken here, and the files are looked at every two seconds. None: a proxy in front speaks it.
    std::filesystem::path certificate, private_key;
    /// The assessment systems, founded where the data folder does not know them yet; the first answers where nothing
    /// names one.
    std::vector<TenantSettings> tenants = {{.id = "he-thong"}};
    std::string host = "localhost"; ///< name in the log's origin
    std::uint64_t disk_floor_bytes = 256ull << 20;
    bool demonstration = false;
    /// Administrators, appraisers, leaders and whoever else holds more than an agency's role need a second factor. Not
    /// in demonstration data, whose passwords are printed anyway.
    bool second_factor_demanded = true;
    SessionTimes session_times;
    std::int64_t password_good_for_us = 0; ///< 0: a password has no end of its own
    std::filesystem::path trust;           ///< folder of the trust list (ops/trust); empty: nobody is trusted
    /// The program that checks signatures in a process of its own; empty: they are not checked.
    std::filesystem::path checker;
    /// The words of a command that looks for viruses in what comes in (documents/scanner.hpp); empty: nobody does.
    std::vector<std::string> scan_command;
    /// The program that makes pictures of a PDF's pages, poppler's; where it is missing there are no previews.
    std::filesystem::path renderer = "/usr/bin/pdftoppm";
    std::optional<OidcSettings> oidc; ///< none: one comes in by password alone
    const Clock* clock = nullptr;     ///< null: the machine's
    /// A write failed and nothing may be acknowledged any more. Unset: says why and ends the process with 1.
    std::function<void(const std::string&)> failed;
};

/// The whole server: opens the data folder, replays it, and serves until it is stopped.
class Service {
public:
    /// Throws storage::Failure or Damage naming what keeps it from opening, std::system_error if the address is taken.
    explicit Service(ServiceSettings settings);
    /// Says goodbye to live pages, lets running requests finish, and closes the data folder.
    ~Service();

    std::uint16_t port() const;
    /// Reads certificate and key again at once, changed or not.
    void reload_certificate();
    /// The parts, for the demonstration and for tests.
    struct Parts;
    Parts& parts();

private:
    std::unique_ptr<Parts> parts_;
};

} // namespace cchc::server
