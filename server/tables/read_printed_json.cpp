#include "server/tables/read_printed_json.hpp"

#include "server/nfc.hpp"
#include "server/tables/cells.hpp"
#include "storage/strict_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cchc::server::tables {

namespace {

using nlohmann::json;

constexpr int deepest = 12;

/// A text or a number as it would stand in a cell; null and what is not there: empty.
std::string cell_of(const json& object, const char* member, const std::string& pointer)
{
    const auto found = object.find(member);
    if (found == object.end() || found->is_null()) return {};
    if (found->is_string()) return nfc(found->get<std::string>());
    if (found->is_number_integer()) return found->dump();
    if (found->is_number()) {
        std::array<char, 64> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), found->get<double>(),
                                       std::chars_format::general, 15);
        return {digits.data(), end.ptr};
    }
    throw storage::FormatError(pointer + "/" + member, "neither a text nor a number");
}

std::string text_in(const json& object, const char* member)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? on_one_line(nfc(found->get<std::string>())) : std::string();
}

std::optional<domain::Date> date_in(const json& object, const char* member)
{
    return domain::Date::parse(text_in(object, member));
}

class Transcription {
public:
    Transcription(const json& document, std::vector<Remark>& remarks) : document_(document), remarks_(remarks) {}

    PrintedDocument read()
    {
        PrintedDocument printed;
        PrintedSet set;
        set.place.pointer = "/nodes";
        set.title = line("/title");
        set.title[Part::text] = text_in(document_, "title");
        if (document_.contains("total_row") && document_["total_row"].is_object())
            read_total(document_["total_row"], "points", "/total_row", set);
        else if (document_.contains("total_stated"))
            read_total(document_, "total_stated", "", set);
        set.criteria = nodes(document_["nodes"], "/nodes", 0);
        printed.sets.push_back(std::move(set));
        around(printed.around);
        name_unknown(document_, "",
                     {"title", "heading", "year", "authority", "issued_by", "document_date", "status", "source",
                      "consultation", "columns", "transcription", "total_stated", "total_row", "notes", "nodes"});
        return printed;
    }

private:
    static Line line(const std::string& pointer)
    {
        Line line;
        line.place.pointer = pointer;
        return line;
    }

    void name_unknown(const json& object, const std::string& pointer, std::initializer_list<std::string_view> known)
    {
        for (const auto& [name, value] : object.items())
            if (std::ranges::find(known, std::string_view(name)) == known.end())
                remarks_.push_back({RemarkKind::member_unknown, {{}, 0, 0, pointer + "/" + name}, {}, {name}});
    }

    static const json& list(const json& object, const char* member, const std::string& pointer)
    {
        static const json none = json::array();
        const auto found = object.find(member);
        if (found == object.end() || found->is_null()) return none;
        if (!found->is_array()) throw storage::FormatError(pointer + "/" + member, "not an array");
        return *found;
    }

    static void read_total(const json& row, const char* member, const std::string& pointer, PrintedSet& set)
    {
        set.total = line(pointer + "/" + member);
        set.total[Part::points] = cell_of(row, member, pointer);
    }

    std::vector<PrintedCriterion> nodes(const json& all, const std::string& pointer, int depth)
    {
        if (!all.is_array()) throw storage::FormatError(pointer, "not an array");
        if (depth == deepest) throw storage::FormatError(pointer, "too deep");
        std::vector<PrintedCriterion> criteria;
        for (std::size_t i = 0; i < all.size(); ++i)
            criteria.push_back(node(all[i], pointer + "/" + std::to_string(i), depth));
        return criteria;
    }

    PrintedCriterion node(const json& node, const std::string& pointer, int depth)
    {
        if (!node.is_object()) throw storage::FormatError(pointer, "not an object");
        name_unknown(
            node, pointer,
            {"code", "code_printed", "title", "max_stated", "max_printed", "evidence", "note", "levels", "children"});
        PrintedCriterion criterion;
        criterion.line = line(pointer);
        criterion.code = text_in(node, "code");
        if (criterion.code.empty()) throw storage::FormatError(pointer + "/code", "not there");
        criterion.line[Part::number] = cell_of(node, "code_printed", pointer);
        criterion.line[Part::text] = cell_of(node, "title", pointer);
        criterion.line[Part::points] =
            cell_of(node, node.contains("max_printed") ? "max_printed" : "max_stated", pointer);
        criterion.line[Part::note] = cell_of(node, "note", pointer);
        for (const json& evidence : list(node, "evidence", pointer)) {
            if (!evidence.is_string()) throw storage::FormatError(pointer + "/evidence", "not a list of texts");
            std::string& cell = criterion.line[Part::last];
            cell += (cell.empty() ? "" : "\n") + nfc(evidence.get<std::string>());
        }
        if (criterion.line[Part::number].empty())
            remarks_.push_back({RemarkKind::number_missing, criterion.line.place, criterion.code, {criterion.code}});
        const json& levels = list(node, "levels", pointer);
        for (std::size_t i = 0; i < levels.size(); ++i) {
            const std::string at = pointer + "/levels/" + std::to_string(i);
            if (!levels[i].is_object()) throw storage::FormatError(at, "not an object");
            name_unknown(levels[i], at, {"text", "points", "last_column"});
            Line level = line(at);
            level[Part::text] = cell_of(levels[i], "text", at);
            level[Part::points] = cell_of(levels[i], "points", at);
            level[Part::last] = cell_of(levels[i], "last_column", at);
            criterion.levels.push_back(std::move(level));
        }
        criterion.children = nodes(list(node, "children", pointer), pointer + "/children", depth + 1);
        return criterion;
    }

    void around(Surroundings& around)
    {
        around.title = text_in(document_, "title");
        around.publisher = text_in(document_, "authority");
        if (const auto year = document_.find("year"); year != document_.end() && year->is_number_integer())
            around.year = static_cast<int>(std::clamp<std::int64_t>(year->get<std::int64_t>(), 0, 9'999));
        const std::string issued_by = text_in(document_, "issued_by");
        const domain::IssuingDocument document = issuing_in(issued_by);
        around.document_number = document.number;
        around.document_date = date_in(document_, "document_date");
        if (!around.document_date) around.document_date = document.date;
        if (const auto with = issued_by.find("kèm theo "); with != std::string::npos)
            around.legal_basis = {issued_by.substr(with + std::string_view("kèm theo ").size())};
        for (const json& note : list(document_, "notes", ""))
            if (note.is_string()) around.notes.push_back(on_one_line(nfc(note.get<std::string>())));
        const auto consultation = document_.find("consultation");
        if (consultation == document_.end() || !consultation->is_object()) return;
        around.drafted_by = text_in(*consultation, "drafted_by");
        domain::Drafting drafting;
        drafting.comments_from = date_in(*consultation, "letter_date");
        drafting.comments_until = date_in(*consultation, "comments_before");
        drafting.boundary = domain::Boundary::exclusive; // "before" that day
        const auto silence = consultation->find("silence_means_agreement");
        drafting.silence_is_consent = silence != consultation->end() && silence->is_boolean() && silence->get<bool>();
        drafting.issued_before = date_in(*consultation, "decision_before");
        around.drafting = drafting;
    }

    const json& document_;
    std::vector<Remark>& remarks_;
};

} // namespace

bool is_printed_json(const json& document)
{
    return document.is_object() && document.contains("nodes") && !document.contains("criteria_sets");
}

PrintedDocument read_printed_json(const json& document, std::vector<Remark>& remarks)
{
    return Transcription(document, remarks).read();
}

} // namespace cchc::server::tables
