#include "domain/result.hpp"

#include "domain/amending.hpp"
#include "domain/evidence.hpp"
#include "storage/event_codec.hpp"
#include "tests/domain/giving.hpp"
#include "tests/domain/revised.hpp"
#include "tests/domain/walk.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

// Laws that hold whatever people do: a walk asks for one thing after the other at random, sensible or not, from the
// opening of the cycle to long after its end. A walk that breaks a law names its seed and its step.

using namespace cchc::domain;

namespace {

constexpr int steps = 700;
constexpr std::uint32_t walks = 72;

/// Was this agency's self-assessment open at that instant, by the calendar and the locks alone?
bool open_by_the_calendar(const Cycle& cycle, const AgencyId& agency, Instant at)
{
    const Round& round = *cycle.round(self_assessment);
    const RoundWindow& window = round.window_of(agency);
    return window.opens_at <= at && !(window.locks_at && *window.locks_at <= at) && !round.locked_for(agency);
}

/// The same district a little later: one leaf in other words, one scored otherwise, one renamed, one that owes more,
/// one that the clock, and one that others score otherwise, one added, one dropped.
Regulation amended(Regulation r)
{
    r.previous_regulation = r.id.value;
    r.title = "Quy chế sửa đổi";
    return revised(std::move(r), [](std::vector<Node>& nodes) {
        node(nodes, papers).criterion.title = "Báo cáo, biên bản";
        node(nodes, plan_carried_out).criterion.levels[1].points = pts("1.5");
        Criterion& renamed = node(nodes, initiatives).criterion;
        renamed.code = Code("I.4");
        renamed.previous_codes = {initiatives};
        node(nodes, online).criterion.evidence_rule = EvidenceRule::both;
        node(nodes, submission).criterion.levels[1].points = pts("1.5");
        node(nodes, satisfaction).criterion.maximum = pts("3");
        Criterion added = node(nodes, plan_carried_out).criterion;
        added.code = Code("I.5");
        nodes.push_back({added, area_one});
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == watched; });
    });
}

/// The other documents a walk may find (see Walk).
void shelve(Story& story, std::uint32_t seed)
{
    Regulation second;
    switched_by(seed, second);
    second = amended(std::move(second));
    Regulation no_substitute = second, thrice = second, counted_otherwise = second;
    counted_otherwise.total_floor = pts("1");
    no_substitute.substitute_appraiser.clear();
    thrice.rounds.push_back({RoundId("appraisal_3"), RoundKind::appraisal, 3, "Thẩm định lần 3", ""});
    Regulation too_many = second;
    too_many.appraisers_per_criterion = 9;
    Regulation thorough = second; // a committee agrees, another reviews, another approves
    thorough.title = "Quy chế có lấy ý kiến";
    thorough.control = {"QT.CCHC.01", "1", "chuyên viên", "trưởng phòng", "", "sau góp ý"};
    thorough.bodies = {{"ban-chi-dao", BodyKind::steering_committee, "Ban Chỉ đạo CCHC"}};
    thorough.drafting = Drafting{home_affairs.value, day("2026-08-01"), {}, {}, {}, true, "ban-chi-dao", {}};
    second.control.change_note = "sửa tên";
    story.knowing(file('b'), second).knowing(file('c'), no_substitute).knowing(file('d'), thrice);
    story.knowing(file('f'), thorough).knowing(file('9'), too_many).knowing(file('8'), counted_otherwise);
}

/// What agencies have been told by the council: every published opinion.
std::vector<std::optional<Opinion>> told(const World& world)
{
    std::vector<std::optional<Opinion>> all;
    for (const AssessmentId& id : {mine, theirs})
        for (const auto& both : world.file(id.value)->appraisal.items)
            for (const AppraisalItem& item : both) all.push_back(item.published);
    return all;
}

/// What an undo puts back and a redo again: everything an agency wrote, without the events' places.
std::string written(const Assessment& file)
{
    std::string text = content_text(file);
    for (const Entry& entry : file.entries) {
        text += entry.self.reason + '\t' + entry.supplement + '\t';
        if (entry.na == NaState::claimed) text += entry.na_ground;
        FiguresDeclared figures{{}, entry.self.figures.value_or(Figures{}), {}, entry.self.level, {}};
        text += cchc::storage::data_text(Event(AssessmentEvent(figures))) + '\n';
    }
    return text;
}

/// How often each thing happened on all walks together.
struct Coverage {
    std::map<std::string, std::size_t> accepted, refused; ///< by kind of command
    std::map<RefusalCode, std::size_t> codes;

