// The fold can be taken apart and put together again at any moment, and nobody could tell.

#include "storage/event_codec.hpp"
#include "storage/sha256.hpp"
#include "tests/projections/told_year.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::tests;
namespace storage = cchc::storage;

namespace {

/// What a fold holds, byte for byte.
std::map<std::string, std::string> taken_apart(const Views& fold)
{
    std::map<std::string, std::string> parts;
    for (const auto& [name, changed] : fold.parts()) parts.emplace(name, fold.part(name));
    return parts;
}

std::shared_ptr<const Regulation> document(const Sha256& hash)
{
    return hash == regulation_document().sha256 ? the_regulation() : nullptr;
}

Views put_together(const Views& fold)
{
    Views again = Views::from_parts(fold.size(), fold.at(), taken_apart(fold), document);
    again.learn(regulation_document().sha256, the_regulation()); // for an event still to come
    return again;
}

/// What a command comes to, in a text that tells any two outcomes apart.
std::string outcome_of(const World& world, const ToldYear::Wish& wish)
{
    const auto decided = decide(world, wish.what, {wish.who.actor, wish.who.hat, wish.at, {}}, storage::sha256);
    if (!decided)
        return std::string(name_of(decided.error().code)) + " " + decided.error().about + " " + decided.error().detail;
    std::string text;
    for (const Happened& happened : *decided) {
        storage::Envelope envelope;
        envelope.stream = happened.stream;
        text += storage::encode(envelope, happened.event).text + "\n";
    }
    return text;
}

std::string everything_in(const Snapshot& snapshot)
{
    std::string text = std::to_string(snapshot.size) + " " + std::to_string(snapshot.at.us);
    for (const auto& [id, cycle] : snapshot.cycles) {
        text += id.value + " " + std::to_string(cycle->seq) + everything_about(cycle->board());
        for (const auto& assessment : cycle->assessments)
            text += std::to_string(assessment->seq) + everything_about(*assessment);
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_fold_put_together_from_its_parts)

/// The law of the snapshot: fold(log) = fold(parts(fold(any beginning)), rest).
BOOST_AUTO_TEST_CASE(goes_on_as_if_it_had_never_been_taken_apart)
{
    ToldYear year;
    year.tell(2023, 40);
    const auto whole = taken_apart(year.views);
    std::mt19937_64 dice(7);
    Views told;
    told.learn(regulation_document().sha256, the_regulation());
    std::vector<RowChange> changes;
    std::size_t tried = 0;
    std::size_t next_try = 0;
    for (const Record& record : year.records) {
        if (record.seq == next_try) {
            next_try += 1 + dice() % 40;
            ++tried;
            Views again = put_together(told);
            BOOST_REQUIRE((taken_apart(again) == taken_apart(told)));
            BOOST_REQUIRE_EQUAL(everything_in(*again.snapshot()), everything_in(*told.snapshot()));
            for (std::size_t i = 0; i < 40; ++i) {
                const ToldYear::Wish& wish = year.wishes[dice() % year.wishes.size()];
                BOOST_REQUIRE_EQUAL(outcome_of(again.world(), wish), outcome_of(told.world(), wish));
            }
            for (std::size_t seq = record.seq; seq < year.records.size(); ++seq) {
                changes.clear();
                again.project(year.records[seq], changes);
                BOOST_REQUIRE_MESSAGE((changes == year.changes[seq]), "from " << record.seq << ", at " << seq);
            }
            BOOST_REQUIRE((taken_apart(again) == whole));
        }
        changes.clear();
        told.project(record, changes);
    }
    BOOST_TEST(tried > 40u);
}

BOOST_AUTO_TEST_CASE(names_every_part_that_an_event_changes)
{
    ToldYear year;
    year.tell(5, 20);
    Views told;
    told.learn(regulation_document().sha256, the_regulation());
    std::vector<RowChange> changes;
    auto before = taken_apart(told);
    for (const Record& record : year.records) {
        auto named = told.parts_changed_by(record);
        told.project(record, changes);
        if (std::holds_alternative<CycleEvent>(record.event)) named = told.parts_changed_by(record); // new ones too
        auto after = taken_apart(told);
        const auto stamps = told.parts();
        for (const auto& [name, bytes] : after) {
            if (before[name] == bytes) continue;
            BOOST_REQUIRE_MESSAGE(std::ranges::find(named, name) != named.end(), name << " at " << record.seq);
            BOOST_REQUIRE_EQUAL(stamps.at(name), record.seq);
        }
        before = std::move(after);
    }
}

BOOST_AUTO_TEST_CASE(is_refused_when_a_part_is_missing_too_many_cut_short_or_anothers)
{
    ToldYear year;
    year.tell(3, 5);
    const auto parts = taken_apart(year.views);
    const auto make = [&](const std::map<std::string, std::string>& from) {
        return Views::from_parts(year.views.size(), year.now, from, document);
    };
    BOOST_CHECK_NO_THROW(make(parts));
    for (const auto& [name, bytes] : parts) {
        auto spoilt = parts;
        spoilt.erase(name);
        BOOST_CHECK_THROW(make(spoilt), std::runtime_error);
        spoilt = parts;
        spoilt[name].pop_back();
        BOOST_CHECK_THROW(make(spoilt), std::runtime_error);
        spoilt = parts;
        spoilt[name] += '\0';
        BOOST_CHECK_THROW(make(spoilt), std::runtime_error);
        spoilt = parts;
        spoilt[name + "-x"] = bytes;
        BOOST_CHECK_THROW(make(spoilt), std::runtime_error);
    }
    BOOST_CHECK_THROW(Views::from_parts(1, {}, parts, [](const Sha256&) { return nullptr; }), std::runtime_error);
}

/// A draft on its way, with everything that can be said of it: nothing of it is in a year of scores.
BOOST_AUTO_TEST_CASE(keeps_the_life_of_a_regulation)
{
    ToldYear year;
    year.tell(3, 5);
    const RegulationId rule = the_regulation()->id;
    const FileRef text = regulation_document();
    const AgencyId office("phong-tu-phap");
    const Instant closing = year.now.plus_us(1);
    std::vector<RegulationEvent> life{
        RegulationDrafted{rule, 1, text, FindingsFile{text, 1, 2}, "sửa tên"},
        ConsultationOpened{rule, 1, {office, AgencyId("phong-noi-vu")}, closing, true, "1632/UBND"},
        DraftCommented{rule, 1, CommentId("gy-1"), office, "phong-chuyen-mon", Code("I.1.1"), "nên sửa"},
        CommentAnswered{rule, CommentId("gy-1"), true, "đã sửa"},
        DraftReviewed{rule, 1, "đã xem"},
        GuidanceOverlaid{
            rule, 1, OverlayId("hd-1"), Date{20'000}, "1/SNV", {}, "Sở Nội vụ", {}, Code("I.1.1"), "tính cả"},
        ConsultationClosed{rule, 1, closing, {AgencyId("phong-noi-vu")}, true},
        DraftAgreed{rule, 1, "ban-chi-dao-cchc", "12/TB", {}},
        RegulationDrafted{rule, 2, text, {}, "sau góp ý"},
        RegulationIssued{rule, 2, text, "2/QĐ", {}, "UBND huyện", "Chủ tịch", 2, FindingsFile{text, 1, 2}, "đã rõ"}};
    std::vector<RowChange> changes;
    for (const RegulationEvent& event : life) {
        const Record record{
            year.views.size(),     year.now, {StreamKind::regulation, rule.value}, ActorId("p-quan-tri"),
            RoleKind::cycle_admin, event};
        year.views.project(record, changes);
        Views again = put_together(year.views);
        BOOST_REQUIRE((taken_apart(again) == taken_apart(year.views)));
        BOOST_REQUIRE((again.world().next_due() == year.views.world().next_due()));
    }
    BOOST_TEST(changes.empty());
    const Views again = put_together(year.views);
    const RegulationFile& file = again.world().regulations.at(rule);
    BOOST_TEST(file.versions.size() == 2u);
    BOOST_TEST(file.comment(CommentId("gy-1"))->answer->facts.accepted);
}

/// A snapshot of an older program must not be believed by one that would have folded the same events to something else.
/// Whoever sees this fail has changed what the fold keeps, or what an event means for it: raise `Views::parts_version`,
/// then put the new hash here beside it. (Nothing released changes when the year of the story does: then the hash
/// alone.)
BOOST_AUTO_TEST_CASE(has_the_bytes_of_its_version)
{
    ToldYear year;
    year.tell(2023, 20);
    std::string all;
    for (const auto& [name, bytes] : taken_apart(year.views)) all += name + "\n" + bytes;
    BOOST_TEST(Views::parts_version == 7u);
    BOOST_TEST(storage::sha256(all).hex() == "b25528170fb3daf09dba18d9b25da35d09c5fb9a89d66fc031f05dd0fb48b3d1");
}

BOOST_AUTO_TEST_SUITE_END()
