#include "server/commands.hpp"

#include "domain/wire.hpp"
#include "server/accounts.hpp"
#include "server/demonstration/authority.hpp"
#include "server/demonstration/demonstration.hpp"
#include "server/documents/scanner.hpp"
#include "server/identity/sessions.hpp"
#include "server/service.hpp"
#include "server/serving_options.hpp"
#include "storage/data_folder.hpp"

#include <atomic>
#include <boost/program_options.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace cchc::server {

namespace po = boost::program_options;

namespace {

/// SIGINT and SIGTERM end the program in order; SIGHUP has a server's certificate read again, and ends a demonstration
/// whose terminal is closed; everything else is the kernel's business.
enum class HangUp { reads_certificate, ends };
sigset_t awaited_signals(HangUp hang_up)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (hang_up == HangUp::reads_certificate) sigaddset(&set, SIGHUP);
    return set;
}

struct Listen {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
};
Listen listen_from(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) throw std::invalid_argument("--listen wants HOST:PORT, not '" + text + "'");
    const int port = std::stoi(text.substr(colon + 1));
    if (port < 0 || port > 65'535) throw std::invalid_argument("no such port: " + text.substr(colon + 1));
    std::string address = text.substr(0, colon);
    if (address == "localhost") address = "127.0.0.1";
    return {address, static_cast<std::uint16_t>(port)};
}

std::filesystem::path throw_away_folder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "cchc-demo-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no folder for throw-away data can be made");
    return pattern;
}

bool is_right(Passwords& passwords, const std::string& password, const std::string& hash)
{
    std::promise<bool> told;
    return passwords.check(password, hash, [&told](bool right) { told.set_value(right); }) && told.get_future().get();
}

/// The demonstration's people: entered once, when its data are new; nowhere else are there accounts nobody asked for.
void enter_the_cast(Service::Parts& parts, const std::string& password)
{
    const std::string hash = parts.passwords.hash(password);
    std::string last; ///< the hash of the last start, which the accounts share
    bool stayed = false;
    for (const demonstration::Account& account : demonstration::accounts()) {
        if (const auto known = parts.people.by_login(parts.tenant, account.login)) {
            // The password of this start. Where it has stayed, nobody who is signed in is sent away.
            if (known->password_hash != last) {
                last = known->password_hash;
                stayed = is_right(parts.passwords, password, last);
            }
            if (!stayed) parts.people.set_password_hash(parts.tenant, known->actor, hash);
            continue;
        }
        NewAccount newcomer{account.login, account.name, hash, *domain::from_wire<domain::RoleKind>(account.role)};
        newcomer.agency = domain::AgencyId(account.agency);
        enter_account(parts, parts.tenant, newcomer);
    }
}

std::string generated_password()
{
    std::string password = random_token().substr(0, 12);
    return password;
}

/// A system without people has no account that anybody could know: whoever reads this enters the first.
void print_setup_codes(Service::Parts& parts)
{
    for (const HostedTenant& one : parts.tenants.all()) {
        if (!one.served || parts.people.any(one.number)) continue;
        const std::string code = parts.setup_codes.fresh(one.number, parts.clock.now());
        std::cerr << "cchc: nobody is entered in " << one.settings.id << " yet; its first administrator comes in with "
                  << code << " within 24 hours\n";
    }
}

void wait_for_the_end(Service& service, const sigset_t& awaited)
{
    int which = 0;
    while (sigwait(&awaited, &which) == 0 && which == SIGHUP) service.reload_certificate();
}

} // namespace

static const char* const serve_help =
    R"(cchc serve: serve one or more assessment systems from a data folder

Examples:
  cchc serve --data /var/lib/cchc
  cchc serve --listen 127.0.0.1:8080 --data ./data --tenant quang-dien --title "UBND huyện Quảng Điền"
  cchc serve --data /var/lib/cchc --tenants /etc/cchc/systems.json

A file of systems; the first answers where neither a host nor the first segment of a path (/viet-yen/...) names one:
  {"tenants": [
    {"id": "bac-giang", "title": "UBND tỉnh Bắc Giang", "hosts": ["cchc.bacgiang.example.vn"]},
    {"id": "viet-yen", "title": "UBND huyện Việt Yên", "superior": "bac-giang",
     "limits": {"requests_per_second": 200, "commands_waiting": 2048, "members": 500}}]}

