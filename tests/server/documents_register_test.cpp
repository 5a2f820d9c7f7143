#include "server/documents/register.hpp"
#include "storage/sha256.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

using namespace cchc;
using namespace cchc::server;
using domain::ActorId;
using domain::AgencyId;
using storage::Disk;
using tests::Scratch;

namespace {

const AgencyId interior{"phong-noi-vu"}, justice{"phong-tu-phap"};

Register::Arrival arrival(std::string upload, const AgencyId& agency, std::string_view bytes, std::string name,
                          TenantNo tenant = 1)
{
    return {tenant, agency, std::move(upload),
            Document{storage::sha256(bytes), std::move(name), "application/pdf", bytes.size(), ActorId("p-7f3k"),
                     domain::Instant{1'700'000'000'000'000}}};
}

bool anywhere(const std::filesystem::path& folder, std::string_view words)
{
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        std::ostringstream content;
        content << std::ifstream(file.path(), std::ios::binary).rdbuf();
        if (content.str().find(words) != std::string::npos) return true;
    }
    return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_register_of_documents)

BOOST_AUTO_TEST_CASE(seals_names_also_those_of_before_and_forgets_them_with_the_document)
{
    const Scratch scratch;
    const std::string name = "Đơn của bà An.pdf";
    const auto hash = storage::sha256("bytes");
    {
        Register open(Disk(), scratch / "documents");
        open.add(arrival("u-1", interior, "bytes", name));
        open.add(arrival("u-2", justice, "bytes", name));
    }
    BOOST_TEST(anywhere(scratch / "documents", "An.pdf"));
    storage::KeyStore keys(Disk(), scratch / "keys", scratch / "master.key");
    for (int start = 0; start < 2; ++start) {
        const Register sealed(Disk(), scratch / "documents", &keys);
        BOOST_TEST(!anywhere(scratch / "documents", "An.pdf"));
        BOOST_TEST(sealed.find(1, interior, hash)->name == name);
        BOOST_TEST(sealed.arrived_by("u-2")->document.name == name);
        BOOST_TEST(sealed.arrived_by("u-2")->agency.value == justice.value);
        BOOST_TEST(sealed.of_agency(1, justice).front().name == name);
        sealed.each([&](const Document& document) { BOOST_TEST(document.name == name); });
    }
    Register sealed(Disk(), scratch / "documents", &keys);
    sealed.add(arrival("u-3", interior, "bytes", "Đơn.pdf", 2));
    sealed.destroy(1, hash, {{5}, "asked for"});
    sealed.destroy(1, hash, {{6}, "again"});
    BOOST_TEST((sealed.destroyed(1, hash).value() == storage::Tombstone{{5}, "asked for"}));
    BOOST_TEST(!sealed.destroyed(2, hash));
    BOOST_TEST(sealed.find(1, interior, hash)->name == "");
    BOOST_TEST(sealed.find(1, interior, hash)->size == 5u);
    BOOST_TEST(sealed.arrived_by("u-1")->document.name == "");
    BOOST_TEST(sealed.find(2, interior, hash)->name == "Đơn.pdf");
    sealed.add(arrival("u-4", AgencyId("phong-tai-chinh"), "bytes", name)); // a name that came later is not kept either
    BOOST_TEST(sealed.find(1, AgencyId("phong-tai-chinh"), hash)->name == "");
    BOOST_TEST(!anywhere(scratch / "documents", "An.pdf"));
}

BOOST_AUTO_TEST_CASE(keeps_name_kind_size_and_who_across_a_restart)
{
    const Scratch scratch;
    {
        Register documents(Disk(), scratch / "documents");
        documents.add(arrival("u-1", interior, "%PDF-1", "Kế hoạch \"05\".pdf"));
    }
    const Register documents(Disk(), scratch / "documents");
    const auto found = documents.find(1, interior, storage::sha256("%PDF-1"));
    BOOST_REQUIRE(found);
    BOOST_TEST(found->name == "Kế hoạch \"05\".pdf");
    BOOST_TEST(found->media == "application/pdf");
    BOOST_TEST(found->size == 6u);
    BOOST_TEST(found->uploaded_by.value == "p-7f3k");
    BOOST_TEST(found->uploaded_at.us == 1'700'000'000'000'000);
    const auto arrived = documents.arrived_by("u-1");
    BOOST_REQUIRE(arrived);
    BOOST_TEST(arrived->tenant == 1u);
    BOOST_TEST((arrived->agency == interior));
    BOOST_TEST((arrived->document.sha256 == storage::sha256("%PDF-1")));
    BOOST_TEST(!documents.arrived_by("u-2"));
    documents.verify();
}

BOOST_AUTO_TEST_CASE(lets_no_agency_and_no_tenant_learn_what_another_has)
{
    const Scratch scratch;
    Register documents(Disk(), scratch / "documents");
    const auto hash = storage::sha256("same");
    documents.add(arrival("u-1", interior, "same", "của Nội vụ.pdf"));
    BOOST_TEST(!documents.find(1, justice, hash));
    BOOST_TEST(!documents.find(2, interior, hash));
    documents.add(arrival("u-2", justice, "same", "của Tư pháp.pdf"));
    documents.add(arrival("u-3", justice, "other", "khác.pdf"));
    documents.add(arrival("u-4", justice, "same", "huyện khác.pdf", 2));
    BOOST_TEST(documents.find(1, interior, hash)->name == "của Nội vụ.pdf");
    BOOST_TEST(documents.find(1, justice, hash)->name == "của Tư pháp.pdf");
    BOOST_TEST((documents.all_holders(1, hash) == std::vector{interior, justice}));
    BOOST_TEST((documents.all_holders(2, hash) == std::vector{justice}));
    BOOST_TEST(documents.all_holders(3, hash).empty());
    BOOST_TEST(documents.of_agency(1, interior).size() == 1u);
    BOOST_TEST(documents.of_agency(1, justice).size() == 2u);
    BOOST_TEST(documents.of_agency(1, AgencyId("phong")).empty()); // no agency's list begins with another's code
}

BOOST_AUTO_TEST_CASE(keeps_the_first_name_of_what_comes_twice)
{
    const Scratch scratch;
    Register documents(Disk(), scratch / "documents");
    documents.add(arrival("u-1", interior, "same", "trước.pdf"));
    documents.add(arrival("u-2", interior, "same", "sau.pdf"));
    BOOST_TEST(documents.find(1, interior, storage::sha256("same"))->name == "trước.pdf");
    BOOST_TEST(documents.of_agency(1, interior).size() == 1u);
    BOOST_TEST(documents.arrived_by("u-2")->document.name == "sau.pdf");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_file_name)

BOOST_AUTO_TEST_CASE(is_what_can_be_seen_in_one_spelling)
{
    BOOST_TEST(*file_name("Quyết định 05.pdf") == "Quyết định 05.pdf");
    BOOST_TEST(*file_name("Quye\u0302\u0301t đi\u0323nh.pdf") == "Quyết định.pdf");
    BOOST_TEST(*file_name(" a\r\nSet-Cookie: x\t\x7f\u0085.pdf ") == "aSet-Cookie: x.pdf");
    BOOST_TEST(*file_name("bao\u202efdp.exe") == "baofdp.exe");
    BOOST_TEST(*file_name(std::string("a\0b.pdf", 7)) == "ab.pdf");
    BOOST_TEST(*file_name("C:\\Users\\an\\kế hoạch.docx") == "kế hoạch.docx");
    BOOST_TEST(*file_name("../../etc/passwd") == "passwd");
}

BOOST_AUTO_TEST_CASE(is_refused_when_nothing_readable_is_left)
{
    for (const std::string_view given :
         {"\xc3(", "\xed\xa0\x80.pdf", "\xff", "", "   ", "\u202e\u0007", "a/", "..", "x/."})
        BOOST_TEST(!file_name(given).has_value());
}

BOOST_AUTO_TEST_CASE(is_shortened_before_its_extension)
{
    const std::string fits = std::string(251, 'a') + ".pdf";
    BOOST_TEST(*file_name(fits) == fits);
    BOOST_TEST(*file_name("a" + fits) == std::string(248, 'a') + "….pdf");
    std::string many;
    for (int i = 0; i < 200; ++i) many += "ế"; // three bytes each
    const std::string name = *file_name(many + ".docx");
    BOOST_TEST(name.size() <= 255u);
    BOOST_TEST(name.size() > 248u);
    BOOST_TEST(name.ends_with("ế….docx"));
    BOOST_TEST(file_name(many)->size() <= 255u);
    BOOST_TEST(file_name(many + "." + many)->ends_with("…"));
}

BOOST_AUTO_TEST_SUITE_END()
