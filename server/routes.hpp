#pragma once

#include "server/house.hpp"
#include "server/rights.hpp"
#include "server/router.hpp"

#include <vector>

namespace cchc::server {

class Uploads;
struct FileDesks;

/// The one table of the API's routes with their rights. A row has its roles in its constructor: one without does not
/// compile.
std::vector<Route> api_routes(const House& house);
/// The rows about files; `desks` outlives them.
std::vector<Route> document_routes(const House& house, Uploads& uploads, const FileDesks& desks);

/// A row: who may call it, then what it is.
Route row(Who who, Method method, std::string_view pattern, std::size_t body_limit,
          std::function<void(Exchange)> handle);

namespace body {
inline constexpr std::size_t none = 0;
inline constexpr std::size_t small = 64 * 1024;   ///< one wish
inline constexpr std::size_t batch = 512 * 1024;  ///< a pasted block
inline constexpr std::size_t document = 4u << 20; ///< a regulation
} // namespace body

} // namespace cchc::server
