#include "server/identity/routes.hpp"

#include "server/rights.hpp"
#include "server/routes.hpp"

namespace cchc::server {

namespace {

using Handler = void (*)(const Reception&, Exchange);

Route at_reception(const Reception& reception, Who who, Method method, std::string_view pattern, std::size_t body_limit,
                   Handler handler)
{
    return row(who, method, pattern, body_limit,
               [&reception, handler](Exchange exchange) { handler(reception, std::move(exchange)); });
}

} // namespace

std::vector<Route> provider_routes(const Reception& reception)
{
    using enum Method;
    return {
        at_reception(reception, may::anyone, get, "/sign-in/oidc", body::none, api::get_oidc_sign_in),
        at_reception(reception, may::anyone, get, "/sign-in/oidc/return", body::none, api::get_oidc_return),
    };
}

std::vector<Route> identity_routes(const Reception& reception)
{
    using enum Method;
    const auto at = [&reception](Who who, Method method, std::string_view pattern, std::size_t body_limit,
                                 Handler handler) {
        return at_reception(reception, who, method, pattern, body_limit, handler);
    };
    const Who keepers = may::operate | may::administer;
    return {
        // the door: open to whoever has a session, however little he has shown yet
        at(may::anyone, get, "/sign_in", body::none, api::get_sign_in),
        at(may::anyone, post, "/session", body::small, api::post_session),
        at(may::entering, get, "/session", body::none, api::get_session),
        at(may::entering, delete_, "/session", body::none, api::delete_session),
        at(may::entering, put, "/session/role", body::small, api::put_session_role),
        at(may::entering, put, "/session/password", body::small, api::put_session_password),
        at(may::entering, post, "/session/second_factor", body::small, api::post_second_factor),
        at(may::entering, post, "/session/second_factor/enrolment", body::small, api::post_enrolment),
        at(may::entering, put, "/session/second_factor/enrolment", body::small, api::put_enrolment),
        // one's own sessions
        at(may::signed_in, get, "/sessions", body::none, api::get_sessions),
        at(may::signed_in, delete_, "/sessions", body::none, api::delete_sessions),
        at(may::signed_in, delete_, "/sessions/{session}", body::none, api::delete_one_session),
        // the first administrator of a new system
        at(may::anyone, post, "/setup", body::small, api::post_setup),
        // accounts, and keys of other systems
        at(keepers, get, "/accounts", body::none, api::get_accounts),
        at(keepers, post, "/accounts", body::small, api::post_account),
        at(keepers, patch, "/accounts/{actor}", body::small, api::patch_account),
        at(keepers, delete_, "/accounts/{actor}", body::none, api::delete_account),
        at(keepers, post, "/accounts/{actor}/password_resets", body::small, api::post_password_reset),
        at(keepers, delete_, "/accounts/{actor}/second_factor", body::none, api::delete_account_second_factor),
        at(keepers, get, "/accounts/{actor}/sessions", body::none, api::get_account_sessions),
        at(keepers, delete_, "/accounts/{actor}/sessions", body::none, api::delete_account_sessions),
        at(keepers, delete_, "/accounts/{actor}/sessions/{session}", body::none, api::delete_account_session),
        at(may::operate, get, "/api_keys", body::none, api::get_api_keys),
        at(may::operate, post, "/api_keys", body::small, api::post_api_key),
        at(may::operate, delete_, "/api_keys/{key}", body::none, api::delete_api_key),
        // names
        at(may::staff, get, "/people", body::none, api::get_people),
    };
}

} // namespace cchc::server
