#include "server/tables/criterion_author.hpp"

#include "domain/printed_words.hpp"
#include "server/nfc.hpp"
#include "server/tables/cells.hpp"
#include "server/tables/shape.hpp"

#include <algorithm>
#include <charconv>

namespace cchc::server::tables {

using json = CriterionAuthor::json;

namespace {

constexpr std::size_t longest_text = 4'000;
constexpr std::size_t longest_number_printed = 64;

bool same(const std::string& a, const std::string& b)
{
    return nfc(on_one_line(a)) == nfc(on_one_line(b));
}

std::string text_of(const json& object, const char* member)
{
    const auto found = object.find(member);
    return found == object.end() ? std::string() : found->get<std::string>();
}

/// At most so many bytes, cut between two letters.
std::string cut(std::string text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text.resize(most);
    return text;
}

/// A shape of rule as officials call it.
std::string_view name_of_shape(std::string_view shape)
{
    if (shape == "deductions") return "trừ điểm theo từng mục không đạt";
    if (shape == "capped_count") return "theo số lượng, có mức trần";
    if (shape == "late_bands") return "chậm bao nhiêu ngày";
    return "tỷ lệ theo khoảng";
}

/// What stands under its code in a set's tree, without what only a leaf says.
void drop_leaf_members(json& criterion)
{
    for (const char* member : {"scored_by", "evidence_rule", "na_policy", "na_claimable", "data_window", "data_cutoff",
                               "levels", "rule", "examples"})
        criterion.erase(member);
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string all;
    for (const std::string& line : lines) all += (all.empty() ? "" : " / ") + line;
    return all;
}

std::string comma(std::string points)
{
    const auto read = domain::Points::parse(points);
    return read ? points_text(*read) : points;
}

} // namespace

bool move_levels(json& in, const std::vector<std::optional<std::size_t>>& now)
{
    bool all_there = true;
    if (in.is_array())
        for (json& one : in) all_there = move_levels(one, now) && all_there;
    if (!in.is_object()) return all_there;
    for (auto& [name, value] : in.items()) {
        if ((name == "level" || name.ends_with("_level")) && value.is_number_integer()) {
            const auto was = value.get<std::size_t>();
            if (was < now.size() && now[was])
                value = *now[was];
            else
                all_there = false;
        } else {
            all_there = move_levels(value, now) && all_there;
        }
    }
    return all_there;
}

std::string shape_suggested(const std::string& title, const std::vector<std::string>& levels)
{
    std::size_t shares = 0, days = 0, takes_off = 0, counts = 0;
    const auto look = [&](const std::string& text) {
        const auto words = domain::tokens_of(text);
        const bool points = text.find("điểm") != std::string::npos;
        shares += domain::says(words, "%");
        days += domain::says(words, "ngày") && domain::says_any(words, {"chậm", "quá", "muộn", "trễ"});
        takes_off +=
            points && domain::says(words, "trừ") && domain::says_any(words, {"mỗi", "không đạt", "không đảm bảo"});
        counts += points && domain::says(words, "=");
    };
    for (const std::string& level : levels) look(level);
    if (levels.size() < 2) look(title);
    if (takes_off > 0) return "deductions";
    if (counts > 0) return "capped_count";
    if (days > 0) return "late_bands";
    return shares > 1 ? "ratio_bands" : "";
}

void CriterionAuthor::remark(RemarkKind kind, const Place& place, const std::string& code,
                             std::vector<std::string> facts)
{
    remarks_.push_back({kind, place, code, std::move(facts)});
}

// ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────

void CriterionAuthor::take_text(json& to, const char* member, const Line& line, Part part, RemarkKind edited,
                                const std::string& code)
{
    const std::string was = text_of(to, member);
    const std::string cell = on_one_line(line[part]);
    if (has_original(line) && same(was, cell)) return;
    const std::size_t most = part == Part::number ? longest_number_printed : longest_text;
    std::string text = cut(cell, most);
    if (text.size() < cell.size()) remark(RemarkKind::text_too_long, line.at(part), code);
    if (part == Part::text && text.empty()) {
        text = was.empty() ? "(chưa có nội dung)" : was;
        remark(RemarkKind::text_missing, line.at(part), code, {text});
    } else if (has_original(line)) {
        remark(edited, line.at(part), code, {was, text});
    } else if (part == Part::text && lines_of(line[part]).size() > 1) {
        remark(RemarkKind::lines_joined, line.at(part), code);
    }
    if (text.empty())
        to.erase(member);
    else
        to[member] = text;
}

std::string CriterionAuthor::points(const Line& line, const std::string& code, const std::string& otherwise,
                                    bool had_one)
{
    const std::string& cell = line[Part::points];
    const Place place = line.at(Part::points);
    if (on_one_line(cell).empty()) {
        remark(RemarkKind::points_missing, place, code, {comma(otherwise)});
        return otherwise;
    }
    const auto read = points_in(cell);
    if (!read) {
        remark(RemarkKind::points_not_understood, place, code, {on_one_line(cell), comma(otherwise)});
        return otherwise;
    }
    const std::string now = read->points.text();
    if (had_one && now == otherwise) return now;
    if (read->guessed) remark(RemarkKind::points_guessed, place, code, {on_one_line(cell), points_text(read->points)});
    if (had_one) remark(RemarkKind::points_edited, place, code, {comma(otherwise), points_text(read->points)});
    return now;
}

void CriterionAuthor::take_points(json& to, const char* member, const Line& line, const std::string& code)
{
    const std::string was = text_of(to, member);
    to[member] = points(line, code, was.empty() ? "0.00" : was, !was.empty());
}

void CriterionAuthor::take_evidence(json& to, const Line& line, const std::string& code)
{
    const json was = to.contains("evidence") ? to["evidence"] : json::array();
    const auto lines = lines_of(line[Part::last]);
    std::vector<std::string> before;
    for (const json& one : was) before.push_back(text_of(one, "text"));
    if (has_original(line)) {
        if (std::ranges::equal(lines, before, same)) return;
        remark(RemarkKind::evidence_edited, line.at(Part::last), code, {joined(before), joined(lines)});
    }
    json now = json::array();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto as_before =
            std::ranges::find_if(before, [&](const std::string& one) { return same(one, lines[i]); });
        json piece = json::object();
        if (as_before != before.end())
            piece = was[static_cast<std::size_t>(as_before - before.begin())];
        else if (lines.size() == before.size())
            piece = was[i];
        piece["text"] = cut(lines[i], longest_text);
        if (lines[i].size() > longest_text) remark(RemarkKind::text_too_long, line.at(Part::last), code);
        if (points_in(lines[i])) remark(RemarkKind::evidence_is_a_number, line.at(Part::last), code, {lines[i]});
        now.push_back(std::move(piece));
    }
    if (now.empty())
        to.erase("evidence");
    else
        to["evidence"] = std::move(now);
}

