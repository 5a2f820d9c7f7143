#include "server/identity/sign_in_attempts.hpp"

#include "server/identity/sessions.hpp"
#include "server/identity/signed_token.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace cchc::server {

SignInAttempts::Begun SignInAttempts::begin(SignInAttempt attempt, domain::Instant now)
{
    attempt.nonce = random_token();
    attempt.verifier = random_token();
    Begun begun{random_token(), random_token(), std::move(attempt)};

    const std::lock_guard lock(mutex_);
    while (!waiting_.empty() && (waiting_.size() >= at_most_ || now.us - waiting_.front().began.us >= good_for_us))
        forget(waiting_.begin());
    const domain::Sha256 state = storage::sha256(begun.state);
    waiting_.push_back({state, storage::sha256(begun.browser), begun.attempt, now});
    by_state_[state] = std::prev(waiting_.end());
    return begun;
}

std::optional<SignInAttempt> SignInAttempts::take(domain::TenantNo tenant, std::string_view state,
                                                  std::string_view browser, domain::Instant now)
{
    const std::lock_guard lock(mutex_);
    const auto found = by_state_.find(storage::sha256(state));
    if (found == by_state_.end()) return std::nullopt;
    Waiting& waiting = *found->second;
    if (waiting.browser != storage::sha256(browser) || waiting.attempt.tenant != tenant) return std::nullopt;
    const bool good = now.us - waiting.began.us < good_for_us;
    SignInAttempt attempt = std::move(waiting.attempt);
    forget(found->second);
    return good ? std::optional(std::move(attempt)) : std::nullopt;
}

void SignInAttempts::forget(Place place)
{
    by_state_.erase(place->state);
    waiting_.erase(place);
}

std::size_t SignInAttempts::size() const
{
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

std::string attempt_cookie(std::string_view browser)
{
    return std::string(attempt_cookie_name)
        .append("=")
        .append(browser)
        .append("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax");
}

std::string ended_attempt_cookie()
{
    return std::string(attempt_cookie_name).append("=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
}

std::string challenge_of(std::string_view verifier)
{
    return to_base64url(storage::as_bytes(storage::sha256(verifier)));
}

std::optional<std::string> local_path(std::string_view path)
{
    const auto plain = [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>'; };
    if (path.size() > 2'000 || !path.starts_with('/') || path.substr(1).starts_with('/')) return std::nullopt;
    if (!std::ranges::all_of(path, plain)) return std::nullopt;
    return std::string(path);
}

} // namespace cchc::server
