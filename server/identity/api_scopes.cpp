#include "server/identity/api_scopes.hpp"

#include "domain/wire.hpp"

#include <algorithm>
#include <array>

namespace cchc::server {

namespace {

using enum Scope;
using enum Method;

constexpr auto words = std::to_array<std::pair<Scope, std::string_view>>({
    {read_results, "read_results"},
    {read_events, "read_events"},
    {bring_points, "bring_points"},
    {bring_references, "bring_references"},
});

constexpr auto routes = std::to_array<ScopedRoute>({
    {read_results, get, "/api/v1/clock"},
    {read_results, get, "/api/v1/cycles"},
    {read_results, get, "/api/v1/cycles/{cycle}"},
    {read_results, get, "/api/v1/cycles/{cycle}/criteria"},
    {read_results, get, "/api/v1/agencies"},
    {read_results, get, "/api/v1/cycles/{cycle}/rankings/{group}"},
    {read_results, get, "/api/v1/cycles/{cycle}/publications"},
    {read_results, get, "/api/v1/cycles/{cycle}/publications/{publication}/rankings/{group}"},
    {read_results, get, "/api/v1/cycles/{cycle}/publications/{publication}/results/{agency}"},
    {read_results, get, "/api/v1/published"},
    {read_results, get, "/api/v1/published/{tenant}/{cycle}/rankings/{group}"},
    {read_results, get, "/api/v1/published/{tenant}/{cycle}/results/{agency}"},
    {read_events, get, "/api/v1/clock"},
    {read_events, get, "/api/v1/events"},
    {read_events, get, "/api/v1/events/density"},
    {read_events, get, "/api/v1/events/{seq}"},
    {bring_points, get, "/api/v1/clock"},
    {bring_points, put, "/api/v1/assessments/{assessment}/entries/{code}/given"},
    {bring_references, get, "/api/v1/clock"},
    {bring_references, get, "/api/v1/cycles/{cycle}"},
    {bring_references, post, "/api/v1/cycles/{cycle}/references"},
});

} // namespace

std::string_view wire(Scope scope)
{
    return std::ranges::find(words, scope, &std::pair<Scope, std::string_view>::first)->second;
}

std::optional<Scope> scope_from_wire(std::string_view word)
{
    const auto found = std::ranges::find(words, word, &std::pair<Scope, std::string_view>::second);
    if (found == words.end()) return std::nullopt;
    return found->first;
}

std::span<const ScopedRoute> scoped_routes()
{
    return routes;
}

bool may_be_a_keys(domain::RoleKind role)
{
    return role == domain::RoleKind::auditor || domain::wire(role) == "integration";
}

bool opens(Scope scope, const Route& route)
{
    return std::ranges::any_of(routes, [&](const ScopedRoute& one) {
        return one.scope == scope && one.method == route.method && one.pattern == route.pattern;
    });
}

} // namespace cchc::server
