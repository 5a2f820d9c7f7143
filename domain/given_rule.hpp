#pragma once

#include "domain/bands.hpp"
#include "domain/illustrative.hpp"
#include "domain/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Rules whose points others bring in: respondents, leaders, another index, an agency that grants them; and bonus and
// penalty (SM-19 to SM-23). Each is a pure function of its plan and of plain facts.

namespace cchc::domain {

enum class QuotaScope { per_agency, in_all }; ///< what a survey's number of forms is counted for (SV-2)
enum class BelowMinimum { withhold, count, zero, not_applicable }; ///< too few valid forms (SV-13)
enum class Conversion { mean, weighted, table };                   ///< SV-13
enum class LeaderScope { all, excellent };                         ///< LD-5
enum class Aggregation { mean, weighted_mean };                    ///< LD-6
enum class MissingBallot { leave_out, zero, wait };                ///< LD-6
enum class BallotSecrecy {
    sealed,
    standing_department,
    leaders
};                                                       ///< who sees a ballot (LD-7); sealed: until all are in
enum class BallotEntry { leaders, standing_department }; ///< LD-8
enum class ImportMapping { points, ratio, bands, ranks };
/// Which values of another index may come: none beyond its scale, above it (revenue in percent of the estimate), or
/// above it and below 0 (growth).
enum class ImportRange { within_scale, above_scale, below_zero };

/// One group of those a survey asks. The weight is read by Conversion::weighted.
struct Respondents {
    std::string key;
    std::string text;
    std::int32_t forms = 0;
    Points weight = Points::whole(1);
    bool operator==(const Respondents&) const = default;
};
/// Who is asked, how many, and what an answer is worth (SV-1 to SV-13).
struct SurveyPlan {
    std::string id;
    std::string title;
    std::string conducted_by;
    std::string method;
    std::string rechecked_by; ///< agency code
    QuotaScope quota_scope = QuotaScope::per_agency;
    std::vector<Respondents> respondents;
    Points answer_least; ///< the worst answer: earns nothing
    Points answer_most;  ///< the best: earns everything
    std::int32_t minimum_valid_forms = 0;
    BelowMinimum below_minimum = BelowMinimum::withhold;
    Illustrative illustrative;
    bool operator==(const SurveyPlan&) const = default;
};

/// One leader who scores. The weight is read by Aggregation::weighted_mean.
struct Leader {
    std::string key;
    std::string text;
    Points weight = Points::whole(1);
    bool operator==(const Leader&) const = default;
};
/// Which leaders score, whom, and how their ballots become points (LD-1 to LD-8).
struct BallotPlan {
    std::string id;
    std::string title;
    std::vector<Leader> leaders;
    LeaderScope leader_scope = LeaderScope::all;
    Points threshold; ///< of 100, with `excellent`: whom they score
    Aggregation aggregation = Aggregation::mean;
    MissingBallot missing_ballot = MissingBallot::leave_out;
    BallotSecrecy secrecy = BallotSecrecy::sealed;
    BallotEntry entered_by = BallotEntry::leaders;
    Points step = Points::from_units(100);
    std::string form;
    bool operator==(const BallotPlan&) const = default;
};

/// SM-19: what respondents answered, as its share of the way from the worst answer to the best.
struct SurveyRule {
    std::string survey; ///< id of its plan
    std::string questions;
    Conversion conversion = Conversion::mean;
    std::vector<Band> bands; ///< with Conversion::table
    Rounding rounding;
    bool operator==(const SurveyRule&) const = default;
};
/// SM-20: what leaders gave.
struct BallotRule {
    std::string ballot; ///< id of its plan
    Rounding rounding;
    bool operator==(const BallotRule&) const = default;
};
/// Places from one to another, both included; no `to` = without end.
struct RankBand {
    std::int32_t from = 1;
    std::optional<std::int32_t> to;
    std::size_t level = 0;
    bool operator==(const RankBand&) const = default;
};
/// SM-22: a result of another index. `scale`: the most that index gives, or where `range` lets values pass it, what is
/// 100 percent to the bands.
struct Imported {
    std::string index;
    std::string source;
    std::string milestone; ///< by when it is published; may be empty
    ImportMapping mapping = ImportMapping::points;
    Points scale = Points::whole(100);
    std::vector<Band> bands;
    std::vector<RankBand> ranks; ///< the first that fits counts
    Rounding rounding;
    ImportRange range = ImportRange::within_scale; ///< with bands
    bool operator==(const Imported&) const = default;
};
/// SM-23: points an agency gives: one of the levels, or without levels any step up to the maximum.
struct Granted {
    Points step = Points::from_units(100);
    bool operator==(const Granted&) const = default;
};
/// SM-21: count × points for each item, capped by item and by the criterion's maximum. Takes figures (`counts`).
struct Bonus {
    std::vector<Tier> items;
    bool operator==(const Bonus&) const = default;
};
/// SM-21, BP-2: the same, taken off the total.
struct Penalty {
    std::vector<Tier> items;
    bool operator==(const Penalty&) const = default;
};

/// The valid forms of one group of respondents and the sum of their answers.
struct Answers {
    std::string key;
    std::int64_t valid_forms = 0;
    Points sum;
    bool operator==(const Answers&) const = default;
};
/// What one leader gave.
struct BallotPoints {
    std::string key;
    Points points;
    bool operator==(const BallotPoints&) const = default;
};
/// What others bring in for one criterion of one agency. A rule refuses a member it does not read.
struct Facts {
    std::vector<Answers> answers;      ///< a group left out returned no valid form
    std::vector<BallotPoints> ballots; ///< a leader left out has not voted
    bool out_of_scope = false;         ///< `leader_scope` leaves this agency out (LD-5)
    std::optional<Points> value;       ///< of the imported index
    std::optional<std::int32_t> rank;  ///< its place there
    std::optional<Points> given;       ///< granted
    bool operator==(const Facts&) const = default;
};

/// What these facts earn on a criterion with these `levels` and this `maximum`. Refuses figures_invalid (about = the
/// member or key at fault; detail = not_read, unknown_key, answered_twice, out_of_bounds), score_out_of_range and
/// score_step_not_allowed (ballots, points granted), no_band_fits; and facts_missing where there is nothing yet or the
/// plan says to wait: too few valid forms, not one ballot or not all of them.
Outcome<Scored> score(const SurveyRule& rule, const SurveyPlan& plan, const std::vector<Level>& levels, Points maximum,
                      const Facts& facts);
Outcome<Scored> score(const BallotRule& rule, const BallotPlan& plan, Points maximum, const Facts& facts);
Outcome<Scored> score(const Imported& rule, const std::vector<Level>& levels, Points maximum, const Facts& facts);
Outcome<Scored> score(const Granted& rule, const std::vector<Level>& levels, Points maximum, const Facts& facts);

} // namespace cchc::domain
