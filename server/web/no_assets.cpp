#include "server/assets.hpp"

namespace cchc::server {
/// The program without its pages (CCHC_WEB=OFF): the interface alone.
std::span<const Asset> assets()
{
    return {};
}
} // namespace cchc::server
