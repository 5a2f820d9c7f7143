// Files that are what they say, and files that are not: the content decides, and nothing is unpacked to find out.

#include "server/documents/inspection.hpp"

#include "storage/little_endian.hpp"
#include "tests/server/some_files.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <zip.h>

using namespace cchc;
using namespace cchc::server;
using namespace std::literals;

namespace {

const std::string docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const std::string odt = "application/vnd.oasis.opendocument.text";

/// What becomes of the file under that name: its extension, or why it is not taken.
std::string outcome(std::string_view bytes, std::string_view name = "tệp", std::string_view declared = "")
{
    const FileKind* kind = kind_of(bytes.substr(0, kind_known_after), declared, name);
    if (!kind) return "kind";
    const auto found = inspect(*kind, bytes.size(), [&](std::uint64_t offset, std::uint64_t length, const auto& show) {
        if (offset < bytes.size()) show(bytes.substr(offset, length));
    });
    if (const auto* taken = std::get_if<const FileKind*>(&found)) return std::string((*taken)->extension);
    static constexpr const char* reasons[] = {"kind",   "digest", "torn",   "disagrees", "encrypted",
                                              "macros", "swells", "nested", "gone"};
    return reasons[static_cast<std::size_t>(std::get<Unfit>(found))];
}

struct Entry {
    std::string name, bytes;
    bool stored = false;
};

std::string zip_of(const std::vector<Entry>& entries, const char* password = nullptr)
{
    zip_source_t* into = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(into);
    zip_t* archive = zip_open_from_source(into, ZIP_TRUNCATE, nullptr);
    BOOST_REQUIRE(archive);
    for (const Entry& entry : entries) {
        const auto at = zip_file_add(archive, entry.name.c_str(),
                                     zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0), 0);
        BOOST_REQUIRE(at >= 0);
        const auto index = static_cast<zip_uint64_t>(at);
        zip_set_file_compression(archive, index, entry.stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
        if (password) zip_file_set_encryption(archive, index, ZIP_EM_AES_256, password);
    }
    BOOST_REQUIRE_EQUAL(zip_close(archive), 0);
    zip_stat_t about;
    zip_source_stat(into, &about);
    std::string bytes(about.size, '\0');
    zip_source_open(into);
    zip_source_read(into, bytes.data(), bytes.size());
    zip_source_close(into);
    zip_source_free(into);
    return bytes;
}

std::string types_of(const std::string& main, const std::string& more = "")
{
    return R"(<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
           R"(<Default Extension="xml" ContentType="application/xml"/><Override PartName="/main.xml" ContentType=")" +
           main + "\"/>" + more + "</Types>";
}
std::vector<Entry> word_file(const std::string& more = "")
{
    return {{"[Content_Types].xml", types_of(docx + ".main+xml", more)}, {"word/document.xml", "<document/>"}};
}
std::vector<Entry> open_document()
{
    return {{"mimetype", odt, true}, {"content.xml", "<content/>"}, {"META-INF/manifest.xml", "<manifest/>"}};
}
template <class... More>
std::vector<Entry> with(std::vector<Entry> entries, More... more)
{
    (entries.push_back(more), ...);
    return entries;
}

void put_big_endian(std::string& to, std::uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(number >> shift);
}
std::string chunk(const std::string& name, const std::string& data)
{
    std::string bytes;
    put_big_endian(bytes, static_cast<std::uint32_t>(data.size()));
    return bytes + name + data + "sums";
}
std::string png_of(std::uint32_t width, std::uint32_t height, const std::string& rest = chunk("IDAT", "x"))
{
    std::string header;
    put_big_endian(header, width);
    put_big_endian(header, height);
    header += "\x08\x02\x00\x00\x00"sv;
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + rest + chunk("IEND", "");
}
std::string jpeg_of(unsigned width, unsigned height)
{
    std::string bytes = "\xff\xd8\xff\xe0\x00\x04JF"s + "\xff\xff\xc0\x00\x0b\x08"s;
    for (const unsigned side : {height, width}) (bytes += static_cast<char>(side >> 8)) += static_cast<char>(side);
    return bytes + "\x01\x01\x11\x00"s + "\xff\xda\x00\x02 entropy \xff\x00 \xff\xd9 and what phones append"s;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_whole_file)

