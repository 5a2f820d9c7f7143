#include "server/tables/read_xlsx.hpp"

#include "server/nfc.hpp"
#include "server/tables/package.hpp"
#include "server/tables/unreadable.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>

namespace cchc::server::tables {

using namespace unreadable;

namespace {

constexpr std::uint32_t last_column = 64;
constexpr std::uint32_t last_row = 1'048'576;
constexpr std::size_t most_sheets = 200;
constexpr std::size_t most_cells = 300'000;
constexpr std::size_t most_text = 32u << 20; ///< one shared text may stand in many cells

/// The name without its namespace's prefix, which each program chooses for itself.
std::string_view local(const char* name)
{
    const char* colon = std::strchr(name, ':');
    return colon ? colon + 1 : name;
}

bool is(const pugi::xml_node& node, std::string_view name)
{
    return local(node.name()) == name;
}

pugi::xml_node child(const pugi::xml_node& of, std::string_view name)
{
    for (const pugi::xml_node& node : of.children())
        if (is(node, name)) return node;
    return {};
}

/// An attribute by its local name: `r:id`.
std::string_view attribute(const pugi::xml_node& node, std::string_view name)
{
    for (const pugi::xml_attribute& one : node.attributes())
        if (local(one.name()) == name) return one.value();
    return {};
}

/// `_x000A_` stands for the character of that number, where XML has no other way to write it.
std::string unescaped(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned number = 0;
        const bool escape = text[at] == '_' && at + 6 < text.size() && text[at + 1] == 'x' && text[at + 6] == '_';
        if (escape) {
            const char* first = text.data() + at + 2;
            const auto [end, wrong] = std::from_chars(first, first + 4, number, 16);
            if (wrong == std::errc{} && end == first + 4 && number < 0x80) {
                if (number != '\r') out += static_cast<char>(number);
                at += 6;
                continue;
            }
        }
        out += text[at];
    }
    return out;
}

/// The words of a text in runs; how a word is pronounced (`rPh`) is no part of it.
std::string words_of(const pugi::xml_node& text)
{
    std::string words;
    for (const pugi::xml_node& node : text.children()) {
        if (is(node, "t")) words += node.child_value();
        if (is(node, "r")) words += child(node, "t").child_value();
    }
    return words;
}

std::string sound(std::string text)
{
    if (!is_utf8(text)) throw damaged;
    text = unescaped(text);
    return is_nfc(text) ? text : nfc(text);
}

/// A number as the workbook shows it: 15 digits, as spreadsheets count no further.
std::string shown(std::string_view stored)
{
    double value = 0;
    const auto [end, wrong] = std::from_chars(stored.data(), stored.data() + stored.size(), value);
    if (wrong != std::errc{} || end != stored.data() + stored.size()) return std::string(stored);
    std::array<char, 64> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 15);
    return {digits.data(), written.ptr};
}

