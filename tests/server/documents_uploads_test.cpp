#include "server/documents/uploads.hpp"

#include "server/documents/file_kind.hpp"
#include "storage/base64.hpp"
#include "tests/server/some_files.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc;
using namespace cchc::server;
using domain::ActorId;
using domain::AgencyId;
using domain::Instant;
using domain::Sha256;
using tests::pdf_of;
using tests::Scratch;

namespace {

const Uploads::Owner officer{1, AgencyId("phong-noi-vu"), ActorId("p-an")};
const Uploads::Owner elsewhere{1, AgencyId("phong-tu-phap"), ActorId("p-binh")};

Uploads::Intent intent(std::string_view bytes, const Uploads::Owner& owner = officer)
{
    Uploads::Intent wish;
    wish.owner = owner;
    wish.size = bytes.size();
    wish.name = "Kế hoạch.pdf";
    return wish;
}

/// The rooms an upload goes through, which can be closed and opened again.
struct Rooms {
    Scratch scratch;
    HandClock clock{Instant{1'700'000'000'000'000}};
    EvidenceLimits limits;
    std::optional<storage::EvidenceStore> evidence;
    std::optional<Register> documents;
    std::optional<Uploads> uploads;

    Rooms() { open(); }
    void open()
    {
        evidence.emplace(storage::Disk(), scratch / "evidence");
        documents.emplace(storage::Disk(), scratch / "documents");
        uploads.emplace(*evidence, *documents, clock,
                        [this](domain::TenantNo) -> const EvidenceLimits& { return limits; });
    }
    void restart()
    {
        uploads.reset();
        documents.reset();
        evidence.reset();
        open();
    }

    Uploads::Part part(std::string_view id, std::uint64_t offset, const Uploads::Owner& owner = officer)
    {
        auto taken = uploads->take(id, owner, offset);
        BOOST_REQUIRE(std::holds_alternative<Uploads::Part>(taken));
        return std::get<Uploads::Part>(std::move(taken));
    }
    Uploads::NoPart no_part(std::string_view id, std::uint64_t offset, const Uploads::Owner& owner = officer)
    {
        auto taken = uploads->take(id, owner, offset);
        BOOST_REQUIRE(std::holds_alternative<Uploads::NoPart>(taken));
        return std::get<Uploads::NoPart>(taken);
    }
    /// The whole file in one part.
    std::variant<Sha256, Uploads::Unfit> bring(const std::string& id, std::string_view bytes,
                                               const Uploads::Intent& wish)
    {
        BOOST_REQUIRE(!uploads->begin(id, wish));
        auto all = part(id, 0, wish.owner);
        if (const auto unfit = all.append(bytes)) return *unfit;
        return all.finish();
    }
    bool nothing_is_left() const { return evidence->unfinished().empty() && evidence->all().empty(); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(an_upload_of_evidence)

BOOST_AUTO_TEST_CASE(comes_in_parts_and_ends_in_the_register)
{
    Rooms rooms;
    const std::string bytes = pdf_of(200'000);
    auto wish = intent(bytes);
    wish.sha256 = storage::sha256(bytes);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", wish));
    {
        auto first = rooms.part("u-1", 0);
        BOOST_TEST(first.left() == 200'000u);
        BOOST_TEST(!first.append(std::string_view(bytes).substr(0, 70'000)).has_value());
        BOOST_TEST(!first.append(std::string_view(bytes).substr(70'000, 30'000)).has_value());
    }
    const auto standing = rooms.uploads->look("u-1", officer);
    BOOST_REQUIRE(standing);
    BOOST_TEST(standing->offset == 100'000u);
    BOOST_TEST(standing->size == 200'000u);
    BOOST_TEST(!standing->sha256.has_value());

    auto last = rooms.part("u-1", 100'000);
    BOOST_TEST(!last.append(std::string_view(bytes).substr(100'000)).has_value());
    BOOST_TEST(!rooms.evidence->exists(*wish.sha256)); // no half file can be reached
    const auto ending = last.finish();
    BOOST_REQUIRE(std::holds_alternative<Sha256>(ending));
    BOOST_TEST((std::get<Sha256>(ending) == *wish.sha256));
    BOOST_TEST(rooms.evidence->is_intact(*wish.sha256));
    const auto document = rooms.documents->find(1, officer.agency, *wish.sha256);
    BOOST_REQUIRE(document);
    BOOST_TEST(document->name == "Kế hoạch.pdf");
    BOOST_TEST(document->media == "application/pdf");
    BOOST_TEST(document->size == 200'000u);
    BOOST_TEST((document->uploaded_by == officer.actor));
    BOOST_TEST((document->uploaded_at == rooms.clock.now()));
}

BOOST_AUTO_TEST_CASE(goes_on_after_a_restart_and_is_remembered_when_it_is_whole)
{
    Rooms rooms;
    const std::string bytes = pdf_of(300'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    rooms.part("u-1", 0).append(std::string_view(bytes).substr(0, 4)); // too little to tell the kind
    rooms.restart();
    BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 4u);
    rooms.part("u-1", 4).append(std::string_view(bytes).substr(4, 100'000));
    rooms.restart();
    auto last = rooms.part("u-1", 100'004);
    last.append(std::string_view(bytes).substr(100'004));
    const auto ending = last.finish();
    BOOST_REQUIRE(std::holds_alternative<Sha256>(ending));
    for (int time = 0; time < 2; ++time) {
        const auto whole = rooms.uploads->look("u-1", officer);
        BOOST_REQUIRE(whole);
        BOOST_TEST(whole->offset == 300'000u);
        BOOST_TEST((whole->sha256 == storage::sha256(bytes)));
        BOOST_TEST(!rooms.uploads->look("u-1", elsewhere));
        rooms.restart();
    }
}

BOOST_AUTO_TEST_CASE(that_came_whole_as_the_server_was_stopped_is_finished_when_it_is_asked_for)
{
    Rooms rooms;
    const std::string bytes = pdf_of(300'000), torn = bytes.substr(0, 200'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    BOOST_REQUIRE(!rooms.uploads->begin("u-2", intent(torn)));
    (void)rooms.part("u-1", 0).append(bytes);
    (void)rooms.part("u-2", 0).append(torn);
    rooms.restart();
    BOOST_TEST((rooms.uploads->look("u-1", officer)->sha256 == storage::sha256(bytes)));
    BOOST_TEST(!rooms.uploads->look("u-2", officer));
    BOOST_TEST(rooms.evidence->unfinished().empty());
    BOOST_TEST(rooms.documents->find(1, officer.agency, storage::sha256(bytes)).has_value());
}

BOOST_AUTO_TEST_CASE(stands_at_its_last_intact_piece_when_the_end_of_it_is_lost)
{
    Rooms rooms;
    const std::string bytes = pdf_of(300'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    {
        auto part = rooms.part("u-1", 0);
        part.append(std::string_view(bytes).substr(0, 100'000));
        part.append(std::string_view(bytes).substr(100'000, 100'000));
    }
    rooms.uploads.reset();
    std::filesystem::resize_file(rooms.scratch / "evidence/uploads/u-1.part", 150'000); // what a power cut may leave
    rooms.restart();
    BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 100'000u);
    BOOST_TEST((rooms.no_part("u-1", 200'000) == Uploads::NoPart::elsewhere));
    auto last = rooms.part("u-1", 100'000);
    last.append(std::string_view(bytes).substr(100'000));
    BOOST_TEST((std::get<Sha256>(last.finish()) == storage::sha256(bytes)));
}

BOOST_AUTO_TEST_CASE(is_seen_by_the_one_who_began_it_under_the_same_hat_only)
{
    Rooms rooms;
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(pdf_of(100))));
    auto other_tenant = officer, other_hat = officer, colleague = officer;
    other_tenant.tenant = 2;
    other_hat.agency = elsewhere.agency;
    colleague.actor = ActorId("p-chi");
    for (const auto& stranger : {other_tenant, other_hat, colleague, elsewhere}) {
        BOOST_TEST(!rooms.uploads->look("u-1", stranger));
        BOOST_TEST((rooms.no_part("u-1", 0, stranger) == Uploads::NoPart::unknown));
    }
    BOOST_TEST(!rooms.uploads->look("u-2", officer));
    BOOST_TEST((rooms.no_part("../u-1", 0) == Uploads::NoPart::unknown));
}

BOOST_AUTO_TEST_CASE(takes_one_part_at_a_time_and_from_where_it_stands)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    {
        auto part = rooms.part("u-1", 0);
        BOOST_TEST((rooms.no_part("u-1", 0) == Uploads::NoPart::busy));
        part.append(std::string_view(bytes).substr(0, 500));
        BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 500u); // asked meanwhile
    }
    BOOST_TEST((rooms.no_part("u-1", 0) == Uploads::NoPart::elsewhere));
    BOOST_TEST((rooms.no_part("u-1", 501) == Uploads::NoPart::elsewhere));
    BOOST_TEST(rooms.part("u-1", 500).left() == 500u);
}

BOOST_AUTO_TEST_CASE(is_thrown_away_as_soon_as_it_is_seen_to_be_of_no_known_kind)
{
    Rooms rooms;
    std::string bytes = "MZ" + pdf_of(1'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    {
        auto part = rooms.part("u-1", 0);
        BOOST_TEST(!part.append(std::string_view(bytes).substr(0, 7)).has_value());
        BOOST_TEST((part.append(std::string_view(bytes).substr(7, 1)) == Uploads::Unfit::kind));
    }
    BOOST_TEST(!rooms.uploads->look("u-1", officer));
    BOOST_TEST(rooms.nothing_is_left());

    const std::string tiny = "BM";
    const auto ending = rooms.bring("u-2", tiny, intent(tiny));
    BOOST_TEST((std::get<Uploads::Unfit>(ending) == Uploads::Unfit::kind));
    BOOST_TEST(rooms.nothing_is_left());
}

BOOST_AUTO_TEST_CASE(is_thrown_away_when_it_is_not_the_file_that_was_announced)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    auto wish = intent(bytes);
    wish.sha256 = storage::sha256("another file");
    const auto ending = rooms.bring("u-1", bytes, wish);
    BOOST_TEST((std::get<Uploads::Unfit>(ending) == Uploads::Unfit::digest));
    BOOST_TEST(rooms.nothing_is_left());
    BOOST_TEST(!rooms.uploads->look("u-1", officer));
    BOOST_TEST(rooms.documents->of_agency(1, officer.agency).empty());
}

BOOST_AUTO_TEST_CASE(of_the_same_bytes_by_two_agencies_is_stored_once)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    auto theirs = intent(bytes, elsewhere);
    theirs.name = "khác.pdf";
    (void)rooms.bring("u-1", bytes, intent(bytes));
    BOOST_TEST(!rooms.documents->find(1, elsewhere.agency, storage::sha256(bytes)));
    (void)rooms.bring("u-2", bytes, theirs);
    BOOST_TEST(rooms.evidence->all().size() == 1u);
    BOOST_TEST(rooms.documents->find(1, officer.agency, storage::sha256(bytes))->name == "Kế hoạch.pdf");
    BOOST_TEST(rooms.documents->find(1, elsewhere.agency, storage::sha256(bytes))->name == "khác.pdf");
}

BOOST_AUTO_TEST_CASE(is_forgotten_a_day_after_it_was_begun)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    rooms.clock.advance_us(Uploads::kept_us - 1);
    BOOST_REQUIRE(!rooms.uploads->begin("u-2", intent(bytes)));
    BOOST_TEST(rooms.uploads->look("u-1", officer).has_value());
    rooms.clock.advance_us(1);
    BOOST_REQUIRE(!rooms.uploads->begin("u-3", intent(bytes)));
    BOOST_TEST(!rooms.uploads->look("u-1", officer));
    BOOST_TEST((rooms.evidence->unfinished() == std::vector<std::string>{"u-2", "u-3"}));
    rooms.clock.advance_us(Uploads::kept_us);
    rooms.restart();
    BOOST_TEST(rooms.evidence->unfinished().empty());
}

BOOST_AUTO_TEST_CASE(is_refused_to_an_agency_with_too_many_unfinished_ones)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    for (std::size_t i = 0; i < Uploads::most_unfinished; ++i)
        BOOST_REQUIRE(!rooms.uploads->begin("u-" + std::to_string(i), intent(bytes)));
    const auto full = rooms.uploads->begin("one-more", intent(bytes));
    BOOST_REQUIRE(full);
    BOOST_TEST((full->of == Uploads::Full::Of::unfinished));
    BOOST_TEST(full->used == Uploads::most_unfinished);
    BOOST_TEST(!rooms.uploads->begin("another-agency", intent(bytes, elsewhere)));
    // More than stay open at once, and each goes on.
    for (std::size_t i = 0; i < Uploads::most_unfinished; ++i)
        rooms.part("u-" + std::to_string(i), 0).append(std::string_view(bytes).substr(0, 400));
    for (std::size_t i = 0; i < Uploads::most_unfinished; ++i) {
        auto last = rooms.part("u-" + std::to_string(i), 400);
        last.append(std::string_view(bytes).substr(400));
        BOOST_TEST((std::get<Sha256>(last.finish()) == storage::sha256(bytes)));
    }
    BOOST_TEST(!rooms.uploads->begin("one-more", intent(bytes)));
}

BOOST_AUTO_TEST_CASE(of_something_else_that_was_cut_off_is_cleared_away)
{
    Rooms rooms;
    (void)rooms.evidence->start("r-1", "no note of ours");
    rooms.restart();
    BOOST_TEST(rooms.evidence->unfinished().empty());
}

BOOST_AUTO_TEST_CASE(is_over_when_its_time_is_even_before_it_is_cleared_away)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    BOOST_TEST((rooms.uploads->look("u-1", officer)->expires_at == rooms.clock.now().plus_us(Uploads::kept_us)));
    rooms.clock.advance_us(Uploads::kept_us);
    BOOST_TEST(!rooms.uploads->look("u-1", officer));
    BOOST_TEST((rooms.no_part("u-1", 0) == Uploads::NoPart::unknown));
    BOOST_TEST(rooms.evidence->unfinished().size() == 1u);
    rooms.uploads->drop_old();
    BOOST_TEST(rooms.nothing_is_left());
}

BOOST_AUTO_TEST_CASE(is_given_up_by_who_began_it_also_while_a_part_is_on_its_way)
{
    Rooms rooms;
    const std::string bytes = pdf_of(1'000);
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    BOOST_TEST((rooms.uploads->give_up("u-1", elsewhere) == Uploads::End::unknown));
    auto part = rooms.part("u-1", 0);
    BOOST_TEST(!part.append(std::string_view(bytes).substr(0, 500)).has_value());
    BOOST_TEST((rooms.uploads->give_up("u-1", officer) == Uploads::End::given_up));
    BOOST_TEST((part.append(std::string_view(bytes).substr(500)) == Uploads::Unfit::gone));
    BOOST_TEST((rooms.uploads->give_up("u-1", officer) == Uploads::End::unknown));
    BOOST_TEST(rooms.nothing_is_left());

    (void)rooms.bring("u-2", bytes, intent(bytes));
    BOOST_TEST((rooms.uploads->give_up("u-2", officer) == Uploads::End::whole));
    BOOST_TEST((rooms.uploads->give_up("u-2", elsewhere) == Uploads::End::unknown));
    BOOST_TEST(rooms.evidence->all().size() == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_of_a_part_with_a_checksum_all_or_nothing)
{
    Rooms rooms;
    const std::string bytes = pdf_of(300'000), half = bytes.substr(0, 150'000);
    const auto sum = [](std::string_view of) {
        return Checksum::read("sha-256 " + storage::to_base64(storage::as_bytes(storage::sha256(of))));
    };
    const auto begin_part = [&](std::uint64_t offset, std::optional<Checksum> checksum) {
        auto taken = rooms.uploads->take("u-1", officer, offset, std::move(checksum));
        BOOST_REQUIRE(std::holds_alternative<Uploads::Part>(taken));
        return std::get<Uploads::Part>(std::move(taken));
    };
    BOOST_REQUIRE(!rooms.uploads->begin("u-1", intent(bytes)));
    {
        auto wrong = begin_part(0, sum("something else"));
        (void)wrong.append(half);
        BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 0u); // not while it is on trial
        BOOST_TEST(!wrong.settle());
    }
    BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 0u);
    {
        auto right = begin_part(0, sum(half));
        (void)right.append(std::string_view(half).substr(0, 70'000));
        (void)right.append(std::string_view(half).substr(70'000));
        BOOST_TEST(right.settle());
    }
    BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 150'000u);
    {
        auto cut = begin_part(150'000, sum(std::string_view(bytes).substr(150'000)));
        (void)cut.append(std::string_view(bytes).substr(150'000, 100'000)); // and the line breaks
    }
    BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 150'000u);
    auto on_trial = std::make_unique<Uploads::Part>(begin_part(150'000, sum("never mind")));
    (void)on_trial->append(std::string_view(bytes).substr(150'000, 100'000));
    on_trial.reset();
    rooms.restart();
    BOOST_TEST(rooms.uploads->look("u-1", officer)->offset == 150'000u);
    auto last = begin_part(150'000, sum(std::string_view(bytes).substr(150'000)));
    (void)last.append(std::string_view(bytes).substr(150'000));
    BOOST_TEST(last.settle());
    BOOST_TEST((std::get<Sha256>(last.finish()) == storage::sha256(bytes)));
}

BOOST_AUTO_TEST_CASE(stays_within_what_its_agency_may_have)
{
    Rooms rooms;
    rooms.limits.agency_files = 3;
    rooms.limits.agency_bytes = 2'500;
    const std::string first = pdf_of(1'000), second = pdf_of(1'001);
    const auto refusal = [&](const std::string& id, std::string_view bytes) {
        const auto full = rooms.uploads->begin(id, intent(bytes));
        if (!full) return std::string("none");
        const char* of = full->of == Uploads::Full::Of::files ? "files " : "bytes ";
        return of + std::to_string(full->used) + " of " + std::to_string(full->allowed);
    };
    (void)rooms.bring("u-1", first, intent(first));
    BOOST_TEST(refusal("u-2", second) == "none");
    BOOST_TEST(refusal("u-3", pdf_of(500)) == "bytes 2001 of 2500"); // what is on its way counts
    BOOST_TEST(refusal("u-3", pdf_of(499)) == "none");
    BOOST_TEST(refusal("u-4", "x") == "files 3 of 3");
    BOOST_TEST(!rooms.uploads->begin("u-5", intent(second, elsewhere)));
    (void)rooms.uploads->give_up("u-2", officer);
    (void)rooms.uploads->give_up("u-3", officer);
    (void)rooms.bring("u-6", first, intent(first)); // the same once more takes no more room
    rooms.restart();
    BOOST_TEST(refusal("u-7", pdf_of(1'501)) == "bytes 1000 of 2500");
    BOOST_TEST(refusal("u-7", pdf_of(1'500)) == "none");
}

BOOST_AUTO_TEST_CASE(is_of_a_type_its_system_takes)
{
    Rooms rooms;
    rooms.limits.types = {"png", "jpg"};
    const std::string bytes = pdf_of(1'000);
    const auto ending = rooms.bring("u-1", bytes, intent(bytes));
    BOOST_TEST((std::get<Uploads::Unfit>(ending) == Uploads::Unfit::kind));
    BOOST_TEST(rooms.nothing_is_left());
}

BOOST_AUTO_TEST_CASE(that_is_no_sound_file_is_thrown_away_at_its_end)
{
    Rooms rooms;
    const std::string torn = pdf_of(1'000).substr(0, 900);
    const auto ending = rooms.bring("u-1", torn, intent(torn));
    BOOST_TEST((std::get<Uploads::Unfit>(ending) == Uploads::Unfit::torn));
    BOOST_TEST(rooms.nothing_is_left());
    BOOST_TEST(rooms.documents->of_agency(1, officer.agency).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_kind_of_file)

BOOST_AUTO_TEST_CASE(is_told_by_how_it_begins)
{
    const auto kind = [](std::string_view beginning, std::string_view declared = "", std::string_view name = "tệp") {
        const FileKind* found = kind_of(beginning, declared, name);
        return found ? std::string(found->extension) : "none";
    };
    BOOST_TEST(kind("%PDF-1.4", "image/png", "a.png") == ".pdf");
    BOOST_TEST(kind("\x89PNG\r\n\x1a\n....") == ".png");
    BOOST_TEST(kind("\xff\xd8\xff\xe0JFIF") == ".jpg");
    const std::string zip = "PK\x03\x04....";
    BOOST_TEST(kind(zip) == ".zip");
    BOOST_TEST(kind(zip, "application/vnd.openxmlformats-officedocument.wordprocessingml.document") == ".docx");
    BOOST_TEST(kind(zip, "application/octet-stream", "Biểu 01.XLSX") == ".xlsx");
    BOOST_TEST(kind(zip, "application/zip", "a.docx") == ".docx");
    BOOST_TEST(kind(zip, "text/html", "a.html") == ".zip");
    for (const std::string_view other : {"", "%PDF", "<html>..", "MZ......", "PK\x05\x06....", "GIF89a..", "\xff\xd8",
                                         " %PDF-1.", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})
        BOOST_TEST(kind(other, "application/pdf", "a.pdf") == "none");
    BOOST_TEST(kind_called("image/png")->extension == ".png");
    BOOST_TEST(!kind_called("text/html"));
}

BOOST_AUTO_TEST_CASE(is_told_by_the_name_it_is_given)
{
    const FileKind& pdf = *kind_called("application/pdf");
    BOOST_TEST(named_as(pdf, "a.PDF") == "a.PDF");
    BOOST_TEST(named_as(pdf, "a.hta") == "a.hta.pdf");
    BOOST_TEST(named_as(pdf, ".pdf") == ".pdf.pdf");
    BOOST_TEST(named_as(*kind_called("image/jpeg"), "ảnh.jpeg") == "ảnh.jpeg");
}

BOOST_AUTO_TEST_SUITE_END()
