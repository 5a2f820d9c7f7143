#include "server/api.hpp"

#include "domain/command_form.hpp"
#include "domain/json_writer.hpp"

namespace cchc::server::api {

using namespace domain;

void post_references(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ImportReferences command;
    command.cycle = CycleId(exchange.request().captured("cycle"));
    command.source = source_from(body, true);
    command.snapshot = body.required<Date>("snapshot");
    for (JsonObject& given : body.objects("rows", most_reference_rows)) {
        ImportReferences::Row row;
        row.agency = given.required<AgencyId>("agency");
        row.criterion = given.required<Code>("code");
        row.figures = counts_from(given, "figures");
        command.rows.push_back(std::move(row));
    }
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const std::size_t rows = command.rows.size();
    ask(house, std::move(exchange), std::move(command), {},
        [rows](JsonWriter& json, const Accepted& accepted, Reply& reply) {
            json.key("imported");
            json.number(static_cast<std::uint64_t>(accepted.events.size()));
            json.key("unchanged");
            json.number(static_cast<std::uint64_t>(rows - accepted.events.size()));
            reply.status = accepted.events.empty() ? 200 : 201;
        });
}

} // namespace cchc::server::api
