#include "server/identity/provider_door.hpp"

#include <chrono>

namespace cchc::server {

bool ProviderDoor::work(std::function<void(bool)> task)
{
    using std::chrono::steady_clock;
    return workers_.run([task = std::move(task), until = steady_clock::now() + std::chrono::seconds(10)] {
        task(steady_clock::now() > until);
    });
}

} // namespace cchc::server
