#include "server/router.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace cchc::server {

struct Router::Node {
    struct Literal {
        std::string_view segment;
        std::unique_ptr<Node> node;
    };
    std::vector<Literal> literals;
    std::unique_ptr<Node> capture;      ///< `{name}`: any one segment
    std::unique_ptr<Node> rest;         ///< `{name...}`: all that follows, one segment or more
    std::string_view name;              ///< of the capture that leads here
    bool takes_rest = false;            ///< reached by `{name...}`
    std::array<const Route*, 7> rows{}; ///< by method

    bool is_end() const
    {
        return std::any_of(rows.begin(), rows.end(), [](const Route* row) { return row != nullptr; });
    }

    Node& child(std::string_view segment)
    {
        if (!segment.starts_with('{')) {
            for (Literal& literal : literals)
                if (literal.segment == segment) return *literal.node;
            return *literals.emplace_back(Literal{segment, std::make_unique<Node>()}).node;
        }
        if (!segment.ends_with('}')) throw std::logic_error("route: a capture without its closing brace");
        std::string_view capture_name = segment.substr(1, segment.size() - 2);
        const bool dots = capture_name.ends_with("...");
        if (dots) capture_name.remove_suffix(3);
        auto& node = dots ? rest : capture;
        if (!node) {
            node = std::make_unique<Node>();
            node->name = capture_name;
            node->takes_rest = dots;
        }
        if (node->name != capture_name) throw std::logic_error("route: one place in a path with two capture names");
        return *node;
    }

    /// The end that `request.segments` from `depth` on lead to, captures filled; null when there is none.
    const Node* follow(Request& request, std::size_t depth) const
    {
        if (depth == request.segments.size()) return is_end() ? this : nullptr;
        const std::string_view segment = request.segments[depth];
        for (const Literal& literal : literals)
            if (literal.segment == segment)
                if (const Node* end = literal.node->follow(request, depth + 1)) return end;
        if (capture && !segment.empty()) {
            request.captures.push_back({capture->name, segment});
            if (const Node* end = capture->follow(request, depth + 1)) return end;
            request.captures.pop_back();
        }
        if (rest) request.captures.push_back({rest->name, remainder(request, depth)});
        return rest.get();
    }

    /// What follows in the path as sent; empty where it was encoded, as no file of ours has such a name.
    static std::string_view remainder(const Request& request, std::size_t depth)
    {
        std::string_view path = request.target.substr(0, request.target.find('?'));
        std::size_t length = request.segments.size() - depth - 1;
        for (std::size_t i = depth; i < request.segments.size(); ++i) length += request.segments[i].size();
        if (length > path.size() || path.find('%') != std::string_view::npos) return {};
        return path.substr(path.size() - length);
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(std::string_view prefix, std::span<const Route> routes)
{
    for (const Route& route : routes) {
        patterns_.push_back(std::make_unique<std::string>(std::string(prefix).append(route.pattern)));
        const std::string_view pattern = *patterns_.back();
        Route& row = *rows_.emplace_back(std::make_unique<Route>(route));
        row.pattern = pattern;
        if (!pattern.starts_with('/')) throw std::logic_error("route: a pattern starts with '/'");
        if (!row.handle == !row.open) throw std::logic_error("route: either handle or open: " + *patterns_.back());

        Node* node = root_.get();
        for (std::string_view path = pattern.substr(1); !path.empty();) {
            const auto slash = std::min(path.find('/'), path.size());
            if (slash == 0) throw std::logic_error("route: an empty segment: " + *patterns_.back());
            node = &node->child(path.substr(0, slash));
            path.remove_prefix(std::min(slash + 1, path.size()));
        }
        const Route*& place = node->rows[static_cast<std::size_t>(row.method)];
        if (place) throw std::logic_error("route: twice in the table: " + *patterns_.back());
        place = &row;
        listed_.push_back(&row);
    }
}

Router::Match Router::find(Request& request) const
{
    request.captures.clear();
    const Node* end = root_->follow(request, 0);
    if (!end) return {};
    const auto at = [&](Method method) { return end->rows[static_cast<std::size_t>(method)]; };
    if (const Route* row = at(request.method)) return {row, {}, true};
    if (request.method == Method::head && at(Method::get)) return {at(Method::get), {}, true};
    if (end->takes_rest) return {}; // a catch-all says nothing about which paths exist

    std::string allow;
    const auto add_to_allow = [&](Method method) { (allow += allow.empty() ? "" : ", ") += name_of(method); };
    for (const Method method :
         {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_, Method::options})
        if (at(method) || (method == Method::head && at(Method::get))) add_to_allow(method);
    return {nullptr, std::move(allow), true};
}

const std::vector<const Route*>& Router::routes() const
{
    return listed_;
}

} // namespace cchc::server