/// `C12`.
struct Reference {
    std::uint32_t column = 0;
    std::uint32_t row = 0;
};
std::optional<Reference> reference_of(std::string_view text)
{
    Reference reference;
    std::size_t at = 0;
    for (; at < text.size() && text[at] >= 'A' && text[at] <= 'Z' && at < 4; ++at)
        reference.column = reference.column * 26 + static_cast<std::uint32_t>(text[at] - 'A' + 1);
    const auto [end, wrong] = std::from_chars(text.data() + at, text.data() + text.size(), reference.row);
    if (at == 0 || wrong != std::errc{} || end != text.data() + text.size()) return {};
    return reference;
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : package_(bytes) {}

    Workbook read()
    {
        const std::string book = target_of("", "_rels/.rels", "/officeDocument", {});
        const std::size_t slash = book.rfind('/');
        folder_ = slash == std::string::npos ? "" : book.substr(0, slash + 1);
        relations_ = folder_ + "_rels/" + book.substr(folder_.size()) + ".rels";
        const pugi::xml_document document = package_.part(book);
        const pugi::xml_node sheets = child(document.document_element(), "sheets");
        if (!sheets) throw not_a_workbook;
        read_shared_texts();
        Workbook workbook;
        for (const pugi::xml_node& sheet : sheets.children()) {
            if (!is(sheet, "sheet")) continue;
            if (workbook.size() == most_sheets) throw too_large;
            const std::string part = target_of(folder_, relations_, "/worksheet", attribute(sheet, "id"));
            if (part.empty()) continue; // a chart, or a sheet of macros
            Sheet read = sheet_of(part);
            read.name = sound(std::string(attribute(sheet, "name")));
            read.hidden = attribute(sheet, "state").find("idden") != std::string_view::npos;
            workbook.push_back(std::move(read));
        }
        return workbook;
    }

private:
    /// What the relation of that type, and that id if one is given, leads to; empty: none.
    std::string target_of(const std::string& folder, const std::string& relations, std::string_view type,
                          std::optional<std::string_view> id)
    {
        const pugi::xml_document document = package_.part(relations);
        for (const pugi::xml_node& relation : document.document_element().children()) {
            if (!attribute(relation, "Type").ends_with(type)) continue;
            if (id && attribute(relation, "Id") != *id) continue;
            const std::string target(attribute(relation, "Target"));
            if (target.starts_with('/')) return target.substr(1);
            return std::filesystem::path(folder + target).lexically_normal().generic_string();
        }
        if (!id) throw not_a_workbook;
        return {};
    }

    void read_shared_texts()
    {
        const pugi::xml_document relations = package_.part(relations_);
        std::string part;
        for (const pugi::xml_node& relation : relations.document_element().children())
            if (attribute(relation, "Type").ends_with("/sharedStrings"))
                part = target_of(folder_, relations_, "/sharedStrings", attribute(relation, "Id"));
        if (part.empty()) return;
        const pugi::xml_document document = package_.part(part);
        for (const pugi::xml_node& text : document.document_element().children())
            if (is(text, "si")) shared_.push_back(sound(words_of(text)));
    }

    std::string shared(std::string_view index) const
    {
        std::size_t at = 0;
        const auto [end, wrong] = std::from_chars(index.data(), index.data() + index.size(), at);
        if (wrong != std::errc{} || end != index.data() + index.size() || at >= shared_.size()) throw damaged;
        return shared_[at];
    }

    Cell cell_of(const pugi::xml_node& node) const
    {
        Cell cell;
        const std::string_view type = attribute(node, "t");
        const std::string_view value = child(node, "v").child_value();
        if (type == "s")
            cell.text = shared(value);
        else if (type == "inlineStr")
            cell.text = sound(words_of(child(node, "is")));
        else if (type.empty() || type == "n")
            cell.text = shown(value), cell.is_number = !value.empty();
        else
            cell.text = sound(std::string(value));
        return cell;
    }

    Sheet sheet_of(const std::string& part)
    {
        Sheet sheet;
        const pugi::xml_document document = package_.part(part);
        std::uint32_t number = 0;
        for (const pugi::xml_node& line : child(document.document_element(), "sheetData").children()) {
            if (!is(line, "row")) continue;
            const std::string_view said = attribute(line, "r");
            std::uint32_t next = number + 1;
            if (!said.empty()) {
                const auto [end, wrong] = std::from_chars(said.data(), said.data() + said.size(), next);
                if (wrong != std::errc{} || end != said.data() + said.size()) throw damaged;
            }
            if (next <= number || next > last_row) throw damaged;
            number = next;
            Row row{number, {}};
            std::uint32_t column = 0;
            for (const pugi::xml_node& node : line.children()) {
                if (!is(node, "c")) continue;
                const auto reference = reference_of(attribute(node, "r"));
                column = reference ? reference->column : column + 1;
                if (column > last_column) break;
                Cell cell = cell_of(node);
                cell.column = column;
                if (cell.text.find_first_not_of(" \t\n\r") == std::string::npos) continue;
                text_ += cell.text.size();
                if (++cells_ > most_cells || text_ > most_text) throw too_large;
                row.cells.push_back(std::move(cell));
            }
            if (!row.cells.empty()) sheet.rows.push_back(std::move(row));
        }
        return sheet;
    }

    Package package_;
    std::string folder_, relations_;
    std::vector<std::string> shared_;
    std::size_t cells_ = 0;
    std::size_t text_ = 0;
};

} // namespace

Workbook read_xlsx(std::string_view bytes)
{
    return Reader(bytes).read();
}

} // namespace cchc::server::tables
