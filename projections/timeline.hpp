#pragma once

#include "projections/assessment_view.hpp"

#include <map>
#include <string>
#include <vector>

namespace cchc::projections {

/// Who changed what in one entry, from what to what, when, and why. Fed with the entry's events in the order of the
/// log: those of all that it has been, where amendments gave it other codes, and the amendments between them.
class Timeline {
public:
    /// An agency hears of the council's decisions once they are published, of those taken back before never, and of
    /// drafts never (AP-11).
    enum class Eyes { agency, council };
    explicit Timeline(Eyes eyes) : eyes_(eyes) {}

    void add(const domain::Record& record);
    /// The cycle was amended: this is what became of all that was told so far.
    void amend(const CycleView::Amendment& amendment, const std::vector<domain::AmendedCriterion>& became);
    /// `{"events":[…]}`, newest first. The cycle says what is published.
    std::string render(const CycleView& cycle) const;

private:
    struct Line {
        Sequence seq = 0;
        Instant at;
        ActorId actor;
        domain::RoleKind role{};
        std::string_view type; ///< wire name
        std::string_view what; ///< which part of the entry
        std::string from, to;  ///< JSON values
        std::string reason;
        domain::GrantId reopening;
        domain::RoundId round;      ///< of an opinion
        domain::AgencyId on_behalf; ///< likewise; of a ruling who recorded it
        /// Whose word it follows: the same agency's in the same round, or the chair's.
        std::string speaker;
    };
    std::vector<Line> told(const CycleView& cycle) const;

    Eyes eyes_;
    std::vector<Line> lines_;
    /// What stands under one code, as JSON.
    struct Standing {
        std::string self = "null", explanation = "null", na = "null", supplement = "null", given = "null",
                    reference = "null";
        std::map<std::string, std::string> opinions; ///< by speaker
    };
    std::map<domain::Code, Standing> standing_;
};

/// From the number back to what it rests on: the rule, the inputs, each stage with what was decided, and the events.
/// For a parent: the children it adds up. `at`: the moment it is asked about.
std::string render_provenance(const AssessmentView& view, CriterionNo criterion, Instant at);

} // namespace cchc::projections
