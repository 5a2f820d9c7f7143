#include "server/identity/front_desk.hpp"

#include "domain/json_writer.hpp"
#include "server/rights.hpp"

#include <map>
#include <vector>

namespace cchc::server::api {

using domain::Hat;
using domain::Instant;
using domain::RoleKind;

void get_people(const Reception& reception, Exchange exchange)
{
    const auto caller = exchange.caller();
    const Instant now = reception.clock.now();
    const auto directory = reception.directory(caller->tenant);

    struct Known {
        bool colleague = false; ///< holds or held a role of the caller's own agency
        bool runs_it = false;   ///< or one of no agency: an administrator, an auditor
        bool judges = false;    ///< agencies are never shown an appraiser by name
        std::vector<Hat> hats;
    };
    std::map<domain::ActorId, Known> known;
    for (const auto& [grant, holding] : directory->holdings) {
        const auto& granted = holding.granted;
        Known& one = known[granted.actor];
        one.colleague = one.colleague || granted.agency == caller->hat->agency;
        one.runs_it = one.runs_it || granted.agency.empty();
        one.judges = one.judges || granted.role == RoleKind::appraiser;
        if (holding.in_force(now)) one.hats.push_back({granted.role, granted.agency, grant});
    }
    const bool is_agency = of_agency(caller->hat->role);
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("people");
    json.open_array();
    for (const Person& person : reception.people.all(caller->tenant)) {
        const Known& one = known[person.actor];
        const bool met = person.actor == caller->actor || ((one.colleague || one.runs_it) && !one.judges);
        if (is_agency && !met) continue;
        json.open_object();
        json.member("actor", person.actor.value);
        json.member("name", person.name);
        if (!is_agency) json.member("login", person.login);
        write_roles(json, one.hats);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

} // namespace cchc::server::api
