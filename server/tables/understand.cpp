#include "server/tables/understand.hpp"

#include "domain/printed_words.hpp"
#include "server/tables/cells.hpp"
#include "server/tables/criterion_author.hpp"
#include "storage/regulation_codec.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

namespace cchc::server::tables {

using json = nlohmann::ordered_json;

namespace {

// ── the line below the title ─────────────────────────────────────────────────────────────────────────────────────────

/// The whole number at the beginning of a text, and what follows it.
std::optional<int> take_number(std::string_view& text)
{
    std::size_t digits = 0;
    while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0) return {};
    const int number = std::atoi(std::string(text.substr(0, digits)).c_str());
    text = trimmed(text.substr(digits));
    return number;
}

/// *26 tháng 7 năm 2023*, `26/7/2023`.
std::optional<domain::Date> date_in(std::string_view text)
{
    std::array<int, 3> numbers{};
    static constexpr std::array<std::array<std::string_view, 2>, 2> between{{{"tháng", "năm"}, {"/", "/"}}};
    for (const auto& words : between) {
        std::string_view rest = text;
        bool fits = true;
        for (std::size_t i = 0; i < 3 && fits; ++i) {
            const auto number = take_number(rest);
            fits = number.has_value() && (i == 2 || rest.starts_with(words[i]));
            if (!fits) break;
            numbers[i] = *number;
            if (i < 2) rest = trimmed(rest.substr(words[i].size()));
        }
        if (!fits) continue;
        const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
        return domain::Date::parse(std::to_string(numbers[2]) + "-" + two(numbers[1]) + "-" + two(numbers[0]));
    }
    return {};
}

std::string_view behind(std::string_view text, std::string_view word)
{
    const std::size_t at = text.find(word);
    return at == std::string_view::npos ? std::string_view{} : trimmed(text.substr(at + word.size()));
}

// ── one draft ────────────────────────────────────────────────────────────────────────────────────────────────────────

class Author {
public:
    Author(const PrintedDocument& printed, const std::string& original, std::vector<Remark> remarks)
        : printed_(printed), remarks_(std::move(remarks))
    {
        if (!original.empty()) document_ = json::parse(original);
    }

    Understood write()
    {
        edited_ = !document_.is_null();
        if (!edited_) surround();
        const json before = edited_ ? document_["criteria_sets"] : json::array();
        for (const char* list : {"criteria_sets", "groups"})
            if (edited_)
                for (const json& one : document_[list]) ids_.insert(one["id"].get<std::string>());
        json sets = json::array();
        for (const json& original : before) {
            const std::string id = original["id"];
            const auto found = std::ranges::find(printed_.sets, id, &PrintedSet::key);
            if (found == printed_.sets.end())
                remark(RemarkKind::set_taken_out, {}, {id});
            else
                sets.push_back(set_of(*found, &original));
        }
        for (const PrintedSet& set : printed_.sets)
            if (set.key.empty()) sets.push_back(set_of(set, nullptr));
        document_["criteria_sets"] = std::move(sets);
        if (edited_) {
            take_id();
            take_issuing_line();
            take_notes();
        }
        return finish();
    }

private:
    void remark(RemarkKind kind, const Place& place, std::vector<std::string> facts = {})
    {
        remarks_.push_back({kind, place, {}, std::move(facts)});
    }

    /// What stands in the draft because the file does not say it.
    std::string makeshift(RemarkKind kind, std::string value)
    {
        remark(kind, {}, {value});
        return value;
    }

    // ── around the criteria ──────────────────────────────────────────────────────────────────────────────────────────

