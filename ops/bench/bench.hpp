#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The small programs behind ops/bench/run, one executable `cchc_bench PART --option value …`. Each prints its figures
/// as JSON, one line a measure, and knows nothing of budgets: those stand in ops/bench/run.
namespace cchc::bench {

/// `--name value` pairs. Asking for one that was not given, without a default, throws.
class Options {
public:
    Options(int count, char** words);
    std::string text(const std::string& name) const;
    std::string text(const std::string& name, std::string otherwise) const;
    std::uint64_t number(const std::string& name) const;
    std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;
    double seconds(const std::string& name, double otherwise) const;

private:
    std::map<std::string, std::string> given_;
};

// The parts.
void seed(const Options& options);     ///< a data folder with a long log, made by the server's own sequencer
void core(const Options& options);     ///< replay, rebuild, Merkle, regulation: on that folder, no server running
void wide(const Options& options);     ///< a set of 300 criteria and 500 agencies: reading it, scoring under it
void baseline(const Options& options); ///< raw RocksDB group commit, bare fdatasync
void load(const Options& options);     ///< HTTP requests to a server in another process
void live(const Options& options);     ///< WebSockets of a server in another process
void sends(const Options& options);    ///< bare sends to as many sockets

/// Who may do what on the seeded data, handed from `seed` to the load.
struct Cast {
    struct Leaf {
        std::string code;
        std::string low, high; ///< two self scores it takes
    };
    struct Office {
        std::string assessment;
        std::string cookie; ///< of its officer's session
    };
    std::string cycle, group;
    std::string auditor; ///< cookie
    std::vector<Leaf> leaves;
    std::vector<Office> offices;
    std::uint64_t events = 0;
};
void write_cast(const Cast& cast, const std::filesystem::path& file);
Cast read_cast(const std::filesystem::path& file);

/// One line of figures on stdout.
void tell(std::string_view measure, const std::vector<std::pair<std::string_view, double>>& figures);

double now_s();        ///< of a clock that only runs forwards
double thread_cpu_s(); ///< of the calling thread
double own_cpu_s();    ///< of this process, all threads
/// User and system time of other processes, in seconds; `pids` separated by commas.
double cpu_s_of(const std::string& pids);
/// Resident memory of a process, in bytes.
double memory_of(const std::string& pid);

/// The value below which that share lies; 0 of none. Sorts.
double percentile(std::vector<double>& values, double share);

/// Numbers for keys and positions; the same for the same seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }

private:
    std::uint64_t state_;
};

} // namespace cchc::bench
