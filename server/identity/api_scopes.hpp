#pragma once

#include "domain/events.hpp"
#include "server/http.hpp"

#include <optional>
#include <span>
#include <string_view>

/// What a key may be good for: a closed list, and each word opens a few routes by name. No word opens a route where
/// somebody decides: a key brings in facts and reads results, it appraises, rules, scores and administers nothing.
namespace cchc::server {

enum class Scope : std::uint8_t {
    read_results,     ///< rankings and what was made known of them
    read_events,      ///< the log
    bring_points,     ///< points that others give: surveys, bonus, penalty
    bring_references, ///< figures of other systems
};
std::string_view wire(Scope scope);
std::optional<Scope> scope_from_wire(std::string_view word);

struct ScopedRoute {
    Scope scope;
    Method method;
    std::string_view pattern; ///< whole, as the router knows it
};
std::span<const ScopedRoute> scoped_routes();

/// Whether another system may act under that role with a key: one that brings in facts, or looks on.
bool may_be_a_keys(domain::RoleKind role);

/// Whether the word opens that route; HEAD is GET without a body.
bool opens(Scope scope, const Route& route);

} // namespace cchc::server
