#include "server/tables/cells.hpp"
#include "server/tables/import.hpp"
#include "server/tables/read_xlsx.hpp"
#include "server/tables/shape.hpp"
#include "server/tables/unreadable.hpp"
#include "server/tables/write_xlsx.hpp"
#include "storage/regulation_codec.hpp"
#include "tests/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

using namespace cchc;
using namespace cchc::server::tables;

namespace {

domain::Regulation regulation_of(const std::string& file)
{
    std::ifstream in(std::string(repository_root) + "/ops/systems/" + file, std::ios::binary);
    return storage::read_regulation(std::string{std::istreambuf_iterator<char>(in), {}});
}

std::string number(std::string_view printed, char letter_before = 0)
{
    const auto read = number_of(printed, letter_before);
    return read ? std::to_string(read->rank()) + ":" + read->text() : "none";
}

std::string points(std::string_view cell)
{
    const auto read = points_in(cell);
    return read ? read->points.text() + (read->guessed ? "?" : "") : "none";
}

/// Chance with a seed: the same on every machine.
class Chance {
public:
    explicit Chance(unsigned seed) : random_(seed) {}
    std::size_t below(std::size_t most) { return random_() % most; }

private:
    std::mt19937 random_;
};

/// One thing in a workbook gets another value, another place, or lost.
void mutate(Workbook& book, Chance& chance)
{
    static const std::vector<std::string> values{"",          "0,5",
                                                 "I",         "1.1",
                                                 "a)",        "-",
                                                 "II.1#9",    "total",
                                                 "Tổng cộng", "TT",
                                                 "999999",    "1.1.1.1.1.1.1.1.1",
                                                 "=1+1",      std::string(9'000, 'x'),
                                                 "đ)",        "\xE2\x80\x8B",
                                                 "{}"};
    Sheet& sheet = book[chance.below(book.size())];
    if (sheet.rows.empty()) return;
    const std::size_t at = chance.below(sheet.rows.size());
    Row& row = sheet.rows[at];
    switch (chance.below(6)) {
    case 0: row.cells[chance.below(row.cells.size())].text = values[chance.below(values.size())]; break;
    case 1: std::swap(row.cells, sheet.rows[chance.below(sheet.rows.size())].cells); break;
    case 2: sheet.rows.erase(sheet.rows.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 3: sheet.rows.insert(sheet.rows.begin() + static_cast<std::ptrdiff_t>(at), Row(row)); break;
    case 4: row.cells[chance.below(row.cells.size())].column = 1 + static_cast<std::uint32_t>(chance.below(8)); break;
    case 5: row.cells.push_back({7, values[chance.below(values.size())], chance.below(2) == 0}); break;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_printed_table)

BOOST_AUTO_TEST_CASE(numbers_its_lines_in_many_ways)
{
    BOOST_TEST(number("I") == "1:I");
    BOOST_TEST(number("IV.") == "1:IV");
    BOOST_TEST(number("A") == "0:A");
    BOOST_TEST(number("C", 'B') == "0:C");
    BOOST_TEST(number("C") == "1:C");
    BOOST_TEST(number("1.") == "2:1");
    BOOST_TEST(number(" 1.10 ") == "3:1.10");
    BOOST_TEST(number("1.1.1)") == "4:1.1.1");
    BOOST_TEST(number("II.6.3") == "3:II.6.3");
    BOOST_TEST(number("a)") == "1000:a");
    BOOST_TEST(number("đ)") == "1000:đ");
    for (const char* none : {"", "-", "IIII", "1..1", "1.a", "Ghi chú", "*", "1/1"})
        BOOST_TEST(number(none) == "none", none);
    for (const char* bullet : {"-", " + ", "•", "–"}) BOOST_TEST(is_bullet(bullet), bullet);
}

BOOST_AUTO_TEST_CASE(gives_points_as_people_write_them)
{
    for (const auto& [cell, read] : std::initializer_list<std::pair<const char*, const char*>>{{"2", "2.00"},
                                                                                               {"0,75", "0.75"},
                                                                                               {"0.75", "0.75"},
                                                                                               {"8,0", "8.00"},
                                                                                               {"1.5", "1.50"},
                                                                                               {" 2 điểm", "2.00"},
                                                                                               {"0,5đ", "0.50"},
                                                                                               {"Tối đa 3", "3.00?"},
                                                                                               {"-0,5", "0.50?"},
                                                                                               {"1.500", "1.50?"},
                                                                                               {"0,3333", "0.3333"},
                                                                                               {"0,33333", "none"},
                                                                                               {"1,2,3", "none"},
                                                                                               {"hai", "none"},
                                                                                               {"", "none"},
                                                                                               {"1001", "none"},
                                                                                               {"0-2", "none"},
                                                                                               {"5/5", "none"},
                                                                                               {"1e3", "none"}})
        BOOST_TEST(points(cell) == read, cell << ": " << points(cell));
    BOOST_TEST((points_at_end("- Có ban hành: 0,5 điểm.") == domain::Points::from_units(5'000)));
    BOOST_TEST(!points_at_end("Chậm từ 10 ngày"));
    BOOST_TEST(!points_at_end("mỗi tiêu chí không đạt trừ 0,5 điểm"));
    BOOST_TEST(points_text(domain::Points::from_units(7'500)) == "0,75");
    BOOST_TEST(points_text(domain::Points::whole(10)) == "10");
}

BOOST_AUTO_TEST_CASE(lends_its_title_to_a_name)
{
    BOOST_TEST(name_from("Phòng Nội vụ – Đơn vị 1") == "phong-noi-vu-don-vi-1");
    BOOST_TEST(name_from("…") == "bo-tieu-chi");
    BOOST_TEST(name_from(std::string(200, 'a')).size() == 48);
}

BOOST_AUTO_TEST_CASE(says_when_and_by_whom_it_was_issued)
{
    const domain::IssuingDocument document{"1632/UBND", domain::Date::parse("2023-07-26"), "UBND huyện Quảng Điền"};
    const std::string line = issuing_line(document);
    BOOST_TEST(line == "(Ban hành kèm theo văn bản số 1632/UBND ngày 26 tháng 7 năm 2023 của UBND huyện Quảng Điền)");
    BOOST_TEST((issuing_in(line) == document));
    BOOST_TEST((issuing_in("(Kèm theo Quyết định số 05/QĐ ngày 05/02/2024 của UBND xã)").date ==
                domain::Date::parse("2024-02-05")));
    BOOST_TEST((issuing_in("(Kèm theo Quyết định số 05/QĐ ngày 31/02/2024 của UBND xã)").date == std::nullopt));
    BOOST_TEST(year_in("Chỉ số CCHC năm qua, NĂM 2024") == 2024);
    BOOST_TEST(year_in("năm nay") == 0);
}

BOOST_AUTO_TEST_CASE(calls_every_column_by_its_letters)
{
    BOOST_TEST(letters_of(1) == "A");
    BOOST_TEST(letters_of(26) == "Z");
    BOOST_TEST(letters_of(27) == "AA");
    BOOST_TEST(letters_of(702) == "ZZ");
    BOOST_TEST(Place({"S", 12, 3, {}}).cell() == "C12");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_workbook_of_ours)

BOOST_AUTO_TEST_CASE(gives_the_same_regulation_back)
{
    for (const char* file : {"quang-dien-2023.json", "phu-tho-2021.json"}) {
        const domain::Regulation regulation = regulation_of(file);
        const Understood back = import_file(write_xlsx(regulation), {});
        BOOST_REQUIRE(back.regulation);
        BOOST_TEST((*back.regulation == regulation));
        BOOST_TEST(back.document == storage::write_regulation(regulation));
        BOOST_TEST(back.doubts.empty());
        BOOST_TEST(back.edits.empty());
    }
}

BOOST_AUTO_TEST_CASE(is_given_another_id_on_demand)
{
    const domain::Regulation regulation = regulation_of("quang-dien-2023.json");
    for (const std::string& bytes : {write_xlsx(regulation), storage::write_regulation(regulation)}) {
        const Understood back = import_file(bytes, "quang-dien-2024");
        BOOST_REQUIRE(back.regulation);
        BOOST_TEST(back.regulation->id.value == "quang-dien-2024");
        BOOST_TEST(back.edits.size() == 1);
    }
}

BOOST_AUTO_TEST_CASE(is_either_read_or_refused_whatever_happens_to_its_bytes)
{
    const std::string sound = write_xlsx(regulation_of("viet-yen-xa-2023.json"));
    std::size_t read = 0, refused = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        Chance chance(seed);
        std::string bytes = sound;
        for (std::size_t n = 1 + chance.below(20); n > 0; --n)
            bytes[chance.below(bytes.size())] = static_cast<char>(chance.below(256));
        if (chance.below(4) == 0) bytes.resize(chance.below(bytes.size()));
        try {
            import_file(bytes, {});
            ++read;
        } catch (const Unreadable&) {
            ++refused;
        } catch (const storage::FormatError&) {
            ++refused; // its first bytes are no longer a workbook's: read as JSON
        }
    }
    BOOST_TEST(read + refused == 300u);
    BOOST_TEST(refused > 100u);
}

/// Lines come, go and change in every way; what comes out is a regulation, or a remark says why it is none.
BOOST_AUTO_TEST_CASE(is_understood_or_says_why_not_whatever_happens_to_its_cells)
{
    const domain::Regulation regulation = regulation_of("viet-yen-xa-2023.json");
    const Workbook sound = read_xlsx(write_xlsx(regulation));
    std::size_t well_formed = 0;
    for (unsigned seed = 0; seed < 400; ++seed) {
        Chance chance(seed);
        Workbook book = sound;
        book.pop_back(); // the original, which stays as it is
        const bool ours = chance.below(2) == 0;
        for (std::size_t n = 1 + chance.below(12); n > 0; --n) mutate(book, chance);
        std::vector<Remark> remarks;
        PrintedDocument printed;
        printed.sets = shape_of(book, ours ? &regulation : nullptr, remarks);
        const Understood understood =
            understand(printed, ours ? storage::write_regulation(regulation) : std::string(), std::move(remarks));
        well_formed += understood.regulation.has_value();
        const bool said = std::ranges::any_of(
            understood.doubts, [](const Remark& one) { return one.kind == RemarkKind::not_well_formed; });
        BOOST_TEST(said != understood.regulation.has_value(), "seed " << seed);
        BOOST_TEST(!preview_json(understood).empty());
        if (!ours) BOOST_TEST(!understood.doubts.empty());
    }
    BOOST_TEST(well_formed > 200u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_remark)

BOOST_AUTO_TEST_CASE(has_its_words_in_both_languages_with_the_same_facts)
{
    for (const RemarkKind kind : all_remarks()) {
        const Remark remark{kind, {}, {}, {"⟨0⟩", "⟨1⟩"}};
        for (const auto language : {server::Language::vi, server::Language::en}) {
            const std::string text = told(remark, language);
            BOOST_TEST(!text.empty(), name_of(kind));
            BOOST_TEST(text.find('{') == std::string::npos, name_of(kind));
        }
        if (kind == RemarkKind::rule_to_choose) continue; // a shape's name in each language
        for (const char* fact : {"⟨0⟩", "⟨1⟩"})
            BOOST_TEST((told(remark, server::Language::vi).find(fact) == std::string::npos) ==
                           (told(remark, server::Language::en).find(fact) == std::string::npos),
                       name_of(kind) << " " << fact);
    }
}

BOOST_AUTO_TEST_SUITE_END()
