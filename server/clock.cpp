#include "server/clock.hpp"

#include <chrono>
#include <sodium.h>

namespace cchc::server {

domain::Instant SystemClock::now() const
{
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

std::uint64_t SystemRandom::next()
{
    if (left_ == 0) {
        randombytes_buf(block_, sizeof block_);
        left_ = std::size(block_);
    }
    return block_[--left_];
}

std::uint64_t SeededRandom::next()
{
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

} // namespace cchc::server
