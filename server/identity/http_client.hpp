#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cchc::server {

/// What we ask another server.
struct Asking {
    std::string address;
    std::string form;          ///< sent by POST as a form; empty: GET
    std::string authorization; ///< the header's value; empty: none
};

/// All of its answer, whatever its status.
struct Fetched {
    int status = 0;
    std::string body;
};

/// The other server cannot be reached, is too slow, or says too much.
struct Unreachable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// How another server is asked: an answer, or `Unreachable`. Takes its time on the calling thread.
using Fetch = std::function<Fetched(const Asking&)>;

/// Whether an address may be asked: `https`, without a name or password in it; or, if `this_machine` says so, `http` to
/// a loopback address.
bool may_be_asked(const std::string& address, bool this_machine);

/// The only one that calls out of the server. It checks certificates and the names in them, follows no redirect, asks
/// through no proxy, keeps no cookie, and gives up after five seconds, three of them for the connection, or at a byte
/// more than 256 KiB. Any number of threads.
class HttpClient {
public:
    /// `authorities`: PEM, instead of the machine's own.
    explicit HttpClient(std::filesystem::path authorities = {});

    /// Throws Unreachable.
    Fetched fetch(const Asking& asking) const;
    /// Gives up what is under way, within a second or so, and all that is asked from now on.
    void stop() { stopping_ = true; }

    static constexpr std::size_t most_bytes = 256 * 1024;

private:
    const std::filesystem::path authorities_;
    std::atomic<bool> stopping_{false};
};

/// `application/x-www-form-urlencoded`: only letters, digits and `-._~` stay as they are.
std::string form_encoded(std::string_view text);

} // namespace cchc::server
