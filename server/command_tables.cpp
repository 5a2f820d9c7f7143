#include "server/commands.hpp"

#include "domain/lint.hpp"
#include "server/tables/cells.hpp"
#include "server/tables/import.hpp"
#include "server/tables/unreadable.hpp"
#include "server/tables/write_xlsx.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/strict_json.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace cchc::server {

extern const char* const export_help;
const char* const export_help =
    R"(cchc export: write a regulation's criteria sets as an Excel workbook, or as canonical JSON

Examples:
  cchc export quy-dinh.json --xlsx quy-dinh.xlsx     # a sheet a criteria set, as the decision prints it
  cchc export quy-dinh.json --json quy-dinh.json     # members in order, defaults left out

The workbook carries the whole regulation: importing it gives the same one, byte for byte.)";

extern const char* const import_help;
const char* const import_help =
    R"(cchc import: understand a table of criteria (.xlsx or JSON) as a draft of a regulation, and name every doubtful line

Examples:
  cchc import bang-tieu-chi.xlsx                           # what was understood, what is in doubt and where
  cchc import bang-tieu-chi.xlsx --into du-thao.json       # the draft itself
  cchc import bang-tieu-chi.xlsx --id quang-dien-2024 --json

Understood are workbooks with the columns TT, NỘI DUNG, Điểm chuẩn, Tài liệu kiểm chứng; those of cchc export, edited or not; printed tables typed off as JSON; regulations. Exit code 0: no line in doubt; 5: doubts; 1: the file cannot be read.)";

namespace {

std::string bytes_of(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::string& file, const std::string& bytes)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << bytes;
    if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

/// The arguments: names that take a value, flags, and one file.
struct Wish {
    std::string file, into, id, xlsx, json;
    bool as_json = false;
};

std::optional<Wish> wish_of(std::span<const std::string> arguments, bool import)
{
    Wish wish;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        std::string* value = nullptr;
        if (import && argument == "--json") {
            wish.as_json = true;
            continue;
        }
        if (import && argument == "--into") value = &wish.into;
        if (import && argument == "--id") value = &wish.id;
        if (!import && argument == "--xlsx") value = &wish.xlsx;
        if (!import && argument == "--json") value = &wish.json;
        if (value) {
            if (++i == arguments.size()) return {};
            *value = arguments[i];
        } else if (argument.starts_with("-") || !wish.file.empty()) {
            return {};
        } else {
            wish.file = argument;
        }
    }
    if (wish.file.empty() || (!import && wish.xlsx.empty() == wish.json.empty())) return {};
    return wish;
}

/// *so-ban-nganh, ô C12, II.6.3*.
std::string place_of(const tables::Remark& remark)
{
    std::string place = remark.place.sheet + remark.place.pointer;
    const auto add = [&](const std::string& more) { place += (place.empty() ? "" : " · ") + more; };
    if (const std::string cell = remark.place.cell(); !cell.empty())
        add(cell);
    else if (remark.place.row != 0)
        add("dòng " + std::to_string(remark.place.row));
    if (!remark.code.empty()) add(remark.code);
    return place.empty() ? "(chung)" : place;
}

void print(const std::vector<tables::Remark>& remarks)
{
    for (const tables::Remark& remark : remarks)
        std::cout << place_of(remark) << " · " << name_of(remark.kind) << '\n'
                  << "  " << told(remark, Language::vi) << '\n'
                  << "  " << told(remark, Language::en) << "\n\n";
}

void print_preview(const tables::Understood& understood)
{
    print(understood.edits);
    print(understood.doubts);
    for (const tables::SetUnderstood& set : understood.sets)
        std::cout << set.id << ": " << set.title << '\n'
                  << "  " << set.areas << " lĩnh vực, " << set.criteria << " dòng tiêu chí, trong đó " << set.leaves
                  << " dòng chấm điểm; tổng in " << tables::points_text(set.maximum) << ", tổng các lĩnh vực "
                  << tables::points_text(set.sum) << " · " << set.areas << " areas, " << set.criteria << " criteria, "
                  << set.leaves << " of them scored; printed total " << set.maximum.text() << ", areas sum to "
                  << set.sum.text() << '\n';
    std::cout << understood.edits.size() << " chỗ sửa, " << understood.doubts.size() << " chỗ nghi vấn · "
              << understood.edits.size() << " edits, " << understood.doubts.size() << " doubts\n";
    if (!understood.regulation) return;
    const std::size_t findings = domain::lint(*understood.regulation).size();
    std::cout << "cchc lint: " << findings << " phát hiện · " << findings << " findings\n";
}

} // namespace

int run_export(std::span<const std::string> arguments)
{
    const auto wish = wish_of(arguments, false);
    if (!wish) {
        std::cerr << "cchc export: wants one FILE and --xlsx OUT or --json OUT\n";
        return exit_code::usage;
    }
    try {
        const domain::Regulation regulation = storage::read_regulation(bytes_of(wish->file));
        if (!wish->xlsx.empty())
            write(wish->xlsx, tables::write_xlsx(regulation));
        else
            write(wish->json, storage::write_regulation(regulation));
    } catch (const storage::FormatError& wrong) {
        std::cerr << "cchc export: " << wish->file
                  << ": không đúng mẫu quy định · not a well-formed regulation: " << wrong.what() << '\n';
        return exit_code::failed;
    }
    return exit_code::ok;
}

int run_import(std::span<const std::string> arguments)
{
    const auto wish = wish_of(arguments, true);
    if (!wish) {
        std::cerr << "cchc import: wants one FILE, with --into OUT, --id REGULATION or --json if you like\n";
        return exit_code::usage;
    }
    try {
        const tables::Understood understood = tables::import_file(bytes_of(wish->file), wish->id);
        if (wish->as_json)
            std::cout << tables::preview_json(understood) << '\n';
        else
            print_preview(understood);
        if (!wish->into.empty()) write(wish->into, understood.document);
        return understood.doubts.empty() ? exit_code::ok : exit_code::findings;
    } catch (const tables::Unreadable& wrong) {
        std::cerr << "cchc import: " << wish->file << ": " << wrong.message.vi << " · " << wrong.message.en << '\n';
    } catch (const storage::FormatError& wrong) {
        std::cerr << "cchc import: " << wish->file << ": không hiểu tệp này · not understood: " << wrong.what() << '\n';
    }
    return exit_code::failed;
}

} // namespace cchc::server
