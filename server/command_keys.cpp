#include "server/commands.hpp"

#include "server/clock.hpp"
#include "server/moment.hpp"
#include "server/serving_options.hpp"
#include "storage/data_folder.hpp"
#include "storage/event_log.hpp"
#include "storage/failure.hpp"
#include "storage/key_store.hpp"
#include "storage/secret_files.hpp"

#include <boost/program_options.hpp>

#include <iostream>
#include <thread>

namespace cchc::server {

namespace po = boost::program_options;

extern const char* const keys_help;
const char* const keys_help =
    R"(cchc keys: back up the keys of evidence and people, and bring them back

Examples:
  cchc keys backup --data /var/lib/cchc --to /srv/keys/cchc-2026-11-22.keys
  cchc keys restore --data /var/lib/cchc --from /srv/keys/cchc-2026-11-22.keys
  cchc keys destroy --data /var/lib/cchc --tenant bac-giang --key informant/5f0c… --reason "15/QĐ-UBND"

What is destroyed with its key must not come back: keep these backups apart from all others, and no longer than they are
good. The keys in them stay wrapped by the master key, which is not in them: back that up on paper, once. A backup can
be made while the server runs; it must be stopped for the rest. What was destroyed stays destroyed. Who told of something
and asks to be forgotten is forgotten by the key that the event names; documents and accounts are destroyed over the API.

Options:
  --data DIR           the data folder (CCHC_DATA; default ./data)
  --master-key FILE    the key that wraps all others (CCHC_MASTER_KEY; default keys/master.key of the data folder)
  --to FILE            of a backup: where it goes, readable by its owner only
  --good-for DAYS      of a backup: 1 to 30 (default 30)
  --from FILE          of bringing back: the backup
  --tenant ID          of destroying: the assessment system
  --key NAME           of destroying: as the event has it, informant/…
  --reason TEXT        of destroying: why, without a name; the number of the decision
  --whatever-its-age   of bringing back: also one that is outlived, or older than what the data folder has)";

namespace {

constexpr std::int64_t day_us = 86'400'000'000;

int say(int code, const std::string& what)
{
    std::cerr << "cchc keys: " << what << '\n';
    return code;
}

/// A server at work may remove a file that we are about to read; the next look finds what took its place.
storage::KeyStore opened_beside_a_server(const std::filesystem::path& folder, const std::filesystem::path& master)
{
    for (int looks = 1;; ++looks) {
        try {
            return storage::KeyStore::for_reading(storage::Disk(), folder, master);
        } catch (const storage::Failure&) {
            if (looks == 5) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
}

int back_up(const po::variables_map& given, const std::filesystem::path& folder, const std::filesystem::path& master)
{
    const auto days = given["good-for"].as<int>();
    if (days < 1 || days > 30) return say(exit_code::usage, "--good-for wants 1 to 30 days");
    if (!given.contains("to")) return say(exit_code::usage, "--to FILE is needed");
    const auto now = SystemClock().now();
    const auto until = now.plus_us(days * day_us);
    const std::string file = std::filesystem::absolute(given["to"].as<std::string>());
    const auto keys = opened_beside_a_server(folder, master);
    storage::for_secrets(storage::Disk()).write_durably(file, keys.backup(now, until));
    std::cout << file << ": good until " << local_text(until) << '\n';
    return exit_code::ok;
}

int bring_back(const po::variables_map& given, const std::filesystem::path& folder, const std::filesystem::path& master)
{
    if (!given.contains("from")) return say(exit_code::usage, "--from FILE is needed");
    const std::string backup = storage::Disk().read(given["from"].as<std::string>());
    storage::KeyStore keys(storage::Disk(), folder, master);
    const auto restored = keys.restore(backup, SystemClock().now(), given["whatever-its-age"].as<bool>());
    std::cout << restored.keys << " keys and " << restored.tombstones << " tombstones brought back\n";
    return exit_code::ok;
}

int destroy(const po::variables_map& given, const storage::DataFolder& data, const std::filesystem::path& master)
{
    const auto told = [&](const char* name) { return given.contains(name) ? given[name].as<std::string>() : ""; };
    const std::string tenant = told("tenant"), key = told("key"), reason = told("reason");
    if (tenant.empty() || reason.empty()) return say(exit_code::usage, "--tenant ID and --reason TEXT are needed");
    if (!key.starts_with("informant/")) return say(exit_code::usage, "--key informant/… is needed");
    storage::LogSettings settings;
    settings.folder = data.path;
    settings.read_only = true;
    const auto number = storage::EventLog(settings).find_tenant(tenant);
    if (!number) return say(exit_code::not_found, "there is no system " + tenant);
    storage::KeyStore keys(storage::Disk(), data.key_store(), master);
    if (!keys.find(number->number, key)) return say(exit_code::not_found, "there is no key " + key);
    keys.destroy(number->number, key, {SystemClock().now(), reason});
    std::cout << key << " destroyed\n";
    return exit_code::ok;
}

} // namespace

int run_keys(std::span<const std::string> arguments)
{
    const std::string wish = arguments.empty() ? "" : arguments.front();
    if (wish != "backup" && wish != "restore" && wish != "destroy") {
        std::cerr << keys_help << '\n';
        return exit_code::usage;
    }
    po::options_description options;
    const auto text = [](std::string otherwise) {
        return po::value<std::string>()->default_value(std::move(otherwise));
    };
    options.add_options()("data", text(from_environment("CCHC_DATA", "./data")))(
        "master-key", text(from_environment("CCHC_MASTER_KEY", "")))("to", po::value<std::string>())(
        "from", po::value<std::string>())("tenant", po::value<std::string>())("key", po::value<std::string>())(
        "reason", po::value<std::string>())("good-for", po::value<int>()->default_value(30))("whatever-its-age",
                                                                                             po::bool_switch());
    try {
        const auto given = read_options(arguments.subspan(1), options);
        const storage::DataFolder data{given["data"].as<std::string>()};
        const std::filesystem::path named = given["master-key"].as<std::string>();
        const auto master = named.empty() ? data.master_key() : named;
        if (!std::filesystem::exists(master))
            return say(exit_code::not_found, "the master key is missing: " + master.string());
        if (wish == "destroy") return destroy(given, data, master);
        return wish == "backup" ? back_up(given, data.key_store(), master)
                                : bring_back(given, data.key_store(), master);
    } catch (const po::error& wrong) {
        return say(exit_code::usage, wrong.what());
    } catch (const storage::Failure& failure) {
        return say(exit_code::failed, failure.what());
    }
}

} // namespace cchc::server
