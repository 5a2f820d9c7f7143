#include "server/documents/scanner.hpp"

#include "storage/failure.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cchc::server {

namespace {

/// Bytes in memory that a child reads from its standard input.
class Handed {
public:
    explicit Handed(const Scanner::Read& file) : fd_(memfd_create("to be scanned", MFD_CLOEXEC))
    {
        bool whole = fd_ >= 0;
        file([&](std::string_view bytes) {
            while (whole && !bytes.empty()) {
                const ssize_t written = write(fd_, bytes.data(), bytes.size());
                whole = written > 0;
                if (whole) bytes.remove_prefix(static_cast<std::size_t>(written));
            }
        });
        if (whole && lseek(fd_, 0, SEEK_SET) == 0) return;
        if (fd_ >= 0) close(fd_);
        throw storage::Failure("no memory to have a file scanned in");
    }
    ~Handed() { close(fd_); }
    Handed(const Handed&) = delete;

    int descriptor() const { return fd_; }

private:
    int fd_;
};

/// Starts it with that input, no output and nothing else open; -1: it could not be started.
pid_t start(const std::vector<std::string>& command, int input)
{
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::string path = "PATH=/usr/bin:/bin", letters = "LC_ALL=C.UTF-8";
    std::array<char*, 3> environment{path.data(), letters.data(), nullptr};

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &usual);
    posix_spawnattr_setpgroup(&how, 0); // so that it ends with all that it started
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    pid_t child = -1;
    if (posix_spawnp(&child, arguments[0], &files, &how, arguments.data(), environment.data()) != 0) child = -1;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return child;
}

} // namespace

std::vector<std::string> Scanner::words_of(std::string_view option)
{
    std::vector<std::string> words;
    while (!option.empty()) {
        const auto blank = option.find(' ');
        if (blank != 0) words.emplace_back(option.substr(0, blank));
        option.remove_prefix(blank == std::string_view::npos ? option.size() : blank + 1);
    }
    return words;
}

Scanner::Found Scanner::scan(const Read& file) const
{
    using std::chrono::steady_clock;
    const Handed handed(file);
    const pid_t child = start(command_, handed.descriptor());
    if (child < 0) {
        spdlog::error("the scanner {} cannot be started", command_.front());
        return Found::unknown;
    }
    const auto until = steady_clock::now() + std::chrono::milliseconds(time_ms_);
    int status = 0;
    for (;;) {
        const pid_t gone = waitpid(child, &status, WNOHANG);
        if (gone == child) break;
        if (gone < 0 && errno != EINTR) return Found::unknown;
        if (steady_clock::now() >= until) {
            kill(-child, SIGKILL);
            while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
            }
            spdlog::error("the scanner {} took more than {} ms", command_.front(), time_ms_);
            return Found::unknown;
        }
        const timespec little{0, 2'000'000};
        nanosleep(&little, nullptr);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Found::clean;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 1) return Found::infected;
    spdlog::error("the scanner {} did not tell: status {}", command_.front(), status);
    return Found::unknown;
}

} // namespace cchc::server
