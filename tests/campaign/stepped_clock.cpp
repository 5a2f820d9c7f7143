// Preloaded into a server that knows nothing of it: the wall clock of this machine, set forwards or back by as many
// microseconds as the file CCHC_STEPPED_CLOCK holds (eight bytes, native order), at any moment. The monotonic clock
// stays, as it does when an administrator or NTP sets a real clock. libfaketime breaks waits on the monotonic clock.
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

std::int64_t step_us()
{
    static const volatile std::int64_t* const step = [] {
        const int file = ::open(std::getenv("CCHC_STEPPED_CLOCK"), O_RDONLY);
        void* const page = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
        if (page == MAP_FAILED) std::abort();
        return static_cast<const volatile std::int64_t*>(page);
    }();
    return *step;
}

timespec moved(timespec at, std::int64_t by_us)
{
    const std::int64_t ns = at.tv_nsec + by_us % 1'000'000 * 1'000;
    const std::int64_t carry = ns < 0 ? -1 : ns / 1'000'000'000;
    at.tv_sec += by_us / 1'000'000 + carry;
    at.tv_nsec = ns - carry * 1'000'000'000;
    return at;
}

timespec wall()
{
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    return moved(now, step_us());
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept
{
    if (clock != CLOCK_REALTIME) return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    *now = wall();
    return 0;
}

int gettimeofday(timeval* now, void*) noexcept
{
    const timespec at = wall();
    *now = {at.tv_sec, at.tv_nsec / 1'000};
    return 0;
}

time_t time(time_t* now) noexcept
{
    const time_t seconds = wall().tv_sec;
    if (now) *now = seconds;
    return seconds;
}

/// Who waits until an instant of the wall clock waits until that instant of the stepped one.
int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until)
{
    const bool monotonic = until->tv_sec < 1'000'000'000; // seconds since boot, not since 1970
    if (monotonic) return ::pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, until);
    const timespec real = moved(*until, -step_us());
    return ::pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, &real);
}
}
