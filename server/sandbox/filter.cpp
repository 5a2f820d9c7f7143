#include "server/sandbox/filter.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>

namespace cchc::server {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t machine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t machine = 0;
#endif

constexpr std::uint32_t allowed = SECCOMP_RET_ALLOW;
constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t unknown = SECCOMP_RET_ERRNO | ENOSYS;

sock_filter load(std::size_t offset)
{
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter answer(std::uint32_t what)
{
    return BPF_STMT(BPF_RET | BPF_K, what);
}
/// The next instruction if equal, else the one after it.
sock_filter if_equal(std::uint32_t value)
{
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
}
std::size_t low_word_of_argument(std::size_t n)
{
    return offsetof(seccomp_data, args) + 8 * n; // both machines are little-endian
}

/// Another machine's calls have other numbers: whoever makes one is stopped.
std::vector<sock_filter> beginning()
{
    return {load(offsetof(seccomp_data, arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0),
            answer(SECCOMP_RET_KILL_PROCESS), load(offsetof(seccomp_data, nr))};
}

void answer_to(std::vector<sock_filter>& filter, long call, std::uint32_t what)
{
    filter.insert(filter.end(), {if_equal(static_cast<std::uint32_t>(call)), answer(what)});
}

/// Files may be opened to be read. `flags`: which argument holds the mode.
void only_reading(std::vector<sock_filter>& filter, long call, std::size_t flags)
{
    constexpr std::uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    filter.insert(filter.end(), {BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4),
                                 load(low_word_of_argument(flags)), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, writing, 0, 1),
                                 answer(refused), answer(allowed)});
}

/// Threads yes, processes no.
void only_threads(std::vector<sock_filter>& filter)
{
    filter.insert(filter.end(),
                  {BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4), load(low_word_of_argument(0)),
                   BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0), answer(refused), answer(allowed)});
    answer_to(filter, SYS_clone3, unknown); // its flags lie in memory, where no filter sees them
}

/// Once, from that address: the program that is started has another memory.
void only_the_program(std::vector<sock_filter>& filter, const char* program)
{
    const auto address = reinterpret_cast<std::uintptr_t>(program);
    filter.insert(filter.end(), {BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 0, 6), load(low_word_of_argument(0)),
                                 BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(address), 0, 3),
                                 load(low_word_of_argument(0) + 4),
                                 BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(address >> 32), 0, 1),
                                 answer(allowed), answer(refused)});
}

constexpr std::array never
{
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_sendto, SYS_sendmsg, SYS_execveat, SYS_ptrace,
        SYS_process_vm_readv, SYS_process_vm_writev, SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo,
        SYS_rt_tgsigqueueinfo, SYS_pidfd_send_signal, SYS_pidfd_open, SYS_mount, SYS_umount2, SYS_pivot_root,
        SYS_chroot, SYS_unshare, SYS_setns, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_bpf, SYS_perf_event_open,
        SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_init_module,
        SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_sethostname,
        SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_acct, SYS_quotactl,
        SYS_personality, SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat, SYS_fchmodat,
        SYS_fchmod, SYS_fchownat, SYS_fchown, SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_utimensat, SYS_setxattr,
        SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_open_by_handle_at,
        SYS_name_to_handle_at, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_semget, SYS_mq_open, SYS_memfd_create,
        SYS_memfd_secret, SYS_setpriority, SYS_sched_setscheduler, SYS_sched_setattr, SYS_setsid, SYS_setpgid,
        SYS_inotify_init1, SYS_fanotify_init,
#if defined(__x86_64__)
        SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_renameat, SYS_link, SYS_symlink, SYS_mkdir,
        SYS_rmdir, SYS_mknod, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_modify_ldt,
        SYS_iopl, SYS_ioperm,
#endif
};

constexpr std::array computing{
    SYS_read,         SYS_write,  SYS_writev,     SYS_close,        SYS_fstat,
    SYS_lseek,        SYS_mmap,   SYS_munmap,     SYS_mremap,       SYS_mprotect,
    SYS_madvise,      SYS_brk,    SYS_futex,      SYS_rt_sigaction, SYS_rt_sigprocmask,
    SYS_rt_sigreturn, SYS_exit,   SYS_exit_group, SYS_getrandom,    SYS_clock_gettime,
    SYS_gettimeofday, SYS_getpid, SYS_gettid,     SYS_sched_yield,  SYS_getrusage,
};

} // namespace

std::vector<sock_filter> filter_before_start(const char* program)
{
    if (machine == 0) return {};
    std::vector<sock_filter> filter = beginning();
    for (const long call : never) answer_to(filter, call, refused);
    answer_to(filter, SYS_openat2, unknown); // as clone3
    only_threads(filter);
    only_reading(filter, SYS_openat, 2);
#if defined(__x86_64__)
    only_reading(filter, SYS_open, 1);
#endif
    only_the_program(filter, program);
    filter.push_back(answer(allowed));
    return filter;
}

std::vector<sock_filter> filter_of_computing()
{
    if (machine == 0) return {};
    std::vector<sock_filter> filter = beginning();
    for (const long call : computing) answer_to(filter, call, allowed);
    filter.push_back(answer(refused));
    return filter;
}

} // namespace cchc::server
