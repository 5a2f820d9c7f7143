// Files over HTTP: how they come in, who may have them, and how they go out.

#include "server/documents/api.hpp"
#include "tests/server/documents_house.hpp"
#include "tests/server/some_files.hpp"

#include <fstream>
#include <thread>

namespace cchc::tests {

namespace {

const Player officer = officer_of(agency);
const Player stranger = officer_of("phong-noi-vu");

std::string hash_of(std::string_view bytes)
{
    return storage::sha256(bytes).hex();
}

/// What the answer says, without what differs each time.
std::string said(const Answer& answer)
{
    auto body = nlohmann::json::parse(answer.body);
    body.erase("instance");
    return body.dump();
}

std::string slug(const Answer& answer)
{
    return answer.body.empty() ? "" : nlohmann::json::parse(answer.body).at("type").get<std::string>().substr(10);
}

/// Asks where the upload stands until nobody is sending any more.
std::size_t where_it_rests(DocumentsHouse& house, const std::string& upload)
{
    for (int time = 0; time < 500; ++time) {
        const auto offset = std::stoul(house.look(officer, upload).header("upload-offset"));
        if (house.patch(officer, upload, offset, "").status == 204) return offset;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    BOOST_FAIL("the upload is held for ever");
    return 0;
}

/// The appraiser of that criterion for our agency, and one who is not.
Player its_appraiser(const Criterion& criterion)
{
    return appraiser_of(the_regulation()->appraiser_of(criterion, AgencyId(agency)).value);
}
Player another_appraiser(const Criterion& criterion)
{
    const AgencyId its = the_regulation()->appraiser_of(criterion, AgencyId(agency));
    for (const AgencyListing& listing : the_regulation()->agencies)
        if (listing.id != its) return appraiser_of(listing.id.value);
    throw std::logic_error("one agency appraises everything");
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_file_over_http)

BOOST_AUTO_TEST_CASE(comes_in_by_parts_and_goes_out_whole)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(700'000);
    const std::string upload = house.begin(officer, bytes.size(), "Quyết định số 05.pdf", hash_of(bytes));
    BOOST_TEST(upload.starts_with("/api/v1/uploads/u-"));

    const Answer fresh = house.look(officer, upload);
    BOOST_TEST(fresh.status == 200);
    BOOST_TEST(fresh.header("upload-offset") == "0");
    BOOST_TEST(fresh.header("upload-length") == "700000");
    BOOST_TEST(fresh.header("cache-control") == "no-store");
    BOOST_TEST(fresh.header("tus-resumable") == "1.0.0");

    const Answer first = house.patch(officer, upload, 0, std::string_view(bytes).substr(0, 300'000));
    BOOST_TEST(first.status == 204);
    BOOST_TEST(first.header("upload-offset") == "300000");
    BOOST_TEST(first.header("upload-sha256") == "");
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes)).status == 404);
    const Answer last = house.patch(officer, upload, 300'000, std::string_view(bytes).substr(300'000));
    BOOST_TEST(last.status == 204);
    BOOST_TEST(last.header("upload-offset") == "700000");
    BOOST_TEST(last.header("upload-sha256") == hash_of(bytes));
    BOOST_TEST(house.look(officer, upload).header("upload-sha256") == hash_of(bytes)); // for who missed the answer

    const Answer facts = house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes));
    BOOST_TEST(nlohmann::json::parse(facts.body) == (nlohmann::json{{"sha256", hash_of(bytes)},
                                                                    {"name", "Quyết định số 05.pdf"},
                                                                    {"size", 700'000},
                                                                    {"media", "application/pdf"},
                                                                    {"signature", "unsigned"},
                                                                    {"check", nullptr},
                                                                    {"pages", nullptr},
                                                                    {"used_in", nlohmann::json::array()},
                                                                    {"uploaded_by", officer.actor.value},
                                                                    {"uploaded_at", "2023-12-04T09:00:00.000+07:00"}}));
    const Answer content = house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes) + "/content");
    BOOST_TEST(content.status == 200);
    BOOST_TEST((content.body == bytes));
}

