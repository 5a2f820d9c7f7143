#include "server/commands.hpp"

#include "domain/wire.hpp"
#include "server/accounts.hpp"
#include "server/serving_options.hpp"
#include "storage/failure.hpp"

#include <boost/program_options.hpp>

#include <iostream>

namespace cchc::server {

namespace po = boost::program_options;

extern const char* const user_help;
const char* const user_help =
    R"(cchc user add: enter a person who signs in with a password, and his first role

Examples:
  echo 'một mật khẩu dài' | cchc user add --data /var/lib/cchc --tenant bac-giang --login an.nv \
      --name "Nguyễn Thị An" --role cycle_admin --stdin-password
  cchc user add --tenants systems.json --tenant viet-yen --login binh.tv --name "Trần Văn Bình" \
      --role agency_officer --agency xa-hong-thai --stdin-password < mat-khau

The server must be stopped. A login belongs to one system: somebody who acts in two is entered in each.

Options:
  --data DIR           the data folder (CCHC_DATA; default ./data)
  --tenant ID          the assessment system
  --tenants FILE       the systems of this server (see cchc serve); founds those that are new
  --login TEXT         2 to 64 of a-z 0-9 . _ - @
  --name TEXT          as it is shown
  --role WORD          agency_officer, agency_head, appraiser, leader, cycle_admin, auditor or system_admin
  --agency ID          of a role that acts for one
  --leader KEY         of a leader: his key in the regulation's ballots
  --document TEXT      number of the paper that names him (default 01/QĐ-UBND)
  --master-key FILE    see cchc serve (CCHC_MASTER_KEY)
  --stdin-password     read the password from stdin, one line)";

namespace {

std::string_view words_of(PasswordFault fault)
{
    switch (fault) {
    case PasswordFault::too_short: return "the password has fewer than 8 characters";
    case PasswordFault::too_long: return "the password has more than 256 characters";
    case PasswordFault::too_common: return "the password is among the most common ones";
    case PasswordFault::contains_login: break;
    }
    return "the password contains the login";
}

int say(int code, const std::string& what)
{
    std::cerr << "cchc user add: " << what << '\n';
    return code;
}

int add(const po::variables_map& given)
{
    ServiceSettings settings;
    settings.data = given["data"].as<std::string>();
    settings.master_key = given["master-key"].as<std::string>();
    const std::string id = given["tenant"].as<std::string>();
    const bool described = given.contains("tenants");
    settings.tenants =
        described ? tenants_in(given["tenants"].as<std::string>()) : std::vector{TenantSettings{.id = id}};
    const auto wanted = std::ranges::find(settings.tenants, id, &TenantSettings::id);
    if (wanted == settings.tenants.end()) return say(exit_code::not_found, "the file names no system " + id);
    if (!described && !is_founded(settings.data, id))
        return say(exit_code::not_found,
                   "there is no system " + id + " in " + settings.data.string() + "; --tenants FILE would found it");

    NewAccount account;
    account.login = given["login"].as<std::string>();
    account.name = given["name"].as<std::string>();
    const auto role = domain::from_wire<domain::RoleKind>(given["role"].as<std::string>());
    if (!role) return say(exit_code::usage, "no such role: " + given["role"].as<std::string>());
    account.role = *role;
    account.agency = domain::AgencyId(given["agency"].as<std::string>());
    account.leader = given["leader"].as<std::string>();
    account.document_number = given["document"].as<std::string>();
    if (!given["stdin-password"].as<bool>()) return say(exit_code::usage, "the password comes by --stdin-password");
    std::string password;
    std::getline(std::cin, password);
    if (const auto fault = password_fault(password, account.login))
        return say(exit_code::failed, std::string(words_of(*fault)));

    log_to_stderr();
    const auto limit = wanted->limits.members;
    Service::Parts parts(std::move(settings));
    const TenantNo tenant = parts.tenants.served(id)->number;
    if (limit && parts.people.all(tenant).size() >= *limit)
        return say(exit_code::conflict, id + " has its " + std::to_string(*limit) + " members");
    account.password_hash = parts.passwords.hash(password);
    std::cout << enter_account(parts, tenant, account).value << '\n';
    return exit_code::ok;
}

} // namespace

int run_user(std::span<const std::string> arguments)
{
    if (arguments.empty() || arguments.front() != "add") {
        std::cerr << user_help << '\n';
        return exit_code::usage;
    }
    po::options_description options;
    const auto text = [](const char* otherwise) { return po::value<std::string>()->default_value(otherwise); };
    const std::string master = from_environment("CCHC_MASTER_KEY", "");
    const auto needed = [] { return po::value<std::string>()->required(); };
    options.add_options()("data", po::value<std::string>()->default_value(from_environment("CCHC_DATA", "./data")))(
        "tenant", needed())("tenants", po::value<std::string>())("login", needed())("name", needed())("role", needed())(
        "agency", text(""))("leader", text(""))("document", text("01/QĐ-UBND"))("stdin-password", po::bool_switch())(
        "master-key", text(master.c_str()));
    try {
        return add(read_options(arguments.subspan(1), options));
    } catch (const po::error& wrong) {
        return say(exit_code::usage, wrong.what());
    } catch (const storage::Failure& busy) {
        return say(exit_code::try_later, busy.what());
    }
}

} // namespace cchc::server
