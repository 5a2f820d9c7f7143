#pragma once

#include "server/tables/remark.hpp"
#include "server/tables/table.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace cchc::server::tables {

/// Makes criteria of a regulation's document out of printed lines. Where a line has an original, the printed cells win
/// and the rest is the original's.
class CriterionAuthor {
public:
    using json = nlohmann::ordered_json;

    /// `originals`: the criteria of the set that the table was written from, by code; empty: none are known.
    CriterionAuthor(std::map<std::string, const json*> originals, std::vector<Remark>& remarks)
        : originals_(std::move(originals)), remarks_(remarks)
    {}

    json criterion(const PrintedCriterion& printed);
    /// Names the criteria that were not asked for. Once, at the end.
    void name_those_taken_out(const Place& place);
    /// Where the levels of a criterion of this set stand now, by its code; those that have stayed are not in it.
    const std::map<std::string, std::vector<std::optional<std::size_t>>>& moved_levels() const { return moved_; }

    /// The points of a line's cell; what is not understood is named, and `otherwise` stands in its stead.
    std::string points(const Line& line, const std::string& code, const std::string& otherwise, bool had_one);

private:
    void take_text(json& to, const char* member, const Line& line, Part part, RemarkKind edited,
                   const std::string& code);
    void take_points(json& to, const char* member, const Line& line, const std::string& code);
    void take_evidence(json& to, const Line& line, const std::string& code);
    void take_levels(json& to, const PrintedCriterion& printed, const json* original);
    json level(const Line& line, const json* original, const std::string& code);
    void take_rule(json& to, const PrintedCriterion& printed, const json* original);
    void remark(RemarkKind kind, const Place& place, const std::string& code, std::vector<std::string> facts = {});
    bool has_original(const Line& line) const { return !originals_.empty() && !line[Part::key].empty(); }

    std::map<std::string, const json*> originals_;
    std::map<std::string, bool> asked_;
    std::map<std::string, std::vector<std::optional<std::size_t>>> moved_;
    std::vector<Remark>& remarks_;
};

/// Gives every level that a rule or a worked example names its place of now; false when one of them is gone.
bool move_levels(CriterionAuthor::json& in, const std::vector<std::optional<std::size_t>>& now);

/// The shape of rule that the words of a leaf and its levels suggest, by its wire name; empty: choosing a level.
std::string shape_suggested(const std::string& title, const std::vector<std::string>& levels);

} // namespace cchc::server::tables