Options:
  --listen HOST:PORT   where to listen (CCHC_LISTEN; default 127.0.0.1:8080)
  --data DIR           where everything is kept (CCHC_DATA; default ./data)
  --tenants FILE       the assessment systems; those that are new are founded
  --tenant ID          or one alone (default he-thong)
  --title TEXT         its name
  --host NAME          name of this server in the log's origin (default localhost)
  --threads N          network threads (default 1)
  --disk-floor MIB     below this much free space the server only shows (default 256)
  --master-key FILE    the key that wraps those of evidence and people; made where there is none and nothing is wrapped
                       yet (CCHC_MASTER_KEY; default keys/master.key of the data folder)
  --scan-command 'PROGRAM ARG…'
                       looks for viruses in every file that comes in: the bytes on its standard input, 0 clean, 1 infected
                       (CCHC_SCAN_COMMAND; default none). For example 'clamdscan --no-summary -'
  --trust DIR          whose signatures are believed: a folder with list.json (CCHC_TRUST; default nobody's)
  --session-idle MIN   a session that nobody uses ends after so many minutes, 5 to 1440 (default 480)
  --session-absolute H any session ends after so many hours, 1 to 720 (default 168)
  --password-days N    a password that is N days old must be changed at the next sign-in (default 0: none ages)
  --oidc-issuer URL    the identity provider that people may sign in with (OpenID Connect), as it names itself
  --oidc-client-id ID  how it knows us
  --oidc-client-secret-file FILE
                       and our secret there, for its owner alone to read; none: we are a public client
  --oidc-title TEXT    what its button says (default Tài khoản công vụ)
  --oidc-authorities FILE
                       PEM: whose certificates are believed there instead of the machine's own
  --certificate FILE   speak TLS (1.2, 1.3): certificate and those that lead to its root, PEM
  --private-key FILE   its key, PEM, for its owner (and group) alone to read

Both files may be replaced while the server runs: it looks every two seconds, and at once at SIGHUP. New connections get
the new certificate; one that cannot be used is logged and the old one stays.)";

int run_serve(std::span<const std::string> arguments)
{
    po::options_description options;
    options.add_options()("listen",
                          po::value<std::string>()->default_value(from_environment("CCHC_LISTEN", "127.0.0.1:8080")))(
        "data", po::value<std::string>()->default_value(from_environment("CCHC_DATA", "./data")))(
        "tenants", po::value<std::string>())("tenant", po::value<std::string>()->default_value("he-thong"))(
        "title", po::value<std::string>()->default_value("Hệ thống đánh giá"))(
        "host", po::value<std::string>()->default_value("localhost"))(
        "threads", po::value<unsigned>()->default_value(1))("disk-floor",
                                                            po::value<std::uint64_t>()->default_value(256))(
        "master-key", po::value<std::string>()->default_value(from_environment("CCHC_MASTER_KEY", "")))(
        "trust", po::value<std::string>()->default_value(from_environment("CCHC_TRUST", "")))(
        "scan-command", po::value<std::string>()->default_value(from_environment("CCHC_SCAN_COMMAND", "")))(
        "certificate", po::value<std::string>()->default_value(""))("private-key",
                                                                    po::value<std::string>()->default_value(""));
    add_lifetimes(options);
    add_oidc_options(options);
    const auto given = read_options(arguments, options);
    const Lifetimes lifetimes = lifetimes_in(given);
    log_to_stderr();
    const sigset_t awaited = awaited_signals(HangUp::reads_certificate);
    pthread_sigmask(SIG_BLOCK, &awaited, nullptr); // before any thread: they inherit it
    ServiceSettings settings;
    const Listen listen = listen_from(given["listen"].as<std::string>());
    settings.address = listen.address;
    settings.port = listen.port;
    settings.data = given["data"].as<std::string>();
    settings.master_key = given["master-key"].as<std::string>();
    if (given.contains("tenants"))
        settings.tenants = tenants_in(given["tenants"].as<std::string>());
    else
        settings.tenants = {{.id = given["tenant"].as<std::string>(), .title = given["title"].as<std::string>()}};
    settings.host = given["host"].as<std::string>();
    settings.trust = given["trust"].as<std::string>();
    settings.scan_command = Scanner::words_of(given["scan-command"].as<std::string>());
    settings.checker = "/proc/self/exe";
    settings.network_threads = given["threads"].as<unsigned>();
    settings.disk_floor_bytes = given["disk-floor"].as<std::uint64_t>() << 20;
    settings.session_times = lifetimes.sessions;
    settings.password_good_for_us = lifetimes.password_us;
    settings.certificate = given["certificate"].as<std::string>();
    settings.private_key = given["private-key"].as<std::string>();
    settings.oidc = oidc_in(given);
    if (settings.certificate.empty() != settings.private_key.empty())
        throw std::invalid_argument("--certificate and --private-key go together");
    const char* const scheme = settings.certificate.empty() ? "http" : "https";
    Service service(std::move(settings));
    print_setup_codes(service.parts());
    std::cerr << "cchc: " << scheme << "://" << listen.address << ':' << service.port() << "/\n";
    wait_for_the_end(service, awaited);
    return exit_code::ok;
}

static const char* const demo_help =
    R"(cchc demo: serve and play the demonstration, a district's year

Examples:
  cchc demo                                  # throw-away data, http://127.0.0.1:8080
  cchc demo --speed 20 --data ./data         # keep the data; a second start goes on with them
  CCHC_DEMO_PASSWORD=bi-mat-1234 cchc demo   # a password of your own for its accounts

