#pragma once

#include "server/http.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

/// All routes, compiled once into a tree of path segments. A literal segment wins over a `{capture}`.
class Router {
public:
    Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// Adds routes under a prefix such as "/api/v1" or "". Two routes for one method and path, or a malformed pattern,
    /// throw `std::logic_error`: the table is wrong.
    void add(std::string_view prefix, std::span<const Route> routes);

    struct Match {
        const Route* route = nullptr; ///< null: no such path, or no such method there
        std::string allow;            ///< for a path that exists: its methods, `GET, HEAD, PUT`
        bool path_exists = false;
    };
    /// Finds the route and fills `request.captures`. GET routes answer HEAD as well.
    Match find(Request& request) const;

    /// Every row, in the order added; `pattern` is the whole one, prefix and all.
    const std::vector<const Route*>& routes() const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> rows_;
    std::vector<std::unique_ptr<std::string>> patterns_; ///< with their prefixes
    std::vector<const Route*> listed_;
};

} // namespace cchc::server