    /// A regulation that says what the table says, and what it must say to be one.
    void surround()
    {
        const Surroundings& around = printed_.around;
        const std::string title =
            around.title.empty() ? makeshift(RemarkKind::title_guessed, "Bộ tiêu chí") : around.title;
        int year = around.year;
        if (year == 0) {
            year = 1990; // the least a regulation may have: nobody takes it for meant
            remark(RemarkKind::year_missing, {}, {std::to_string(year)});
        }
        const std::string publisher =
            around.publisher.empty() ? makeshift(RemarkKind::publisher_guessed, "(chưa nêu)") : around.publisher;
        document_ = json{{"$schema", "regulation.schema.json"}};
        document_["id"] = around.id.empty()
                              ? makeshift(RemarkKind::id_guessed, name_from(publisher + " " + std::to_string(year)))
                              : around.id;
        document_["title"] = title;
        document_["year"] = year;
        document_["publisher"] = publisher;
        document_["issued_by"] = json::object();
        if (!around.document_number.empty()) document_["issued_by"]["number"] = around.document_number;
        if (around.document_date) document_["issued_by"]["date"] = around.document_date->text();
        document_["issued_by"]["issuer"] = publisher;
        if (!around.legal_basis.empty()) document_["legal_basis"] = around.legal_basis;
        if (!around.notes.empty()) document_["notes"] = around.notes;
        name_agency();
        if (around.drafting) document_["drafting"] = drafting_of(*around.drafting);
        document_["groups"] = json::array();
        document_["rounds"] = json::array();
        document_["phrases"] = json{{"agree", "Đồng ý với kết quả tự chấm điểm"},
                                    {"disagree", "Không đồng ý với kết quả tự chấm điểm"},
                                    {"request_supplement", "Đề nghị bổ sung tài liệu kiểm chứng"}};
        remark(RemarkKind::surroundings_left_out, {});
    }

    /// A regulation needs a standing department: the body that drafts it, where one is named.
    void name_agency()
    {
        const std::string& drafted_by = printed_.around.drafted_by;
        const std::string title = drafted_by.empty() ? "(cơ quan thường trực chưa nêu)" : drafted_by;
        const std::string id = drafted_by.empty() ? "co-quan-thuong-truc" : name_from(drafted_by);
        document_["standing_department"] = makeshift(RemarkKind::standing_department_guessed, id);
        document_["agencies"] = json::array({json{{"id", id}, {"title", title}, {"assessed", false}}});
    }

    json drafting_of(const domain::Drafting& drafting) const
    {
        json part = json::object();
        part["drafted_by"] = document_["standing_department"];
        if (drafting.comments_from) part["comments_from"] = drafting.comments_from->text();
        if (drafting.comments_until) part["comments_until"] = drafting.comments_until->text();
        if (drafting.boundary == domain::Boundary::exclusive) part["boundary"] = "exclusive";
        part["silence_is_consent"] = drafting.silence_is_consent;
        if (drafting.issued_before) part["issued_before"] = drafting.issued_before->text();
        return part;
    }

    void take_id()
    {
        const std::string& id = printed_.around.id;
        if (id.empty() || document_["id"] == id) return;
        remark(RemarkKind::id_edited, {}, {document_["id"], id});
        document_["id"] = id;
    }

    void take_issuing_line()
    {
        domain::IssuingDocument was;
        const json& part = document_["issued_by"];
        was.number = part.value("number", "");
        if (part.contains("date")) was.date = domain::Date::parse(part["date"].get<std::string>());
        was.issuer = part.value("issuer", "");
        const std::string before = issuing_line(was);
        for (const PrintedSet& set : printed_.sets) {
            const std::string& now = set.issued_by[Part::text];
            if (set.key.empty() || now == before) continue;
            const domain::IssuingDocument read = issuing_in(now);
            remark(RemarkKind::text_edited, set.issued_by.at(Part::text), {before, now});
            if (!read.number.empty()) document_["issued_by"]["number"] = read.number;
            if (read.date) document_["issued_by"]["date"] = read.date->text();
            if (!read.issuer.empty()) document_["issued_by"]["issuer"] = read.issuer;
            return;
        }
    }