BOOST_AUTO_TEST_CASE(goes_on_where_the_line_was_cut)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(3'000'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    {
        RawClient client(house.gate->port());
        client.send(house.head(officer, "PATCH", upload, DocumentsHouse::part_at(0), bytes.size()));
        client.send(std::string_view(bytes).substr(0, 2'000'000));
        while (std::stoul(house.look(officer, upload).header("upload-offset")) < 1'000'000) {
        }
        client.slam();
    }
    const std::size_t rests = where_it_rests(house, upload);
    BOOST_TEST(rests >= 1'000'000u);
    BOOST_TEST(rests <= 2'000'000u);
    const Answer done = house.patch(officer, upload, rests, std::string_view(bytes).substr(rests));
    BOOST_TEST(done.status == 204);
    BOOST_TEST(done.header("upload-sha256") == hash_of(bytes));
}

BOOST_AUTO_TEST_CASE(goes_on_where_the_server_was_stopped)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(500'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    (void)house.patch(officer, upload, 0, std::string_view(bytes).substr(0, 200'000));
    house.restart();
    BOOST_TEST(house.look(officer, upload).header("upload-offset") == "200000");
    const Answer done = house.patch(officer, upload, 200'000, std::string_view(bytes).substr(200'000));
    BOOST_TEST(done.header("upload-sha256") == hash_of(bytes));
    house.restart();
    BOOST_TEST(house.look(officer, upload).header("upload-sha256") == hash_of(bytes));
    BOOST_TEST((house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes) + "/content").body == bytes));
}

