#pragma once

#include "tests/domain/district.hpp"

#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace cchc::domain {

/// A story about the district: what had happened, what someone asks, what comes of it. It runs the whole world, decide
/// and evolve, and prints its own past when it does not come out as told. Unless it says otherwise, it is 2 November,
/// the officer acts, and the office's own assessment is meant.
class Story {
public:
    /// The district is founded, its people have their roles, its regulation is issued and its cycle open.
    explicit Story(const Switches& switches = {});

    // ── what had happened ──
    /// Puts events into the past as they are.
    Story& given(std::vector<Event> past);
    /// Puts a command into the past: it must be accepted.
    Story& once(Command command, std::source_location = std::source_location::current());
    Story& once(EntryCommand edit, std::source_location = std::source_location::current());
    /// The clock comes by and does what is due.
    Story& once_the_clock_has_struck(std::source_location = std::source_location::current());

    // ── who, when, about what ──
    Story& as(const Person& person);
    Story& at(Instant now);
    /// Which agency's assessment edits and given events are about.
    Story& about(const AgencyId& agency);
    /// The version the next command's author looked at.
    Story& seeing_version(std::optional<std::uint32_t> version);
    /// How far the trail of refusals and readings has come.
    Story& with_the_trail_at(std::uint64_t size, const Sha256& root);
    /// A regulation's document was read and may be issued.
    Story& knowing(const FileRef& document, Regulation regulation);

    // ── what is asked, and what comes of it ──
    Story& when(Command command);
    Story& when(EntryCommand edit);
    Story& when_the_clock_strikes();
    Story& then(std::vector<Event> expected, std::source_location = std::source_location::current());
    Story& then_nothing_new(std::source_location = std::source_location::current());
    /// `about` and `detail`: the refusal's, unless left out.
    Story& then_refused(RefusalCode code, std::optional<std::string> about = {}, std::optional<std::string> detail = {},
                        std::source_location = std::source_location::current());
    /// Accepted, whatever the events.
    Story& then_accepted(std::source_location = std::source_location::current());

    // ── looking around ──
    const World& world() const { return world_; }
    const Cycle& cycle() const { return *world_.cycle(cycle_2026); }
    const AssessmentFile& file(const AssessmentId& assessment = mine) const { return *world_.file(assessment.value); }
    const Entry& entry(const Code& code, const AssessmentId& assessment = mine) const;
    const AppraisalItem& item(const Code& code, int ordinal, const AssessmentId& assessment = mine) const;
    const Refusal& refusal() const { return outcome_.error(); }
    const std::vector<Record>& past() const { return past_; }
    /// The place of the last event.
    Sequence last() const { return past_.back().seq; }
    std::string told() const; ///< the past, one event a line

private:
    void happen(StreamName stream, Event event);
    Outcome<std::vector<Happened>> ask(const Command& command);
    void complain(const std::string& what, const std::source_location& where) const;

    World world_;
    std::vector<Record> past_;
    Instant now_ = working_day;
    Person who_ = officer;
    AgencyId agency_ = office;
    std::optional<std::uint32_t> expected_;
    std::optional<TrailHead> trail_;
    Outcome<std::vector<Happened>> outcome_ = std::vector<Happened>{};
    std::string asked_; ///< who asked and when, for the complaint
};

inline Story given(std::vector<Event> past)
{
    Story story;
    story.given(std::move(past));
    return story;
}
/// The same district under a regulation with other switches.
inline Story under(const Switches& switches)
{
    return Story(switches);
}

/// The world that a past comes to, folded anew. `library` knows the regulation's document.
World replayed(const std::vector<Record>& past, const Library& library);
/// A world in words, all that deciders can see of it: two worlds are equal when their words are.
std::string words_of(const World& world);

Sha256 digest(std::string_view bytes);
inline constexpr Instant founded{1'790'000'000'000'000}; ///< September 2026, before anything opens

} // namespace cchc::domain
