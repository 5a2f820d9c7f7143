// Documents with personal data: destroyed with their keys, and what of them stays.

#include "server/documents/destruction.hpp"
#include "tests/server/documents_house.hpp"

#include <fstream>
#include <sstream>

namespace cchc::tests {

namespace {

const Player officer = officer_of(agency);
const Player other_officer = officer_of("phong-noi-vu");
const std::string bytes = "%PDF-1.4\n1 0 obj\nđơn của ông Bình\nstartxref\n9\n%%EOF\n";
const std::string wish = R"({"reason":"có dữ liệu cá nhân","document_number":"21/QĐ-UBND"})";

nlohmann::json said(const Answer& answer)
{
    return nlohmann::json::parse(answer.body);
}

bool anywhere(const std::filesystem::path& folder, std::string_view words)
{
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file()) continue;
        std::ostringstream content;
        content << std::ifstream(file.path(), std::ios::binary).rdbuf();
        if (content.str().find(words) != std::string::npos) return true;
    }
    return false;
}

/// A document of our agency, attached to an entry.
struct Attached : DocumentsHouse {
    std::string document;

    Attached()
    {
        document = bring(officer, bytes, "Đơn của ông Bình.pdf");
        attach(officer, first_leaf(), bytes, "l-1");
    }
    Answer destroy(const Player& who, const std::string& body = wish, std::string_view id = "01")
    {
        return ask(who, "POST", document + "/destructions",
                   "Content-Type: application/json\r\nIdempotency-Key: \"0198b1c2-0000-7000-8000-0000000000" +
                       std::string(id) + "\"\r\n",
                   body);
    }
    Answer get(const Player& who, const std::string& path = "") { return ask(who, "GET", document + path); }
    bool is_there() const { return !evidence->destroyed(storage::sha256(bytes)); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(a_document_with_personal_data)

BOOST_AUTO_TEST_CASE(is_gone_for_good_and_its_hash_size_and_reason_stay)
{
    Attached house;
    BOOST_TEST(house.get(officer, "/content").body == bytes);
    BOOST_TEST(said(house.get(officer))["name"] == "Đơn của ông Bình.pdf");
    BOOST_TEST(!anywhere(house.sequencer.scratch / "documents", "Bình"));
    BOOST_TEST(!anywhere(house.sequencer.scratch / "evidence", "Bình"));
    std::filesystem::copy(house.sequencer.scratch / "evidence", house.sequencer.scratch / "backup",
                          std::filesystem::copy_options::recursive);

    BOOST_TEST(house.destroy(officer).status == 403);
    BOOST_TEST(house.destroy(admin, R"({"reason":"","document_number":"21"})").status == 422);
    BOOST_TEST(house.is_there());
    const Answer done = house.destroy(admin, wish, "02");
    BOOST_TEST(done.status == 200, done.body);
    BOOST_TEST(house.destroy(admin, wish, "02").body == done.body); // the answer was lost on its way

    for (const auto& path : {"", "/content"})
        for (const Player& who : {officer, admin}) {
            const Answer gone = house.get(who, path);
            BOOST_TEST(gone.status == 410);
            const auto problem = said(gone);
            BOOST_TEST(problem["type"] == "/problems/destroyed");
            BOOST_TEST(problem["current"]["sha256"] == storage::sha256(bytes).hex());
            BOOST_TEST(problem["current"]["size"] == bytes.size());
            BOOST_TEST(problem["current"]["reason"] == "có dữ liệu cá nhân");
            BOOST_TEST(problem["current"]["destroyed_at"].get<std::string>().ends_with("+07:00"));
        }
    const Answer again = house.patch(officer, house.begin(officer, bytes.size(), "lại.pdf"), 0, bytes);
    BOOST_TEST(again.status == 410);
    BOOST_TEST(!house.is_there());
    BOOST_TEST(house.get(other_officer).status == 404); // nobody learns that it ever was
    const auto listed = said(house.ask(officer, "GET", "/api/v1/documents"))["documents"][0];
    BOOST_TEST(listed["name"] == "");
    BOOST_TEST(listed["size"] == bytes.size());

    std::filesystem::copy(house.sequencer.scratch / "backup", house.sequencer.scratch / "evidence",
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    house.restart();
    BOOST_TEST(!house.is_there());
    BOOST_TEST(house.get(officer, "/content").status == 410);
}

BOOST_AUTO_TEST_CASE(is_destroyed_at_the_next_start_if_the_power_failed_after_the_event)
{
    Attached house;
    const DestroyEvidence destroy{storage::sha256(bytes), "có dữ liệu cá nhân", "21/QĐ-UBND"};
    (void)accepted(house.sequencer.ask(admin, destroy));
    BOOST_TEST(house.is_there());
    destroy_what_the_log_says(*house.sequencer.log, *house.evidence, *house.documents);
    BOOST_TEST(!house.is_there());
    BOOST_TEST(house.get(officer).status == 410);
    BOOST_TEST(said(house.get(officer))["current"]["reason"] == "có dữ liệu cá nhân");
}

BOOST_AUTO_TEST_CASE(stays_with_another_system_that_brought_the_same_bytes)
{
    Attached house;
    const Sha256 hash = storage::sha256(bytes);
    auto batch = house.sequencer.log->begin();
    const TenantNo neighbour = batch.create_tenant("phong-dien");
    house.sequencer.log->commit(std::move(batch).finish());
    Document theirs{hash, "Đơn.pdf", "application/pdf", bytes.size(), ActorId("p-7"), {}};
    house.documents->add({neighbour, AgencyId("van-phong"), "u-theirs", theirs});
    BOOST_TEST(house.destroy(admin).status == 200);
    BOOST_TEST(house.get(officer, "/content").status == 410);
    BOOST_TEST(house.is_there());
    BOOST_TEST(house.documents->find(neighbour, AgencyId("van-phong"), hash)->name == "Đơn.pdf");
    destroy_document(*house.sequencer.log, *house.evidence, *house.documents, neighbour, hash, {{1}, "theirs too"});
    BOOST_TEST(!house.is_there());
}

BOOST_AUTO_TEST_CASE(had_a_name_that_lay_open_before_there_were_keys)
{
    const Scratch scratch;
    const Sha256 hash = storage::sha256(bytes);
    const Document document{hash, "Đơn của bà An.pdf", "application/pdf", 34, ActorId("p-1"), {}};
    {
        Register open(storage::Disk(), scratch / "documents");
        open.add({1, AgencyId("a"), "u-1", document});
        open.add({1, AgencyId("b"), "u-2", document});
    }
    storage::KeyStore keys(storage::Disk(), scratch / "keys", scratch / "master.key");
    for (int start = 0; start < 2; ++start) {
        Register sealed(storage::Disk(), scratch / "documents", &keys);
        BOOST_TEST(!anywhere(scratch / "documents", "Đơn của bà An"));
        BOOST_TEST(sealed.find(1, AgencyId("a"), hash)->name == "Đơn của bà An.pdf");
        BOOST_TEST(sealed.arrived_by("u-2")->document.name == "Đơn của bà An.pdf");
        BOOST_TEST(sealed.arrived_by("u-2")->agency.value == "b");
        BOOST_TEST(sealed.of_agency(1, AgencyId("b")).front().name == "Đơn của bà An.pdf");
    }
    Register sealed(storage::Disk(), scratch / "documents", &keys);
    sealed.destroy(1, hash, {{5}, "asked for"});
    sealed.destroy(1, hash, {{6}, "again"});
    BOOST_TEST((sealed.destroyed(1, hash).value() == storage::Tombstone{{5}, "asked for"}));
    BOOST_TEST(!sealed.destroyed(2, hash));
    BOOST_TEST(sealed.find(1, AgencyId("a"), hash)->name == "");
    BOOST_TEST(sealed.find(1, AgencyId("a"), hash)->size == 34u);
    sealed.add({1, AgencyId("c"), "u-3", document}); // a name that came later is not kept either
    BOOST_TEST(sealed.find(1, AgencyId("c"), hash)->name == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cchc::tests
