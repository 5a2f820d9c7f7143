#include "server/tables/import.hpp"

#include "domain/json_writer.hpp"
#include "domain/lint.hpp"
#include "domain/printed_words.hpp"
#include "server/finding_words.hpp"
#include "server/tables/cells.hpp"
#include "server/tables/read_printed_json.hpp"
#include "server/tables/read_xlsx.hpp"
#include "server/tables/shape.hpp"
#include "server/tables/write_xlsx.hpp"
#include "storage/regulation_codec.hpp"

#include <nlohmann/json.hpp>

namespace cchc::server::tables {

namespace {

constexpr std::size_t longest_document = 8u << 20;

/// What a workbook that is not ours says around its tables.
Surroundings around(const std::vector<PrintedSet>& sets)
{
    Surroundings around;
    if (sets.empty()) return around;
    const PrintedSet& first = sets.front();
    around.title = on_one_line(first.title[Part::text]);
    const std::string line = on_one_line(first.issued_by[Part::text]);
    const domain::IssuingDocument document = issuing_in(line);
    around.document_number = document.number;
    around.document_date = document.date;
    around.publisher = document.issuer;
    if (const auto with = line.find("kèm theo "); with != std::string::npos && !document.number.empty())
        around.legal_basis = {line.substr(with + std::string_view("kèm theo ").size())};
    if (!around.legal_basis.empty() && around.legal_basis.front().ends_with(')')) around.legal_basis.front().pop_back();
    around.year = year_in(around.title);
    if (around.year == 0) around.year = year_in(line);
    for (const Line& note : first.notes) around.notes.push_back(on_one_line(note[Part::text]));
    return around;
}

Understood from_workbook(std::string_view bytes, const std::string& id)
{
    Workbook workbook = read_xlsx(bytes);
    std::vector<Remark> remarks;
    std::string original;
    std::optional<domain::Regulation> regulation;
    if (const auto document = take_original(workbook)) {
        try {
            regulation = storage::read_regulation(*document);
            original = storage::write_regulation(*regulation);
        } catch (const storage::FormatError& wrong) {
            remarks.push_back({RemarkKind::record_damaged, {}, {}, {wrong.what()}});
        }
    }
    PrintedDocument printed;
    printed.sets = shape_of(workbook, regulation ? &*regulation : nullptr, remarks);
    printed.around = around(printed.sets);
    printed.around.id = id;
    return understand(printed, original, std::move(remarks));
}

Understood from_json(std::string_view bytes, const std::string& id)
{
    const nlohmann::json document = storage::parse_strict_json(bytes, longest_document);
    std::vector<Remark> remarks;
    if (!is_printed_json(document)) {
        domain::Regulation regulation = storage::read_regulation(bytes);
        if (id.empty() || regulation.id.value == id) return understood(std::move(regulation));
        remarks.push_back({RemarkKind::id_edited, {}, {}, {regulation.id.value, id}});
        regulation.id = domain::RegulationId(id);
        Understood renamed = understood(storage::read_regulation(storage::write_regulation(regulation)));
        renamed.edits = std::move(remarks);
        return renamed;
    }
    PrintedDocument printed = read_printed_json(document, remarks);
    printed.around.id = id;
    return understand(printed, {}, std::move(remarks));
}

void write_both(domain::JsonWriter& json, const Remark& remark)
{
    json.key("message");
    json.open_object();
    json.member("vi", told(remark, Language::vi));
    json.member("en", told(remark, Language::en));
    json.close_object();
}

void write_remarks(domain::JsonWriter& json, std::string_view name, const std::vector<Remark>& remarks)
{
    json.key(name);
    json.open_array();
    for (const Remark& remark : remarks) {
        json.open_object();
        json.member("code", name_of(remark.kind));
        json.member("severity", name_of(severity_of(remark.kind)));
        if (!remark.place.sheet.empty()) json.member("sheet", remark.place.sheet);
        if (remark.place.row != 0) json.key("row"), json.number(std::uint64_t{remark.place.row});
        if (const std::string cell = remark.place.cell(); !cell.empty()) json.member("cell", cell);
        if (!remark.place.pointer.empty()) json.member("pointer", remark.place.pointer);
        if (!remark.code.empty()) json.member("criterion", remark.code);
        write_both(json, remark);
        json.close_object();
    }
    json.close_array();
}

} // namespace

Understood import_file(std::string_view bytes, const std::string& id)
{
    // Office files begin with the marks of ZIP and OLE; JSON never does.
    if (bytes.starts_with("PK") || bytes.starts_with("\xD0\xCF\x11\xE0")) return from_workbook(bytes, id);
    return from_json(bytes, id);
}

std::string preview_json(const Understood& understood)
{
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("document");
    json.raw(understood.document);
    json.key("well_formed");
    json.boolean(understood.regulation.has_value());
    json.key("criteria_sets");
    json.open_array();
    for (const SetUnderstood& set : understood.sets) {
        json.open_object();
        json.member("id", set.id);
        json.member("title", set.title);
        if (!set.sheet.empty()) json.member("sheet", set.sheet);
        json.key("areas"), json.number(std::uint64_t{set.areas});
        json.key("criteria"), json.number(std::uint64_t{set.criteria});
        json.key("leaves"), json.number(std::uint64_t{set.leaves});
        json.member("maximum", set.maximum.text());
        json.member("sum", set.sum.text());
        json.close_object();
    }
    json.close_array();
    write_remarks(json, "doubts", understood.doubts);
    write_remarks(json, "edits", understood.edits);
    json.key("findings");
    if (understood.regulation)
        write_findings(json, domain::lint(*understood.regulation));
    else
        json.raw("[]");
    json.close_object();
    return text;
}

} // namespace cchc::server::tables
