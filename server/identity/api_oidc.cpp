#include "server/identity/front_desk.hpp"
#include "server/identity/provider_door.hpp"

#include <spdlog/spdlog.h>

namespace cchc::server::api {

namespace {

constexpr std::string_view way_in = "/sign-in/oidc";

/// Why nobody comes in, as the page `/dang-nhap` knows it.
namespace because {
constexpr std::string_view unreachable = "provider-unreachable";
constexpr std::string_view busy = "busy";
constexpr std::string_view cancelled = "cancelled";
constexpr std::string_view not_allowed = "access-denied";
constexpr std::string_view expired = "expired"; ///< or another browser's, or none of ours
constexpr std::string_view not_believed = "not-believed";
constexpr std::string_view unknown = "unknown-account";
constexpr std::string_view disabled = "disabled";
} // namespace because

/// What stands before every path of this system, as the browser asked: `/viet-yen` or nothing.
std::string prefix_of(const Request& request)
{
    const std::string_view path = request.target.substr(0, request.target.find('?'));
    const auto at = path.find(way_in);
    return std::string(at == std::string_view::npos ? std::string_view() : path.substr(0, at));
}

/// Where the provider sends the browser back to: the address it came by, one of those the gate knows.
std::string redirect_uri_of(const ProviderDoor& door, const Request& request)
{
    const std::string_view host = request.host;
    const std::string_view name = host.substr(0, host.find(':', host.find(']') == host.npos ? 0 : host.find(']')));
    const bool this_machine = name == "localhost" || name == "127.0.0.1" || name == "[::1]";
    return std::string(this_machine && !door.speaks_tls ? "http://" : "https://")
        .append(host)
        .append(prefix_of(request))
        .append(way_in)
        .append("/return");
}

Reply send_to(const std::string& address)
{
    Reply reply(302, std::string());
    reply.with("Location", address);
    return reply;
}

/// Back to the door, which says why. The log has who and what; the browser is told no more than the kind.
void turn_away(const Request& request, Exchange& exchange, const AtTheDoor& door, std::string_view slug,
               std::string_view why, const domain::ActorId* actor = nullptr)
{
    log_sign_in("sign-in by provider", "refused (" + std::string(why) + ")", door, actor);
    Reply reply = send_to(prefix_of(request) + "/dang-nhap?loi=" + std::string(slug));
    reply.with("Set-Cookie", ended_attempt_cookie());
    exchange.reply(std::move(reply));
}

/// Somebody on his way in or back, while the provider is asked.
struct Coming {
    Exchange exchange;
    AtTheDoor door;

