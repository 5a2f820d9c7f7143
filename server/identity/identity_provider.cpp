#include "server/identity/identity_provider.hpp"

#include "storage/strict_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sodium.h>

namespace cchc::server {

namespace {

using domain::Instant;
using nlohmann::json;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t believed_for_us = 3'600 * second_us;
constexpr std::int64_t keys_again_after_us = 5 * second_us;
constexpr std::int64_t asked_again_after_us = 2 * second_us;

/// Whether less time has passed than that; a clock that was set back counts as none of it.
bool within(Instant since, std::int64_t us, Instant now)
{
    return now.us >= since.us && now.us - since.us < us;
}

json object_from(const std::string& text, const char* what)
{
    try {
        json read = storage::parse_strict_json(text, HttpClient::most_bytes);
        if (read.is_object()) return read;
    } catch (const storage::FormatError&) {
        // As below.
    }
    throw ProviderFailure(std::string(what) + " is no object of JSON");
}

std::string text_in(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// An error's name as the provider gives it, if it is one that a line of the log can bear.
std::string error_in(const std::string& body)
{
    std::string name;
    try {
        name = text_in(storage::parse_strict_json(body, HttpClient::most_bytes), "error");
    } catch (const std::exception&) {
        return "no reason given";
    }
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, plain) ? name : "no reason given";
}

std::string base64(std::string_view bytes)
{
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back(); // the zero at its end
    return text;
}

void add(std::string& form, std::string_view name, std::string_view value)
{
    if (!form.empty()) form += '&';
    form.append(name).append("=").append(form_encoded(value));
}

} // namespace

IdentityProvider::IdentityProvider(OidcSettings settings, Fetch fetch, const Clock& clock)
    : settings_(std::move(settings)), fetch_(std::move(fetch)), clock_(clock),
      on_this_machine_(!may_be_asked(settings_.issuer, false))
{
    if (!may_be_asked(settings_.issuer, true) || settings_.issuer.find_first_of("? ") != std::string::npos)
        throw std::invalid_argument("the identity provider's address must be https (or http on this machine), without "
                                    "query: " +
                                    settings_.issuer);
    if (settings_.client_id.empty()) throw std::invalid_argument("the identity provider knows us by a client id");
}

std::string IdentityProvider::sign_in_address(const SignInAttempts::Begun& begun)
{
    const std::string address = current().known.sign_in;
    std::string query;
    add(query, "response_type", "code");
    add(query, "scope", "openid");
    add(query, "client_id", settings_.client_id);
    add(query, "redirect_uri", begun.attempt.redirect_uri);
    add(query, "state", begun.state);
    add(query, "nonce", begun.attempt.nonce);
    add(query, "code_challenge", challenge_of(begun.attempt.verifier));
    add(query, "code_challenge_method", "S256");
    return address + (address.find('?') == std::string::npos ? "?" : "&") + query;
}

bool IdentityProvider::may_have_answered(std::optional<std::string_view> issuer)
{
    return issuer ? *issuer == settings_.issuer : !current().known.names_itself;
}

std::variant<std::string, IdentityProvider::NotBelieved> IdentityProvider::subject_of(std::string_view code,
                                                                                      const SignInAttempt& attempt)
{
    const Fetched answer = redeem(current().known, code, attempt);
    if (answer.status == 400 || answer.status == 401)
        return NotBelieved{"the code was refused: " + error_in(answer.body)};
    if (answer.status != 200) throw ProviderFailure("the code was answered with " + std::to_string(answer.status));
    const auto token = SignedToken::parse(text_in(object_from(answer.body, "the answer to the code"), "id_token"));
    if (!token) return NotBelieved{"there is no token that could be read"};
    const auto told = believed_subject(*token, keys_for(*token),
                                       {settings_.issuer, settings_.client_id, attempt.nonce, clock_.now()});
    if (const auto* fault = std::get_if<TokenFault>(&told)) return NotBelieved{std::string(word_for(*fault))};
    return std::get<std::string>(told);
}

// ── what is known of it ──────────────────────────────────────────────────────────────────────────────────────────────

IdentityProvider::Cached IdentityProvider::current()
{
    const std::lock_guard lock(one_fetches_);
    const Instant now = clock_.now();
    if (cached_ && within(cached_->known_at, believed_for_us, now)) return *cached_;
    if (failed_ && within(failed_->at, asked_again_after_us, now)) throw ProviderFailure(failed_->why);
    try {
        Known known = discover();
        KeySet keys = fetch_keys(known);
        cached_ = Cached{std::move(known), std::move(keys), now, now};
        return *cached_;
    } catch (const ProviderFailure& failure) {
        failed_ = {failure.what(), clock_.now()};
        throw;
    }
}

KeySet IdentityProvider::keys_for(const SignedToken& token)
{
    Cached cached = current();
    if (token.has_key_in(cached.keys)) return cached.keys;
    const std::lock_guard lock(one_fetches_);
    if (const Instant now = clock_.now(); !within(cached_->keys_at, keys_again_after_us, now)) {
        cached_->keys_at = now; // a failure counts as well
        cached_->keys = fetch_keys(cached_->known);
    }
    return cached_->keys;
}

IdentityProvider::Known IdentityProvider::discover() const
{
    std::string address = settings_.issuer;
    if (address.ends_with('/')) address.pop_back();
    const json read =
        object_from(fetch(address + "/.well-known/openid-configuration"), "what the provider says of itself");
    if (text_in(read, "issuer") != settings_.issuer) throw ProviderFailure("it calls itself by another address");
    Known known{text_in(read, "authorization_endpoint"), text_in(read, "token_endpoint"), text_in(read, "jwks_uri"),
                read.value("authorization_response_iss_parameter_supported", json()) == true};
    for (const std::string* one : {&known.sign_in, &known.token, &known.keys})
        if (!may_be_asked(*one, on_this_machine_)) throw ProviderFailure("it names an address that is not guarded");
    return known;
}

KeySet IdentityProvider::fetch_keys(const Known& known) const
{
    auto keys = read_key_set(fetch(known.keys));
    if (!keys) throw ProviderFailure("its keys cannot be read");
    return *std::move(keys);
}

std::string IdentityProvider::fetch(const std::string& address) const
{
    try {
        Fetched fetched = fetch_({address, {}, {}});
        if (fetched.status == 200) return std::move(fetched.body);
        throw ProviderFailure(address + " answers with " + std::to_string(fetched.status));
    } catch (const Unreachable& failure) {
        throw ProviderFailure(address + ": " + failure.what());
    }
}

Fetched IdentityProvider::redeem(const Known& known, std::string_view code, const SignInAttempt& attempt) const
{
    Asking asking{known.token, {}, {}};
    add(asking.form, "grant_type", "authorization_code");
    add(asking.form, "code", code);
    add(asking.form, "redirect_uri", attempt.redirect_uri);
    add(asking.form, "code_verifier", attempt.verifier);
    if (settings_.client_secret.empty())
        add(asking.form, "client_id", settings_.client_id);
    else
        asking.authorization =
            "Basic " + base64(form_encoded(settings_.client_id) + ":" + form_encoded(settings_.client_secret));
    try {
        return fetch_(asking);
    } catch (const Unreachable& failure) {
        throw ProviderFailure(known.token + ": " + failure.what());
    }
}

} // namespace cchc::server
