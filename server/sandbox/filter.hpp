#pragma once

#include <cstdint>
#include <linux/filter.h>
#include <vector>

namespace cchc::server {

/// Filters of system calls (seccomp), in the kernel's own little language. Empty where this machine's calls are not
/// known to us.
///
/// What any program in the sandbox may not do. `program`: the path's address, from which alone one `execve` may start.
std::vector<sock_filter> filter_before_start(const char* program);
/// What is left to a program that only computes.
std::vector<sock_filter> filter_of_computing();

} // namespace cchc::server
