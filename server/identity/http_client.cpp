#include "server/identity/http_client.hpp"

#include <curl/curl.h>

#include <memory>

namespace cchc::server {

namespace {

template <auto free>
struct FreedBy {
    void operator()(auto* object) const { free(object); }
};
using Line = std::unique_ptr<CURL, FreedBy<curl_easy_cleanup>>;
using Headers = std::unique_ptr<curl_slist, FreedBy<curl_slist_free_all>>;
using Address = std::unique_ptr<CURLU, FreedBy<curl_url_cleanup>>;
using Text = std::unique_ptr<char, FreedBy<curl_free>>;

std::string part_of(CURLU* address, CURLUPart part)
{
    char* text = nullptr;
    if (curl_url_get(address, part, &text, 0) != CURLUE_OK) return {};
    return Text(text).get();
}

/// Appends what has come to the body; anything but all of it ends the transfer.
std::size_t take(char* bytes, std::size_t, std::size_t size, void* body)
{
    auto& taken = *static_cast<std::string*>(body);
    if (taken.size() + size > HttpClient::most_bytes) return 0;
    taken.append(bytes, size);
    return size;
}

int give_up(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return *static_cast<const std::atomic<bool>*>(stopping) ? 1 : 0;
}

void add(Headers& headers, const std::string& line)
{
    if (curl_slist* longer = curl_slist_append(headers.get(), line.c_str())) {
        (void)headers.release();
        headers.reset(longer);
    }
}

} // namespace

bool may_be_asked(const std::string& text, bool this_machine)
{
    const Address address(curl_url());
    if (!address || curl_url_set(address.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
    if (!part_of(address.get(), CURLUPART_USER).empty() || !part_of(address.get(), CURLUPART_PASSWORD).empty() ||
        !part_of(address.get(), CURLUPART_FRAGMENT).empty())
        return false;
    const std::string scheme = part_of(address.get(), CURLUPART_SCHEME), host = part_of(address.get(), CURLUPART_HOST);
    if (scheme == "https") return true;
    return this_machine && scheme == "http" && (host == "127.0.0.1" || host == "localhost" || host == "[::1]");
}

HttpClient::HttpClient(std::filesystem::path authorities) : authorities_(std::move(authorities))
{
    static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT); // once; safe on any thread since 7.84
    if (begun != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

Fetched HttpClient::fetch(const Asking& asking) const
{
    const Line line(curl_easy_init());
    if (!line) throw Unreachable("no memory for a line");
    Headers headers;
    add(headers, "Accept: application/json");
    add(headers, "Expect:");
    if (!asking.authorization.empty()) add(headers, "Authorization: " + asking.authorization);
    Fetched fetched;
    const auto set = [&](CURLoption option, auto value) {
        if (curl_easy_setopt(line.get(), option, value) != CURLE_OK) throw Unreachable("libcurl lacks an option");
    };
    set(CURLOPT_URL, asking.address.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    if (!asking.form.empty()) {
        set(CURLOPT_POSTFIELDSIZE, static_cast<long>(asking.form.size()));
        set(CURLOPT_POSTFIELDS, asking.form.c_str());
    }
    set(CURLOPT_PROTOCOLS_STR, "https,http"); // which of them, `may_be_asked` has said
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!authorities_.empty()) {
        set(CURLOPT_CAINFO, authorities_.c_str());
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(CURLOPT_NOSIGNAL, 1L); // there are other threads
    set(CURLOPT_CONNECTTIMEOUT_MS, 3'000L);
    set(CURLOPT_TIMEOUT_MS, 5'000L);
    set(CURLOPT_WRITEFUNCTION, &take);
    set(CURLOPT_WRITEDATA, &fetched.body);
    set(CURLOPT_XFERINFOFUNCTION, &give_up);
    set(CURLOPT_XFERINFODATA, &stopping_);
    set(CURLOPT_NOPROGRESS, 0L);

    const CURLcode outcome = curl_easy_perform(line.get());
    if (outcome == CURLE_WRITE_ERROR) throw Unreachable("the answer is too long");
    if (outcome != CURLE_OK) throw Unreachable(curl_easy_strerror(outcome));
    long status = 0;
    curl_easy_getinfo(line.get(), CURLINFO_RESPONSE_CODE, &status);
    fetched.status = static_cast<int>(status);
    return fetched;
}

std::string form_encoded(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            encoded += c;
        else
            encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return encoded;
}

} // namespace cchc::server
