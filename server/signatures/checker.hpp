#pragma once

#include "server/sandbox/sandbox.hpp"
#include "server/signatures/report.hpp"
#include "server/signatures/trust_list.hpp"

#include <filesystem>
#include <string>

namespace cchc::server::signatures {

/// What a check left: the verdict, and the two forms in which it is kept.
struct Checked {
    Verdict verdict = Verdict::indeterminate;
    std::string check;  ///< JSON without names, for the log
    std::string report; ///< JSON with everything
};

/// Checks files in a process of their own, which a hostile file may bring down and nothing else: 2 s, 256 MiB. Any
/// thread; no more than `most_at_once` run at a time, the others wait.
class Checker {
public:
    static constexpr int most_at_once = 2;

    /// `program`: that which answers to `evidence inside`, as `run_inside` does.
    Checker(std::filesystem::path program, const TrustList& list);
    ~Checker();
    Checker(const Checker&) = delete;

    /// Never fails for what is in the file: a check that could not be carried out is indeterminate, and says why.
    /// `file`: a descriptor of something that can be mapped.
    Checked check(int file, domain::Instant at) const;
    /// Throws std::runtime_error where the file cannot be opened.
    Checked check(const std::filesystem::path& file, domain::Instant at) const;

    const std::string& trust_list() const { return version_; } ///< its version

private:
    Checked not_carried_out(Reason why, domain::Instant at) const;

    std::filesystem::path program_;
    std::string version_;
    int bundle_; ///< the list, in memory that the child may read
};

/// The other side, in the process of its own: the file is descriptor 0, the list's bundle 3. Returns the exit code.
int run_inside(domain::Instant at);

} // namespace cchc::server::signatures