BOOST_AUTO_TEST_CASE(comes_over_one_line_at_a_time)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(400'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    RawClient first(house.gate->port());
    first.send(house.head(officer, "PATCH", upload, DocumentsHouse::part_at(0), bytes.size()));
    first.send(std::string_view(bytes).substr(0, 200'000));
    while (house.look(officer, upload).header("upload-offset") == "0") {
    }
    const Answer second = house.patch(officer, upload, 0, bytes);
    BOOST_TEST(second.status == 409);
    BOOST_TEST(slug(second) == "not-in-this-state");
    first.send(std::string_view(bytes).substr(200'000));
    const Answer done = first.answer();
    BOOST_TEST(done.status == 204);
    BOOST_TEST(done.header("upload-sha256") == hash_of(bytes));
}

BOOST_AUTO_TEST_CASE(of_no_known_kind_is_refused_by_its_first_bytes)
{
    DocumentsHouse house;
    const std::string page = "<!doctype html><script>alert(1)</script>" + std::string(1'000'000, ' ');
    const std::string upload = house.begin(officer, page.size(), "báo cáo.pdf");
    const Answer refused = house.patch(officer, upload, 0, page);
    BOOST_TEST(refused.status == 415);
    BOOST_TEST(slug(refused) == "media-type");
    BOOST_TEST(house.look(officer, upload).status == 404);
    BOOST_TEST(house.evidence->unfinished().empty());
    BOOST_TEST(house.evidence->all().empty());
}

BOOST_AUTO_TEST_CASE(that_is_not_the_one_announced_is_refused)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(10'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf", hash_of("another"));
    const Answer refused = house.patch(officer, upload, 0, bytes);
    BOOST_TEST(refused.status == 460);
    BOOST_TEST(slug(refused) == "upload-digest-mismatch");
    BOOST_TEST(house.look(officer, upload).status == 404);
    BOOST_TEST(house.evidence->all().empty());
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes)).status == 404);
}

BOOST_AUTO_TEST_CASE(is_refused_when_its_announcement_makes_no_sense)
{
    DocumentsHouse house;
    const auto create = [&](const std::string& headers) {
        const Answer answer = house.ask(officer, "POST", "/api/v1/uploads", headers);
        return std::to_string(answer.status) + " " + slug(answer);
    };
    const std::string tus = "Tus-Resumable: 1.0.0\r\n", name = "Upload-Metadata: filename YQ==\r\n";
    const auto with = [&](const std::string& length, const std::string& metadata) {
        return create(tus + "Upload-Length: " + length + "\r\nUpload-Metadata: " + metadata + "\r\n");
    };
    BOOST_TEST(create("Upload-Length: 5\r\n" + name) == "412 malformed");
    BOOST_TEST(create("Tus-Resumable: 0.2.2\r\nUpload-Length: 5\r\n" + name) == "412 malformed");
    BOOST_TEST(house.ask(officer, "POST", "/api/v1/uploads").header("tus-version") == "1.0.0");
    BOOST_TEST(create(tus + name) == "400 malformed");
    BOOST_TEST(create(tus + "Upload-Defer-Length: 1\r\n" + name) == "400 malformed");
    BOOST_TEST(with("5x", "filename YQ==") == "400 malformed");
    BOOST_TEST(with("-5", "filename YQ==") == "400 malformed");
    BOOST_TEST(with("99999999999999999999", "filename YQ==") == "400 malformed");
    BOOST_TEST(with("0", "filename YQ==") == "422 validation-failed");
    BOOST_TEST(with("52428801", "filename YQ==") == "413 too-large");
    BOOST_TEST(with("52428800", "filename YQ==") == "201 ");
    BOOST_TEST(create(tus + "Upload-Length: 5\r\n") == "422 validation-failed"); // no name
    BOOST_TEST(with("5", "filename") == "422 validation-failed");
    BOOST_TEST(with("5", "filename ww==") == "422 validation-failed"); // not UTF-8
    BOOST_TEST(with("5", "filename YQ") == "400 malformed");
    BOOST_TEST(with("5", "filename YQ==,filename Yg==") == "400 malformed");
    BOOST_TEST(with("5", "filename YQ==,,x") == "400 malformed");
    BOOST_TEST(with("5", "filename YQ==,sha256 YQ==") == "422 validation-failed");
    BOOST_TEST(with("5", "filename YQ==, relativePath bnVsbA==,is_confidential") == "201 ");
    BOOST_TEST(house.ask(auditor, "POST", "/api/v1/uploads", tus + "Upload-Length: 5\r\n" + name).status == 403);
    BOOST_TEST(house.evidence->unfinished().size() == 2u);
}

BOOST_AUTO_TEST_CASE(is_refused_when_a_part_of_it_makes_no_sense)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(1'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    const auto status = [&](std::string_view headers, std::string_view body) {
        return house.ask(officer, "PATCH", upload, headers, body).status;
    };
    BOOST_TEST(house.ask(officer, "HEAD", upload).status == 412);
    BOOST_TEST(status("Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n", bytes) == 412);
    BOOST_TEST(status("Tus-Resumable: 1.0.0\r\nContent-Type: application/pdf\r\nUpload-Offset: 0\r\n", bytes) == 415);
    BOOST_TEST(status("Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n", bytes) == 400);
    BOOST_TEST(house.patch(officer, upload, 1, bytes.substr(1)).status == 409);
    BOOST_TEST(slug(house.patch(officer, upload, 0, bytes + "x")) == "too-large");
    BOOST_TEST(house.patch(officer, upload + "0", 0, bytes).status == 404);
    BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0"); // none of these brought a byte
    BOOST_TEST(house.patch(officer, upload, 0, "").status == 204);
    BOOST_TEST(house.patch(officer, upload, 0, bytes).header("upload-sha256") == hash_of(bytes));
    BOOST_TEST(house.patch(officer, upload, 1'000, "").status == 404);
}

BOOST_AUTO_TEST_CASE(on_its_way_in_is_seen_by_nobody_else)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(1'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    for (const Player& other : {stranger, head_of(agency)}) {
        BOOST_TEST(house.look(other, upload).status == 404);
        BOOST_TEST(said(house.patch(other, upload, 0, bytes)) == said(house.patch(other, upload + "0", 0, bytes)));
    }
    BOOST_TEST(house.look(officer, upload).status == 200);
}

BOOST_AUTO_TEST_CASE(is_found_in_the_tenant_it_was_begun_in)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(1'000);
    const Answer created =
        house.ask(officer, "POST", "/quang-dien/api/v1/uploads?x=1", DocumentsHouse::creation(bytes.size(), "a.pdf"));
    BOOST_TEST(created.header("location").starts_with("/quang-dien/api/v1/uploads/u-"));
    BOOST_TEST(house.patch(officer, created.header("location"), 0, bytes).status == 204);
}

BOOST_AUTO_TEST_CASE(waits_while_the_disk_fails_and_loses_nothing)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(600'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    (void)house.patch(officer, upload, 0, std::string_view(bytes).substr(0, 200'000));
    house.disk->inject(FaultyDisk::Fault::append_is_short, ".part");
    const Answer failed = house.patch(officer, upload, 200'000, std::string_view(bytes).substr(200'000));
    BOOST_TEST(failed.status == 503);
    BOOST_TEST(failed.header("retry-after") != "");
    const std::size_t rests = where_it_rests(house, upload);
    BOOST_TEST(rests >= 200'000u);

    house.refuses_work = true;
    BOOST_TEST(house.patch(officer, upload, rests, std::string_view(bytes).substr(rests)).status == 503);
    BOOST_TEST(house.ask(officer, "POST", "/api/v1/uploads", DocumentsHouse::creation(5, "b.pdf")).status == 503);
    house.refuses_work = false;

    house.sequencer.pipeline->set_read_only(true);
    const Answer full = house.patch(officer, upload, rests, std::string_view(bytes).substr(rests));
    BOOST_TEST(full.status == 503);
    BOOST_TEST(slug(full) == "read-only");
    house.sequencer.pipeline->set_read_only(false);

    const Answer done = house.patch(officer, upload, rests, std::string_view(bytes).substr(rests));
    BOOST_TEST(done.header("upload-sha256") == hash_of(bytes));
}

