#include "server/tables/write_xlsx.hpp"

#include "server/tables/cells.hpp"
#include "server/tables/shape.hpp"
#include "server/tables/understand.hpp"
#include "storage/regulation_codec.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <set>
#include <stdexcept>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>
#include <xlsxwriter.h>

namespace cchc::server::tables {

namespace {

using domain::CriteriaSet;
using domain::Criterion;
using domain::CriterionNo;

constexpr const char* original_sheet = "Dữ liệu gốc";
constexpr const char* original_marker = "cchc.regulation.v1";
constexpr std::size_t longest_sheet_name = 31;

enum Column : lxw_col_t { number, text, points, evidence, note, key };

void must(lxw_error error)
{
    if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("xlsx: ") + lxw_strerror(error));
}

/// A file in memory alone, for a library that writes to paths only.
class MemoryFile {
public:
    MemoryFile() : descriptor_(memfd_create("cchc.xlsx", MFD_CLOEXEC))
    {
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "xlsx");
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
    std::string content() const
    {
        std::string all;
        std::array<char, 64 * 1024> piece{};
        for (off_t at = 0;; at = static_cast<off_t>(all.size())) {
            const ssize_t got = ::pread(descriptor_, piece.data(), piece.size(), at);
            if (got < 0) throw std::system_error(errno, std::generic_category(), "xlsx");
            if (got == 0) return all;
            all.append(piece.data(), static_cast<std::size_t>(got));
        }
    }

private:
    int descriptor_;
};

/// A line of the table's text at 13 points, in points.
constexpr double line_height = 17;
constexpr double number_width = 7, text_width = 52, points_width = 9, evidence_width = 34, note_width = 30,
                 key_width = 14;

/// How many lines a text takes in a column so many digits wide: a cell does not find its height by itself in every
/// program. Capitals are wider, and words do not break.
int lines_in(const std::string& text, double width)
{
    int lines = 0;
    for (const std::string& paragraph : lines_of(text)) {
        double taken = 0;
        for (const char c : paragraph) {
            if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
            taken += c >= 'A' && c <= 'Z' ? 1.3 : 1;
        }
        lines += 1 + static_cast<int>(taken / (width * 1.02));
    }
    return lines;
}

/// The looks of the printed table (Nghị định 30/2020/NĐ-CP: Times New Roman, 13 and 14 points).
struct Looks {
    explicit Looks(lxw_workbook* book)
        : title(make(book, 14, true, LXW_ALIGN_CENTER, false)), issued(make(book, 13, false, LXW_ALIGN_CENTER, false)),
          head(make(book, 13, true, LXW_ALIGN_CENTER, true)), number(make(book, 13, false, LXW_ALIGN_CENTER, true)),
          text(make(book, 13, false, LXW_ALIGN_LEFT, true)), points(make(book, 13, false, LXW_ALIGN_CENTER, true)),
          strong_number(make(book, 13, true, LXW_ALIGN_CENTER, true)),
          strong_text(make(book, 13, true, LXW_ALIGN_LEFT, true)), level(make(book, 13, false, LXW_ALIGN_LEFT, true)),
          below(make(book, 13, false, LXW_ALIGN_LEFT, false)), aside(make(book, 9, false, LXW_ALIGN_LEFT, false))
    {
        format_set_italic(issued);
        format_set_italic(level);
        format_set_italic(below);
        format_set_font_color(aside, 0x808080);
        format_set_bg_color(head, 0xE7E6E6);
    }
    lxw_format* title;
    lxw_format* issued;
    lxw_format* head;
    lxw_format* number;
    lxw_format* text;
    lxw_format* points;
    lxw_format* strong_number;
    lxw_format* strong_text;
    lxw_format* level;
    lxw_format* below; ///< notes below the table
    lxw_format* aside; ///< off the printed page

private:
    static lxw_format* make(lxw_workbook* book, double size, bool bold, std::uint8_t align, bool bordered)
    {
        lxw_format* format = workbook_add_format(book);
        format_set_font_name(format, "Times New Roman");
        format_set_font_size(format, size);
        if (bold) format_set_bold(format);
        format_set_align(format, align);
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        format_set_text_wrap(format);
        if (bordered) format_set_border(format, LXW_BORDER_THIN);
        return format;
    }
};

/// One sheet, filled from the top.
class SheetWriter {
public:
    SheetWriter(lxw_worksheet* sheet, const Looks& looks) : sheet_(sheet), looks_(looks) {}

