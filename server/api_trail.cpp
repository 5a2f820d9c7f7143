#include "server/api_trail.hpp"

#include "domain/json_writer.hpp"
#include "server/api.hpp"
#include "server/caller.hpp"
#include "server/problems.hpp"
#include "server/routes.hpp"

#include <charconv>

namespace cchc::server {

using domain::JsonWriter;

namespace {

constexpr std::uint64_t longest_page = 1'000;
constexpr std::uint64_t rows_looked_at = 20'000; ///< for one page of one kind, however few there are

/// The parameter as a number, or `otherwise` where it is not given; nothing if it is no number.
std::optional<std::uint64_t> number(const Request& request, std::string_view name, std::uint64_t otherwise)
{
    const auto text = request.parameter(name);
    if (!text) return otherwise;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (text->empty() || error != std::errc{} || end != text->data() + text->size()) return {};
    return value;
}

/// Rows from number `from` on; `next` is where the following page begins, and not there at the end.
std::string page(const storage::Trail& trail, domain::TenantNo tenant, std::string_view of, std::uint64_t from,
                 std::uint64_t limit)
{
    const auto head = trail.head(tenant);
    const std::string kind = of.empty() ? std::string() : "\"of\":\"" + std::string(of) + "\"";
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("size"), json.number(head.size);
    json.member("root", head.root.hex());
    json.key("rows");
    json.open_array();
    std::uint64_t shown = 0, next = from;
    trail.read(tenant, from, rows_looked_at, [&](std::uint64_t n, std::string_view row) {
        if (shown == limit) return;
        next = n + 1;
        if (row.find(kind) == std::string_view::npos) return;
        ++shown;
        json.open_object();
        json.key("n"), json.number(n);
        json.key("row"), json.raw(row);
        json.close_object();
    });
    json.close_array();
    if (next < head.size) json.key("next"), json.number(next);
    json.close_object();
    return text;
}

void get_trail(const House& house, const storage::Trail& trail, Exchange exchange)
{
    const Request& request = exchange.request();
    const auto from = number(request, "from", 0), limit = number(request, "limit", 200);
    const auto of = request.parameter("of").value_or("");
    const bool known = of.empty() || of == "refusal" || of == "reading" || of == "account" || of == "lost";
    if (!from || !limit || *limit == 0 || *limit > longest_page || !known)
        return exchange.reply(problem("malformed", request.language(),
                                      {"Tham số không đúng dạng.", "A query parameter is not of its form."}));
    api::at_the_disk(house, std::move(exchange), [&trail, from = *from, limit = *limit](Exchange waiting) {
        const std::string kind(waiting.request().parameter("of").value_or(""));
        waiting.reply(Reply(page(trail, waiting.caller()->tenant, kind, from, limit)));
    });
}

} // namespace

std::vector<Route> trail_routes(const House& house, const storage::Trail& trail)
{
    return {row(may::audit, Method::get, "/trail", body::none,
                [&house, &trail](Exchange exchange) { get_trail(house, trail, std::move(exchange)); })};
}

} // namespace cchc::server
