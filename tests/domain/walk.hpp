#pragma once

#include "domain/evidence.hpp"
#include "tests/domain/story.hpp"

#include <random>

namespace cchc::domain {

/// Every switch one way or the other, by the bits of the seed.
void switched_by(std::uint32_t seed, Regulation& regulation);

/// One thing after the other that someone might ask at random, sensible or not, from the opening of the cycle to long
/// after its end. The same seed walks the same way.
class Walk {
public:
    explicit Walk(std::uint32_t seed) : random_(seed) {}

    /// Where the walk stands: so many events, this instant.
    void stands_at(Sequence size, Instant now);
    /// What someone might ask next: mostly what the calendar suggests.
    Command wish(const World& world);
    /// Someone who could mean it, most of the time.
    Person fit_for(const Command& command);
    /// At times, the version he says he looked at: the one in force, or another.
    std::optional<std::uint32_t> expected_by(const Command& command);
    /// Time goes on: mostly a little, at times a lot, at times to the microsecond before or of the next thing due.
    Instant later(Instant now, const World& world);

    std::uint32_t below(std::uint32_t n) { return n == 0 ? 0 : random_() % n; }

private:
    Person person();
    Command act_of_the_agency();
    Command act_of_the_council();
    Command act_of_others();
    Command act_on_evidence();
    Command act_on_reports();
    SignatureCheck check();
    Command cycle_act();
    Command directory_act();
    Command regulation_act();
    Command issue_of(char document);
    Command drafting_act();
    EntryCommand edit();
    Sequence undone(); ///< mostly one of somebody's last acts

    AssessmentId assessment() { return wanted_ = below(3) ? mine : theirs; }
    const Assessment& assessed() { return world_->file(assessment().value)->assessment; }
    AgencyId agency() { return below(2) ? office : justice; }
    std::vector<AgencyId> agencies();
    RoundId round();
    Code code(); ///< mostly one that is scored
    LinkId link() { return LinkId("tl-" + std::to_string(below(30))); }
    bool agency_scores_itself(const Code& of);
    Owes owed(const Code& of);
    Points self_of(const Code& of);
    Points some_points();
    Points some_points(const Code& of);       ///< mostly points that the criterion's rule can yield
    std::string said(std::string_view words); ///< these words, at times nothing, at times what no event may hold

    std::mt19937 random_;
    AssessmentId wanted_ = mine;
    Code judged_ = plan_carried_out; ///< by the last opinion
    Sequence size_ = 0;
    const World* world_ = nullptr;
    Instant now_ = opening;
};

/// The kind of a command, for counting: an edit of one entry by what it edits.
std::string kind_of(const Command& command);
/// All of them.
std::vector<std::string> all_kinds();

} // namespace cchc::domain