    void note(const Command& command, const Outcome<std::vector<Happened>>& outcome)
    {
        if (outcome) {
            accepted[kind_of(command)] += !outcome->empty();
            return;
        }
        ++refused[kind_of(command)];
        if (outcome.error().items.empty()) ++codes[outcome.error().code];
        for (const Refusal::Item& item : outcome.error().items) ++codes[item.code];
    }
    std::string text() const
    {
        std::string table = "what the walks met, accepted with events and refused:\n";
        const auto times = [](const auto& of, const auto& what) {
            const auto found = of.find(what);
            return std::to_string(found == of.end() ? 0 : found->second);
        };
        for (const std::string& kind : all_kinds())
            table += "  " + kind + ": " + times(accepted, kind) + ", " + times(refused, kind) + "\n";
        for (int code = 0; code <= static_cast<int>(RefusalCode::id_malformed); ++code)
            table += "  " + std::string(name_of(static_cast<RefusalCode>(code))) + ": " +
                     times(codes, static_cast<RefusalCode>(code)) + "\n";
        return table;
    }
};

/// Whether an amendment, the last thing that happened, came to what its preview told; before it were `size` events.
bool came_as_foreseen(const World& world, const AmendmentPreview& foreseen, std::size_t size)
{
    for (const AmendedAssessment& told : foreseen.agencies) {
        const Cycle& cycle = *world.cycle(cycle_2026);
        const AssessmentFile& file = *world.file(assessment_id(cycle_2026, told.agency).value);
        AmendedAssessment came;
        for (const CriterionNo leaf : file.assessment.set->leaves()) {
            const Criterion& criterion = (*file.assessment.set)[leaf];
            const auto& amended = file.assessment.entries[leaf].amended;
            if (!amended || amended->seq != size) continue;
            if (!agency_scores(criterion))
                came.given_again.push_back(criterion.code);
            else
                (amended->redo == Redo::score ? came.score : came.check).push_back(criterion.code);
        }
        const bool same_work =
            came.score == told.score && came.check == told.check && came.given_again == told.given_again;
        const bool same_total = standing(cycle, file.assessment, file.appraisal) == told.after;
        const bool let_in = std::ranges::any_of(cycle.reopenings, [&](const auto& one) {
            return one.first.value.starts_with("sd-") && !one.second.ended &&
                   std::ranges::find(one.second.facts.agencies, told.agency) != one.second.facts.agencies.end();
        });
        if (!same_work || !same_total || (told.reopened && !let_in)) return false;
        if (file.assessment.to_confirm() != told.to_confirm) return false;
    }
    return true;
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

/// How many events the last compensation put back.
Sequence restored_last(const Story& story)
{
    for (auto record = story.past().rbegin();; ++record)
        if (const auto* family = std::get_if<AssessmentEvent>(&record->event))
            if (const auto* compensated = std::get_if<Compensated>(family)) return compensated->restored;
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
    std::size_t accepted = 0, refused = 0, submissions = 0, published = 0, reopened_acts = 0, redone = 0;
    std::size_t amendments = 0, let_in = 0, confirming = 0;
    Coverage met;
    for (std::uint32_t seed = 1; seed <= walks; ++seed) {
        Walk walk(seed);
        Story story([seed](Regulation& r) { switched_by(seed, r); });
        shelve(story, seed);
        Instant now = opening;
        std::vector<std::pair<std::size_t, std::string>> stood; // how the world stood after so many events
        std::map<std::pair<std::string, std::string>, std::uint32_t> touched; // events of each entry
        // What an amendment added to that, and what was seen last on a code.
        std::map<std::pair<std::string, std::string>, std::uint32_t> by_amendments, seen;

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
                const auto expected = walk.expected_by(wish);
                const Outcome<std::vector<Happened>> twice[] = {
                    decide(story.world(), wish, {who.actor, who.hat, now, expected}, digest),
                    decide(story.world(), wish, {who.actor, who.hat, now, expected}, digest)};
                BOOST_REQUIRE(twice[0].has_value() == twice[1].has_value()); // a decision is a pure function
                if (twice[0]) BOOST_REQUIRE((*twice[0] == *twice[1]));

                const auto told_before = told(story.world());
                std::optional<AmendmentPreview> foreseen;
                if (const auto* amends = std::get_if<AmendCycle>(&wish))
                    if (const auto shown = preview(story.world(), *amends, {who.actor, who.hat, now, {}}))
                        foreseen = *shown;
                story.as(who).at(now).seeing_version(expected).when(wish);
                const bool yes = twice[0].has_value();
                met.note(wish, twice[0]);
                ++(yes ? accepted : refused);
                if (!yes) BOOST_REQUIRE(story.past().size() == size);

                for (std::size_t i = size; i < story.past().size(); ++i) {
                    const Record& record = story.past()[i];
                    const auto* family = std::get_if<AssessmentEvent>(&record.event);
                    if (!family || std::holds_alternative<SystemScored>(*family)) continue;
                    // No event of an agency after its lock, but inside a reopening or in the supplement (LK-1, LK-11).
                    if (record.role == RoleKind::appraiser) continue;
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
                    const bool answers = std::holds_alternative<SupplementProvided>(*family); // in a round of its own
                    if (was_open && !answers) BOOST_REQUIRE(mark.empty());
                    reopened_acts += !mark.empty();
                    if (const auto* in = std::get_if<AssessmentSubmitted>(family)) {
                        ++submissions;
                        const Assessment& file = story.world().file(record.stream.id)->assessment;
                        BOOST_REQUIRE((in->content_hash == digest(content_text(file))));
                        BOOST_REQUIRE((in->self_total == self_total(file)));
                    }
                }

                // What agencies are told by the council moves in publications alone (AP-11), and in an amendment that
                // says so.
                const bool publication = yes && std::holds_alternative<PublishAppraisals>(wish);
                const bool amendment = yes && std::holds_alternative<AmendCycle>(wish);
                if (!publication && !amendment) BOOST_REQUIRE((told(story.world()) == told_before));
                if (amendment) {
                    BOOST_REQUIRE((foreseen.has_value() && came_as_foreseen(story.world(), *foreseen, size)));
                    ++amendments;
                    let_in += std::ranges::any_of(foreseen->agencies, &AmendedAssessment::reopened);
                    confirming += std::ranges::any_of(foreseen->agencies, &AmendedAssessment::to_confirm);
                }

                // Asked again, it adds nothing.
                if (yes) {
                    const std::size_t once = story.past().size();
                    story.when(wish);
                    BOOST_REQUIRE(story.past().size() == once);
                }

                // An undo that is undone, and undone again, comes back to where it was.
                if (yes && std::holds_alternative<UndoEdit>(wish)) {
                    const AssessmentId file = std::get<UndoEdit>(wish).assessment;
                    const std::string undone = written(story.file(file).assessment);
                    story.once(UndoEdit{file, size});
                    story.once(UndoEdit{file, story.last() - restored_last(story)});
                    BOOST_REQUIRE(written(story.file(file).assessment) == undone);
                    ++redone;
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
                if (amendment)
                    for_each_leaf(story.world(), [&](const AssessmentFile& file, CriterionNo leaf) {
                        const std::pair key{file.assessment.id.value, (*file.assessment.set)[leaf].code.value};
                        by_amendments[key] = file.assessment.entries[leaf].version - touched[key];
                    });
                for_each_leaf(story.world(), [&](const AssessmentFile& file, CriterionNo leaf) {
                    const Criterion& criterion = (*file.assessment.set)[leaf];
                    const Entry& entry = file.assessment.entries[leaf];
                    const std::pair key{file.assessment.id.value, criterion.code.value};
                    BOOST_REQUIRE((entry.version == touched[key] + by_amendments[key]));
                    BOOST_REQUIRE((entry.version >= std::exchange(seen[key], entry.version)));
                    if (entry.self.points)
                        BOOST_REQUIRE((*entry.self.points >= Points{} && *entry.self.points <= criterion.maximum));
                    const Points self = counted(story.cycle(), file.assessment, file.appraisal, leaf, Stage::self);
                    for (const Stage stage : {Stage::self, Stage::round_1, Stage::round_2}) {
                        const Points points = counted(story.cycle(), file.assessment, file.appraisal, leaf, stage);
                        BOOST_REQUIRE((points >= Points{} && points <= criterion.maximum));
                    }
                    for (const int ordinal : {1, 2}) {
                        const AppraisalItem& item = file.appraisal.item(leaf, ordinal);
                        // An opinion on the entry as it stands never exceeds the self score (AP-7), of a penalty
                        // what that leaves; nobody speaks who is not asked.
                        const auto left = [&](Points points) { return signed_points(criterion, points); };
                        const Points own = std::max(left(self), left(entry.self.points.value_or(Points{})));
                        for (const Judgement& one : item.judgements) {
                            BOOST_REQUIRE(
                                story.cycle().regulation->appraises(criterion, file.assessment.agency, one.by));
                            if (one.decided && one.decided->entry_version == entry.version && !may_exceed &&
                                entry.na != NaState::accepted)
                                BOOST_REQUIRE((left(one.decided->points) <= own));
                        }
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
    BOOST_TEST(redone > 50u);
    BOOST_TEST(amendments > 8u);
    BOOST_TEST(let_in > 5u);
    BOOST_TEST(confirming > 0u);
    for (const std::string& kind : all_kinds()) {
        const bool once_or_by_the_clock = kind == "FoundTenant" || kind == "CloseConsultation";
        BOOST_TEST((met.accepted[kind] > 0 || once_or_by_the_clock), kind << " is never accepted");
        BOOST_TEST(met.refused[kind] > 0, kind << " is never refused");
    }
    // What no walk can meet: no decider says the first two; the district's bands leave no hole and its regulation has
    // no worked examples.
    const std::set<RefusalCode> beyond{RefusalCode::criteria_version_mismatch, RefusalCode::no_band_fits,
                                       RefusalCode::example_fails};
    for (int number = 0; number <= static_cast<int>(RefusalCode::id_malformed); ++number) {
        const auto code = static_cast<RefusalCode>(number);
        if (!beyond.contains(code)) BOOST_TEST(met.codes[code] > 0, name_of(code) << " is never met");
    }
    BOOST_TEST_MESSAGE(met.text());
    BOOST_TEST_MESSAGE("accepted " << accepted << ", refused " << refused << ", submissions " << submissions
                                   << ", published " << published << ", under a reopening " << reopened_acts);
}

BOOST_AUTO_TEST_SUITE_END()
