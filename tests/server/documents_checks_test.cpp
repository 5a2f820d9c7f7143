// Files looked into again: their signatures checked anew, their pages as pictures; and who hears of it.

#include "tests/server/documents_house.hpp"
#include "tests/server/some_files.hpp"

#include "server/demonstration/authority.hpp"
#include "server/demonstration/papers.hpp"
#include "server/signatures/check.hpp"
#include "storage/big_endian.hpp"

#include <thread>

namespace cchc::tests {

namespace {

const Player officer = officer_of(agency);
const Player stranger = officer_of("phong-noi-vu");
const std::string bytes = demonstration::paper("phong-tu-phap", "I.1.1");
constexpr std::string_view as_json = "Content-Type: application/json\r\n";

nlohmann::json said(const Answer& answer)
{
    return nlohmann::json::parse(answer.body);
}

std::string tiny_picture()
{
    using namespace std::string_literals;
    return "\x89PNG\r\n\x1a\n"s + "\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0....\0\0\0\0IDAT....\0\0\0\0IEND...."s;
}

/// A document of our agency, attached to its first criterion.
struct Attached : DocumentsHouse {
    std::string document;

    Attached()
    {
        checker_finds("indeterminate");
        document = bring(officer, bytes, "Kế hoạch.pdf");
        attach(officer, first_leaf(), bytes, "l-1");
    }
    Answer check(const Player& who) { return ask(who, "POST", document + "/signatures", as_json, "{}"); }
    /// The verdicts of its checks, the newest first.
    std::string verdicts(const Player& who)
    {
        std::string all;
        const nlohmann::json answer = said(ask(who, "GET", document + "/signatures"));
        for (const auto& one : answer["checks"]) all += one["verdict"].get<std::string>() + " ";
        return all;
    }
    /// The verdict beside the evidence of that agency.
    std::string shown(const std::string& of = agency, const Criterion& criterion = first_leaf())
    {
        const auto view = sequencer.pipeline->snapshot(sequencer.tenant)->assessment(AYear::assessment(of).value);
        const auto entry = nlohmann::json::parse(view->entries[view->set->find(criterion.code.value)]->json);
        return entry["evidence"][0]["signature"]["verdict"];
    }
    std::uint64_t events() { return sequencer.log->size(sequencer.tenant); }
    void wait_until_stale() { sequencer.clock.set(sequencer.clock.now().plus_us(Rechecks::fresh_us)); }
    std::size_t reports()
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(evidence->all(), [&](const auto& file) { return file != storage::sha256(bytes); }));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(a_file_whose_signatures_are_checked_again)

BOOST_AUTO_TEST_CASE(tells_the_log_what_is_new_and_nothing_else)
{
    Attached house;
    BOOST_TEST(house.shown() == "unknown"); // nobody looked as it came in
    BOOST_TEST(house.verdicts(officer) == "");
    house.checker_finds("valid");
    const Answer first = house.check(officer);
    BOOST_REQUIRE_EQUAL(first.status, 200);
    BOOST_TEST(said(first)["check"]["verdict"] == "valid");
    BOOST_TEST(said(first)["check"]["signers"][0] == "Lê Minh");
    BOOST_TEST(house.shown() == "valid");
    BOOST_TEST(said(house.ask(officer, "GET", house.document))["check"]["verdict"] == "valid");

    house.sequencer.log->read(house.sequencer.tenant, house.events() - 1, [&](const storage::Entry& entry) {
        const Record record = storage::decode(entry.leaf).record;
        const auto& event = std::get<SignatureVerified>(std::get<AssessmentEvent>(record.event));
        BOOST_TEST(event.link.value == "l-1");
        BOOST_TEST((record.actor == system_actor())); // the machine checks, whoever asks
        BOOST_TEST((event.check.report && house.evidence->exists(event.check.report->sha256)));
        BOOST_TEST(entry.leaf.find("Lê Minh") == std::string_view::npos); // names stand in the report alone
    });

    const std::uint64_t events = house.events();
    house.wait_until_stale();
    BOOST_TEST(house.check(officer).status == 200); // found the same: nothing is written
    BOOST_TEST(house.events() == events);
    BOOST_TEST(house.reports() == 1u);
    house.wait_until_stale();
    house.checker_finds("invalid");
    BOOST_TEST(said(house.check(officer))["check"]["verdict"] == "invalid");
    BOOST_TEST(house.events() == events + 1);
    BOOST_TEST(house.shown() == "invalid");
    BOOST_TEST(house.verdicts(officer) == "invalid valid ");
    house.restart();
    BOOST_TEST(house.verdicts(officer) == "invalid valid ");
    BOOST_TEST(said(house.ask(officer, "GET", house.document))["check"]["verdict"] == "invalid");
}

BOOST_AUTO_TEST_CASE(is_checked_once_for_all_who_ask_within_seconds)
{
    Attached house;
    house.checker_finds("valid");
    std::vector<std::thread> crowd;
    std::atomic<int> told{0};
    for (int i = 0; i < 6; ++i)
        crowd.emplace_back([&] { told += said(house.check(officer))["check"]["verdict"] == "valid"; });
    for (auto& one : crowd) one.join();
    BOOST_TEST(told == 6);
    BOOST_TEST(house.reports() == 1u);
    house.checker_finds("invalid");
    BOOST_TEST(said(house.check(officer))["check"]["verdict"] == "valid"); // as was just found
    house.wait_until_stale();
    BOOST_TEST(said(house.check(officer))["check"]["verdict"] == "invalid");

    house.wait_until_stale();
    house.refuses_work = true;
    BOOST_TEST(house.check(officer).status == 503); // too much waits
    house.refuses_work = false;
    BOOST_TEST(house.check(officer).status == 200);
    std::filesystem::remove(house.sequencer.scratch / "found"); // the checker falls over: that is a finding too
    house.wait_until_stale();
    BOOST_TEST(said(house.check(officer))["check"]["reasons"][0] == "checker_failed");
}

BOOST_AUTO_TEST_CASE(is_the_business_of_those_who_may_see_it)
{
    Attached house;
    house.checker_finds("valid");
    const Player appraiser = appraiser_of(the_regulation()->appraiser_of(first_leaf(), AgencyId(agency)).value);
    for (const Player& who : {appraiser, auditor, admin}) {
        BOOST_TEST(house.check(who).status == 200);
        BOOST_TEST(house.verdicts(who) == "valid ");
    }
    BOOST_TEST(house.check(stranger).status == 404);
    BOOST_TEST(house.ask(stranger, "GET", house.document + "/signatures").status == 404);
    BOOST_TEST(house.ask(stranger, "GET", house.document + "/preview/1.png").status == 404);
    BOOST_TEST(house.ask(officer, "POST", house.document + "/signatures", as_json, R"({"verdict":"valid"})").status ==
               422);
    const std::string picture = house.bring(officer, tiny_picture(), "a.png");
    BOOST_TEST(house.ask(officer, "POST", picture + "/signatures", as_json, "{}").status == 409);

    const auto uses = said(house.ask(appraiser, "GET", house.document))["used_in"];
    BOOST_TEST(uses.dump() == nlohmann::json({{{"assessment", AYear::assessment(agency).value},
                                               {"criterion", first_leaf().code.value}}})
                                  .dump());
    BOOST_TEST(said(house.ask(officer, "GET", picture))["used_in"].empty());
}

BOOST_AUTO_TEST_CASE(is_true_of_the_bytes_wherever_they_are_attached)
{
    Attached house;
    house.checker_finds("valid");
    (void)house.check(officer);
    house.wait_until_stale();
    house.sequencer.clock.set(house.sequencer.clock.now().plus_us(1));
    BOOST_TEST(house.bring(stranger, bytes, "Của phòng khác.pdf") == house.document);
    BOOST_TEST(house.verdicts(stranger) == ""); // not told that anybody had it before
    BOOST_TEST(house.verdicts(officer) == "valid ");
    house.attach(stranger, first_leaf(), bytes, "l-2");
    BOOST_TEST(said(house.ask(stranger, "GET", house.document))["used_in"].size() == 1u);
    house.checker_finds("invalid");
    BOOST_TEST(house.check(auditor).status == 200);
    BOOST_TEST(house.shown() == "invalid");
    BOOST_TEST(house.shown("phong-noi-vu") == "invalid");
    BOOST_TEST(house.verdicts(stranger) == "invalid ");
    BOOST_TEST(house.verdicts(officer) == "invalid valid ");
}

BOOST_AUTO_TEST_CASE(loses_its_reports_when_it_is_destroyed)
{
    Attached house;
    house.checker_finds("valid");
    (void)house.check(officer);
    const auto report =
        said(house.ask(officer, "GET", house.document + "/signatures"))["checks"][0]["report"]["sha256"];
    const Sha256 hash = *Sha256::from_hex(report.get<std::string>());
    BOOST_TEST(!house.evidence->destroyed(hash));
    const PreviewDesk::Page page{storage::sha256(bytes), 1, 960};
    BOOST_TEST(house.ask(officer, "GET", house.document + "/preview/1.png").status == 200);
    BOOST_TEST(house.previews->kept(page).has_value());

    const Answer done =
        house.ask(admin, "POST", house.document + "/destructions",
                  std::string(as_json) + "Idempotency-Key: \"0198b1c2-0000-7000-8000-000000000001\"\r\n",
                  R"({"reason":"có dữ liệu cá nhân","document_number":"21/QĐ-UBND"})");
    BOOST_REQUIRE_EQUAL(done.status, 200);
    BOOST_TEST(house.evidence->destroyed(hash).has_value()); // it names who signed
    BOOST_TEST(!house.previews->kept(page).has_value());
    for (const auto& path : {"/signatures", "/preview/1.png"})
        BOOST_TEST(house.ask(officer, "GET", house.document + path).status == 410);
    BOOST_TEST(house.check(officer).status == 410);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_page_as_a_picture)

/// Pixels across and down, from a PNG's first chunk.
static std::pair<std::uint32_t, std::uint32_t> size_of(std::string_view png)
{
    BOOST_REQUIRE(png.starts_with("\x89PNG\r\n\x1a\n"));
    return {storage::read_big_endian<std::uint32_t>(png, 16), storage::read_big_endian<std::uint32_t>(png, 20)};
}

BOOST_AUTO_TEST_CASE(is_made_in_the_sandbox_and_never_run)
{
    Attached house;
    const std::string page = house.document + "/preview/1.png";
    const Answer seen = house.ask(officer, "GET", page);
    BOOST_REQUIRE_EQUAL(seen.status, 200);
    BOOST_TEST((size_of(seen.body) == std::pair(960u, 1359u))); // of an A4 page
    BOOST_TEST(seen.header("content-type") == "image/png");
    BOOST_TEST(seen.header("x-content-type-options") == "nosniff");
    BOOST_TEST(seen.header("cache-control").starts_with("private"));
    BOOST_TEST(seen.header("content-security-policy").find("sandbox") != std::string::npos);
    BOOST_TEST(house.ask(officer, "GET", page, "If-None-Match: " + seen.header("etag") + "\r\n").status == 304);
    BOOST_TEST(size_of(house.ask(officer, "GET", page + "?width=480").body).first == 480u);
    BOOST_TEST(house.ask(officer, "GET", page + "?width=481").status == 400);
    // Words are there, in a font of this machine: not every pixel is white.
    BOOST_TEST(seen.body.size() > size_of(seen.body).second * 4u);
}

BOOST_AUTO_TEST_CASE(is_not_there_where_there_is_no_page_or_none_can_be_made)
{
    Attached house;
    for (const auto& name : {"2.png", "0.png", "01.png", "1", "1.jpg", "-1.png", "99999999999.png", ".png"})
        BOOST_TEST(house.ask(officer, "GET", house.document + "/preview/" + name).status == 404, name);
    const std::string noise = house.bring(officer, pdf_of(4'000), "b.pdf");
    const Answer none = house.ask(officer, "GET", noise + "/preview/1.png");
    BOOST_TEST(none.status == 404);
    BOOST_TEST(said(none)["type"] == "/problems/no-preview");
    const std::string picture = house.bring(officer, tiny_picture(), "a.png");
    BOOST_TEST(said(house.ask(officer, "GET", picture + "/preview/1.png"))["type"] == "/problems/no-preview");
    house.refuses_work = true;
    BOOST_TEST(house.ask(officer, "GET", house.document + "/preview/1.png?width=1440").status == 503);
}

BOOST_AUTO_TEST_CASE(costs_no_more_than_it_may)
{
    Attached house;
    std::string huge = bytes; // a page so long that its picture would take more than 300 MB
    huge.replace(huge.find("[0 0 595 842]"), 13, "[0 0 9 1080.]");
    const std::string document = house.bring(officer, huge, "c.pdf");
    const auto began = std::chrono::steady_clock::now();
    BOOST_TEST(said(house.ask(officer, "GET", document + "/preview/1.png"))["type"] == "/problems/no-preview");
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(4)));
}

BOOST_AUTO_TEST_CASE(is_kept_while_there_is_room)
{
    Attached house;
    const auto page = [](unsigned width) { return PreviewDesk::Page{storage::sha256(bytes), 1, width}; };
    const auto one = house.previews->render(page(480), bytes.size());
    BOOST_REQUIRE(one);
    PreviewDesk desk("/usr/bin/pdftoppm", *house.evidence, one->size() * 5 / 2); // room for two
    const auto first = desk.render(page(480), bytes.size());
    BOOST_REQUIRE(desk.render(page(481), bytes.size()));
    BOOST_TEST((desk.kept(page(480)) == first)); // the same picture, and not another like it
    BOOST_REQUIRE(desk.render(page(482), bytes.size()));
    BOOST_TEST(desk.kept(page(480)).has_value());
    BOOST_TEST(!desk.kept(page(481)).has_value()); // the one that nobody asked for again
    BOOST_TEST(desk.kept(page(482)).has_value());
    desk.forget(storage::sha256(bytes));
    BOOST_TEST(!desk.kept(page(480)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_file_that_a_scanner_looks_at)

/// A house whose scanner is this script.
struct Scanned : DocumentsHouse {
    explicit Scanned(const std::string& script, int time_ms = 5'000)
    {
        const auto program = sequencer.scratch / "scanner";
        std::ofstream(program) << "#!/bin/sh\n" << script << '\n';
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        scanner.emplace(std::vector<std::string>{program, "--no-summary", "-"}, time_ms);
        restart();
    }
    Answer bring_it(std::string_view content)
    {
        upload = begin(officer, content.size(), "a.pdf");
        return patch(officer, upload, 0, content);
    }
    std::string upload;
};

BOOST_AUTO_TEST_CASE(is_taken_if_it_is_clean_and_thrown_away_if_it_is_not)
{
    Scanned house(R"([ "$1 $2" = "--no-summary -" ] || exit 2
cd /; if grep -q VIRUS; then echo found; exit 1; fi; [ -z "$CCHC_SECRET" ] || exit 2; exit 0)");
    BOOST_TEST(house.bring_it(bytes).status == 204);
    std::string ill = bytes; // it gets the plain bytes, all of them
    ill.replace(ill.find("MINH HOA"), 8, "A  VIRUS");
    const Answer refused = house.bring_it(ill);
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(said(refused)["errors"][0]["code"] == "file_infected");
    BOOST_TEST(house.look(officer, house.upload).status == 404);
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + storage::sha256(ill).hex()).status == 404);
    BOOST_TEST(house.evidence->unfinished().empty());
}

BOOST_AUTO_TEST_CASE(waits_until_the_scanner_can_tell)
{
    for (const auto& script : {"exit 2", "kill -9 $$", "sleep 60"}) {
        Scanned house(script, 300);
        BOOST_TEST(house.bring_it(bytes).status == 503);
        BOOST_TEST(house.look(officer, house.upload).status == 503);
        house.scanner.emplace(std::vector<std::string>{"true"});
        house.restart(); // all that came is there still
        BOOST_TEST(house.look(officer, house.upload).header("upload-sha256") == storage::sha256(bytes).hex());
    }
}

BOOST_AUTO_TEST_CASE(is_looked_at_by_the_words_of_a_command_and_no_shell)
{
    BOOST_TEST((Scanner::words_of(" clamdscan  --no-summary - ") ==
                std::vector<std::string>{"clamdscan", "--no-summary", "-"}));
    const Scanner::Read nothing = [](const auto&) {};
    BOOST_TEST((Scanner({"sh", "-c", "exit 1"}).scan(nothing) == Scanner::Found::infected));
    BOOST_TEST((Scanner({"true; exit 1"}).scan(nothing) == Scanner::Found::unknown)); // no program of that name
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_paper_of_the_demonstration)

BOOST_AUTO_TEST_CASE(is_signed_under_a_list_of_its_own_that_holds_after_a_restart)
{
    const Scratch scratch;
    const auto folder = scratch / "trust";
    const Instant now = SystemClock().now();
    const auto judged = [&](const std::string& pdf) {
        return signatures::check_file(pdf, signatures::TrustList::in_folder(folder), now.plus_us(1'000'000));
    };
    const auto made_by = [](demonstration::Authority& authority) {
        return demonstration::signed_paper("phong-tu-phap", "I.1.1", [&](std::string_view covered) {
            return authority.sign("Phòng Tư pháp", covered);
        });
    };
    demonstration::Authority yesterday(folder);
    const std::string paper = made_by(yesterday);
    demonstration::Authority today(folder);
    for (const std::string& one : {paper, made_by(today)}) {
        const signatures::Report report = judged(one);
        BOOST_TEST((report.verdict == signatures::Verdict::valid));
        BOOST_TEST(report.reasons.empty());
        BOOST_TEST(report.signatures.at(0).organisation == "Phòng Tư pháp"); // as its agency tells who issued it
        BOOST_TEST(report.signatures.at(0).issuer == "Gốc thử nghiệm của bản minh họa");
        BOOST_TEST(report.signatures.at(0).depth.revocation);
        BOOST_TEST(report.pages.value() == 1u);
    }
    BOOST_TEST((judged(demonstration::altered(paper)).verdict == signatures::Verdict::invalid));
    BOOST_TEST((judged(demonstration::paper("phong-tu-phap", "I.1.1")).verdict == signatures::Verdict::unsigned_));
    demonstration::Authority stranger(scratch / "elsewhere");
    BOOST_TEST((judged(made_by(stranger)).verdict == signatures::Verdict::indeterminate));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cchc::tests