// ── levels and the rule ──────────────────────────────────────────────────────────────────────────────────────────────

json CriterionAuthor::level(const Line& line, const json* original, const std::string& code)
{
    json level = original ? *original : json::object();
    take_text(level, "text", line, Part::text, RemarkKind::text_edited, code);
    take_points(level, "points", line, code);
    take_text(level, "note", line, Part::last, RemarkKind::note_edited, code);
    if (!original && !originals_.empty())
        remark(RemarkKind::line_added, line.place, code, {on_one_line(line[Part::text])});
    return level;
}

void CriterionAuthor::take_levels(json& to, const PrintedCriterion& printed, const json* original)
{
    const json before = original && original->contains("levels") ? (*original)["levels"] : json::array();
    std::vector<std::optional<std::size_t>> now(before.size());
    json levels = json::array();
    for (const Line& line : printed.levels) {
        const json* was = nullptr;
        const std::string& key = line[Part::key];
        if (const std::size_t hash = key.find('#'); original && hash != std::string::npos) {
            std::size_t number = 0;
            std::from_chars(key.data() + hash + 1, key.data() + key.size(), number);
            if (number >= 1 && number <= before.size()) {
                was = &before[number - 1];
                now[number - 1] = levels.size();
            }
        }
        levels.push_back(level(line, was, printed.code));
    }
    bool stayed = true, reordered = false;
    for (std::size_t i = 0; i < now.size(); ++i) {
        stayed &= now[i] == i;
        if (!now[i]) remark(RemarkKind::line_taken_out, printed.line.place, printed.code, {text_of(before[i], "text")});
        for (std::size_t later = i + 1; later < now.size(); ++later)
            reordered |= now[i] && now[later] && *now[later] < *now[i];
    }
    if (reordered) remark(RemarkKind::lines_reordered, printed.line.place, printed.code);
    if (!stayed) moved_[printed.code] = now;
    if (levels.empty())
        to.erase("levels");
    else
        to["levels"] = std::move(levels);
}

