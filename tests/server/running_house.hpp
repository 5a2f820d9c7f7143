#pragma once

#include "server/identity/sessions.hpp"
#include "server/service.hpp"
#include "server/service_parts.hpp"
#include "tests/projections/a_year.hpp"
#include "tests/server/raw_frames.hpp"
#include "tests/storage/log_story.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The whole service on a free port, with a clock moved by hand, and people who come to it over the wire alone.
namespace cchc::tests {

using namespace cchc::server;
using nlohmann::json;

/// A browser's tab on the wire: one WebSocket.
class Tab {
public:
    explicit Tab(RawClient client) : client_(std::move(client)) {}

    Tab& say(const json& message)
    {
        client_.send(frame(Opcode::text, message.dump()));
        return *this;
    }
    Tab& subscribe(const std::string& topic, const std::string& from = {})
    {
        json sub{{"t", "sub"}, {"rid", ++rid_}, {"topic", topic}};
        if (!from.empty()) sub["from"] = from;
        return say(sub);
    }
    /// The next frame, waited for; null when the socket was closed instead.
    json next()
    {
        const Heard heard = hear(client_);
        if (heard.opcode == Opcode::close_frame) closed_with = heard.code();
        if (heard.opcode != Opcode::text) return nullptr;
        json message = json::parse(heard.payload);
        if (message.contains("token")) tokens[message["topic"]] = message["token"];
        return message;
    }
    /// The next frame of that kind; everything before it is passed over.
    json next(const std::string& kind)
    {
        for (;;) {
            json message = next();
            if (message.is_null() || message["t"] == kind) return message;
        }
    }
    std::map<std::string, std::string> tokens; ///< by topic, of the last frame that carried one
    int closed_with = 0;

private:
    RawClient client_;
    int rid_ = 0;
};

class RunningHouse {
public:
    static constexpr std::string_view password = "Mật khẩu của mọi người";
    Scratch scratch;
    HandClock clock{local("2023-12-04 09:00")};
    std::optional<Service> service;
    std::map<std::string, domain::ActorId> actors;

    /// Each system with one cycle open; its people: an officer of each of two agencies, an auditor, an administrator.
    explicit RunningHouse(std::vector<TenantSettings> systems = {{.id = "quang-dien"}}) : systems_(std::move(systems))
    {
        start();
        hash_ = parts().passwords.hash(password);
        for (const TenantSettings& system : systems_) {
            stand_before(system.id);
            settle();
        }
        stand_before(systems_.front().id);
    }
    /// Whatever is asked and entered from here on is that system's.
    void stand_before(const std::string& system) { system_ = system; }
    TenantNo tenant() { return parts().tenants.served(system_)->number; }
    void settle()
    {
        enter("quantri", admin.hat);
        enter("kiemtra", auditor.hat);
        enter("canbo", officer_of("phong-tu-phap").hat);
        grant("canbo", head_of("phong-tu-phap").hat);
        enter("canbo-khac", officer_of("phong-noi-vu").hat);
        const std::string cookie = sign_in("quantri");
        BOOST_REQUIRE_EQUAL(ask("POST", "/regulations", cookie, storage::repository_file(storage::issued_file)).status,
                            201);
        json open{{"cycle", "2023"}, {"title", "Năm 2023"}, {"regulation", the_regulation()->id.value}};
        open["rounds"] = json::array({{{"round", "self_assessment"},
                                       {"opens_at", "2023-12-01T07:00:00+07:00"},
                                       {"deadline", "2023-12-16T00:00:00+07:00"},
                                       {"locks_at", "2023-12-19T00:00:00+07:00"}}});
        BOOST_REQUIRE_EQUAL(ask("POST", "/cycles", cookie, open.dump()).status, 201);
    }

    Service::Parts& parts() { return service->parts(); }
    void start()
    {
        ServiceSettings settings;
        settings.data = scratch / "data";
        settings.port = 0;
        settings.tenants = systems_;
        settings.clock = &clock;
        settings.second_factor_demanded = false; // reception_test tells that story
        service.emplace(std::move(settings));
    }
    void restart() { service.reset(), start(); }
    /// All that it keeps, as a backup finds it while it is stopped; and back over whatever came since.
    void back_up() { service.reset(), copy(scratch / "data", scratch / "backup"), start(); }
    void restore() { service.reset(), copy(scratch / "backup", scratch / "data"), start(); }

    void enter(const std::string& login, const domain::Hat& hat)
    {
        actors[login] = std::get<domain::ActorId>(parts().people.add(tenant(), login, "Người " + login));
        parts().people.set_password_hash(tenant(), actors[login], hash_);
        grant(login, hat);
    }
    void grant(const std::string& login, const domain::Hat& hat)
    {
        system(domain::GrantRole{hat.grant, actors.at(login), hat.role, hat.agency, {}, {}, "QĐ 1"});
    }
    void system(domain::Command command)
    {
        const server::Answer answer = parts().ask_as_system(tenant(), std::move(command));
        BOOST_REQUIRE(std::holds_alternative<Accepted>(answer));
    }

    /// The session's cookie.
    std::string sign_in(const std::string& login)
    {
        const Answer answer =
            ask("POST", "/session", {}, json{{"login", login}, {"password", std::string(password)}}.dump());
        BOOST_REQUIRE_EQUAL(answer.status, 200);
        return cookie_of(answer);
    }
    static std::string cookie_of(const Answer& answer)
    {
        const std::string start = "__Host-cchc="; // the one of the known device may stand beside it
        const std::size_t at = answer.head.find(start);
        return answer.head.substr(at, answer.head.find(';', at) - at);
    }
    Answer ask(const std::string& method, const std::string& path, const std::string& cookie,
               const std::string& body = {}, const std::string& more = {})
    {
        RawClient client(service->port());
        std::string text = method + " " + door() + path + " HTTP/1.1\r\n" + common(cookie) + more;
        text += "Idempotency-Key: \"" + storage::uuid_text(command_id(++commands_)) + "\"\r\n";
        if (!body.empty())
            text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
        return client.send(text + "\r\n" + body).answer();
    }
    void explain(const std::string& cookie, const std::string& assessment, const std::string& text)
    {
        const std::string entry = "/assessments/" + assessment + "/entries/I.1.1";
        const std::string etag = ask("GET", entry, cookie).header("etag");
        const Answer done =
            ask("PUT", entry + "/explanation", cookie, json{{"text", text}}.dump(), "If-Match: " + etag + "\r\n");
        BOOST_REQUIRE_EQUAL(done.status, 200);
    }
    Tab open(const std::string& cookie)
    {
        RawClient client(service->port());
        client.send("GET " + door() + "/stream HTTP/1.1\r\n" + common(cookie) +
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: cchc.live.v1\r\n\r\n");
        BOOST_REQUIRE_EQUAL(client.answer().status, 101);
        Tab tab(std::move(client));
        BOOST_REQUIRE_EQUAL(tab.next()["t"].get<std::string>(), "welcome");
        return tab;
    }

private:
    std::string door() const { return (system_ == systems_.front().id ? "" : "/" + system_) + "/api/v1"; }
    std::string common(const std::string& cookie) const
    {
        const std::string host = "localhost:" + std::to_string(service->port());
        return "Host: " + host + "\r\nOrigin: http://" + host + "\r\n" +
               (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n");
    }
    static void copy(const std::filesystem::path& from, const std::filesystem::path& to)
    {
        std::filesystem::remove_all(to);
        std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    }

    std::vector<TenantSettings> systems_;
    std::string system_; ///< before which we stand
    std::string hash_;
    std::uint64_t commands_ = 0;
};

} // namespace cchc::tests
