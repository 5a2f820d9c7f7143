#pragma once

#include "domain/assessment.hpp"

#include <map>
#include <vector>

namespace cchc::domain {

/// The leaders' ballots on one assessment (LD-1 to LD-8), by leaf; of each leader the last one. Until they are opened
/// they count for nothing and show in no view; who gave what is never shown to an agency (LD-7).
struct Ballots {
    std::uint32_t version = 0; ///< counts ballots cast: an If-Match
    std::map<CriterionNo, std::vector<BallotPoints>> cast;

    const std::vector<BallotPoints>& on(CriterionNo leaf) const;
};

/// What a ballot or an opening comes to: in the ballots' stream, then in the assessment's.
struct BallotActs {
    std::vector<BallotEvent> cast;
    AssessmentEvents opened;
};

/// A ballot is cast by the leader himself or entered from paper by `Regulation::giver_of`, as the plan says, while the
/// leaders' round is open or at any time where none is planned, and with `import_phase` blocks_leaders not before the
/// imported results are in (ES-11). The last of all opens them; once they are open, a ballot is corrected with a reason
/// and counts at once.
Outcome<BallotActs> decide(const Ballots& now, const CastBallot& command, const Assessment& assessment,
                           const Setting& in, const Occasion& on);
/// Opens what is there, as `missing_ballot` reads what is not; an agency outside `leader_scope` gets its 0.
Outcome<BallotActs> decide(const Ballots& now, const OpenBallots& command, const Assessment& assessment,
                           const Setting& in, const Occasion& on);
/// What the lock of the leaders' round at `at` opens by itself: every box that can be (LD-7).
AssessmentEvents opened_by_lock(const Ballots& now, const Assessment& assessment, const Setting& in, Instant at);

void evolve(Ballots& now, const BallotEvent& event, const CriteriaSet& set);

} // namespace cchc::domain