Options:
  --listen HOST:PORT   a loopback address (default 127.0.0.1:8080)
  --data DIR           where to keep it; without it a folder that is removed at the end
  --speed N            play N times as fast (default 1: about four minutes)
  --seed N             other figures (default 2023)
  --quiet              do not tell the play

The accounts are printed; their password is CCHC_DEMO_PASSWORD, or generated and printed.)";

int run_demo(std::span<const std::string> arguments)
{
    po::options_description options;
    options.add_options()("listen",
                          po::value<std::string>()->default_value(from_environment("CCHC_LISTEN", "127.0.0.1:8080")))(
        "data", po::value<std::string>()->default_value(""))("speed", po::value<double>()->default_value(1))(
        "seed", po::value<std::uint64_t>()->default_value(2023))("quiet", po::bool_switch());
    const auto given = read_options(arguments, options);
    log_to_stderr();
    const sigset_t awaited = awaited_signals(HangUp::ends);
    pthread_sigmask(SIG_BLOCK, &awaited, nullptr);

    const Listen listen = listen_from(given["listen"].as<std::string>());
    if (!listen.address.starts_with("127.") && listen.address != "[::1]" && listen.address != "::1") {
        std::cerr << "cchc demo: its accounts are for everyone to read, so it listens on loopback only\n";
        return exit_code::usage;
    }
    const std::string kept = given["data"].as<std::string>();
    const std::filesystem::path folder = kept.empty() ? throw_away_folder() : std::filesystem::path(kept);
    // Accounts with a printed password belong into demonstration data and nowhere else.
    const std::filesystem::path mark = storage::DataFolder{folder}.demonstration_mark();
    if (std::filesystem::exists(folder / "log") && !std::filesystem::exists(mark)) {
        std::cerr << "cchc demo: " << folder.string() << " holds data that are not the demonstration's\n";
        return exit_code::conflict;
    }
    std::filesystem::create_directories(folder);
    std::ofstream(mark) << storage::DataFolder::demonstration_text;

    const std::string fixed = from_environment("CCHC_DEMO_PASSWORD", "");
    const std::string password = fixed.empty() ? generated_password() : fixed;
    {
        ServiceSettings settings;
        settings.address = listen.address;
        settings.port = listen.port;
        settings.data = folder;
        settings.tenants = {{.id = "quang-dien", .title = "UBND huyện Quảng Điền (minh họa)"}};
        settings.demonstration = true;
        settings.trust = from_environment("CCHC_TRUST", "");
        std::optional<demonstration::Authority> authority; // whose own list is believed, unless another one is named
        if (settings.trust.empty()) {
            settings.trust = storage::DataFolder{folder}.demonstration_trust();
            authority.emplace(settings.trust);
        }
        settings.checker = "/proc/self/exe";
        Service service(std::move(settings));
        enter_the_cast(service.parts(), password);

        std::cout << "http://" << listen.address << ':' << service.port() << "/\n\n"
                  << "Mật khẩu chung / password: " << password << "\n"
                  << "Tài khoản / accounts:\n";
        for (const demonstration::Account& account : demonstration::accounts())
            std::cout << "  " << account.login << std::string(52 - std::min<std::size_t>(account.login.size(), 51), ' ')
                      << account.role << '\n';
        std::cout << std::endl;

        std::atomic<bool> stopping{false};
        demonstration::Play play;
        play.port = service.port();
        play.password = password;
        play.speed = std::max(0.1, given["speed"].as<double>());
        play.seed = given["seed"].as<std::uint64_t>();
        play.stop = &stopping;
        play.authority = authority ? &*authority : nullptr;
        if (!given["quiet"].as<bool>())
            play.say = [](const std::string& line) { std::cerr << "demo: " << line << '\n'; };
        std::thread player([&play] {
            try {
                demonstration::play(play);
            } catch (const std::exception& e) {
                std::cerr << "cchc demo: " << e.what() << '\n';
            }
        });
        wait_for_the_end(service, awaited);
        stopping = true;
        player.join();
    }
    if (kept.empty()) std::filesystem::remove_all(folder);
    return exit_code::ok;
}

extern const char* const verify_help;
extern const char* const lint_help;
extern const char* const user_help;
extern const char* const keys_help;
extern const char* const import_help;
extern const char* const export_help;
extern const char* const evidence_help;

std::span<const Subcommand> subcommands()
{
    static const std::array all{
        Subcommand{"serve", serve_help, run_serve},
        Subcommand{"demo", demo_help, run_demo},
        Subcommand{"verify", verify_help, run_verify},
        Subcommand{"lint", lint_help, run_lint},
        Subcommand{"import", import_help, run_import},
        Subcommand{"export", export_help, run_export},
        Subcommand{"user", user_help, run_user},
        Subcommand{"keys", keys_help, run_keys},
        Subcommand{"evidence", evidence_help, run_evidence},
    };
    return all;
}

} // namespace cchc::server