BOOST_AUTO_TEST_CASE(is_a_pdf_when_its_end_leads_to_its_objects)
{
    const std::string sound = tests::pdf_of(5'000);
    BOOST_TEST(outcome(sound) == ".pdf");
    BOOST_TEST(outcome(sound + std::string(900, '\n')) == ".pdf");
    BOOST_TEST(outcome("%PDF-1.4\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF") == ".pdf");
    BOOST_TEST(outcome("%PDF-1.4\n1 0 obj\nendobj\ntrailer\n<<>>\n%%EOF\n") == ".pdf"); // readers look for the rest
    BOOST_TEST(outcome(sound.substr(0, 4'000)) == "torn");
    BOOST_TEST(outcome(sound.substr(0, sound.size() - 8)) == "torn");
    BOOST_TEST(outcome(sound + std::string(2'000, '\n')) == "torn");
    BOOST_TEST(outcome("%PDF-") == "torn");
    BOOST_TEST(outcome("%PDF-1.4\n%%EOF\n") == "torn");
    for (const char* start : {"4999", "99999999999999999999", "", "x", "0"})
        BOOST_TEST(outcome("%PDF-1.4\n1 0 obj\ntrailer\nstartxref\n"s + start + "\n%%EOF\n") == "torn");
}

BOOST_AUTO_TEST_CASE(is_a_picture_of_a_size_that_can_be_shown)
{
    BOOST_TEST(outcome(png_of(10, 10)) == ".png");
    BOOST_TEST(outcome(png_of(10, 10) + "what follows") == ".png");
    BOOST_TEST(outcome(png_of(10, 10, chunk("IDAT", std::string(200'000, 'x')) + chunk("tEXt", "a"))) == ".png");
    BOOST_TEST(outcome(png_of(10, 10, "")) == "torn");
    BOOST_TEST(outcome(png_of(0, 10)) == "torn");
    BOOST_TEST(outcome(png_of(60'000, 60'000)) == "swells");
    BOOST_TEST(outcome(png_of(0xffffffff, 0xffffffff)) == "swells");
    const std::string whole = png_of(10, 10);
    for (std::size_t size = 8; size < whole.size(); ++size) BOOST_TEST(outcome(whole.substr(0, size)) == "torn");
    BOOST_TEST(outcome("\x89PNG\r\n\x1a\n" + chunk("IDAT", "x") + chunk("IEND", "")) == "torn");

    BOOST_TEST(outcome(jpeg_of(1200, 800)) == ".jpg");
    BOOST_TEST(outcome(jpeg_of(0, 800)) == "torn");
    BOOST_TEST(outcome(jpeg_of(60'000, 60'000)) == "swells");
    const std::string photo = jpeg_of(1200, 800);
    for (std::size_t size = 3; size <= photo.find("\xff\xd9") + 1; ++size)
        BOOST_TEST(outcome(photo.substr(0, size)) == "torn");
}

BOOST_AUTO_TEST_CASE(is_the_office_file_its_parts_say)
{
    BOOST_TEST(outcome(zip_of(word_file()), "Báo cáo.docx") == ".docx");
    BOOST_TEST(outcome(zip_of(word_file()), "Báo cáo.zip") == ".docx"); // the parts decide, and the name is mended
    BOOST_TEST(outcome(zip_of(word_file()), "Báo cáo", docx) == ".docx");
    BOOST_TEST(outcome(zip_of(word_file()), "Báo cáo.xlsx") == "disagrees");
    BOOST_TEST(outcome(zip_of(word_file()), "Báo cáo", odt) == "disagrees");
    BOOST_TEST(outcome(zip_of(open_document()), "Báo cáo.odt") == ".odt");
    BOOST_TEST(outcome(zip_of(open_document()), "Báo cáo.ods") == "disagrees");
    BOOST_TEST(outcome(zip_of({{"a.txt", "a"}}), "Báo cáo.docx") == "disagrees");
    BOOST_TEST(outcome(zip_of({{"[Content_Types].xml", "<Types"}}), "Báo cáo.docx") == "disagrees");
    BOOST_TEST(outcome(zip_of({{"[Content_Types].xml", types_of("application/vnd.ms-visio.drawing.main+xml")}}),
                       "a.zip") == "disagrees");
    BOOST_TEST(outcome(zip_of({{"Quyết định.pdf", "%PDF-"}, {"ảnh/1.jpg", "x"}}), "a.zip") == ".zip");
}

BOOST_AUTO_TEST_CASE(carries_no_program_and_no_lock)
{
    const std::string macro = R"(<Override PartName="/word/document.xml" ContentType=")"
                              R"(application/vnd.ms-word.document.macroEnabled.main+xml"/>)";
    BOOST_TEST(outcome(zip_of(word_file(macro)), "a.docx") == "macros");
    BOOST_TEST(outcome(zip_of(with(word_file(), Entry{"word/vbaProject.bin", "x"})), "a.docx") == "macros");
    BOOST_TEST(outcome(zip_of(with(word_file(), Entry{"word/VBAPROJECT.BIN", "x"})), "a.docx") == "macros");
    BOOST_TEST(outcome(zip_of(with(open_document(), Entry{"Basic/script-lc.xml", "x"})), "a.odt") == "macros");
    BOOST_TEST(outcome(zip_of({{"a.pdf", "x"}}, "secret"), "a.zip") == "encrypted");
    auto locked = open_document();
    locked.back().bytes = "<manifest:encryption-data/>";
    BOOST_TEST(outcome(zip_of(locked), "a.odt") == "encrypted");
    BOOST_TEST(outcome("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a locked workbook, or one of before 2007", "a.xlsx") ==
               "kind");
}

BOOST_AUTO_TEST_CASE(does_not_swell_when_it_is_opened)
{
    BOOST_TEST(outcome(zip_of({{"a", std::string(9 << 20, '0')}}), "a.zip") == ".zip"); // little in all
    BOOST_TEST(outcome(zip_of({{"a", std::string(30 << 20, '0')}}), "a.zip") == "swells");
    BOOST_TEST(outcome(zip_of(with(word_file(), Entry{"word/media/a.bmp", std::string(30 << 20, '0')})), "a.docx") ==
               "swells");
    // What the directory declares is enough: 4 GiB behind a few bytes.
    std::string liar = zip_of({{"a", "x", true}});
    storage::write_little_endian(liar.data() + liar.find("PK\x01\x02") + 24, std::uint32_t{0xfffffff0});
    BOOST_TEST(outcome(liar, "a.zip") == "swells");
    // One body behind many names: what they have packed is more than there is.
    std::string shared = zip_of({{"a", tests::pdf_of(4'000), true}, {"b", "x", true}});
    const auto second = shared.find("PK\x01\x02", shared.find("PK\x01\x02") + 1);
    for (const std::size_t field : {20u, 24u})
        storage::write_little_endian(shared.data() + second + field, std::uint32_t{4'000});
    BOOST_TEST(outcome(shared, "a.zip") == "swells");

    std::vector<Entry> many(10'001);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].name = std::to_string(i);
    BOOST_TEST(outcome(zip_of(many), "a.zip") == "swells");
    many.pop_back();
    BOOST_TEST(outcome(zip_of(many), "a.zip") == ".zip");

    for (const char* inside : {"bên trong.zip", "A.ZIP", "x/y.rar", "z.7z", "w.tar.gz"})
        BOOST_TEST(outcome(zip_of({{inside, "x"}}), "a.zip") == "nested");
    BOOST_TEST(outcome(zip_of(with(word_file(), Entry{"word/embeddings/a.zip", "x"})), "a.docx") == "nested");
}

BOOST_AUTO_TEST_CASE(says_nothing_of_more_entries_than_are_looked_at)
{
    std::string many = zip_of({{"a", "x"}});
    const auto end = many.rfind("PK\x05\x06");
    for (const std::size_t count : {8u, 10u})
        storage::write_little_endian(many.data() + end + count, std::uint16_t{60'000});
    BOOST_TEST(outcome(many, "a.zip") == "swells");
    // ZIP64: 2^40 entries.
    std::string large = zip_of({{"a", "x"}});
    const auto at = large.rfind("PK\x05\x06");
    std::string record = "PK\x06\x06" + std::string(52, '\0');
    for (const std::size_t count : {24u, 32u})
        storage::write_little_endian(record.data() + count, std::uint64_t{1} << 40);
    std::string locator = "PK\x06\x07" + std::string(16, '\0');
    storage::write_little_endian(locator.data() + 8, std::uint64_t{at});
    large.insert(at, record + locator);
    BOOST_TEST(outcome(large, "a.zip") == "swells");
}

BOOST_AUTO_TEST_CASE(cut_anywhere_or_changed_anywhere_is_looked_at_quickly_and_without_harm)
{
    const auto began = std::chrono::steady_clock::now();
    const std::string whole = zip_of(with(word_file(), Entry{"word/media/a.jpg", "not really"}));
    for (std::size_t size = 8; size < whole.size(); ++size)
        BOOST_TEST(outcome(whole.substr(0, size), "a.docx") == "torn");
    for (std::size_t at = 8; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x55);
        (void)outcome(changed, "a.docx"); // whatever comes of it
    }
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(10)));
}

BOOST_AUTO_TEST_SUITE_END()
