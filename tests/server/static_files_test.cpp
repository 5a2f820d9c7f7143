#include "server/static_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::server;

namespace {

constexpr Asset files[] = {
    {"/index.html", "text/html; charset=utf-8", "<zipped index>", "<!doctype html>", "\"a1\"", false},
    {"/assets/index-4f2a9c.js", "text/javascript; charset=utf-8", "<zipped js>", "let x = 1", "\"b2\"", true},
    {"/logo.png", "image/png", "", "<png>", "\"c3\"", false},
};

Reply ask(std::string_view target, std::vector<std::string_view> segments, std::string_view accept_encoding = "")
{
    Request request;
    request.target = target;
    request.segments = std::move(segments);
    if (!accept_encoding.empty()) request.headers.push_back({"Accept-Encoding", accept_encoding});
    return StaticFiles(files).answer(request);
}

std::string text(const Reply& reply)
{
    if (const auto* own = std::get_if<std::string>(&reply.body)) return *own;
    return *std::get<std::shared_ptr<const std::string>>(reply.body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_browser_application)

BOOST_AUTO_TEST_CASE(is_served_by_name)
{
    const Reply script = ask("/assets/index-4f2a9c.js", {"assets", "index-4f2a9c.js"});
    BOOST_TEST(script.status == 200);
    BOOST_TEST(script.type == "text/javascript; charset=utf-8");
    BOOST_TEST(text(script) == "let x = 1");
    BOOST_TEST(script.caching == "public, max-age=31536000, immutable");
    BOOST_TEST(script.etag == "\"b2\"");
    BOOST_TEST(script.header("Vary") == "Accept-Encoding");
    BOOST_TEST(ask("/logo.png", {"logo.png"}, "gzip").header("Content-Encoding").empty());
}

BOOST_AUTO_TEST_CASE(is_compressed_for_whoever_takes_it)
{
    for (const auto accept : {"gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip"}) {
        const Reply index = ask("/", {}, accept);
        BOOST_TEST(text(index) == "<zipped index>");
        BOOST_TEST(index.header("Content-Encoding") == "gzip");
        BOOST_TEST(index.etag == "\"a1-gzip\"");
    }
    for (const auto refuse : {"br", "gzip;q=0", "gzip;q=0.0, br", "identity"})
        BOOST_TEST(text(ask("/", {}, refuse)) == "<!doctype html>");
}

BOOST_AUTO_TEST_CASE(opens_on_any_of_its_pages)
{
    for (const std::vector<std::string_view>& page : {std::vector<std::string_view>{},
                                                      {"cham-diem"},
                                                      {"cham-diem", "2026-sotc"},
                                                      {"xep-hang", ""},
                                                      {"ho-so", "2026-sotc", "tieu-chi", "I.1.2"}}) {
        const Reply index = ask("/", page);
        BOOST_TEST(text(index) == "<!doctype html>");
        BOOST_TEST(index.caching == "no-cache");
    }
}

BOOST_AUTO_TEST_CASE(does_not_stand_in_for_what_is_missing)
{
    BOOST_TEST(ask("/assets/gone.js", {"assets", "gone.js"}).status == 404);
    BOOST_TEST(ask("/gone.js", {"gone.js"}).status == 404);
    BOOST_TEST(ask("/api/v1/nowhere", {"api", "v1", "nowhere"}).status == 404);
    BOOST_TEST(ask("/metrics", {"metrics"}).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
