#include "server/workers.hpp"

#include <cassert>
#include <exception>
#include <spdlog/spdlog.h>
#include <utility>

namespace cchc::server {

Workers::Workers(std::string name, unsigned threads, std::size_t waiting_at_most)
    : name_(std::move(name)), waiting_at_most_(waiting_at_most)
{
    assert(threads > 0 && "work without a worker");
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

void Workers::end()
{
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

bool Workers::run(std::function<void()> work)
{
    {
        const std::lock_guard lock(mutex_);
        if (ending_ || waiting_.size() >= waiting_at_most_) return false;
        waiting_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
}

void Workers::serve()
{
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        try {
            work();
        } catch (const std::exception& failure) {
            spdlog::error("{}: {}", name_, failure.what());
        }
    }
}

} // namespace cchc::server
