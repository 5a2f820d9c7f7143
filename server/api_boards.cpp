#include "server/api.hpp"
#include "server/rights.hpp"

#include "domain/ties.hpp"
#include "projections/boards.hpp"
#include "server/asking.hpp"

namespace cchc::server::api {

using namespace domain;

/// The board of the path's cycle at the request's moment; an answer has been given when there is none.
static std::optional<projections::Board> board_of(const House& house, Exchange& exchange, std::optional<Moment>& moment)
{
    auto at = Moment::of(house, exchange.request(), exchange.caller()->tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) {
        exchange.reply(std::move(*wrong));
        return {};
    }
    moment = std::get<Moment>(std::move(at));
    auto board = moment->board(exchange.request().captured("cycle"));
    if (!board) exchange.reply(not_found(exchange.request()));
    return board;
}

/// Before publication an agency sees its own row and nobody else's (SE-6, PB-6).
static const AgencyId* only(const Caller& caller)
{
    return of_agency(caller.hat->role) ? &caller.hat->agency : nullptr;
}

void get_progress(const House& house, Exchange exchange)
{
    std::optional<Moment> moment;
    const auto board = board_of(house, exchange, moment);
    if (!board) return;
    answer(exchange, *moment, "\"b" + std::to_string(board->seq) + "\"",
           [&]() -> Body { return projections::render_progress(*board); });
}

/// The ranking of now as everybody sees it who sees all of it: drawn once for a snapshot. False: it is not what was
/// asked for.
static bool answer_with_drawn(const House& house, Exchange& exchange, const GroupId& group)
{
    const Request& request = exchange.request();
    if (request.parameter("as_of") || request.parameter("as_of_seq") || !request.header("Min-Seq").empty())
        return false;
    const Moment now = Moment::now(house, exchange.caller()->tenant);
    const projections::CycleSnapshot* cycle = now.snapshot().cycle(request.captured("cycle"));
    if (!cycle || !domain::ranked_together(*cycle->cycle->cycle.regulation, group.value)) return false;
    const auto ranking = cycle->ranking(group);
    answer(exchange, now, "\"r" + std::to_string(ranking.seq) + "\"", [&]() -> Body { return ranking.body; });
    return true;
}

void get_ranking(const House& house, Exchange exchange)
{
    const GroupId group(exchange.request().captured("group"));
    const AgencyId* own = only(*exchange.caller());
    if (!own && answer_with_drawn(house, exchange, group)) return;
    std::optional<Moment> moment;
    const auto board = board_of(house, exchange, moment);
    if (!board) return;
    if (!domain::ranked_together(*board->cycle->cycle.regulation, group.value))
        return exchange.reply(not_found(exchange.request()));
    answer(exchange, *moment, "\"r" + std::to_string(board->told) + (own ? "-" + own->value : "") + "\"",
           [&]() -> Body { return projections::render_ranking(*board, group, own); });
}

void get_standing(const House& house, Exchange exchange)
{
    std::optional<Moment> moment;
    const auto board = board_of(house, exchange, moment);
    if (!board) return;
    const Request& request = exchange.request();
    const AgencyId agency(request.captured("agency"));
    const AgencyListing* listing = board->cycle->cycle.regulation->agency(agency);
    const AgencyId* own = only(*exchange.caller());
    if (!listing || (own && *own != agency)) return exchange.reply(not_found(request));
    std::string body = projections::render_standing(*board, listing->group, agency, own != nullptr);
    if (body.empty()) return exchange.reply(not_found(request));
    Reply reply(std::move(body));
    moment->mark(reply);
    exchange.reply(std::move(reply));
}

} // namespace cchc::server::api