    void write(const CriteriaSet& set, const domain::Regulation& regulation)
    {
        lay_out();
        across(set.title, looks_.title, set.id, 0.85);
        across(issuing_line(regulation.issued_by), looks_.issued, {}, 1);
        ++row_;
        header();
        for (const CriterionNo area : set.areas()) criterion(set, area);
        total(set);
        for (const std::string& line : regulation.notes) across(line, looks_.below, std::string(note_key), 1);
        must(worksheet_print_area(sheet_, 0, 0, row_ == 0 ? 0 : row_ - 1, Column::evidence));
    }

private:
    void lay_out()
    {
        for (const auto& [column, width] : {std::pair<Column, double>{Column::number, number_width},
                                            {Column::text, text_width},
                                            {Column::points, points_width},
                                            {Column::evidence, evidence_width},
                                            {Column::note, note_width},
                                            {Column::key, key_width}})
            must(worksheet_set_column(sheet_, column, column, width, nullptr));
        worksheet_set_portrait(sheet_);
        worksheet_set_paper(sheet_, 9); // A4
        worksheet_fit_to_pages(sheet_, 1, 0);
        worksheet_set_margins(sheet_, 0.8, 0.6, 0.75, 0.75);
        must(worksheet_set_footer(sheet_, "&C&P"));
        must(worksheet_ignore_errors(sheet_, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:A10000"));
    }

    /// A string is written as one, so that a `=` at its beginning computes nothing.
    void put(Column column, const std::string& what, lxw_format* look)
    {
        if (what.empty())
            must(worksheet_write_blank(sheet_, row_, column, look));
        else
            must(worksheet_write_string(sheet_, row_, column, what.c_str(), look));
    }
    void put(Column column, domain::Points points, lxw_format* look)
    {
        must(worksheet_write_number(sheet_, row_, column, static_cast<double>(points.units()) / domain::Points::scale,
                                    look));
    }
    void put_aside(Column column, const std::string& what)
    {
        if (!what.empty()) put(column, what, looks_.aside);
    }

    /// The row is as high as the longest of its texts needs.
    void end_row(int lines)
    {
        must(
            worksheet_set_row(sheet_, row_, 3 + line_height * std::clamp(lines, 1, 23), nullptr)); // 409 points at most
        ++row_;
    }

    /// A line across the four columns.
    void across(const std::string& what, lxw_format* look, const std::string& beside, double letters)
    {
        if (what.empty() && beside.empty()) return;
        must(worksheet_merge_range(sheet_, row_, Column::number, row_, Column::evidence, what.c_str(), look));
        put_aside(Column::key, beside);
        end_row(lines_in(what, letters * (number_width + text_width + points_width + evidence_width)));
    }

    void header()
    {
        put(Column::number, "TT", looks_.head);
        put(Column::text, "NỘI DUNG", looks_.head);
        put(Column::points, "Điểm chuẩn", looks_.head);
        put(Column::evidence, "Tài liệu kiểm chứng", looks_.head);
        put(Column::note, "Ghi chú", looks_.head);
        put(Column::key, "Mã", looks_.head);
        must(worksheet_repeat_rows(sheet_, row_, row_));
        worksheet_freeze_panes(sheet_, row_ + 1, 0);
        end_row(2);
    }

    static std::string evidence_of(const Criterion& criterion)
    {
        std::string all;
        for (const domain::RequiredEvidence& one : criterion.evidence) all += (all.empty() ? "" : "\n") + one.text;
        return all;
    }

    void criterion(const CriteriaSet& set, CriterionNo no)
    {
        const Criterion& criterion = set[no];
        const bool strong = !criterion.leaf;
        put(Column::number, criterion.printed, strong ? looks_.strong_number : looks_.number);
        put(Column::text, criterion.title, strong ? looks_.strong_text : looks_.text);
        put(Column::points, criterion.maximum, strong ? looks_.strong_number : looks_.points);
        put(Column::evidence, evidence_of(criterion), looks_.text);
        put_aside(Column::note, criterion.note);
        put_aside(Column::key, criterion.code.value);
        end_row(std::max(lines_in(criterion.title, text_width), lines_in(evidence_of(criterion), evidence_width)));
        for (std::size_t i = 0; i < criterion.levels.size(); ++i) {
            const domain::Level& level = criterion.levels[i];
            put(Column::number, std::string(), looks_.number);
            put(Column::text, level.text, looks_.level);
            put(Column::points, level.points, looks_.points);
            put(Column::evidence, level.note, looks_.text);
            put_aside(Column::key, level_key(criterion.code.value, i));
            end_row(std::max(lines_in(level.text, text_width), lines_in(level.note, evidence_width)));
        }
        for (const CriterionNo child : set.children(no)) this->criterion(set, child);
    }

    void total(const CriteriaSet& set)
    {
        put(Column::number, std::string(), looks_.strong_number);
        put(Column::text, "TỔNG ĐIỂM", looks_.strong_text);
        put(Column::points, set.maximum, looks_.strong_number);
        put(Column::evidence, std::string(), looks_.text);
        put_aside(Column::key, std::string(total_key));
        end_row(1);
    }

    lxw_worksheet* sheet_;
    const Looks& looks_;
    lxw_row_t row_ = 0;
};

/// Sheets are named after their sets, at most 31 letters, each once.
std::string sheet_name(const std::string& id, std::set<std::string>& taken)
{
    std::string name = id.substr(0, longest_sheet_name);
    for (int n = 2; !taken.insert(name).second; ++n) {
        const std::string end = "-" + std::to_string(n);
        name = id.substr(0, longest_sheet_name - end.size()) + end;
    }
    return name;
}

void write_original(lxw_workbook* book, const domain::Regulation& regulation)
{
    lxw_worksheet* sheet = workbook_add_worksheet(book, original_sheet);
    must(worksheet_write_string(sheet, 0, 0, original_marker, nullptr));
    must(worksheet_write_string(sheet, 0, 1,
                                "Không sửa trang này: máy đọc lại từ đây những gì bảng in không nói được. · "
                                "Leave this sheet: it says what the printed table cannot.",
                                nullptr));
    const std::string document = storage::write_regulation(regulation);
    std::size_t at = 0;
    for (lxw_row_t row = 1; at < document.size(); ++row) {
        const std::size_t end = std::min(document.find('\n', at), document.size());
        must(worksheet_write_string(sheet, row, 0, document.substr(at, end - at).c_str(), nullptr));
        at = end + 1;
    }
    worksheet_hide(sheet);
}

} // namespace

std::string write_xlsx(const domain::Regulation& regulation)
{
    const MemoryFile file;
    lxw_workbook* book = workbook_new(file.path().c_str());
    if (!book) throw std::runtime_error("xlsx: no memory for a workbook");
    try {
        lxw_doc_properties about{};
        about.created = regulation.issued_by.date ? regulation.issued_by.date->days * std::time_t{86'400} : 1;
        must(workbook_set_properties(book, &about));
        const Looks looks(book);
        std::set<std::string> names;
        for (const CriteriaSet& set : regulation.criteria_sets) {
            lxw_worksheet* sheet = workbook_add_worksheet(book, sheet_name(set.id, names).c_str());
            if (!sheet) throw std::runtime_error("xlsx: no sheet of that name");
            SheetWriter(sheet, looks).write(set, regulation);
        }
        write_original(book, regulation);
    } catch (...) {
        lxw_workbook_free(book);
        throw;
    }
    must(workbook_close(book)); // and frees it
    return file.content();
}

std::optional<std::string> take_original(Workbook& workbook)
{
    const auto found = std::ranges::find_if(workbook, [](const Sheet& sheet) {
        return !sheet.rows.empty() && sheet.rows.front().cells.front().text == original_marker;
    });
    if (found == workbook.end()) return {};
    std::string document;
    for (auto row = found->rows.begin() + 1; row != found->rows.end(); ++row)
        if (const Cell* cell = row->at(1)) document += cell->text + "\n";
    workbook.erase(found);
    return document;
}

} // namespace cchc::server::tables
