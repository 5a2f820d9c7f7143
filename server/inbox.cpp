#include "server/inbox.hpp"

#include <algorithm>
#include <iterator>

namespace cchc::server {

bool Inbox::put(Asked& asked)
{
    std::deque<Asked>& line = lines_[asked.tenant];
    const auto limit = most_waiting_.find(asked.tenant);
    if (line.size() >= (limit == most_waiting_.end() ? limits::inbox : limit->second)) return false;
    line.push_back(std::move(asked));
    ++size_;
    return true;
}

std::deque<Asked> Inbox::take(std::size_t at_most)
{
    std::deque<Asked> taken;
    if (empty()) return taken;
    auto line = lines_.upper_bound(served_first_);
    const std::size_t count = std::min(at_most, size_);
    while (taken.size() < count) {
        if (line == lines_.end()) line = lines_.begin();
        if (!line->second.empty()) {
            if (taken.empty()) served_first_ = line->first;
            taken.push_back(std::move(line->second.front()));
            line->second.pop_front();
        }
        ++line;
    }
    size_ -= taken.size();
    return taken;
}

void Inbox::put_back(std::deque<Asked> commands)
{
    size_ += commands.size();
    for (auto last = commands.rbegin(); last != commands.rend(); ++last) {
        std::deque<Asked>& line = lines_[last->tenant];
        line.push_front(std::move(*last));
    }
}

} // namespace cchc::server
