#pragma once

#include "domain/values.hpp"

#include <atomic>
#include <cstdint>

namespace cchc::server {

/// The wall clock, handed in: nothing behind the network threads asks the machine for the time by itself.
class Clock {
public:
    virtual ~Clock() = default;
    virtual domain::Instant now() const = 0;
};

class SystemClock : public Clock {
public:
    domain::Instant now() const override;
};

/// Moved by hand: stories step it over deadlines, forwards and back.
class HandClock : public Clock {
public:
    explicit HandClock(domain::Instant start) : us_(start.us) {}
    domain::Instant now() const override { return {us_.load()}; }
    void set(domain::Instant at) { us_ = at.us; }
    void advance_us(std::int64_t by) { us_ += by; }

private:
    std::atomic<std::int64_t> us_;
};

/// Randomness, handed in. One user thread at a time.
class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
};

/// The machine's own generator, drawn in blocks.
class SystemRandom : public Random {
public:
    std::uint64_t next() override;

private:
    std::uint64_t block_[32]{};
    unsigned left_ = 0;
};

/// The same numbers for the same seed (SplitMix64).
class SeededRandom : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() override;

private:
    std::uint64_t state_;
};

} // namespace cchc::server
