#include "server/identity/login_throttle.hpp"

#include "storage/sha256.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace cchc::server {

namespace {

constexpr std::size_t most_buckets = 100'000; // some 15 MB; beyond that strangers share one

struct Counted {
    std::string key;
    Pace pace;
};

/// Of bounded length, whatever was sent.
std::string key_of(char kind, domain::TenantNo tenant, std::string_view text)
{
    const std::string number = std::to_string(tenant);
    return kind + std::string(storage::as_bytes(storage::sha256({number, "\n", text})));
}

std::vector<Counted> counted_for(const LoginThrottle::Attempt& attempt, const LoginThrottle::Paces& paces)
{
    if (!attempt.known_device.empty())
        return {{key_of('d', attempt.tenant, std::string(attempt.login) + "\n" + std::string(attempt.known_device)),
                 paces.known_device}};
    std::vector<Counted> counted{{key_of('l', attempt.tenant, attempt.login), paces.login}};
    if (!attempt.address.empty()) counted.push_back({key_of('a', 0, attempt.address), paces.address});
    return counted;
}

} // namespace

LoginThrottle::Bucket& LoginThrottle::bucket(const std::string& key, Pace pace, domain::Instant now)
{
    if (buckets_.size() >= most_buckets) forget_full_ones(now);
    const bool crowded = buckets_.size() >= most_buckets && !buckets_.contains(key);
    Bucket& found =
        buckets_.try_emplace(crowded ? std::string("crowd") : key, Bucket{pace.at_once, now.us}).first->second;
    const double passed_s = static_cast<double>(std::max<std::int64_t>(0, now.us - found.at_us)) / 1e6;
    found.left = std::min(pace.at_once, found.left + passed_s / pace.every_s);
    found.at_us = std::max(found.at_us, now.us);
    return found;
}

/// A bucket nobody took from for an hour is full: it says nothing that an absent one does not.
void LoginThrottle::forget_full_ones(domain::Instant now)
{
    const double longest_s =
        std::max({paces_.login.at_once * paces_.login.every_s, paces_.address.at_once * paces_.address.every_s,
                  paces_.known_device.at_once * paces_.known_device.every_s});
    std::erase_if(buckets_, [&](const auto& entry) {
        return static_cast<double>(now.us - entry.second.at_us) / 1e6 > longest_s;
    });
}

std::optional<int> LoginThrottle::count(const Attempt& attempt, domain::Instant now)
{
    const std::lock_guard lock(mutex_);
    const auto counted = counted_for(attempt, paces_);
    double wait_s = 0;
    for (const auto& [key, pace] : counted) {
        const double left = bucket(key, pace, now).left;
        if (left < 1) wait_s = std::max(wait_s, (1 - left) * pace.every_s);
    }
    if (wait_s > 0) return std::max(1, static_cast<int>(std::ceil(wait_s)));
    for (const auto& [key, pace] : counted) bucket(key, pace, now).left -= 1;
    return std::nullopt;
}

void LoginThrottle::forgive(const Attempt& attempt, domain::Instant now)
{
    const std::lock_guard lock(mutex_);
    for (const auto& [key, pace] : counted_for(attempt, paces_)) {
        Bucket& found = bucket(key, pace, now);
        found.left = std::min(pace.at_once, found.left + 1);
    }
}

} // namespace cchc::server