    void take_notes()
    {
        const auto notes_of = [](const PrintedSet& set) {
            std::vector<std::string> notes;
            for (const Line& line : set.notes) notes.push_back(on_one_line(line[Part::text]));
            return notes;
        };
        const auto told_of = [](const std::vector<std::string>& notes) {
            std::string all;
            for (const std::string& note : notes) all += (all.empty() ? "" : " / ") + note;
            return all;
        };
        std::vector<std::string> before, now;
        for (const json& note : document_.value("notes", json::array()))
            before.push_back(on_one_line(note.get<std::string>()));
        bool changed = false;
        for (const PrintedSet& set : printed_.sets) {
            const auto said = notes_of(set);
            if (set.key.empty() || said == before) continue;
            const Place place = set.notes.empty() ? set.place : set.notes.front().at(Part::text);
            if (!changed) {
                remark(RemarkKind::note_edited, place, {told_of(before), told_of(said)});
                now = said;
                changed = true;
            } else if (said != now) {
                remark(RemarkKind::notes_disagree, place, {told_of(now)});
            }
        }
        if (!changed) return;
        if (now.empty())
            document_.erase("notes");
        else
            document_["notes"] = now;
    }

    // ── the criteria sets ────────────────────────────────────────────────────────────────────────────────────────────

    json set_of(const PrintedSet& printed, const json* original)
    {
        std::map<std::string, const json*> originals;
        if (original) collect((*original)["criteria"], originals);
        CriterionAuthor author(std::move(originals), remarks_);
        json set = original ? *original : json::object();
        const std::string title = on_one_line(printed.title[Part::text]);
        if (!original) {
            set["id"] = fresh_id(printed, title);
            set["title"] = title.empty() ? document_["title"].get<std::string>() : title;
        } else if (title != on_one_line(set["title"].get<std::string>())) {
            remark(RemarkKind::text_edited, printed.title.at(Part::text), {set["title"], title});
            if (!title.empty()) set["title"] = title;
        }
        json criteria = json::array();
        for (const PrintedCriterion& area : printed.criteria) criteria.push_back(author.criterion(area));
        if (original) author.name_those_taken_out(printed.place);
        set["maximum"] = total_of(printed, criteria, original, author);
        set["criteria"] = std::move(criteria);
        if (original)
            move_overlays(set["id"], author);
        else
            document_["groups"].push_back({{"id", set["id"]}, {"title", set["title"]}, {"criteria_set", set["id"]}});
        summaries_.push_back({set["id"], set["title"], printed.name, 0, 0, 0, {}, {}});
        return set;
    }

    static void collect(const json& criteria, std::map<std::string, const json*>& by_code)
    {
        for (const json& criterion : criteria) {
            by_code[criterion["code"]] = &criterion;
            if (criterion.contains("children")) collect(criterion["children"], by_code);
        }
    }

    std::string fresh_id(const PrintedSet& printed, const std::string& title)
    {
        // `Sheet1` says nothing; the title does, and its year makes it this year's.
        const bool named =
            !printed.name.empty() && !printed.name.starts_with("Sheet") && !printed.name.starts_with("Trang");
        const std::string wish = name_from(named ? printed.name : title);
        std::string id = wish;
        for (int n = 2; !ids_.insert(id).second; ++n) id = wish + "-" + std::to_string(n);
        return id;
    }

    std::string total_of(const PrintedSet& printed, const json& criteria, const json* original, CriterionAuthor& author)
    {
        domain::Points sum;
        for (const json& area : criteria)
            if (area.value("in_scale", true))
                sum += domain::Points::parse(area["maximum"].get<std::string>()).value_or(domain::Points{});
        const std::string was = original ? (*original)["maximum"].get<std::string>() : sum.text();
        if (printed.total.place.row != 0 || !printed.total.place.pointer.empty())
            return author.points(printed.total, {}, was, original != nullptr);
        remark(RemarkKind::total_missing, printed.place, {points_text(domain::Points::parse(was).value_or(sum))});
        return was;
    }

