#include "server/sandbox/sandbox.hpp"

#include "server/sandbox/filter.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cchc::server {

namespace {

using std::chrono::steady_clock;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool memory_is_ours = false; // a sanitizer maps terabytes for itself
#else
constexpr bool memory_is_ours = true;
#endif

constexpr int not_started = 127;

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;

    int get() const { return fd_; }
    void close()
    {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

private:
    int fd_;
};

constexpr std::size_t most_wanted = 16;

/// All that the child needs between its birth and its program, made before: afterwards nothing may be allocated.
struct Start {
    std::vector<char*> arguments;
    std::vector<int> wanted; ///< what becomes 0, 1, 2, 3 …
    std::vector<sock_filter> filter;
    SandboxLimits limits;
};

void limit(int what, std::uint64_t most)
{
    const rlimit both{most, most};
    setrlimit(static_cast<__rlimit_resource>(what), &both);
}

/// In the child, which until `execve` shares the parent's memory (vfork): calls of the system and nothing else.
[[noreturn]] void become(const Start& start)
{
    setpgid(0, 0);
    setpriority(PRIO_PROCESS, 0, 10); // the server comes first
    const int count = static_cast<int>(start.wanted.size());
    // Out of the way first, wherever a server with many files open has room: none is overwritten before its turn.
    std::array<int, most_wanted> aside{};
    for (std::size_t i = 0; i < start.wanted.size(); ++i)
        if ((aside[i] = fcntl(start.wanted[i], F_DUPFD, static_cast<int>(most_wanted))) < 0) _exit(not_started);
    for (int i = 0; i < count; ++i)
        if (dup2(aside[static_cast<std::size_t>(i)], i) != i) _exit(not_started);
    syscall(SYS_close_range, static_cast<unsigned>(count), ~0U, 0);

    const auto seconds = static_cast<std::uint64_t>((start.limits.time_ms + 999) / 1000);
    limit(RLIMIT_CPU, seconds);
    if (memory_is_ours) limit(RLIMIT_DATA, start.limits.memory_bytes);
    limit(RLIMIT_STACK, 8u << 20);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
    limit(RLIMIT_MEMLOCK, 0);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int sent : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) signal(sent, SIG_DFL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!start.filter.empty()) {
        const sock_fprog program{static_cast<unsigned short>(start.filter.size()),
                                 const_cast<sock_filter*>(start.filter.data())};
        if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(not_started);
    }
    static constexpr std::array environment{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", static_cast<const char*>(nullptr)};
    syscall(SYS_execve, start.arguments[0], start.arguments.data(), environment.data());
    _exit(not_started);
}

pid_t begin(const Start& start)
{
    // NOLINTNEXTLINE(clang-analyzer-security.insecureAPI.vfork): a fork would copy the tables of all the server's
    // memory
    const pid_t child = vfork();
    if (child == 0) become(start);
    return child;
}

/// Reads what it says until it ends or has had enough of anything. True: it may be left to end.
bool listen_to(int output, const SandboxLimits& limits, steady_clock::time_point until, SandboxEnd& end)
{
    std::array<char, 65536> piece{};
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now()).count();
        pollfd wait{output, POLLIN, 0};
        const int ready = poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t size = read(output, piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return true;
        end.output.append(piece.data(), static_cast<std::size_t>(size));
        if (end.output.size() > limits.output_bytes) return false;
    }
}

/// Whether it ended within that time. It may have closed its output and go on.
bool ended(pid_t child, int& status, rusage& used, steady_clock::time_point until)
{
    for (;;) {
        const pid_t gone = wait4(child, &status, WNOHANG, &used);
        if (gone == child) return true;
        if (gone < 0 && errno != EINTR) return true;
        if (steady_clock::now() >= until) return false;
        const timespec little{0, 500'000};
        nanosleep(&little, nullptr);
    }
}

void tell(SandboxEnd& end, int status)
{
    using How = SandboxEnd::How;
    end.how = How::failed;
    if (WIFEXITED(status)) {
        end.code = WEXITSTATUS(status);
        end.how = end.code == not_started ? How::failed : end.code == exit_out_of_memory ? How::too_costly : How::done;
    } else if (WIFSIGNALED(status)) {
        const int by = WTERMSIG(status);
        if (by == SIGKILL || by == SIGXCPU || by == SIGXFSZ) end.how = How::too_costly;
    }
}

} // namespace

SandboxEnd run_in_sandbox(const std::vector<std::string>& command, const std::vector<int>& inputs,
                          const SandboxLimits& limits)
{
    SandboxEnd end;
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return end;
    const Descriptor output(ends[0]);
    Descriptor its_output(ends[1]);
    const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));

    Start start;
    for (const std::string& argument : command) start.arguments.push_back(const_cast<char*>(argument.c_str()));
    start.arguments.push_back(nullptr);
    start.wanted = {inputs.empty() ? nothing.get() : inputs[0], its_output.get(), nothing.get()};
    if (inputs.size() > 1) start.wanted.insert(start.wanted.end(), inputs.begin() + 1, inputs.end());
    assert(start.wanted.size() <= most_wanted);
    start.filter = filter_before_start(start.arguments[0]);
    start.limits = limits;

    const auto began = steady_clock::now();
    const auto until = began + std::chrono::milliseconds(limits.time_ms);
    const pid_t child = begin(start);
    if (child < 0) return end;
    its_output.close();

    int status = 0;
    rusage used{};
    const bool in_time = listen_to(output.get(), limits, until, end) && ended(child, status, used, until);
    if (!in_time) {
        kill(child, SIGKILL);
        while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
        }
    }
    tell(end, status);
    if (!in_time) end.how = SandboxEnd::How::too_costly;
    end.peak_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    const auto ms = [](const timeval& time) { return static_cast<int>(time.tv_sec * 1000 + time.tv_usec / 1000); };
    end.cpu_ms = ms(used.ru_utime) + ms(used.ru_stime);
    end.took_ms =
        static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began).count());
    return end;
}

void renounce_everything()
{
    std::vector<sock_filter> filter = filter_of_computing();
    if (filter.empty()) return;
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

} // namespace cchc::server
