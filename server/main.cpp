#include "server/commands.hpp"

#include <algorithm>
#include <iostream>
#include <sys/stat.h>
#include <vector>

using namespace cchc::server;

static void print_help(std::ostream& out)
{
    out << "Examples:\n"
           "  cchc demo                                   # a district's year, played live on http://127.0.0.1:8080\n"
           "  cchc serve --listen 127.0.0.1:8080 --data /var/lib/cchc\n"
           "  cchc verify --data /var/lib/cchc            # recompute everything, name the first damage\n"
           "  cchc lint quy-dinh.json                     # proofread a regulation before it is issued\n"
           "  cchc import bang-tieu-chi.xlsx              # read an Excel table of criteria as a draft\n"
           "  cchc evidence check van-ban.pdf --trust ops/trust   # is it digitally signed, by whom, and untouched "
           "since\n"
           "  cchc user add --tenant … --login …          # enter a person who may sign in\n"
           "\n"
           "Subcommands:\n";
    for (const Subcommand& one : subcommands()) {
        const std::string_view first_line = one.help.substr(0, one.help.find('\n'));
        out << "  " << one.name << std::string(10 - std::min<std::size_t>(one.name.size(), 9), ' ') << first_line
            << '\n';
    }
    out << "\ncchc SUBCOMMAND --help says more. Exit codes: 0 ok, 1 failed, 2 usage, 5 verification failed or "
           "findings.\n";
}

int main(int argc, char** argv)
{
    ::umask(077); // password hashes, evidence, keys: whatever is written here is its owner's alone
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty()) {
        print_help(std::cerr);
        return exit_code::usage;
    }
    if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
        print_help(std::cout);
        return exit_code::ok;
    }
    if (arguments[0] == "--version") {
        std::cout << "cchc " CCHC_VERSION "\n";
        return exit_code::ok;
    }
    const auto all = subcommands();
    const auto wanted = std::ranges::find(all, std::string_view(arguments[0]), &Subcommand::name);
    if (wanted != all.end()) {
        const std::span<const std::string> rest(arguments.begin() + 1, arguments.end());
        if (std::ranges::find(rest, "--help") != rest.end()) {
            std::cout << wanted->help << '\n';
            return exit_code::ok;
        }
        try {
            return wanted->run(rest);
        } catch (const std::exception& e) {
            std::cerr << "cchc " << wanted->name << ": " << e.what() << '\n';
            return exit_code::failed;
        }
    }
    std::cerr << "cchc: unknown subcommand '" << arguments[0] << "'";
    for (const Subcommand& one : all)
        if (one.name.substr(0, 1) == arguments[0].substr(0, 1)) std::cerr << "; did you mean '" << one.name << "'?";
    std::cerr << "\n";
    return exit_code::usage;
}