    /// An overlay's rule names levels of the criterion it is laid over.
    void move_overlays(const std::string& set, const CriterionAuthor& author)
    {
        if (!document_.contains("overlays")) return;
        for (json& overlay : document_["overlays"]) {
            const auto moved = author.moved_levels().find(overlay["code"].get<std::string>());
            const json sets = overlay.value("criteria_sets", json::array());
            const bool over = sets.empty() || std::ranges::find(sets, json(set)) != sets.end();
            if (moved == author.moved_levels().end() || !over || !overlay.contains("rule")) continue;
            if (move_levels(overlay["rule"], moved->second)) continue;
            remarks_.push_back({RemarkKind::rule_lost, {}, moved->first, {overlay["rule"]["shape"]}});
            overlay.erase("rule");
        }
    }

    // ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────

    Understood finish()
    {
        Understood result;
        result.document = document_.dump(1) + "\n";
        try {
            result = understood(storage::read_regulation(result.document));
            for (std::size_t i = 0; i < result.sets.size() && i < summaries_.size(); ++i)
                result.sets[i].sheet = summaries_[i].sheet;
        } catch (const storage::FormatError& wrong) {
            remark(RemarkKind::not_well_formed, {}, {wrong.what()});
            result.sets = std::move(summaries_);
        }
        for (Remark& one : remarks_)
            (severity_of(one.kind) == RemarkSeverity::info ? result.edits : result.doubts).push_back(std::move(one));
        return result;
    }

    const PrintedDocument& printed_;
    std::vector<Remark> remarks_;
    json document_;
    bool edited_ = false;
    std::set<std::string> ids_;
    std::vector<SetUnderstood> summaries_;
};

} // namespace

std::string issuing_line(const domain::IssuingDocument& document)
{
    if (document.number.empty()) return {};
    std::string line = "(Ban hành kèm theo văn bản số " + document.number;
    if (document.date) {
        const std::string day = document.date->text(); // 2023-07-26
        const bool early = day[5] == '0' && day[6] < '3';
        line += " ngày " + day.substr(8, 2) + " tháng " +
                (day[5] == '0' && !early ? day.substr(6, 1) : day.substr(5, 2)) + " năm " + day.substr(0, 4);
    }
    return line + " của " + document.issuer + ")";
}

domain::IssuingDocument issuing_in(const std::string& line)
{
    domain::IssuingDocument document;
    std::string_view text = trimmed(line);
    if (text.ends_with(')')) text.remove_suffix(1);
    const std::string_view number = behind(text, "số ");
    document.number = number.substr(0, number.find(' '));
    document.date = date_in(behind(text, "ngày "));
    document.issuer = behind(text, " của ");
    return document;
}

int year_in(const std::string& text)
{
    const std::string lower = domain::lower_case(text);
    std::string_view rest = behind(lower, "năm ");
    while (!rest.empty()) {
        std::string_view number = rest;
        const auto year = take_number(number);
        if (year && *year >= 1990 && *year <= 2200) return *year;
        rest = behind(rest, "năm ");
    }
    return 0;
}

Understood understood(domain::Regulation regulation)
{
    Understood result;
    result.document = storage::write_regulation(regulation);
    for (const domain::CriteriaSet& set : regulation.criteria_sets) {
        SetUnderstood one{set.id, set.title, {}, set.areas().size(), set.size(), set.leaves().size(), set.maximum, {}};
        for (const domain::CriterionNo area : set.areas())
            if (set[area].in_scale) one.sum += set[area].maximum;
        result.sets.push_back(std::move(one));
    }
    result.regulation = std::move(regulation);
    return result;
}

Understood understand(const PrintedDocument& printed, const std::string& original, std::vector<Remark> remarks)
{
    return Author(printed, original, std::move(remarks)).write();
}

} // namespace cchc::server::tables