    void turn_away(std::string_view slug, std::string_view why, const domain::ActorId* actor = nullptr)
    {
        api::turn_away(exchange.request(), exchange, door, slug, why, actor);
    }
};

/// Runs what asks the provider, on its threads; whatever becomes of it, he is answered.
void ask_provider(const Reception& reception, std::shared_ptr<Coming> one, std::function<void(Coming&)> ask)
{
    const bool taken = reception.provider->work([one, ask = std::move(ask)](bool too_late) {
        if (too_late) return one->turn_away(because::busy, "too many wait for the provider");
        try {
            ask(*one);
        } catch (const ProviderFailure& failure) {
            spdlog::warn("identity provider: {}", failure.what());
            one->turn_away(because::unreachable, "the provider failed");
        }
    });
    if (!taken) one->turn_away(because::busy, "too many wait for the provider");
}

/// Whether a page of elsewhere sent the browser here: nobody is signed in without having asked for it.
bool is_sent_by_others(const Request& request)
{
    const std::string_view from = request.header("sec-fetch-site");
    return from == "cross-site" || from == "same-site";
}

std::string_view slug_of(std::string_view error)
{
    if (error == "access_denied") return because::cancelled;
    if (error == "server_error" || error == "temporarily_unavailable") return because::unreachable;
    return because::not_allowed;
}

/// The provider has said who he is: he comes in if he is somebody here.
void let_in(const Reception& reception, Coming& one, const SignInAttempt& attempt, const std::string& subject)
{
    const Request& request = one.exchange.request();
    const auto tenant = one.door.tenant.number;
    const auto person = reception.people.by_subject(tenant, reception.provider->provider.person(subject));
    if (!person) return one.turn_away(because::unknown, "nobody here is linked to that account");
    if (person->disabled) return one.turn_away(because::disabled, "disabled", &person->actor);

    const AtTheDoor door = at_the_door(reception, request, one.door.tenant, person->login);
    const auto opened = open_session(reception, request, door, *person, KnownBy::provider);
    // Shut out or unlinked meanwhile: looked at again now, as his sessions end after this one.
    const auto still = reception.people.by_actor(tenant, person->actor);
    if (!still || still->disabled || still->subject != person->subject) {
        reception.sessions.end(opened.caller->session);
        return one.turn_away(because::disabled, "shut out meanwhile", &person->actor);
    }
    Reply reply = send_to(attempt.return_to);
    reply.with("Set-Cookie", session_cookie(opened.token)).with("Set-Cookie", ended_attempt_cookie());
    const bool waits = opened.caller->second_factor == SecondFactor::needed;
    if (!waits) has_come_in(reception, door, person->actor, reply);
    log_sign_in("sign-in by provider", waits ? "waits for the second factor" : "accepted", door, &person->actor);
    one.exchange.reply(std::move(reply));
}

/// What the browser brought back for an attempt of its own.
void look_at_answer(const Reception& reception, Coming& one, const SignInAttempt& attempt)
{
    const Request& request = one.exchange.request();
    IdentityProvider& provider = reception.provider->provider;
    if (!provider.may_have_answered(request.parameter("iss")))
        return one.turn_away(because::not_believed, "another provider answered");
    if (const auto error = request.parameter("error"))
        return one.turn_away(slug_of(*error), "the provider did not let him in");
    const auto code = request.parameter("code");
    if (!code || code->empty()) return one.turn_away(because::not_believed, "no code came back");
    const auto told = provider.subject_of(*code, attempt);
    if (const auto* why = std::get_if<IdentityProvider::NotBelieved>(&told))
        return one.turn_away(because::not_believed, why->why);
    let_in(reception, one, attempt, std::get<std::string>(told));
}

} // namespace

void get_oidc_sign_in(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    const auto tenant = reception.tenant(request.tenant);
    if (!reception.provider || !tenant) return exchange.reply(nobody_here(request));
    const std::string prefix = prefix_of(request);
    if (is_sent_by_others(request)) return exchange.reply(send_to(prefix + "/dang-nhap"));
    SignInAttempt attempt{.tenant = tenant->number, .redirect_uri = redirect_uri_of(*reception.provider, request)};
    attempt.return_to = local_path(request.parameter("return_to").value_or("")).value_or(prefix + "/");
    AtTheDoor door = at_the_door(reception, request, *tenant, "");
    const auto one = std::make_shared<Coming>(Coming{std::move(exchange), std::move(door)});
    ask_provider(reception, one, [&reception, attempt](Coming& coming) {
        const auto begun = reception.provider->attempts.begin(attempt, reception.clock.now());
        Reply reply = send_to(reception.provider->provider.sign_in_address(begun));
        reply.with("Set-Cookie", attempt_cookie(begun.browser));
        coming.exchange.reply(std::move(reply));
    });
}

void get_oidc_return(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    const auto tenant = reception.tenant(request.tenant);
    if (!reception.provider || !tenant) return exchange.reply(nobody_here(request));
    AtTheDoor door = at_the_door(reception, request, *tenant, "");
    // An answer belongs to the browser that asked for it: nobody is signed in as somebody else by a link.
    const auto attempt =
        reception.provider->attempts.take(tenant->number, request.parameter("state").value_or(""),
                                          request.cookie(attempt_cookie_name).value_or(""), reception.clock.now());
    if (!attempt) return turn_away(request, exchange, door, because::expired, "no attempt of this browser");
    const auto one = std::make_shared<Coming>(Coming{std::move(exchange), std::move(door)});
    ask_provider(reception, one,
                 [&reception, attempt = *attempt](Coming& coming) { look_at_answer(reception, coming, attempt); });
}

} // namespace cchc::server::api
