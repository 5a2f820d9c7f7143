#pragma once

#include "server/pipeline.hpp"

#include <cstddef>
#include <deque>
#include <map>

namespace cchc::server {

/// Commands on their way to the sequencer. Each tenant stands in a line of its own, and the lines are served in turn:
/// whoever floods his line waits for himself alone. Not for two threads at once.
class Inbox {
public:
    /// `most_waiting`: how long a tenant's line may be; where it says nothing, `limits::inbox`.
    explicit Inbox(std::map<TenantNo, std::size_t> most_waiting) : most_waiting_(std::move(most_waiting)) {}

    /// False, and the command stays the caller's: his line is full.
    bool put(Asked& asked);
    /// At most so many, one of each line in turn; within a line in the order they came.
    std::deque<Asked> take(std::size_t at_most);
    /// What was taken and not looked at is first in line again.
    void put_back(std::deque<Asked> commands);

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

private:
    std::map<TenantNo, std::size_t> most_waiting_;
    std::map<TenantNo, std::deque<Asked>> lines_;
    TenantNo served_first_ = 0; ///< by the last `take`: the next one begins behind it
    std::size_t size_ = 0;
};

} // namespace cchc::server