void CriterionAuthor::take_rule(json& to, const PrintedCriterion& printed, const json* original)
{
    if (original && original->contains("rule")) {
        const auto moved = moved_.find(printed.code);
        if (moved == moved_.end()) return;
        const std::string shape = text_of(to["rule"], "shape");
        if (!move_levels(to["rule"], moved->second)) {
            remark(RemarkKind::rule_lost, printed.line.place, printed.code, {shape});
            to["rule"] = json{{"shape", "choice"}};
            to.erase("examples");
        } else if (to.contains("examples") && !move_levels(to["examples"], moved->second)) {
            to.erase("examples");
        }
        if (to.contains("levels") || shape != "choice") return;
    }
    if (!to.contains("levels")) {
        const std::string most = text_of(to, "maximum");
        remark(RemarkKind::levels_missing, printed.line.place, printed.code, {comma(most)});
        to["levels"] = json::array({json{{"text", to["title"]}, {"points", most}}});
    }
    std::vector<std::string> texts;
    for (const json& one : to["levels"]) texts.push_back(text_of(one, "text"));
    if (const std::string shape = shape_suggested(text_of(to, "title"), texts); !shape.empty())
        remark(RemarkKind::rule_to_choose, printed.line.place, printed.code,
               {std::string(name_of_shape(shape)), shape});
    to["rule"] = json{{"shape", "choice"}};
}

// ── the criterion ────────────────────────────────────────────────────────────────────────────────────────────────────

json CriterionAuthor::criterion(const PrintedCriterion& printed)
{
    const auto known = has_original(printed.line) ? originals_.find(printed.code) : originals_.end();
    const json* original = known == originals_.end() ? nullptr : known->second;
    asked_[printed.code] = true;
    json criterion = original ? *original : json::object();
    criterion.erase("children");
    criterion["code"] = printed.code;
    if (!original && !originals_.empty())
        remark(RemarkKind::line_added, printed.line.place, printed.code, {on_one_line(printed.line[Part::text])});
    take_text(criterion, "printed", printed.line, Part::number, RemarkKind::number_edited, printed.code);
    take_text(criterion, "title", printed.line, Part::text, RemarkKind::text_edited, printed.code);
    take_points(criterion, "maximum", printed.line, printed.code);
    take_evidence(criterion, printed.line, printed.code);
    take_text(criterion, "note", printed.line, Part::note, RemarkKind::note_edited, printed.code);
    if (printed.children.empty()) {
        take_levels(criterion, printed, original);
        take_rule(criterion, printed, original);
        return criterion;
    }
    drop_leaf_members(criterion);
    for (const Line& line : printed.levels) {
        // A level above criteria earns nothing.
        remark(RemarkKind::line_not_understood, line.place, printed.code, {on_one_line(line[Part::text])});
        const std::string note = text_of(criterion, "note");
        criterion["note"] = cut(note + (note.empty() ? "" : " ") + on_one_line(line[Part::text]), longest_text);
    }
    criterion["children"] = json::array();
    for (const PrintedCriterion& child : printed.children) criterion["children"].push_back(this->criterion(child));
    return criterion;
}

void CriterionAuthor::name_those_taken_out(const Place& place)
{
    for (const auto& [code, original] : originals_)
        if (!asked_.contains(code))
            remark(RemarkKind::line_taken_out, place, code, {code + " " + text_of(*original, "title")});
}

} // namespace cchc::server::tables
