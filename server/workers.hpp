#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cchc::server {

/// A few threads for work that waits for a disk or burns processor time, which network threads must never do.
class Workers {
public:
    /// At least one thread; at most `waiting_at_most` pieces of work wait. `name` is for the log.
    Workers(std::string name, unsigned threads, std::size_t waiting_at_most);
    ~Workers() { end(); }
    Workers(const Workers&) = delete;

    /// Takes the work over, or refuses (false) when too much waits already. Work that throws is logged and forgotten.
    /// From any thread, never blocks.
    bool run(std::function<void()> work);
    /// Does what still waits, then refuses everything.
    void end();

private:
    void serve();

    const std::string name_;
    const std::size_t waiting_at_most_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace cchc::server
