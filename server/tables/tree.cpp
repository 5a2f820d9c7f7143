// Lines of a table → the tree their numbers make.

#include "domain/printed_words.hpp"
#include "server/tables/cells.hpp"
#include "server/tables/shape.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace cchc::server::tables {

namespace {

constexpr int unnumbered_rank = 2'000;

class Tree {
public:
    Tree(PrintedSet& set, std::vector<Line> lines, const domain::CriteriaSet* original, std::vector<Remark>& remarks)
        : set_(set), lines_(std::move(lines)), original_(original), remarks_(remarks)
    {}

    void grow()
    {
        for (at_ = 0; at_ < lines_.size(); ++at_) {
            Line& line = lines_[at_];
            if (place_by_key(line)) continue;
            take_number_from_text(line);
            if (line[Part::number].empty() || is_bullet(line[Part::number]))
                place_unnumbered(line);
            else
                place_numbered(line);
        }
    }

private:
    /// A criterion that lines may still come below.
    struct Open {
        PrintedCriterion* criterion;
        int rank;
        Number number;
    };

    void remark(RemarkKind kind, const Place& place, std::vector<std::string> facts = {})
    {
        remarks_.push_back({kind, place, open_.empty() ? "" : open_.back().criterion->code, std::move(facts)});
    }

    PrintedCriterion& open(Line line, std::string code, int rank, Number number)
    {
        codes_.insert(code);
        auto& siblings = open_.empty() ? set_.criteria : open_.back().criterion->children;
        siblings.push_back({std::move(line), std::move(code), {}, {}});
        open_.push_back({&siblings.back(), rank, std::move(number)});
        return siblings.back();
    }

    // ── lines whose key says what they are ───────────────────────────────────────────────────────────────────────────

    bool place_by_key(Line& line)
    {
        const std::string key = line[Part::key];
        if (!original_ || key.empty()) return false;
        const std::size_t hash = key.find('#');
        const std::string code = key.substr(0, hash);
        const domain::CriterionNo no = original_->find(code);
        std::size_t level = 0;
        if (hash != std::string::npos) std::from_chars(key.data() + hash + 1, key.data() + key.size(), level);
        const bool known = no != domain::no_criterion &&
                           (hash == std::string::npos || (level >= 1 && level <= (*original_)[no].levels.size()));
        const bool fresh = known && keys_.insert(key).second;
        if (!fresh) {
            remark(known ? RemarkKind::key_doubled : RemarkKind::key_unknown, line.at(Part::key), {key});
            line[Part::key].clear();
            return false;
        }
        if (hash != std::string::npos) {
            // A level that was moved below another criterion is that one's now.
            if (open_.empty()) return false;
            if (open_.back().criterion->code != code) line[Part::key].clear();
            open_.back().criterion->levels.push_back(line);
            return true;
        }
        const domain::Criterion& criterion = (*original_)[no];
        while (open_.size() > criterion.depth) open_.pop_back();
        const auto number = number_of(line[Part::number], letter_);
        open(line, code, number ? number->rank() : unnumbered_rank, number.value_or(Number{}));
        return true;
    }

    // ── lines with a number ──────────────────────────────────────────────────────────────────────────────────────────

    void take_number_from_text(Line& line)
    {
        if (!line[Part::number].empty()) return;
        const std::string text = line[Part::text];
        const std::size_t end = number_ahead(text);
        if (end == 0 || line[Part::points].empty()) return;
        // Beside a column of numbers, *A. Có ban hành* is a level; only 1.1 must have slipped.
        const auto number = number_of(std::string_view(text).substr(0, end), 0);
        if (line.at(Part::number).column != 0 && number->parts.size() < 2) return;
        line[Part::number] = text.substr(0, end);
        line[Part::text] = trimmed(std::string_view(text).substr(end));
        remark(RemarkKind::number_in_text, line.at(Part::text), {line[Part::number]});
    }

    void place_numbered(Line& line)
    {
        auto number = number_of(line[Part::number], letter_);
        if (!number && line[Part::points].empty()) return keep_words(line, line[Part::number] + " " + line[Part::text]);
        if (!number) {
            // Beside the line before it, whatever that was.
            const int rank = open_.empty() ? 0 : open_.back().rank;
            while (!open_.empty() && open_.back().rank >= rank) open_.pop_back();
            const std::string code = next_code();
            remark(RemarkKind::number_not_understood, line.at(Part::number), {line[Part::number], code});
            open(line, code, rank, Number{});
            return;
        }
        if (number->kind == Number::Kind::letter) letter_ = number->parts.front().front();
        while (!open_.empty() && open_.back().rank >= number->rank()) open_.pop_back();
        mend_decimal(line, *number);
        check_place(line, *number);
        std::string code = code_of(*number);
        if (codes_.contains(code)) {
            code = next_code();
            remark(RemarkKind::number_used_before, line.at(Part::number), {line[Part::number], code});
        }
        open(line, std::move(code), number->rank(), *number);
    }

    /// A spreadsheet that takes numbers of lines for decimals makes 1.10 of the line after 1.9 a 1.1.
    void mend_decimal(Line& line, Number& number)
    {
        if (!line.number_is_number || number.parts.size() != 2) return;
        const auto& siblings = open_.empty() ? set_.criteria : open_.back().criterion->children;
        if (siblings.empty()) return;
        const auto before = number_of(siblings.back().line[Part::number], 0);
        if (!before || before->parts.size() != 2 || before->parts[0] != number.parts[0]) return;
        const std::string due = std::to_string(std::stoi("0" + before->parts[1].substr(0, 4)) + 1);
        if (due == number.parts[1] || due.find_last_not_of('0') + 1 != number.parts[1].size() ||
            !due.starts_with(number.parts[1]))
            return;
        number.parts[1] = due;
        remark(RemarkKind::number_as_decimal, line.at(Part::number), {line[Part::number], number.text()});
        line[Part::number] = number.text();
    }

