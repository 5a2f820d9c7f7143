#include "domain/result.hpp"

#include "storage/event_codec.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

// Laws that hold whatever people do: a walk asks for one thing after the other at random, sensible or not, from the
// opening of the cycle to long after its end. A walk that breaks a law names its seed and its step.

using namespace cchc::domain;

namespace {

constexpr int steps = 700;
constexpr std::uint32_t walks = 40;

/// Every switch one way or the other, by the bits of the seed.
void switched_by(std::uint32_t seed, Regulation& r)
{
    const auto bit = [&](unsigned n) { return (seed >> n & 1) != 0; };
    if (bit(0)) hard_deadline(r);
    r.may_exceed_self = bit(1);
    r.round2_may_lower = !bit(2);
    r.supplement_may_change_self_score = bit(3);
    r.supplement_scope = bit(4) ? SupplementScope::all : SupplementScope::contested;
    r.unsubmitted_at_lock = seed % 3 == 0   ? UnsubmittedAtLock::zero
                            : seed % 3 == 1 ? UnsubmittedAtLock::late
                                            : UnsubmittedAtLock::take_draft;
    r.undecided_at_lock = seed % 5 == 0 ? UndecidedAtLock::zero : UndecidedAtLock::self_score;
    r.own_unit_appraisal = seed % 7 == 0 ? OwnUnitAppraisal::allow : OwnUnitAppraisal::forbid;
}

class Walk {
public:
    explicit Walk(std::uint32_t seed) : random_(seed), seed_(seed) {}

    /// What someone might ask next: mostly what the calendar suggests.
    Command wish(const World& world)
    {
        world_ = &world;
        if (below(12) == 0) return cycle_act();
        if (below(30) == 0) return directory_act();
        const bool council = (now_ >= lock && now_ < round_1_ends) || now_ >= supplement_ends;
        return council == (below(6) != 0) ? act_of_the_council() : act_of_the_agency();
    }

    Person person()
    {
        static const std::vector<Person> all{officer,   colleague,        head,  justice_officer, justice_head,
                                             appraiser, office_appraiser, admin, auditor};
        return all[below(static_cast<std::uint32_t>(all.size()))];
    }
    /// Someone who could mean it, most of the time.
    Person fit_for(const Command& command)
    {
        if (below(6) == 0) return person();
        if (std::holds_alternative<DecideAppraisal>(command) || std::holds_alternative<RuleNotApplicable>(command))
            return below(5) ? appraiser : office_appraiser;
        if (command.index() < 11) return admin; // directory, regulation and cycle
        const bool heads = !std::holds_alternative<EditEntry>(command) && below(3) != 0;
        if (wanted_ == mine) return heads ? head : below(2) ? officer : colleague;
        return heads ? justice_head : justice_officer;
    }

    /// Time goes on: mostly a little, at times a lot, at times to the microsecond before or of the next thing due.
    Instant later(Instant now, const World& world)
    {
        const auto due = world.next_due();
        if (below(100) == 0 && due && *due > now) return below(2) ? due->plus_us(-one_us) : *due;
        if (below(100) == 0) return now.plus_us(one_day * (1 + below(4)));
        return now.plus_us(one_hour / 3 * below(3) + below(1'000'000));
    }

    std::uint32_t below(std::uint32_t n) { return n == 0 ? 0 : random_() % n; }
    std::uint32_t seed() const { return seed_; }
    void stands_at(Sequence size, Instant now)
    {
        size_ = size;
        now_ = now;
    }

private:
    Command act_of_the_agency()
    {
        switch (below(14)) {
        case 0: return UndoEdit{assessment(), size_ - 1 - below(std::min(40u, static_cast<std::uint32_t>(size_)))};
        case 1: {
            EditEntries batch{assessment(), {}}; // each entry once: a retry then adds nothing
            for (const Code* code : {&plan_carried_out, &papers, &initiatives})
                if (below(2)) batch.items.push_back({EnterSelfScore{*code, some_points(*code), {}}, {}});
            return batch;
        }
        case 2: {
            EditEntries rest{assessment(), {}}; // what keeps the draft from being finished is scored 0
            for (const Code* code : {&plan_carried_out, &files_on_time, &plan_in_time, &papers, &initiatives, &online})
                if (!owed(*code).nothing()) rest.items.push_back({EnterSelfScore{*code, Points{}, "vì"}, {}});
            return rest;
        }
        case 3: return RequestApproval{assessment()};
        case 4: return ApproveAssessment{assessment()};
        case 5:
            if (below(2)) return ReturnAssessment{assessment(), "xem lại"};
            return DelegateSubmission{assessment(), person().actor, "7/UQ"};
        case 6: return SubmitAssessment{assessment(), {"Lãnh đạo"}};
        case 7: return WithdrawAssessment{assessment(), "sửa"};
        default: return EditEntry{assessment(), edit()};
        }
    }
    Command act_of_the_council()
    {
        if (below(8) == 0) return RuleNotApplicable{assessment(), code(), below(2) == 0, "lý do"};
        const RoundId round = (now_ < round_1_ends) == (below(8) != 0) ? appraisal_1 : appraisal_2;
        const auto what = Decision(below(3));
        const Code on = code();
        const Points points = what == Decision::agree && below(8) ? self_of(on) : some_points(on);
        return DecideAppraisal{wanted_, on, round, what, points, "khác số liệu", "bản ký số", below(4) == 0};
    }

