#include "server/commands.hpp"

#include "server/serving_options.hpp"
#include "server/verify_meaning.hpp"
#include "storage/failure.hpp"

#include <boost/program_options.hpp>
#include <chrono>
#include <iostream>
#include <unistd.h>

namespace cchc::server {

namespace po = boost::program_options;

extern const char* const verify_help;
const char* const verify_help =
    R"(cchc verify: recompute everything in a data folder and name the first damage

Examples:
  cchc verify --data ./data
  cchc verify --data /var/lib/cchc && echo sound

The server must be stopped. Checked are: every file's checksum, every event's bytes, hash and place, the Merkle tree,
the head guard and the signed checkpoints, the indexes, the evidence files and whether every file the log names is
there or was destroyed with its key, uploads in progress, every key, the register of documents, the directory of people, and every row of every view and the
snapshot against a fold of the log. A file that none of this reads is named. Exit code 0: sound; 5: damage, named on
stdout; 75: the folder is in use.

Options:
  --data DIR           the data folder (CCHC_DATA; default ./data)
  --master-key FILE    the key that wraps all others (CCHC_MASTER_KEY; default keys/master.key of the data folder))";

namespace {

/// A bar on a terminal, a line now and then elsewhere.
class Progress {
public:
    void operator()(std::string_view what, std::uint64_t done, std::uint64_t of)
    {
        const auto now = std::chrono::steady_clock::now();
        const bool terminal = ::isatty(STDERR_FILENO);
        if (done < of && now - last_ < (terminal ? std::chrono::milliseconds(100) : std::chrono::seconds(10))) return;
        last_ = now;
        const std::uint64_t percent = of == 0 ? 100 : done * 100 / of;
        if (terminal) {
            std::cerr << "\r\033[K  " << what << "  [";
            for (std::uint64_t i = 0; i < 24; ++i) std::cerr << (i * 100 < percent * 24 ? "█" : "░");
            std::cerr << "] " << percent << " %  " << done << '/' << of << std::flush;
            if (done >= of) std::cerr << '\n';
        } else {
            std::cerr << "  " << what << ' ' << done << '/' << of << '\n';
        }
    }

private:
    std::chrono::steady_clock::time_point last_;
};

} // namespace

int run_verify(std::span<const std::string> arguments)
{
    po::options_description options;
    options.add_options()("data", po::value<std::string>()->default_value(from_environment("CCHC_DATA", "./data")))(
        "master-key", po::value<std::string>()->default_value(from_environment("CCHC_MASTER_KEY", "")));
    po::variables_map given;
    po::store(
        po::command_line_parser(std::vector<std::string>(arguments.begin(), arguments.end())).options(options).run(),
        given);
    po::notify(given);
    const std::filesystem::path folder = given["data"].as<std::string>();
    if (!std::filesystem::exists(folder / "log")) {
        std::cerr << "cchc verify: " << folder.string() << " holds no log\n";
        return exit_code::not_found;
    }

    Progress progress;
    storage::VerifyPlan plan;
    plan.log.folder = folder;
    plan.master_key = given["master-key"].as<std::string>();
    plan.read_leaf = facts_of;
    plan.progress = std::ref(progress);
    storage::Verification result;
    const auto found = [&](std::string where, std::string what) {
        result.findings.push_back({storage::Finding::Kind::damage, std::move(where), std::move(what)});
    };
    try {
        result = storage::verify(plan);
    } catch (const storage::Damage& e) {
        found(e.where(), e.what());
    } catch (const storage::Failure& e) {
        std::cerr << "cchc verify: " << e.what() << '\n';
        return exit_code::try_later;
    }
    // Where bytes are damaged a fold of them says nothing more.
    if (!result.is_damaged()) {
        try {
            for (storage::Finding& finding : verify_meaning(folder, plan.master_key, std::ref(progress)))
                result.findings.push_back(std::move(finding));
        } catch (const std::exception& e) {
            found(folder.string(), e.what());
        }
    }
    for (const storage::Finding& finding : result.findings)
        std::cout << (finding.kind == storage::Finding::Kind::damage ? "damage: " : "remark: ") << finding.where << ": "
                  << finding.what << '\n';
    if (result.is_damaged()) return exit_code::verification_failed;
    if (result.tenants.size() > 1)
        for (const auto& [name, events] : result.tenants) std::cout << name << ": " << events << " events\n";
    std::cout << "sound: " << result.events << " events, " << result.tiles << " tiles, " << result.checkpoints
              << " checkpoints, " << result.evidence_files << " evidence files, ";
    if (result.destroyed_files > 0) std::cout << result.destroyed_files << " destroyed ones, ";
    std::cout << "all views\n";
    return exit_code::ok;
}

} // namespace cchc::server
