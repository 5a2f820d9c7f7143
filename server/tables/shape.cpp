#include "server/tables/shape.hpp"

#include "domain/printed_words.hpp"
#include "server/tables/cells.hpp"
#include "server/tables/unreadable.hpp"

#include <algorithm>

namespace cchc::server::tables {

namespace {

constexpr std::uint32_t rows_searched = 20;
constexpr std::size_t most_lines = 20'000; ///< a set has at most 5 000 criteria

/// What a column is called in its header; of two that fit the earlier part counts.
std::optional<Part> part_called(std::string_view cell)
{
    const std::string name = domain::lower_case(on_one_line(cell));
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return std::ranges::find(names, std::string_view(name)) != names.end();
    };
    const auto has = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, [&](std::string_view word) { return name.find(word) != std::string::npos; });
    };
    if (is({"tt", "stt", "số tt", "số thứ tự", "tt.", "stt.", "mục"})) return Part::number;
    if (is({"mã", "mã tiêu chí"})) return Part::key;
    if (is({"ghi chú"})) return Part::note;
    if (has({"kiểm chứng", "tlkc", "minh chứng", "tài liệu"})) return Part::last;
    if (is({"điểm", "chuẩn", "tối đa"}) ||
        has({"điểm chuẩn", "điểm tối đa", "thang điểm", "mức điểm", "điểm quy định"}))
        return Part::points;
    if (has({"nội dung", "tiêu chí", "lĩnh vực", "chỉ tiêu"})) return Part::text;
    return {};
}

void name_columns(const Row& row, Header& header)
{
    for (const Cell& cell : row.cells)
        if (const auto part = part_called(cell.text)) {
            std::uint32_t& column = header.columns[static_cast<std::size_t>(*part)];
            if (column == 0) column = cell.column;
        }
}

bool complete(const Header& header)
{
    return header.column(Part::text) != 0 && header.column(Part::points) != 0;
}

/// *(1) (2) (3) (4)*, printed below a header.
bool counts_columns(const Row& row)
{
    int before = 0;
    for (const Cell& cell : row.cells) {
        std::string text = on_one_line(cell.text);
        std::erase_if(text, [](char c) { return c == '(' || c == ')'; });
        if (text != std::to_string(before + 1)) return false;
        ++before;
    }
    return before >= 3;
}

Line line_of(const Sheet& sheet, const Row& row, const Header& header)
{
    Line line;
    line.place = {sheet.name, row.number, 0, {}};
    line.columns = header.columns;
    for (std::size_t part = 0; part < part_count; ++part)
        if (const Cell* cell = header.columns[part] == 0 ? nullptr : row.at(header.columns[part])) {
            line.cells[part] = trimmed(cell->text);
            if (part == 0) line.number_is_number = cell->is_number;
        }
    return line;
}

bool empty(const Line& line)
{
    return std::ranges::all_of(line.cells, [](const std::string& cell) { return cell.empty(); });
}

/// A text of several lines with as many points beside it is a criterion with its levels, all in one row.
std::vector<Line> spread(Line line, std::vector<Remark>& remarks)
{
    const auto texts = lines_of(line[Part::text]);
    const auto points = lines_of(line[Part::points]);
    if (texts.size() < 2 || texts.size() != points.size()) return {std::move(line)};
    remarks.push_back({RemarkKind::several_lines_in_cell, line.at(Part::text), {}, {std::to_string(texts.size())}});
    std::vector<Line> lines;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        Line one = i == 0 ? line : Line{line.place, line.columns, {}, false};
        one[Part::text] = texts[i];
        one[Part::points] = points[i];
        lines.push_back(std::move(one));
    }
    return lines;
}

/// *Tổng cộng*, *CỘNG ĐIỂM I + II + III*.
bool speaks_of_total(const Line& line)
{
    const std::string& said = line[Part::text].empty() ? line[Part::number] : line[Part::text];
    const std::string text = domain::lower_case(on_one_line(said));
    if (text == "cộng" || text == "tổng") return true;
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"tổng cộng", "cộng điểm", "cộng:", "tổng điểm", "tổng số điểm"},
        [&](std::string_view words) { return text.starts_with(words); });
}

/// The line of the total, if there is one: behind it no criterion follows.
std::size_t total_among(const std::vector<Line>& lines)
{
    for (std::size_t at = lines.size(); at-- > 0;) {
        const Line& line = lines[at];
        if (line[Part::key] == total_key || (speaks_of_total(line) && !line[Part::points].empty())) return at;
        if (line[Part::key].empty() && !line[Part::number].empty() && !line[Part::points].empty()) break;
    }
    return lines.size();
}

/// Words that stand above a table and are no part of its title.
bool is_letterhead(const std::string& lower)
{
    return lower.starts_with("cộng hòa xã hội") || lower.starts_with("cộng hoà xã hội") ||
           lower.starts_with("độc lập") || (lower.starts_with("phụ lục") && lower.size() < 40);
}

