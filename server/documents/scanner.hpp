#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

/// A program of the agency's own that looks for viruses in what comes in, as `clamdscan --no-summary -` does: it gets
/// the plain bytes on its standard input, no shell, no environment but a path, and 30 s; what it prints goes nowhere.
/// It is trusted: unlike what reads files for us it is in no sandbox, as it has to reach its own service.
///
/// Threads: any but a network thread.
class Scanner {
public:
    static constexpr int longest_ms = 30'000;

    /// `command[0]`: a path, or a name looked for in /usr/bin and /bin. Never empty.
    explicit Scanner(std::vector<std::string> command, int time_ms = longest_ms)
        : command_(std::move(command)), time_ms_(time_ms)
    {}
    /// The words of `--scan-command`, a blank between; none of them is read by a shell.
    static std::vector<std::string> words_of(std::string_view option);

    enum class Found { clean, infected, unknown }; ///< it ended with 0, with 1, or in any other way
    /// Shows the file's bytes piece by piece.
    using Read = std::function<void(const std::function<void(std::string_view)>& show)>;
    /// Throws storage::Failure where there is no memory to hand the file over in.
    Found scan(const Read& file) const;

private:
    const std::vector<std::string> command_;
    const int time_ms_;
};

} // namespace cchc::server
