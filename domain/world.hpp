#pragma once

#include "domain/appraisal.hpp"
#include "domain/assessment.hpp"
#include "domain/ballots.hpp"
#include "domain/commands.hpp"
#include "domain/cycle.hpp"
#include "domain/directory.hpp"
#include "domain/drafting.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"

#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cchc::domain {

/// An event with the stream it belongs to, decided but not yet in the log.
struct Happened {
    StreamName stream;
    Event event;
    bool operator==(const Happened&) const = default;
};

/// One assessment with all its sides: the agency's, the council's, and the leaders' sealed ballots.
struct AssessmentFile {
    Assessment assessment;
    Appraisal appraisal;
    Ballots ballots;
};

/// Regulations by the hash of their document: parsed outside, handed in before the event that names them is decided or
/// evolved. A document never changes under its hash, so this is no state of its own.
using Library = std::map<Sha256, std::shared_ptr<const Regulation>>;

/// All that one tenant's deciders know: the fold of its log. `decide` reads it, `evolve` moves it on, nothing else
/// does.
struct World {
    Directory directory;
    std::map<RegulationId, RegulationFile> regulations;
    std::map<CycleId, Cycle> cycles;
    Library library;

    const AssessmentFile* file(std::string_view assessment) const;
    AssessmentFile* file(std::string_view assessment);
    const Cycle* cycle(const CycleId& id) const;
    std::shared_ptr<const Regulation> regulation(const RegulationId& id, std::uint32_t version) const;
    /// The text with that hash, or null when it was never read.
    std::shared_ptr<const Regulation> document(const Sha256& hash) const;
    /// The next instant at which the clock has something to do.
    std::optional<Instant> next_due() const;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
    /// By assessment. Looked up, never walked: the order of a hash table decides nothing (walk `Cycle::agencies`).
    std::unordered_map<std::string, AssessmentFile, Hash, std::equal_to<>> files;
};

/// What the command comes to for this world at this instant. The actor's hat is checked against the directory first: an
/// act is judged by the role held then (ES-9). An empty list means that what was asked for already is.
Outcome<std::vector<Happened>> decide(const World& now, const Command& command, const Occasion& on, Digest digest);

/// Moves the world on by one record. Never refuses: the past is not up for debate.
void evolve(World& now, const Record& record);

} // namespace cchc::domain