void read_title(const Sheet& sheet, const Header& header, PrintedSet& set)
{
    std::vector<Line> above;
    for (const Row& row : sheet.rows) {
        if (row.number >= header.first_row) break;
        Line line;
        line.place = {sheet.name, row.number, 0, {}};
        line.columns[static_cast<std::size_t>(Part::text)] = row.cells.front().column;
        for (const Cell& cell : row.cells) {
            if (cell.column == header.column(Part::key))
                set.key = trimmed(cell.text);
            else
                line[Part::text] += (line[Part::text].empty() ? "" : " ") + on_one_line(cell.text);
        }
        above.push_back(std::move(line));
    }
    const auto names_table = [](const Line& line) {
        const std::string lower = domain::lower_case(line[Part::text]);
        return std::ranges::any_of(
            std::initializer_list<std::string_view>{"tiêu chí", "chỉ số", "hướng dẫn", "bảng ", "biểu "},
            [&](std::string_view word) { return lower.find(word) != std::string::npos; });
    };
    const bool named = std::ranges::any_of(above, names_table);
    for (Line& line : above) {
        const std::string lower = domain::lower_case(line[Part::text]);
        if (lower.starts_with("(") || lower.find("kèm theo") != std::string::npos) {
            if (set.issued_by[Part::text].empty()) set.issued_by = line;
            continue;
        }
        if (is_letterhead(lower)) continue;
        if (set.title[Part::text].empty()) {
            if (named && !names_table(line)) continue; // the publisher's name, above the title
            set.title = line;
        } else {
            set.title[Part::text] += " " + line[Part::text];
        }
    }
}

PrintedSet set_of(const Sheet& sheet, const Header& header, const domain::Regulation* original,
                  std::vector<Remark>& remarks)
{
    PrintedSet set;
    set.place = {sheet.name, header.first_row, 0, {}};
    set.name = sheet.name;
    read_title(sheet, header, set);
    std::vector<Line> lines;
    for (const Row& row : sheet.rows) {
        if (row.number <= header.last_row || counts_columns(row)) continue;
        Header again;
        name_columns(row, again);
        if (complete(again) && again.columns == header.columns) continue; // printed again on every page
        Line line = line_of(sheet, row, header);
        if (empty(line)) continue;
        for (Line& one : spread(std::move(line), remarks)) lines.push_back(std::move(one));
        if (lines.size() > most_lines) throw unreadable::too_large;
    }
    const std::size_t total = total_among(lines);
    if (total < lines.size()) {
        set.total = lines[total];
        for (std::size_t at = total + 1; at < lines.size(); ++at) {
            // A note may stand in any column, most often across all of them.
            Line note = lines[at];
            if (note[Part::text].empty()) note[Part::text] = note[Part::number];
            set.notes.push_back(std::move(note));
        }
        lines.resize(total);
    }
    const domain::CriteriaSet* known = original ? original->criteria_set(set.key) : nullptr;
    if (original && !known && !set.key.empty()) remarks.push_back({RemarkKind::key_unknown, set.place, {}, {set.key}});
    if (!known) set.key.clear();
    grow_tree(set, std::move(lines), known, remarks);
    return set;
}

} // namespace

std::optional<Header> header_of(const Sheet& sheet)
{
    // One row first: a title above the header may speak of criteria too. Then a header of two rows, *Điểm* above
    // *Chuẩn* and *Tự chấm*.
    for (const bool two_rows : {false, true})
        for (std::size_t at = 0; at < sheet.rows.size() && sheet.rows[at].number <= rows_searched; ++at) {
            Header header;
            header.first_row = header.last_row = sheet.rows[at].number;
            name_columns(sheet.rows[at], header);
            const auto named = std::ranges::count_if(header.columns, [](std::uint32_t column) { return column != 0; });
            if (two_rows && named >= 2 && at + 1 < sheet.rows.size()) {
                name_columns(sheet.rows[at + 1], header);
                header.last_row = sheet.rows[at + 1].number;
            }
            if (complete(header)) return header;
        }
    return {};
}

std::vector<PrintedSet> shape_of(const Workbook& workbook, const domain::Regulation* original,
                                 std::vector<Remark>& remarks)
{
    std::vector<PrintedSet> sets;
    for (const Sheet& sheet : workbook) {
        if (sheet.rows.empty()) continue;
        const Place place{sheet.name, 0, 0, {}};
        if (sheet.hidden) {
            remarks.push_back({RemarkKind::sheet_hidden, place, {}, {}});
            continue;
        }
        const auto header = header_of(sheet);
        if (!header) {
            remarks.push_back({RemarkKind::sheet_without_table, place, {}, {}});
            continue;
        }
        PrintedSet set = set_of(sheet, *header, original, remarks);
        if (!set.key.empty() && std::ranges::find(sets, set.key, &PrintedSet::key) != sets.end()) {
            remarks.push_back({RemarkKind::key_doubled, set.place, {}, {set.key}});
            set.key.clear();
        }
        sets.push_back(std::move(set));
    }
    if (sets.empty()) remarks.push_back({RemarkKind::table_not_found, {}, {}, {}});
    return sets;
}

std::string level_key(const std::string& code, std::size_t level)
{
    return code + "#" + std::to_string(level + 1);
}

} // namespace cchc::server::tables
