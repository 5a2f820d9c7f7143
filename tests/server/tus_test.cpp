// tus 1.0.0, section by section: https://tus.io/protocols/resumable-upload (core, creation, creation-with-upload,
// checksum, termination, expiration).

#include "server/documents/api.hpp"
#include "tests/server/documents_house.hpp"
#include "tests/server/some_files.hpp"

#include <openssl/evp.h>

namespace cchc::tests {

namespace {

const Player officer = officer_of(agency);
const Player stranger = officer_of("phong-noi-vu");
const std::string uploads = "/api/v1/uploads";
const std::string tus = "Tus-Resumable: 1.0.0\r\n";
const std::string offset_stream = "Content-Type: application/offset+octet-stream\r\n";

std::string slug(const Answer& answer)
{
    return answer.body.empty() ? "" : nlohmann::json::parse(answer.body).at("type").get<std::string>().substr(10);
}

std::string checksum(const std::string& algorithm, std::string_view bytes)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest, &size, algorithm == "sha1" ? EVP_sha1() : EVP_sha256(), nullptr);
    return "Upload-Checksum: " + algorithm + " " + storage::to_base64({reinterpret_cast<const char*>(digest), size}) +
           "\r\n";
}

std::string hash_of(std::string_view bytes)
{
    return storage::sha256(bytes).hex();
}

} // namespace

BOOST_AUTO_TEST_SUITE(tus_says)

BOOST_AUTO_TEST_CASE(core_options_what_is_spoken_here_to_anyone)
{
    DocumentsHouse house;
    const Answer told = house.ask(officer, "OPTIONS", uploads);
    BOOST_TEST(told.status == 204);
    BOOST_TEST(told.header("tus-resumable") == "1.0.0");
    BOOST_TEST(told.header("tus-version") == "1.0.0");
    BOOST_TEST(told.header("tus-max-size") == "52428800");
    BOOST_TEST(told.header("tus-extension") == "creation,creation-with-upload,checksum,termination,expiration");
    BOOST_TEST(told.header("tus-checksum-algorithm") == "sha-256,sha1");
    BOOST_TEST(house.ask(officer, "OPTIONS", "/api/v1/documents").status == 405); // not what the rest of the API says
}

BOOST_AUTO_TEST_CASE(core_head_is_never_cached_and_gives_back_what_the_creation_said)
{
    DocumentsHouse house;
    const std::string upload = house.begin(officer, 1'000, "Báo cáo quý I.pdf");
    const Answer head = house.look(officer, upload);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.header("cache-control") == "no-store");
    BOOST_TEST(head.header("upload-offset") == "0");
    BOOST_TEST(head.header("upload-length") == "1000");
    BOOST_TEST(head.header("upload-metadata") == "filename " + storage::to_base64("Báo cáo quý I.pdf"));
    house.restart();
    BOOST_TEST(house.look(officer, upload).header("upload-metadata") == head.header("upload-metadata"));
    for (const std::string& none : {upload + "0", uploads + "/u-999"}) {
        const Answer answer = house.look(officer, none);
        BOOST_TEST(answer.status == 404);
        BOOST_TEST(answer.header("upload-offset") == "");
    }
}

