#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The demonstration: a district's year, played by a seeded script through the HTTP API and nothing else. Its offices,
/// criteria and calendar are Quảng Điền's of 2023; its people, figures and scores are invented.
namespace cchc::server::demonstration {

class Authority;

/// One account of the demonstration.
struct Account {
    std::string login;
    std::string name;
    std::string role; ///< wire name
    std::string agency;
};
/// Everybody who takes part: the administrator, the auditor, and of each office its officer, its head and, where it
/// appraises, its appraiser.
std::vector<Account> accounts();

/// The regulation it runs under, as issued (ops/systems/quang-dien-2023.json).
std::string_view regulation();

struct Play {
    std::uint16_t port = 0;
    std::string password;
    double speed = 1; ///< 1: about four minutes; n: n times as fast
    std::uint64_t seed = 2023;
    std::function<void(const std::string&)> say; ///< tells what happens, a line at a time
    const std::atomic<bool>* stop = nullptr;     ///< leave off at the next pause
    Authority* authority = nullptr;              ///< lets the offices sign their papers; null: nobody signs
};
/// Plays the finished cycle from its opening to the final ranking, then opens the next one and leaves it in progress.
/// Does nothing where the finished cycle already exists. Throws std::runtime_error when the server refuses what the
/// script rests on.
void play(const Play& play);

} // namespace cchc::server::demonstration
