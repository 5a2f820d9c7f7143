#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Another program for bytes from strangers, kept so small that it can hurt nobody: what it takes is bounded, it opens
/// no connection, starts no program, signals nobody and changes no file.
namespace cchc::server {

struct SandboxLimits {
    std::uint64_t memory_bytes =
        256u << 20;      ///< private and writable; what it maps of files it may only read is not counted
    int time_ms = 2'000; ///< on the wall and, in whole seconds, of the processor
    std::size_t output_bytes = 1u << 20;
};

struct SandboxEnd {
    enum class How {
        done,       ///< by itself, with `code`
        too_costly, ///< stopped at one of its limits
        failed,     ///< could not be started, or fell over
    } how = How::failed;
    int code = 0;
    std::string output;
    std::uint64_t peak_bytes = 0; ///< resident
    int took_ms = 0;              ///< on the wall
    int cpu_ms = 0;
};

/// The code of a program that ran out of memory and knew.
inline constexpr int exit_out_of_memory = 9;

/// Runs `command[0]`, a path, with its arguments, and waits. `inputs` are its descriptors 0, 3, 4 and so on; it has
/// nothing else but its output, and an environment of nothing but a path and UTF-8. Any thread may call.
///
/// Where the kernel knows seccomp (x86-64, AArch64), the rules are held by a filter that stands before the program is
/// started; elsewhere by the limits alone.
SandboxEnd run_in_sandbox(const std::vector<std::string>& command, const std::vector<int>& inputs,
                          const SandboxLimits& limits = {});

/// From here on this process may compute, read what it has open, write, and end; nothing else. For a program of ours
/// that has mapped what it needs.
void renounce_everything();

} // namespace cchc::server