BOOST_AUTO_TEST_CASE(core_of_another_version_nothing_is_done)
{
    DocumentsHouse house;
    const std::string upload = house.begin(officer, 1'000, "a.pdf");
    for (const std::string& version : {std::string(), std::string("Tus-Resumable: 0.2.2\r\n")})
        for (const char* method : {"HEAD", "PATCH", "DELETE"}) {
            const Answer answer = house.ask(officer, method, upload, version);
            BOOST_TEST(answer.status == 412);
            BOOST_TEST(answer.header("tus-version") == "1.0.0");
            BOOST_TEST(answer.header("tus-resumable") == "1.0.0");
        }
    BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0");
}

BOOST_AUTO_TEST_CASE(core_a_name_is_kept_in_composed_letters)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(1'000);
    const std::string decomposed = "Ke\xcc\x82\xcc\x81 hoa\xcc\xa3"
                                   "ch.pdf";
    const Answer facts = house.ask(officer, "GET", house.bring(officer, bytes, decomposed));
    BOOST_TEST(nlohmann::json::parse(facts.body).at("name") == "Kế hoạch.pdf");
}

BOOST_AUTO_TEST_CASE(creation_refuses_plainly_what_is_empty_or_far_too_large)
{
    DocumentsHouse house;
    const Answer empty = house.ask(officer, "POST", uploads, DocumentsHouse::creation(0, "a.pdf"));
    BOOST_TEST(empty.status == 422);
    BOOST_TEST(slug(empty) == "validation-failed");
    const Answer huge = house.ask(officer, "POST", uploads, DocumentsHouse::creation(200u << 20, "a.pdf"));
    BOOST_TEST(huge.status == 413);
    BOOST_TEST(slug(huge) == "too-large");
    const std::string upload = house.begin(officer, 50u << 20, "a.pdf");
    RawClient client(house.gate->port());
    client.send(house.head(officer, "PATCH", upload, DocumentsHouse::part_at(0), 200u << 20));
    BOOST_TEST(client.answer().status == 413); // before a byte of it is read
    BOOST_TEST(house.evidence->unfinished().size() == 1u);
}

BOOST_AUTO_TEST_CASE(creation_with_upload_takes_what_comes_along)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(400'000);
    const std::string creation = DocumentsHouse::creation(bytes.size(), "a.pdf") + offset_stream;
    const Answer part = house.ask(officer, "POST", uploads, creation, std::string_view(bytes).substr(0, 150'000));
    BOOST_TEST(part.status == 201);
    BOOST_TEST(part.header("upload-offset") == "150000");
    BOOST_TEST(part.header("upload-expires") == "Tue, 05 Dec 2023 02:00:00 GMT");
    const Answer rest = house.patch(officer, part.header("location"), 150'000, std::string_view(bytes).substr(150'000));
    BOOST_TEST(rest.header("upload-sha256") == hash_of(bytes));

    const std::string other = pdf_of(300'000);
    const Answer whole =
        house.ask(officer, "POST", uploads, DocumentsHouse::creation(other.size(), "b.pdf") + offset_stream, other);
    BOOST_TEST(whole.status == 201);
    BOOST_TEST(whole.header("upload-sha256") == hash_of(other));
    BOOST_TEST(whole.header("upload-expires") == "");
    BOOST_TEST(house.look(officer, whole.header("location")).header("upload-offset") == "300000");

    BOOST_TEST(
        house.ask(officer, "POST", uploads, DocumentsHouse::creation(10, "c.pdf") + offset_stream, other).status ==
        413);
    BOOST_TEST(house
                   .ask(officer, "POST", uploads,
                        DocumentsHouse::creation(10, "c.pdf") + "Content-Type: application/pdf\r\n", "%PDF-")
                   .status == 415);
    const std::string page = "<!doctype html>" + std::string(100, ' ');
    BOOST_TEST(house.ask(officer, "POST", uploads, DocumentsHouse::creation(page.size(), "c.pdf") + offset_stream, page)
                   .status == 415);
    BOOST_TEST(house.evidence->unfinished().empty());
}

BOOST_AUTO_TEST_CASE(creation_with_upload_of_which_the_line_is_cut_can_be_gone_on_with)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(600'000);
    {
        RawClient client(house.gate->port());
        client.send(house.head(officer, "POST", uploads,
                               DocumentsHouse::creation(bytes.size(), "a.pdf") + offset_stream, bytes.size()));
        client.send(std::string_view(bytes).substr(0, 300'000));
        while (house.look(officer, uploads + "/u-1").header("upload-offset") < "1") {
        }
        client.slam();
    }
    house.restart();
    const auto rests = std::stoul(house.look(officer, uploads + "/u-1").header("upload-offset"));
    BOOST_TEST(rests > 0u);
    BOOST_TEST(
        house.patch(officer, uploads + "/u-1", rests, std::string_view(bytes).substr(rests)).header("upload-sha256") ==
        hash_of(bytes));
}

BOOST_AUTO_TEST_CASE(checksum_that_agrees_lets_the_part_stay)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(500'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    const std::string first = bytes.substr(0, 200'000), rest = bytes.substr(200'000);
    BOOST_TEST(
        house.ask(officer, "PATCH", upload, DocumentsHouse::part_at(0) + checksum("sha1", first), first).status == 204);
    const Answer done =
        house.ask(officer, "PATCH", upload, DocumentsHouse::part_at(200'000) + checksum("sha-256", rest), rest);
    BOOST_TEST(done.status == 204);
    BOOST_TEST(done.header("upload-sha256") == hash_of(bytes));
}

BOOST_AUTO_TEST_CASE(checksum_mismatch_460_and_the_part_is_discarded)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(500'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    for (const char* algorithm : {"sha1", "sha-256"}) {
        const Answer refused =
            house.ask(officer, "PATCH", upload, DocumentsHouse::part_at(0) + checksum(algorithm, "other bytes"), bytes);
        BOOST_TEST(refused.status == 460);
        BOOST_TEST(slug(refused) == "upload-digest-mismatch");
        BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0");
    }
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes)).status == 404);
    house.restart();
    BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0");
    BOOST_TEST(house.patch(officer, upload, 0, bytes).header("upload-sha256") == hash_of(bytes));

    const Answer created =
        house.ask(officer, "POST", uploads,
                  DocumentsHouse::creation(bytes.size(), "b.pdf") + offset_stream + checksum("sha1", "other"), bytes);
    BOOST_TEST(created.status == 460);
    BOOST_TEST(house.evidence->unfinished().empty()); // nobody knows where it would be
}

BOOST_AUTO_TEST_CASE(checksum_of_a_part_that_did_not_come_whole_proves_nothing)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(2'000'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    {
        RawClient client(house.gate->port());
        client.send(
            house.head(officer, "PATCH", upload, DocumentsHouse::part_at(0) + checksum("sha1", bytes), bytes.size()));
        client.send(std::string_view(bytes).substr(0, 1'000'000));
        while (std::filesystem::file_size(house.sequencer.scratch / "evidence/uploads/u-1.part") < 500'000) {
        }
        BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0");
        client.slam();
    }
    house.restart();
    BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0");
}

BOOST_AUTO_TEST_CASE(checksum_in_another_form_or_algorithm_400)
{
    DocumentsHouse house;
    const std::string upload = house.begin(officer, 1'000, "a.pdf");
    for (const char* wrong : {"md5 rL0Y20zC+Fzt72VPzMSk2A==", "sha1 rL0Y20zC+Fzt72VPzMSk2A==", "sha1", "sha1 ",
                              "sha-256 x", "SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk="})
        BOOST_TEST(house
                       .ask(officer, "PATCH", upload, DocumentsHouse::part_at(0) + "Upload-Checksum: " + wrong + "\r\n",
                            "%PDF-")
                       .status == 400);
    BOOST_TEST(house.look(officer, upload).header("upload-offset") == "0");
}

BOOST_AUTO_TEST_CASE(termination_delete_frees_what_was_there)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(500'000);
    const std::string upload = house.begin(officer, bytes.size(), "a.pdf");
    (void)house.patch(officer, upload, 0, std::string_view(bytes).substr(0, 200'000));
    BOOST_TEST(house.ask(stranger, "DELETE", upload, tus).status == 404);
    const Answer gone = house.ask(officer, "DELETE", upload, tus);
    BOOST_TEST(gone.status == 204);
    BOOST_TEST(gone.header("tus-resumable") == "1.0.0");
    BOOST_TEST(house.evidence->unfinished().empty());
    BOOST_TEST(house.look(officer, upload).status == 404);
    BOOST_TEST(house.ask(officer, "DELETE", upload, tus).status == 404);
    BOOST_TEST(house.patch(officer, upload, 200'000, std::string_view(bytes).substr(200'000)).status == 404);

    const Answer created =
        house.ask(officer, "POST", uploads, DocumentsHouse::creation(bytes.size(), "a.pdf") + offset_stream, bytes);
    const Answer whole = house.ask(officer, "DELETE", created.header("location"), tus);
    BOOST_TEST(whole.status == 409);
    BOOST_TEST(slug(whole) == "not-in-this-state");
    BOOST_TEST(house.ask(officer, "GET", "/api/v1/documents/" + hash_of(bytes)).status == 200);
}

BOOST_AUTO_TEST_CASE(expiration_is_said_until_the_file_is_whole)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(1'000), until = "Tue, 05 Dec 2023 02:00:00 GMT"; // begun at 9:00 in Huế
    const Answer created = house.ask(officer, "POST", uploads, DocumentsHouse::creation(bytes.size(), "a.pdf"));
    BOOST_TEST(created.header("upload-expires") == until);
    const std::string upload = created.header("location");
    BOOST_TEST(house.look(officer, upload).header("upload-expires") == until);
    BOOST_TEST(house.patch(officer, upload, 0, std::string_view(bytes).substr(0, 10)).header("upload-expires") ==
               until);
    const Answer done = house.patch(officer, upload, 10, std::string_view(bytes).substr(10));
    BOOST_TEST(done.header("upload-expires") == "");
    BOOST_TEST(house.look(officer, upload).header("upload-expires") == "");

    const std::string late = house.begin(officer, bytes.size(), "b.pdf");
    house.sequencer.clock.advance_us(Uploads::kept_us);
    BOOST_TEST(house.look(officer, late).status == 404);
    BOOST_TEST(house.patch(officer, late, 0, bytes).status == 404);
    BOOST_TEST(house.ask(officer, "DELETE", late, tus).status == 404);
    BOOST_TEST(house.look(officer, upload).header("upload-sha256") == hash_of(bytes));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_quota_of_evidence)

BOOST_AUTO_TEST_CASE(is_told_with_what_is_used_and_what_is_allowed)
{
    DocumentsHouse house;
    house.limits.agency_bytes = 3'000'000;
    (void)house.bring(officer, pdf_of(2'000'000), "a.pdf");
    const Answer full = house.ask(officer, "POST", uploads, DocumentsHouse::creation(1'000'001, "b.pdf"));
    BOOST_TEST(full.status == 422);
    const auto problem = nlohmann::json::parse(full.body);
    BOOST_TEST(problem.at("type") == "/problems/quota-exceeded");
    BOOST_TEST(problem.at("quota") ==
               (nlohmann::json{{"of", "agency_bytes"}, {"used", 2'000'000}, {"allowed", 3'000'000}}));
    BOOST_TEST(problem.at("detail") == "Đơn vị đã dùng 2,0 MB; được phép tối đa 3,0 MB.");
    (void)house.begin(stranger, 1'000'001, "b.pdf"); // another agency has its own
    house.limits.agency_files = 1;
    const Answer many =
        house.ask(officer, "POST", uploads, "Accept-Language: en\r\n" + DocumentsHouse::creation(10, "b.pdf"));
    BOOST_TEST(nlohmann::json::parse(many.body).at("detail") ==
               "The agency has used 1 files; at most 1 files are allowed.");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_same_bytes_of_two_agencies)

/// What a sender can see of an upload from beginning to end, without its own name and the hour.
static std::string seen(DocumentsHouse& house, const Player& who, const std::string& bytes)
{
    std::string all;
    const auto note = [&](Answer answer, const std::string& upload) {
        for (auto& [name, value] : answer.headers) {
            if (name == "date") continue;
            if (const auto at = value.find(upload); !upload.empty() && at != std::string::npos)
                value.replace(at, upload.size(), "U");
            all += name + ": " + value + "\n";
        }
        all += std::to_string(answer.status) + " " + answer.body + "\n";
    };
    const Answer created =
        house.ask(who, "POST", uploads, DocumentsHouse::creation(bytes.size(), "a.pdf", "", hash_of(bytes)));
    const std::string upload = created.header("location");
    note(created, upload);
    note(house.look(who, upload), upload);
    note(house.patch(who, upload, 0, std::string_view(bytes).substr(0, 100'000)), upload);
    note(house.patch(who, upload, 100'000, std::string_view(bytes).substr(100'000)), upload);
    note(house.look(who, upload), upload);
    return all;
}

BOOST_AUTO_TEST_CASE(lie_here_once_and_neither_hears_of_the_other)
{
    DocumentsHouse house;
    const std::string bytes = pdf_of(300'000);
    (void)house.bring(officer, pdf_of(1'000), "warm.pdf"); // folders of the store itself
    // All that the disk is made to do for it; in how many pieces the bytes come is the network's affair.
    const auto done = [&disk = *house.disk](const auto& act) {
        const auto before = disk.operations() - disk.appends().operations, bytes_before = disk.appends().bytes;
        std::string told = act();
        return std::tuple(std::move(told), disk.operations() - disk.appends().operations - before,
                          disk.appends().bytes - bytes_before);
    };
    const auto first = done([&] { return seen(house, officer, bytes); });
    const auto second = done([&] { return seen(house, stranger, bytes); });
    BOOST_TEST(std::get<0>(first) == std::get<0>(second));
    // Every byte is asked for again, and the disk has the same to do: nothing to measure a time by.
    BOOST_TEST(std::get<1>(first) == std::get<1>(second));
    BOOST_TEST(std::min(std::get<2>(first), std::get<2>(second)) >= bytes.size());
    BOOST_TEST(house.evidence->all().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cchc::tests
