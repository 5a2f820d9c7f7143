#include "tests/domain/story.hpp"

#include "storage/event_codec.hpp"
#include "storage/sha256.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

namespace cchc::domain {

namespace {

const FileRef regulation_document = file('a');

/// An event as the log would write it.
std::string in_words(const Event& event)
{
    return std::string(wire_name(event)) + " " + storage::data_text(event);
}

std::string in_words(const Outcome<std::vector<Happened>>& outcome)
{
    if (!outcome) {
        const Refusal& why = outcome.error();
        std::string text =
            "refused: " + std::string(name_of(why.code)) + " about '" + why.about + "' (" + why.detail + ")";
        for (const Refusal::Item& item : why.items)
            text += "\n      " + std::string(name_of(item.code)) + " about '" + item.about + "' (" + item.detail + ")";
        return text;
    }
    if (outcome->empty()) return "nothing new";
    std::string text;
    for (const Happened& happened : *outcome)
        text += (text.empty() ? "" : "\n      ") + happened.stream.text() + " " + in_words(happened.event);
    return text;
}

std::string place(const std::source_location& where)
{
    return std::filesystem::path(where.file_name()).filename().string() + ":" + std::to_string(where.line());
}

} // namespace

Sha256 digest(std::string_view bytes)
{
    return storage::sha256(bytes);
}

Story::Story(const Switches& switches)
{
    Regulation regulation = the_regulation();
    if (switches) switches(regulation);
    const bool soft = regulation.rounds[0].deadline_kind == DeadlineKind::soft;
    world_.library[regulation_document.sha256] = std::make_shared<const Regulation>(std::move(regulation));

    as(the_clock).at(founded);
    once(FoundTenant{"Huyện", "log.example/huyen/e1", 1});
    for (const Person& one : {officer, colleague, head, justice_officer, justice_head, appraiser, office_appraiser,
                              home_affairs_head, admin, auditor, justice_appraiser})
        once(GrantRole{one.hat.grant, one.actor, one.hat.role, one.hat.agency, {}, {}, "01/QĐ-UBND"});
    as(admin);
    once(IssueRegulation{
        RegulationId("quy-che-2026"), regulation_document, "02/QĐ-UBND", {}, "UBND huyện", {}, made_up});
    once(OpenCycle{cycle_2026,
                   "Năm 2026",
                   RegulationId("quy-che-2026"),
                   1,
                   {},
                   {{self_assessment, opening, deadline, soft ? lock : deadline},
                    {appraisal_1, lock, round_1_ends, round_1_ends},
                    {supplement, round_1_ends, supplement_ends, supplement_ends},
                    {appraisal_2, supplement_ends, round_2_ends, round_2_ends}}});
    as(officer).at(working_day);
}

// ── what had happened ────────────────────────────────────────────────────────────────────────────────────────────────

void Story::happen(StreamName stream, Event event)
{
    past_.push_back(Record{past_.size(), now_, std::move(stream), who_.actor, who_.hat.role, std::move(event)});
    evolve(world_, past_.back());
}

Story& Story::given(std::vector<Event> past)
{
    const std::string assessment = assessment_id(cycle_2026, agency_).value;
    for (Event& event : past) {
        StreamName stream{static_cast<StreamKind>(event.index()), {}};
        if (stream.kind == StreamKind::cycle) stream.id = cycle_2026.value;
        if (stream.kind >= StreamKind::assessment) stream.id = assessment; // or its appraisal, or its ballots
        happen(std::move(stream), std::move(event));
    }
    return *this;
}

Story& Story::once(Command command, std::source_location where)
{
    return when(std::move(command)).then_accepted(where);
}
Story& Story::once(EntryCommand edit, std::source_location where)
{
    return when(std::move(edit)).then_accepted(where);
}
Story& Story::once_the_clock_has_struck(std::source_location where)
{
    return when_the_clock_strikes().then_accepted(where);
}

// ── who, when, about what ────────────────────────────────────────────────────────────────────────────────────────────

Story& Story::as(const Person& person)
{
    who_ = person;
    return *this;
}
Story& Story::at(Instant now)
{
    now_ = now;
    return *this;
}
Story& Story::about(const AgencyId& agency)
{
    agency_ = agency;
    return *this;
}
Story& Story::seeing_version(std::optional<std::uint32_t> version)
{
    expected_ = version;
    return *this;
}
Story& Story::with_the_trail_at(std::uint64_t size, const Sha256& root)
{
    trail_ = TrailHead{size, root};
    return *this;
}
Story& Story::knowing(const FileRef& document, Regulation regulation)
{
    world_.library[document.sha256] = std::make_shared<const Regulation>(std::move(regulation));
    return *this;
}

// ── what is asked, and what comes of it ──────────────────────────────────────────────────────────────────────────────

Outcome<std::vector<Happened>> Story::ask(const Command& command)
{
    auto decided = decide(world_, command, Occasion{who_.actor, who_.hat, now_, expected_, trail_}, digest);
    if (decided)
        for (const Happened& happened : *decided) happen(happened.stream, happened.event);
    return decided;
}

Story& Story::when(Command command)
{
    asked_ = who_.actor.value + " at " + local_text(now_) + ", " + std::to_string(past_.size()) + " events on";
    outcome_ = ask(command);
    expected_.reset();
    return *this;
}

Story& Story::when(EntryCommand edit)
{
    return when(Command(EditEntry{assessment_id(cycle_2026, agency_), std::move(edit)}));
}

Story& Story::when_the_clock_strikes()
{
    const Person whoever = std::exchange(who_, the_clock);
    asked_ = "the clock at " + local_text(now_);
    std::vector<Happened> all;
    std::vector<Command> due;
    for (const Round& round : cycle().rounds) due.push_back(LockRound{cycle_2026, round.plan.id, LockedBy::clock, {}});
    for (const auto& [grant, reopening] : cycle().reopenings)
        due.push_back(EndReopening{cycle_2026, grant, LockedBy::clock, {}});
    for (const auto& [id, file] : world_.regulations) due.push_back(CloseConsultation{id});
    outcome_ = std::vector<Happened>{};
    for (const Command& command : due) {
        outcome_ = ask(command);
        if (!outcome_) break;
        all.insert(all.end(), outcome_->begin(), outcome_->end());
    }
    if (outcome_) outcome_ = std::move(all);
    who_ = whoever;
    return *this;
}

void Story::complain(const std::string& what, const std::source_location& where) const
{
    BOOST_ERROR(place(where) + ": " + what + "\n  asked by " + asked_ + "\n  came:  " + in_words(outcome_) +
                "\n  the past:\n" + told());
}

Story& Story::then(std::vector<Event> expected, std::source_location where)
{
    bool same = outcome_.has_value() && outcome_->size() == expected.size();
    for (std::size_t i = 0; same && i < expected.size(); ++i) same = (*outcome_)[i].event == expected[i];
    if (same) {
        BOOST_TEST(same);
        return *this;
    }
    std::string wanted;
    for (const Event& event : expected) wanted += "\n      " + in_words(event);
    complain("expected" + (wanted.empty() ? " nothing new" : wanted), where);
    return *this;
}

Story& Story::then_nothing_new(std::source_location where)
{
    return then({}, where);
}

Story& Story::then_refused(RefusalCode code, std::optional<std::string> about, std::optional<std::string> detail,
                           std::source_location where)
{
    const bool refused = !outcome_ && outcome_.error().code == code && (!about || outcome_.error().about == *about) &&
                         (!detail || outcome_.error().detail == *detail);
    if (refused)
        BOOST_TEST(refused);
    else
        complain("expected a refusal: " + std::string(name_of(code)) + " about '" + about.value_or("…") + "' (" +
                     detail.value_or("…") + ")",
                 where);
    return *this;
}

Story& Story::then_accepted(std::source_location where)
{
    if (outcome_)
        BOOST_TEST(outcome_.has_value());
    else
        complain("expected it to be accepted", where);
    return *this;
}

// ── looking around ───────────────────────────────────────────────────────────────────────────────────────────────────

const Entry& Story::entry(const Code& code, const AssessmentId& assessment) const
{
    const Assessment& of = file(assessment).assessment;
    return of.entry(of.set->find(code.value));
}

const AppraisalItem& Story::item(const Code& code, int ordinal, const AssessmentId& assessment) const
{
    return file(assessment).appraisal.item(file(assessment).assessment.set->find(code.value), ordinal);
}

std::string Story::told() const
{
    std::string text;
    for (const Record& record : past_)
        text += "    #" + std::to_string(record.seq) + " " + local_text(record.at) + " " + record.actor.value + " " +
                record.stream.text() + " " + in_words(record.event) + "\n";
    return text;
}

World replayed(const std::vector<Record>& past, const Library& library)
{
    World world;
    world.library = library;
    for (const Record& record : past) evolve(world, record);
    return world;
}

} // namespace cchc::domain
