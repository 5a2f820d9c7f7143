#include "ops/bench/bench.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <unistd.h>

namespace cchc::bench {

Options::Options(int count, char** words)
{
    for (int i = 2; i < count; i += 2) {
        const std::string name = words[i];
        if (!name.starts_with("--") || i + 1 == count) throw std::invalid_argument("--name value, not " + name);
        given_[name.substr(2)] = words[i + 1];
    }
}

std::string Options::text(const std::string& name) const
{
    const auto found = given_.find(name);
    if (found == given_.end()) throw std::invalid_argument("--" + name + " is missing");
    return found->second;
}
std::string Options::text(const std::string& name, std::string otherwise) const
{
    return given_.contains(name) ? text(name) : std::move(otherwise);
}
std::uint64_t Options::number(const std::string& name) const
{
    return std::stoull(text(name));
}
std::uint64_t Options::number(const std::string& name, std::uint64_t otherwise) const
{
    return given_.contains(name) ? number(name) : otherwise;
}
double Options::seconds(const std::string& name, double otherwise) const
{
    return given_.contains(name) ? std::stod(text(name)) : otherwise;
}

void write_cast(const Cast& cast, const std::filesystem::path& file)
{
    nlohmann::json json{
        {"cycle", cast.cycle}, {"group", cast.group}, {"auditor", cast.auditor}, {"events", cast.events}};
    for (const Cast::Leaf& leaf : cast.leaves) json["leaves"].push_back({leaf.code, leaf.low, leaf.high});
    for (const Cast::Office& office : cast.offices) json["offices"].push_back({office.assessment, office.cookie});
    std::ofstream(file) << json.dump();
}

Cast read_cast(const std::filesystem::path& file)
{
    std::ifstream in(file);
    const auto json = nlohmann::json::parse(in);
    Cast cast{json.at("cycle"), json.at("group"), json.at("auditor"), {}, {}, json.at("events")};
    for (const auto& leaf : json.at("leaves")) cast.leaves.push_back({leaf.at(0), leaf.at(1), leaf.at(2)});
    for (const auto& office : json.at("offices")) cast.offices.push_back({office.at(0), office.at(1)});
    return cast;
}

void tell(std::string_view measure, const std::vector<std::pair<std::string_view, double>>& figures)
{
    std::printf("{\"measure\":\"%.*s\"", static_cast<int>(measure.size()), measure.data());
    for (const auto& [name, value] : figures)
        std::printf(",\"%.*s\":%.9g", static_cast<int>(name.size()), name.data(), value);
    std::printf("}\n");
    std::fflush(stdout);
}

double now_s()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static double clock_s(clockid_t clock)
{
    timespec at{};
    ::clock_gettime(clock, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}
double thread_cpu_s()
{
    return clock_s(CLOCK_THREAD_CPUTIME_ID);
}
double own_cpu_s()
{
    return clock_s(CLOCK_PROCESS_CPUTIME_ID);
}

double cpu_s_of(const std::string& pids)
{
    double sum = 0;
    std::istringstream all(pids);
    for (std::string pid; std::getline(all, pid, ',');) {
        std::ifstream in("/proc/" + pid + "/stat");
        std::string stat;
        std::getline(in, stat);
        std::istringstream fields(stat.substr(stat.rfind(')') + 2)); // the name may hold anything
        std::string skipped;
        for (int i = 3; i < 14; ++i) fields >> skipped;
        double user = 0, system = 0;
        if (!(fields >> user >> system)) throw std::runtime_error("process " + pid + " is gone");
        sum += (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    return sum;
}

double memory_of(const std::string& pid)
{
    std::ifstream in("/proc/" + pid + "/statm");
    double total = 0, resident = 0;
    in >> total >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double percentile(std::vector<double>& values, double share)
{
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::uint64_t Dice::next() // SplitMix64
{
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

} // namespace cchc::bench

int main(int count, char** words)
{
    using namespace cchc::bench;
    ::prctl(PR_SET_PDEATHSIG, 9); // whoever started it is gone: nobody waits for the figures
    const std::map<std::string, void (*)(const Options&)> parts{{"seed", seed},         {"core", core}, {"wide", wide},
                                                                {"baseline", baseline}, {"load", load}, {"live", live},
                                                                {"sends", sends}};
    try {
        const auto part = parts.find(count > 1 ? words[1] : "");
        if (part == parts.end()) throw std::invalid_argument("seed, core, wide, baseline, load, live or sends?");
        part->second(Options(count, words));
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "cchc_bench: " << e.what() << '\n';
        return 1;
    }
}
