// Results made known under a decision, as they stood when it was taken: to one's own people, and to the system above.

#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/text.hpp"
#include "domain/ties.hpp"
#include "projections/boards.hpp"
#include "projections/ranking.hpp"
#include "server/asking.hpp"
#include "server/hosted_tenants.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace cchc::server::api {

using namespace domain;
using projections::AssessmentView;
using projections::CycleView;

static std::optional<std::uint64_t> number_in(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

// ── publishing and reporting ─────────────────────────────────────────────────────────────────────────────────────────

static void tell_publication(JsonWriter& json, const Accepted& accepted, Reply& reply)
{
    reply.status = 201;
    for (const Accepted::Written& event : accepted.events)
        if (const auto* family = std::get_if<CycleEvent>(&event.what))
            if (const auto* published = std::get_if<ResultsPublished>(family)) {
                json.key("publication");
                json.number(static_cast<std::uint64_t>(published->number));
            }
    if (!accepted.cycle) return;
    json.key("cycle");
    projections::write_cycle(json, *accepted.cycle, accepted.at);
    reply.etag = "\"c" + std::to_string(accepted.cycle->seq) + "\"";
}

static void act(const House& house, Exchange exchange, Command command)
{
    auto place = expected_place(exchange.request());
    if (auto* wrong = std::get_if<Reply>(&place)) return exchange.reply(std::move(*wrong));
    ask(house, std::move(exchange), std::move(command), std::get<0>(place), tell_publication);
}

void post_results_publication(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    PublishResults publish;
    publish.cycle = CycleId(exchange.request().captured("cycle"));
    publish.decision_number = body.required_text("decision_number", {longest_number});
    publish.decision_date = body.required<Date>("decision_date");
    publish.signed_by = body.optional_text("signed_by", {longest_title, 0}).value_or("");
    publish.corrects = body.optional<std::uint32_t>("corrects");
    publish.reason = body.optional_text("reason", {longest_reason, 0}).value_or("");
    const TenantNo tenant = exchange.caller()->tenant;
    const std::uint64_t size = house.pipeline.snapshot(tenant)->size;
    publish.table = size - 1; // as everybody sees it now, unless another one was decided upon
    if (const auto seq = body.optional_text("table_seq", {20})) {
        const auto table = number_in(*seq);
        if (!table || *table >= size)
            body.complain("table_seq", "not_a_sequence",
                          {"Phải là số của một sự kiện đã có.", "Must be the number of an event that has happened."});
        publish.table = table.value_or(0);
    }
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto table = Moment::past(house, tenant, publish.table + 1).board(publish.cycle.value);
    if (table) publish.awaited = projections::points_awaited(*table);
    act(house, std::move(exchange), std::move(publish));
}

void post_results_report(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    ReportResults report;
    report.cycle = CycleId(exchange.request().captured("cycle"));
    const auto number = number_in(exchange.request().captured("publication"));
    report.publication = number && *number < 1'000'000 ? static_cast<std::uint32_t>(*number) : 0;
    report.to = body.required_text("to", {longest_title});
    report.document_number = body.required_text("document_number", {longest_number});
    report.document_date = body.required<Date>("document_date");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    act(house, std::move(exchange), std::move(report));
}

// ── reading what was published ───────────────────────────────────────────────────────────────────────────────────────

namespace {
/// A publication with the table it makes known, as that table stood then.
struct PublishedTable {
    const ResultsPublished* facts = nullptr;
    std::string json; ///< the publication itself
    std::optional<Moment> then;
    std::optional<projections::Board> table;
    std::string etag;
};
} // namespace

/// `number`: nothing asks for the last one. Nothing: there is no such cycle, or no such publication of it.
static std::optional<PublishedTable> published(const House& house, TenantNo tenant, const CycleView* cycle,
                                               std::optional<std::string_view> number)
{
    if (!cycle || cycle->cycle.publications.empty()) return {};
    const auto wanted = number ? number_in(*number).value_or(0) : cycle->cycle.publications.size();
    if (wanted == 0 || wanted > cycle->cycle.publications.size()) return {};
    PublishedTable all;
    all.facts = &cycle->cycle.publications[wanted - 1];
    JsonWriter json(all.json);
    projections::write_publication(json, *cycle, all.facts->number);
    all.then = Moment::past(house, tenant, all.facts->table + 1);
    all.table = all.then->board(cycle->cycle.id.value);
    all.etag = "\"p" + std::to_string(cycle->seq) + "-" + std::to_string(wanted) + "\"";
    if (!all.table) return {};
    return all;
}

static void answer_ranking(Exchange& exchange, const std::optional<PublishedTable>& all, const GroupId& group)
{
    if (!all || !domain::ranked_together(*all->table->cycle->cycle.regulation, group.value))
        return exchange.reply(not_found(exchange.request()));
    answer(exchange, *all->then, all->etag, [&]() -> Body {
        return projections::render_published_ranking(*all->table, group, all->facts->extent, all->json);
    });
}

/// What the agency said for its score, and the council of it; out of the entry as its readers saw it then. No word of
/// who said it.
static void write_explanations(JsonWriter& json, const std::string& entry)
{
    const auto then = nlohmann::json::parse(entry);
    const auto text_in = [&](const nlohmann::json& of, const char* member) {
        json.key(member);
        const auto found = of.is_object() ? of.find(member) : of.end();
        if (of.is_object() && found != of.end() && found->is_string())
            json.text(found->get_ref<const std::string&>());
        else
            json.null();
    };
    json.key("explanation");
    const auto& explanation = then.at("explanation");
    if (explanation.is_object())
        json.text(explanation.at("text").get_ref<const std::string&>());
    else
        json.null();
    json.key("appraisals");
    json.open_array();
    for (const auto& [round, opinion] : then.at("appraisals").items()) {
        if (!opinion.is_object()) continue;
        json.open_object();
        json.member("round", round);
        for (const char* member : {"decision", "points", "reason"}) text_in(opinion, member);
        json.close_object();
    }
    json.close_array();
}

/// Every leaf with what it came to; `with_words`: and what was said for it.
static void write_criteria(JsonWriter& json, const AssessmentView& view, bool with_words)
{
    const auto stage = static_cast<std::size_t>(stage_reached(view.cycle->cycle));
    json.open_array();
    for (const CriterionNo leaf : view.set->leaves()) {
        const Criterion& criterion = (*view.set)[leaf];
        const projections::EntryRow& entry = *view.entries[leaf];
        json.open_object();
        json.member("code", criterion.code.value);
        json.member("title", criterion.title);
        json.member("maximum", criterion.maximum.text());
        json.member("points", entry.counted[stage].text());
        json.key("not_applicable");
        json.boolean(entry.not_applicable);
        if (with_words) write_explanations(json, entry.json);
        json.close_object();
    }
    json.close_array();
}

static void answer_result(Exchange& exchange, const std::optional<PublishedTable>& all, const AgencyId& agency)
{
    const std::string row =
        all ? projections::render_published_row(*all->table, agency, all->facts->extent) : std::string();
    if (row.empty()) return exchange.reply(not_found(exchange.request()));
    answer(exchange, *all->then, all->etag, [&]() -> Body {
        const CycleId& cycle = all->table->cycle->cycle.id;
        std::string text;
        JsonWriter json(text);
        json.open_object();
        json.member("cycle", cycle.value);
        json.key("publication");
        json.raw(all->json);
        json.key("row");
        json.raw(row);
        json.key("criteria");
        if (all->facts->extent < PublicExtent::criteria)
            json.null();
        else
            write_criteria(json, *all->then->assessment(assessment_id(cycle, agency).value),
                           all->facts->extent == PublicExtent::explanations);
        json.close_object();
        return text;
    });
}

static std::shared_ptr<const CycleView> cycle_now(const House& house, TenantNo tenant, std::string_view id)
{
    return Moment::now(house, tenant).cycle(id);
}

void get_publications(const House& house, Exchange exchange)
{
    const auto cycle = cycle_now(house, exchange.caller()->tenant, exchange.request().captured("cycle"));
    if (!cycle) return exchange.reply(not_found(exchange.request()));
    answer(exchange, Moment::now(house, exchange.caller()->tenant), "\"c" + std::to_string(cycle->seq) + "\"",
           [&]() -> Body {
               std::string text;
               JsonWriter json(text);
               json.open_object();
               projections::write_publications(json, *cycle);
               json.close_object();
               return text;
           });
}

void get_published_ranking(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const TenantNo tenant = exchange.caller()->tenant;
    const auto cycle = cycle_now(house, tenant, request.captured("cycle"));
    answer_ranking(exchange, published(house, tenant, cycle.get(), request.captured("publication")),
                   GroupId(request.captured("group")));
}

void get_published_result(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const TenantNo tenant = exchange.caller()->tenant;
    const auto cycle = cycle_now(house, tenant, request.captured("cycle"));
    answer_result(exchange, published(house, tenant, cycle.get(), request.captured("publication")),
                  AgencyId(request.captured("agency")));
}

// ── what the systems below have published (DL-7) ─────────────────────────────────────────────────────────────────────

/// The system of the path, if it is one whose superior the caller's is. One that is not looks like one that is not
/// there.
static const HostedTenant* below(const House& house, const Exchange& exchange)
{
    const HostedTenant* tenant = house.hosted ? house.hosted->served(exchange.request().captured("tenant")) : nullptr;
    return tenant && tenant->settings.superior == exchange.caller()->tenant_name ? tenant : nullptr;
}

void get_published(const House& house, Exchange exchange)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("published");
    json.open_array();
    if (house.hosted)
        for (const HostedTenant& one : house.hosted->all()) {
            if (!one.served || one.settings.superior != exchange.caller()->tenant_name) continue;
            const auto snapshot = house.pipeline.snapshot(one.number);
            for (const auto& [id, held] : snapshot->cycles) {
                const CycleView& view = *held->cycle;
                if (view.cycle.publications.empty()) continue;
                json.open_object();
                json.member("tenant", one.settings.id);
                json.member("tenant_title", one.settings.title);
                json.member("cycle", id.value);
                json.member("title", view.cycle.title);
                json.key("groups");
                json.open_array();
                for (const AgencyGroup& group : view.cycle.regulation->groups) {
                    json.open_object();
                    json.member("group", group.id.value);
                    json.member("title", group.title);
                    json.close_object();
                }
                json.close_array();
                projections::write_publications(json, view);
                json.close_object();
            }
        }
    json.close_array();
    json.close_object();
    Reply reply(std::move(text));
    reply.caching = "private, no-cache";
    exchange.reply(std::move(reply));
}

static std::optional<PublishedTable> published_below(const House& house, const Exchange& exchange,
                                                     std::shared_ptr<const CycleView>& cycle)
{
    const HostedTenant* tenant = below(house, exchange);
    if (!tenant) return {};
    const Request& request = exchange.request();
    cycle = cycle_now(house, tenant->number, request.captured("cycle"));
    return published(house, tenant->number, cycle.get(), request.parameter("publication"));
}

void get_ranking_below(const House& house, Exchange exchange)
{
    std::shared_ptr<const CycleView> cycle;
    const auto all = published_below(house, exchange, cycle);
    answer_ranking(exchange, all, GroupId(exchange.request().captured("group")));
}

void get_result_below(const House& house, Exchange exchange)
{
    std::shared_ptr<const CycleView> cycle;
    const auto all = published_below(house, exchange, cycle);
    answer_result(exchange, all, AgencyId(exchange.request().captured("agency")));
}

} // namespace cchc::server::api
