#pragma once

#include "domain/values.hpp"

#include <atomic>
#include <cstdint>
#include <optional>

namespace cchc::server {

/// How many requests a second pass; what was not used may be made up for within one second. Any thread, no lock.
class RequestPace {
public:
    explicit RequestPace(std::uint32_t a_second) : apart_us_(1'000'000 / static_cast<std::int64_t>(a_second)) {}

    /// Lets one pass. Nothing: it did; else in how many whole seconds to ask again.
    std::optional<int> wait_s(domain::Instant now)
    {
        std::int64_t next = next_us_.load(std::memory_order_relaxed);
        for (;;) {
            // `next_us_` is when the last one let in would have come at an even pace: at most a second ahead of now. A
            // clock that was set back has everybody wait no longer than that.
            const bool ahead = next > now.us && next <= now.us + 2'000'000;
            if (ahead && next - now.us + apart_us_ > 1'000'000) return 1;
            const std::int64_t after = (ahead ? next : now.us) + apart_us_;
            if (next_us_.compare_exchange_weak(next, after, std::memory_order_relaxed)) return std::nullopt;
        }
    }

private:
    const std::int64_t apart_us_;
    std::atomic<std::int64_t> next_us_{0};
};

} // namespace cchc::server