BOOST_AUTO_TEST_CASE(whose_finish_fails_is_nobodys_and_can_be_sent_again)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(100'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    house.disk->inject(FaultyDisk::Fault::sync_fails, ".part");
    BOOST_TEST(house.patch(officer, upload, 0, bytes).status == 503);
    BOOST_TEST(house.look(officer, upload).status == 404);
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes)).status == 404);
    (void)house.bring(officer, bytes, "a.pdf");
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes)).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_document)

BOOST_AUTO_TEST_CASE(of_the_same_bytes_has_for_each_agency_its_own_name)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(5'000);
    const std::string address = house.bring(officer, bytes, "của Tư pháp.pdf");
    BOOST_TEST(said(house.ask(stranger, "GET", address)) ==
               said(house.ask(stranger, "GET", "/api/v1/documents/" + hash_of("never seen"))));
    BOOST_TEST(house.bring(stranger, bytes, "của Nội vụ.pdf") == address);
    const auto name = [&](const Player& who) {
        return nlohmann::json::parse(house.ask(who, "GET", address).body).at("name").get<std::string>();
    };
    BOOST_TEST(name(officer) == "của Tư pháp.pdf");
    BOOST_TEST(name(head_of(agency)) == "của Tư pháp.pdf");
    BOOST_TEST(name(stranger) == "của Nội vụ.pdf");
    BOOST_TEST(house.evidence->all().size() == 1u);
    const Answer mine = house.ask(stranger, "GET", "/api/v1/documents");
    BOOST_TEST(nlohmann::json::parse(mine.body).at("documents").size() == 1u);
}