    const Assessment& assessed() { return world_->file(assessment().value)->assessment; }
    Owes owed(const Code& of)
    {
        const Assessment& assessment = world_->file(wanted_.value)->assessment;
        const CriterionNo no = assessment.set->find(of.value);
        return owed_by((*assessment.set)[no], assessment.entries[no]);
    }
    Points self_of(const Code& of)
    {
        const Assessment& one = assessed();
        const CriterionNo no = one.set->find(of.value);
        return no == no_criterion ? Points{} : one.entries[no].self.points.value_or(Points{});
    }
    /// Mostly points that the criterion's rule can yield.
    Points some_points(const Code& of)
    {
        const CriteriaSet& set = *world_->file(wanted_.value)->assessment.set;
        const CriterionNo no = set.find(of.value);
        if (no == no_criterion || below(8) == 0) return some_points();
        const auto all = allowed_points(set[no].rule, set[no].levels, set[no].maximum);
        return all.empty() ? some_points() : all[below(static_cast<std::uint32_t>(all.size()))];
    }

    AssessmentId assessment() { return wanted_ = below(3) ? mine : theirs; }
    Code code()
    {
        static const std::vector<Code> all{plan_carried_out, files_on_time, plan_in_time, papers,   initiatives,
                                           online,           satisfaction,  submission,   area_one, nowhere};
        return all[below(below(4) ? 6 : static_cast<std::uint32_t>(all.size()))]; // mostly one that is scored
    }
    Points some_points()
    {
        return Points::from_units(5'000 * static_cast<std::int64_t>(below(7)) - (below(20) ? 0 : 1));
    }
    AgencyId agency() { return below(2) ? office : justice; }
    LinkId link() { return LinkId("tl-" + std::to_string(below(30))); }

    EntryCommand edit()
    {
        switch (below(12)) {
        case 0:
        case 1:
        case 2: {
            const Code on = code();
            return EnterSelfScore{on, some_points(on), below(3) ? "" : "vì"};
        }
        case 3: return ClearSelfScore{code()};
        case 4: return DeclareFigures{below(2) ? files_on_time : online, ratio(below(101), below(101))};
        case 5: return DeclareFigures{plan_in_time, below(4) ? dated("2026-01-21") : never_done()};
        case 6: return WriteExplanation{code(), below(4) ? "giải trình " + std::to_string(below(5)) : ""};
        case 7:
            return AttachEvidence{code(), link(), file("bcdef"[below(5)]), {}, {}, {}, below(5) ? LinkId{} : link()};
        case 8: return DetachEvidence{code(), link()};
        case 9: return ClaimNotApplicable{code(), "không phát sinh"};
        case 10: return WithdrawNotApplicable{code()};
        default: return ProvideSupplement{code(), "bổ sung " + std::to_string(below(5))};
        }
    }
    RoundId round()
    {
        static const std::vector<RoundId> all{self_assessment, appraisal_1, supplement, appraisal_2};
        return all[below(4)];
    }
    Command cycle_act()
    {
        const GrantId grant("mo-" + std::to_string(below(40)));
        switch (below(8)) {
        case 0:
            return ExtendRound{cycle_2026,
                               round(),
                               below(2) ? std::vector<AgencyId>{} : std::vector{agency()},
                               now_.plus_us(one_day * below(20)),
                               {},
                               "9/QĐ",
                               ""};
        case 1:
            return below(4) ? Command(EndReopening{cycle_2026, grant, LockedBy::hand, "xong"})
                            : LockRound{cycle_2026, round(), LockedBy::hand, "sớm"};
        case 2: return EndReopening{cycle_2026, grant, LockedBy::hand, "xong"};
        case 3: return PublishAppraisals{cycle_2026, below(2) ? appraisal_1 : appraisal_2};
        case 4: return ScheduleRound{cycle_2026, {round(), now_.plus_us(one_day), now_.plus_us(one_day * 5), {}}, ""};
        default:
            return ReopenRound{cycle_2026,
                               round(),
                               grant,
                               {agency()},
                               below(2) ? std::vector<Code>{} : std::vector{code()},
                               now_.plus_us(one_day),
                               "sai",
                               "3/QĐ"};
        }
    }
    Command directory_act()
    {
        const GrantId grant("g-" + std::to_string(below(40)));
        if (below(3) == 0) return EndRole{grant, "thôi"};
        const auto role = RoleKind(below(6));
        return GrantRole{grant, person().actor, role, role < RoleKind::cycle_admin ? agency() : AgencyId{}, {}, {}, ""};
    }

    std::mt19937 random_;
    std::uint32_t seed_;
    AssessmentId wanted_ = mine;
    Sequence size_ = 0;
    const World* world_ = nullptr;
    Instant now_ = opening;
};

/// Was this agency's self-assessment open at that instant, by the calendar and the locks alone?
bool open_by_the_calendar(const Cycle& cycle, const AgencyId& agency, Instant at)
{
    const Round& round = *cycle.round(self_assessment);
    const RoundWindow& window = round.window_of(agency);
    return window.opens_at <= at && !(window.locks_at && *window.locks_at <= at) && !round.locked_for(agency);
}

/// The reopening an event is marked with; empty for those that carry none.
GrantId mark_of(const AssessmentEvent& event)
{
    return std::visit(
        [](const auto& e) {
            if constexpr (requires { e.reopening; })
                return e.reopening;
            else
                return GrantId{};
        },
        event);
}

template <class Visit>
void for_each_leaf(const World& world, Visit visit)
{
    for (const AssessmentId& id : {mine, theirs}) {
        const AssessmentFile& file = *world.file(id.value);
        for (const CriterionNo leaf : file.assessment.set->leaves()) visit(file, leaf);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(whatever_people_do)

BOOST_AUTO_TEST_CASE(the_laws_hold_at_every_step)
{
    std::size_t accepted = 0, refused = 0, submissions = 0, published = 0, reopened_acts = 0;
    for (std::uint32_t seed = 1; seed <= walks; ++seed) {
        Walk walk(seed);
        Story story([seed](Regulation& r) { switched_by(seed, r); });
        Instant now = opening;
        std::vector<std::pair<std::size_t, std::string>> stood; // how the world stood after so many events
        std::map<std::pair<std::string, std::string>, std::uint32_t> touched; // events of each entry

        for (int step = 0; step < steps; ++step) {
            BOOST_TEST_CONTEXT("seed " << seed << ", step " << step)
            {
                walk.stands_at(story.past().size(), now);
                const Command wish = walk.wish(story.world());
                const Person who = walk.fit_for(wish);
                now = walk.later(now, story.world());
                // As on the server, what is due is done before anyone is heard; at times the clock is late.
                if (walk.below(3)) story.at(now).once_the_clock_has_struck();

                const std::size_t size = story.past().size();
                const std::vector<bool> open{open_by_the_calendar(story.cycle(), office, now),
                                             open_by_the_calendar(story.cycle(), justice, now)};
                const Outcome<std::vector<Happened>> twice[] = {
                    decide(story.world(), wish, {who.actor, who.hat, now, {}}, digest),
                    decide(story.world(), wish, {who.actor, who.hat, now, {}}, digest)};
                BOOST_REQUIRE(twice[0].has_value() == twice[1].has_value()); // a decision is a pure function
                if (twice[0]) BOOST_REQUIRE((*twice[0] == *twice[1]));

                story.as(who).at(now).when(wish);
                const bool yes = twice[0].has_value();
                ++(yes ? accepted : refused);
                if (!yes) BOOST_REQUIRE(story.past().size() == size);

                for (std::size_t i = size; i < story.past().size(); ++i) {
                    const Record& record = story.past()[i];
                    const auto* family = std::get_if<AssessmentEvent>(&record.event);
                    if (!family || std::holds_alternative<SystemScored>(*family)) continue;
                    // No event of an agency after its lock, but inside a reopening or in the supplement (LK-1, LK-11).
                    if (record.actor == appraiser.actor || record.actor == office_appraiser.actor) continue;
                    const bool was_open = open[record.stream.id == mine.value ? 0 : 1];
                    const GrantId mark = mark_of(*family);
                    const Round& later = *story.cycle().round(supplement);
                    const bool in_supplement = later.window.opens_at && *later.window.opens_at <= now;
                    const bool carries_mark = std::visit(
                        [](const auto& e) {
                            return requires
                            {
                                e.reopening;
                            };
                        },
                        *family);
                    if (carries_mark) BOOST_REQUIRE((was_open || !mark.empty() || in_supplement));
                    if (was_open) BOOST_REQUIRE(mark.empty());
                    reopened_acts += !mark.empty();
                    if (const auto* in = std::get_if<AssessmentSubmitted>(family)) {
                        ++submissions;
                        const Assessment& file = story.world().file(record.stream.id)->assessment;
                        BOOST_REQUIRE((in->content_hash == digest(content_text(file))));
                        BOOST_REQUIRE((in->self_total == self_total(file)));
                    }
                }

                // Asked again, it adds nothing.
                if (yes) {
                    const std::size_t once = story.past().size();
                    story.when(wish);
                    BOOST_REQUIRE(story.past().size() == once);
                }

                // Versions count the events that touched an entry: they only ever grow.
                touched.clear();
                for (const Record& record : story.past())
                    if (const auto* family = std::get_if<AssessmentEvent>(&record.event))
                        std::visit(
                            [&](const auto& e) {
                                if constexpr (requires { e.criterion; })
                                    ++touched[{record.stream.id, e.criterion.value}];
                            },
                            *family);
                const bool may_exceed = story.cycle().regulation->may_exceed_self;
                for_each_leaf(story.world(), [&](const AssessmentFile& file, CriterionNo leaf) {
                    const Criterion& criterion = (*file.assessment.set)[leaf];
                    const Entry& entry = file.assessment.entries[leaf];
                    BOOST_REQUIRE((entry.version == touched[{file.assessment.id.value, criterion.code.value}]));
                    if (entry.self.points)
                        BOOST_REQUIRE((*entry.self.points >= Points{} && *entry.self.points <= criterion.maximum));
                    const Points self = counted(story.cycle(), file.assessment, file.appraisal, leaf, Stage::self);
                    for (const Stage stage : {Stage::self, Stage::round_1, Stage::round_2}) {
                        const Points points = counted(story.cycle(), file.assessment, file.appraisal, leaf, stage);
                        BOOST_REQUIRE((points >= Points{} && points <= criterion.maximum));
                    }
                    for (const int ordinal : {1, 2}) {
                        const AppraisalItem& item = file.appraisal.item(leaf, ordinal);
                        // An opinion on the entry as it stands never exceeds the self score (AP-7).
                        if (item.decided && item.decided->entry_version == entry.version && !may_exceed &&
                            entry.na != NaState::accepted)
                            BOOST_REQUIRE(
                                (item.decided->points <= std::max(self, entry.self.points.value_or(Points{}))));
                        published += item.published.has_value();
                    }
                });

                // One lock for each opening: for all at most once, for an agency of its own at most once (I9).
                std::map<std::pair<std::string, std::string>, int> locks;
                for (const Record& record : story.past())
                    if (const auto* family = std::get_if<CycleEvent>(&record.event))
                        if (const auto* lock_event = std::get_if<RoundLocked>(family)) {
                            if (lock_event->agencies.empty()) ++locks[{lock_event->round.value, ""}];
                            for (const AgencyId& one : lock_event->agencies)
                                ++locks[{lock_event->round.value, one.value}];
                        }
                for (const auto& [which, times] : locks) BOOST_REQUIRE(times == 1);

                if (step % 50 == 0) stood.emplace_back(story.past().size(), words_of(story.world()));
            }
        }
        stood.emplace_back(story.past().size(), words_of(story.world()));

        // Any prefix of the log, through its bytes and back, comes to the world that stood there then (ES-1, ES-2).
        World again;
        again.library = story.world().library;
        std::size_t next = 0;
        for (std::size_t i = 0; i <= story.past().size(); ++i) {
            while (next < stood.size() && stood[next].first == i)
                BOOST_REQUIRE_MESSAGE(words_of(again) == stood[next++].second, "seed " << seed << ", after " << i);
            if (i == story.past().size()) break;
            const Record& told = story.past()[i];
            cchc::storage::Envelope envelope;
            envelope.tenant = "huyen";
            envelope.stream = told.stream;
            envelope.at = told.at;
            envelope.actor = told.actor;
            envelope.role = told.role;
            Record read = cchc::storage::decode(cchc::storage::encode(envelope, told.event).text).record;
            read.seq = told.seq;
            BOOST_REQUIRE((read.event == told.event));
            evolve(again, read);
        }
        BOOST_TEST(next == stood.size());
    }
    // The walks get everywhere, or they prove nothing.
    BOOST_TEST(accepted > 2'000u);
    BOOST_TEST(refused > 2'000u);
    BOOST_TEST(submissions > 0u);
    BOOST_TEST(published > 0u);
    BOOST_TEST(reopened_acts > 0u);
    BOOST_TEST_MESSAGE("accepted " << accepted << ", refused " << refused << ", submissions " << submissions
                                   << ", published " << published << ", under a reopening " << reopened_acts);
}

BOOST_AUTO_TEST_SUITE_END()
