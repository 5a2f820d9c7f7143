#pragma once

#include "domain/cycle.hpp"
#include "domain/json_writer.hpp"
#include "projections/entry_view.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cchc::projections {

/// A cycle with who did what to it and when: its calendar, locks, extensions, reopenings, publications. Small enough to
/// be folded from its own stream for any moment of the past.
struct CycleView {
    struct Extension {
        domain::RoundExtended facts;
        Touch touch;
    };
    struct RoundNotes {
        std::optional<Touch> locked;
        std::string lock_reason;
        std::vector<Extension> extensions;
        std::optional<Touch> published;
        std::vector<Sequence> publications; ///< the first, and one more for each reopening's news
        std::uint32_t decided = 0;
        std::uint32_t undecided = 0;
    };
    struct Amendment {
        domain::CycleAmended facts;
        Touch touch;
    };
    struct ReopeningNotes {
        Touch opened;
        std::optional<Touch> ended;
    };

    domain::Cycle cycle;
    Touch opened;
    std::map<domain::RoundId, RoundNotes> rounds;
    std::map<domain::GrantId, ReopeningNotes> reopenings;
    std::vector<Touch> ties;           ///< of `Cycle::ties`, in their order
    std::vector<Touch> published;      ///< of `cycle.publications`
    std::vector<Touch> reported;       ///< of `cycle.reports`
    std::vector<Amendment> amendments; ///< oldest first
    /// Every version it has run under so far, by number: what any moment of its past is read by.
    std::map<std::uint32_t, std::shared_ptr<const domain::Regulation>> versions;
    Sequence seq = 0; ///< of the last event in its stream
};

/// The version that an event of a cycle names: the one it opens or goes on under. Nothing for all others.
std::optional<std::uint32_t> version_named_by(const domain::CycleEvent& event);

/// What a leaf's entry was called for some time.
struct CalledThen {
    std::vector<domain::Code> codes;                ///< several: merged since
    const CycleView::Amendment* ended_by = nullptr; ///< null: it is called so now
    std::vector<domain::AmendedCriterion> became;   ///< what that amendment made of them
};
/// Newest first; at least one. An amendment that left the entry as it was ends nothing.
std::vector<CalledThen> called_then(const CycleView& cycle, const domain::AgencyId& agency, const domain::Code& code);

/// `regulation` is the version that the event names, where it names one.
void evolve(CycleView& now, const domain::Record& record, const std::shared_ptr<const domain::Regulation>& regulation);

/// The cycle as the API shows it. Whether a round has begun is seen from `at`, all else from events.
void write_cycle(domain::JsonWriter& json, const CycleView& view, Instant at);
/// One publication of results with the reports made of it; `number` from 1, one of the cycle's.
void write_publication(domain::JsonWriter& json, const CycleView& view, std::uint32_t number);
/// Member `publications` of an open object.
void write_publications(domain::JsonWriter& json, const CycleView& view);
/// Members `rounds`, `reopenings` and `publications` of an open object.
void write_rounds(domain::JsonWriter& json, const CycleView& view, Instant at);

/// The state of one assessment of the cycle, moved by events alone (GLOSSARY section 9): drafting, awaiting_head,
/// submitted, in_round_1, awaiting_supplement, in_round_2, reopened.
std::string_view assessment_state(const CycleView& view, const domain::AgencyId& agency, const AssessmentRow& facts);

} // namespace cchc::projections