BOOST_AUTO_TEST_CASE(is_for_the_appraiser_once_it_is_attached_where_he_looks)
{
    DocumentsHouse house;
    const Criterion& criterion = first_leaf();
    const Player appraiser = its_appraiser(criterion), other = another_appraiser(criterion);
    const std::string bytes = pdf_of(5'000);
    const std::string address = house.bring(officer, bytes, "a.pdf");
    const auto status = [&](const Player& who) {
        const int facts = house.ask(who, "GET", address).status;
        BOOST_TEST(house.ask(who, "GET", address + "/content").status == facts);
        return facts;
    };
    BOOST_TEST(status(officer) == 200);
    BOOST_TEST(status(stranger) == 404);
    BOOST_TEST(status(appraiser) == 404);
    BOOST_TEST(status(auditor) == 200);
    BOOST_TEST(status(admin) == 200);
    BOOST_TEST(status(the_system) == 403);

    house.attach(officer, criterion, bytes, "l-1");
    BOOST_TEST(status(appraiser) == 200);
    BOOST_TEST(status(other) == 404);
    BOOST_TEST(status(stranger) == 404);

    (void)accepted(house.sequencer.ask(
        officer, EditEntry{AYear::assessment(agency), DetachEvidence{criterion.code, LinkId("l-1")}}));
    BOOST_TEST(status(appraiser) == 404);
    BOOST_TEST(status(officer) == 200);
}

BOOST_AUTO_TEST_CASE(is_listed_with_the_assessment_it_is_attached_to)
{
    DocumentsHouse house;
    const Criterion& criterion = first_leaf();
    const std::string attached = pdf_of(5'000), loose = pdf_of(6'000);
    (void)house.bring(officer, attached, "kèm theo.pdf");
    (void)house.bring(officer, loose, "chưa dùng.pdf");
    const auto before = std::to_string(house.sequencer.log->size(house.sequencer.tenant) - 1);
    house.attach(officer, criterion, attached, "l-1");
    const std::string list = "/api/v1/documents?assessment=" + its_assessment.value;
    const auto names = [&](const Player& who, const std::string& path) {
        const Answer answer = house.ask(who, "GET", path);
        BOOST_REQUIRE_EQUAL(answer.status, 200);
        std::string all;
        const auto told = nlohmann::json::parse(answer.body);
        for (const auto& document : told.at("documents")) all += document.at("name").get<std::string>() + ";";
        return all;
    };
    for (const Player& who : {officer, its_appraiser(criterion), auditor, admin})
        BOOST_TEST(names(who, list) == "kèm theo.pdf;");
    BOOST_TEST(names(officer, list + "&as_of_seq=" + before) == "");
    BOOST_TEST(house.ask(officer, "GET", list).header("as-of-seq") != "");
    BOOST_TEST(nlohmann::json::parse(house.ask(officer, "GET", "/api/v1/documents").body).at("documents").size() == 2u);
    BOOST_TEST(said(house.ask(stranger, "GET", list)) ==
               said(house.ask(stranger, "GET", "/api/v1/documents?assessment=2023-none")));
    BOOST_TEST(house.ask(auditor, "GET", "/api/v1/documents").status == 400);
    BOOST_TEST(house.ask(officer, "GET", list + "&as_of=yesterday").status == 400);
}

BOOST_AUTO_TEST_CASE(goes_out_as_a_file_to_be_kept_and_never_run)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(300'000);
    const std::string content = house.bring(officer, bytes, "Kế hoạch \"05%\".hta") + "/content";
    const Answer sent = house.ask(officer, "GET", content);
    BOOST_TEST(sent.status == 200);
    BOOST_TEST(sent.header("content-type") == "application/pdf");
    BOOST_TEST(sent.header("content-length") == "300000");
    BOOST_TEST(sent.header("content-disposition") ==
               "attachment; filename=\"K_ ho_ch _05__.hta.pdf\"; "
               "filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20%2205%25%22.hta.pdf");
    BOOST_TEST(sent.header("x-content-type-options") == "nosniff");
    BOOST_TEST(sent.header("content-security-policy").find("sandbox") != std::string::npos);
    BOOST_TEST(sent.header("cache-control") == "private, no-cache");
    BOOST_TEST(sent.header("etag") == "\"" + hash_of(bytes) + "\"");
    BOOST_TEST(house.ask(officer, "GET", content, "If-None-Match: " + sent.header("etag") + "\r\n").status == 304);
    BOOST_TEST(house.ask(stranger, "GET", content, "If-None-Match: " + sent.header("etag") + "\r\n").status == 404);
    const Answer head = house.ask(officer, "HEAD", content);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.header("content-length") == "300000");
    for (const char* none : {"x", "ABCDEF"})
        BOOST_TEST(house.ask(officer, "GET", std::string("/api/v1/documents/") + none + "/content").status == 404);
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/../../CURRENT/content").status == 400); // the gate's answer
}

BOOST_AUTO_TEST_CASE(that_has_decayed_is_never_sent_whole)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(300'000);
    const std::string content = house.bring(officer, bytes, "a.pdf") + "/content";
    {
        std::fstream file(house.evidence->file_of(storage::sha256(bytes)),
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(1'000);
        file.put('!');
    }
    BOOST_TEST(house.ask(officer, "GET", content).body.size() < bytes.size());
    std::filesystem::resize_file(house.evidence->file_of(storage::sha256(bytes)), 200'000);
    BOOST_TEST(house.ask(officer, "GET", content).body.size() < bytes.size());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cchc::tests