    /// 3.1 below 2: one of the two is wrong.
    void check_place(const Line& line, const Number& number)
    {
        if (number.kind != Number::Kind::decimal || number.parts.size() < 2 || open_.empty()) return;
        const Number& above = open_.back().number;
        if (above.kind != Number::Kind::decimal) return;
        const bool continues = above.parts.size() < number.parts.size() &&
                               std::equal(above.parts.begin(), above.parts.end(), number.parts.begin());
        if (!continues)
            remark(RemarkKind::number_against_place, line.at(Part::number),
                   {line[Part::number], open_.back().criterion->line[Part::number]});
    }

    /// The area's code, then the printed number; where the number does not continue its parent's, its last part alone.
    std::string code_of(const Number& number) const
    {
        std::string last = number.parts.back() == "đ" ? "dd" : number.parts.back();
        if (open_.empty()) return number.text() == "đ" ? last : number.text();
        const std::string above = open_.back().criterion->code + ".";
        if (number.kind != Number::Kind::decimal) return above + last;
        std::string own = number.text();
        for (const Open& one : open_)
            if (one.rank <= 1 && number.area.empty()) own = one.criterion->code + "." + number.text();
        return own.starts_with(above) && own.size() <= 60 ? own : above + last;
    }

    /// The next free number below the line that stands open.
    std::string next_code() const
    {
        const std::string above = open_.empty() ? "" : open_.back().criterion->code + ".";
        const auto& siblings = open_.empty() ? set_.criteria : open_.back().criterion->children;
        for (std::size_t n = siblings.size() + 1;; ++n)
            if (std::string code = above + std::to_string(n); !codes_.contains(code)) return code;
    }

    // ── lines without a number ───────────────────────────────────────────────────────────────────────────────────────

    void place_unnumbered(Line& line)
    {
        if (open_.empty()) {
            remark(RemarkKind::line_before_any_criterion, line.place, {on_one_line(line[Part::text])});
            return;
        }
        PrintedCriterion& above = *open_.back().criterion;
        const bool says = !line[Part::text].empty();
        if (!says && line[Part::points].empty()) return add_to_last(line, above);
        if (says && line[Part::points].empty()) {
            const auto points = points_at_end(line[Part::text]);
            if (!points) return keep_words(line, line[Part::text]);
            line[Part::points] = points_text(*points);
            remark(RemarkKind::points_in_text, line.at(Part::text), {line[Part::points]});
        }
        if (!says) return keep_words(line, line[Part::points]);
        if (!above.children.empty()) return keep_words(line, line[Part::text]);
        if (heads_levels(line, above)) {
            const std::string code = next_code();
            remark(RemarkKind::number_missing, line.at(Part::text), {code});
            open(line, code, unnumbered_rank, Number{});
            return;
        }
        above.levels.push_back(line);
    }

    /// Levels fall from the maximum. A first line with the maximum and evidence of its own, above another with the same
    /// points, is a criterion that lost its number.
    bool heads_levels(const Line& line, const PrintedCriterion& above) const
    {
        if (!above.levels.empty() || line[Part::last].empty() || !above.line[Part::last].empty()) return false;
        const auto points = points_in(line[Part::points]);
        const auto maximum = points_in(above.line[Part::points]);
        if (!points || !maximum || points->points != maximum->points) return false;
        if (at_ + 1 == lines_.size() || !lines_[at_ + 1][Part::number].empty()) return false;
        const auto next = points_in(lines_[at_ + 1][Part::points]);
        return next && next->points == points->points;
    }

    /// Evidence that runs on in the next row.
    static void add_to_last(const Line& line, PrintedCriterion& above)
    {
        Line& before = above.levels.empty() ? above.line : above.levels.back();
        for (const Part part : {Part::last, Part::note})
            if (!line[part].empty()) before[part] += (before[part].empty() ? "" : "\n") + line[part];
    }

    /// Nothing that was printed gets lost: what is not understood goes into the note of the criterion above.
    void keep_words(const Line& line, const std::string& words)
    {
        if (open_.empty()) {
            remark(RemarkKind::line_before_any_criterion, line.place, {on_one_line(words)});
            return;
        }
        Line& above = open_.back().criterion->line;
        std::string all = on_one_line(words);
        if (!line[Part::last].empty()) all += " | " + on_one_line(line[Part::last]);
        above[Part::note] += (above[Part::note].empty() ? "" : "\n") + all;
        remark(RemarkKind::line_not_understood, line.at(Part::text), {on_one_line(words)});
    }

    PrintedSet& set_;
    std::vector<Line> lines_;
    const domain::CriteriaSet* original_;
    std::vector<Remark>& remarks_;
    std::size_t at_ = 0;
    std::vector<Open> open_;
    std::set<std::string> codes_;
    std::set<std::string> keys_;
    char letter_ = 0;
};

} // namespace

void grow_tree(PrintedSet& set, std::vector<Line> lines, const domain::CriteriaSet* original,
               std::vector<Remark>& remarks)
{
    Tree(set, std::move(lines), original, remarks).grow();
}

} // namespace cchc::server::tables
