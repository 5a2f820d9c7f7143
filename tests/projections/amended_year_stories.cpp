// A year amended in its middle, twice: every law of the views holds across it, and each number says what became of it.

#include "projections/timeline.hpp"
#include "tests/projections/told_year.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cchc::tests;
namespace storage = cchc::storage;

namespace {

StoredYear& amended_year()
{
    static StoredYear year(31, true);
    return year;
}

const CycleAmended& amendment(const ToldYear& year, std::uint32_t to)
{
    for (const Record& record : year.records)
        if (const auto* event = std::get_if<CycleEvent>(&record.event))
            if (const auto* amended = std::get_if<CycleAmended>(event); amended && amended->to_version == to)
                return *amended;
    BOOST_FAIL("the year was not amended to version " << to);
    std::abort();
}
Sequence place_of_amendment(const ToldYear& year, std::uint32_t to)
{
    return year.views.cycle(cycle_2023)->amendments.at(to - 2).touch.seq;
}

std::shared_ptr<const Regulation> document(const Sha256& hash)
{
    return hash == regulation_document().sha256 ? the_regulation() : later_version(hash);
}
std::map<std::string, std::string> taken_apart(const Views& fold)
{
    std::map<std::string, std::string> parts;
    for (const auto& [name, changed] : fold.parts()) parts.emplace(name, fold.part(name));
    return parts;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_year_amended_in_its_middle)

BOOST_AUTO_TEST_CASE(meets_every_kind_of_change) // else the stories below would prove less than they say
{
    const ToldYear& year = amended_year().year;
    std::set<std::size_t> origins;
    std::set<Redo> redos;
    for (const AmendedCriterion& one : amendment(year, 2).criteria) {
        origins.insert(one.from.size());
        redos.insert(one.redo);
    }
    BOOST_TEST((origins == std::set<std::size_t>{0, 1, 2}));
    BOOST_TEST(redos.size() == 3u);
    BOOST_TEST((amendment(year, 3).effect == AmendmentEffect::reopen));
    std::size_t again = 0, confirmed = 0;
    for (const Record& record : year.records)
        if (const auto* event = std::get_if<AssessmentEvent>(&record.event)) {
            const auto* submitted = std::get_if<AssessmentSubmitted>(event);
            confirmed += submitted && submitted->attendance.back() == "Chi bộ";
            const auto* scored = std::get_if<SelfScoreEntered>(event);
            again += scored && scored->reason == "chấm lại";
        }
    BOOST_TEST(again > 20u);
    BOOST_TEST(confirmed > 3u);
}

BOOST_AUTO_TEST_CASE(shows_as_of_any_moment_what_was_shown_then)
{
    BOOST_TEST(amended_year().shown_otherwise() == "");
}

BOOST_AUTO_TEST_CASE(is_the_same_row_by_row_when_told_again)
{
    const ToldYear& first = amended_year().year;
    Views again;
    knows_every_version(again);
    for (const Record& record : first.records) {
        std::vector<RowChange> changes;
        again.project(record, changes);
        BOOST_REQUIRE_MESSAGE((changes == first.changes[record.seq]), "at " << record.seq);
    }
    BOOST_TEST((taken_apart(again) == taken_apart(first.views)));
}

BOOST_AUTO_TEST_CASE(can_be_taken_apart_and_put_together_before_between_and_after)
{
    const ToldYear& year = amended_year().year;
    const Sequence second = place_of_amendment(year, 2), third = place_of_amendment(year, 3);
    Views told;
    knows_every_version(told);
    std::vector<RowChange> changes;
    for (const Record& record : year.records) {
        const auto named = told.parts_changed_by(record);
        for (const Sequence at : {second, second + 1, third, third + 1}) {
            if (record.seq != at) continue;
            Views again = Views::from_parts(told.size(), told.at(), taken_apart(told), document);
            knows_every_version(again);
            BOOST_REQUIRE((taken_apart(again) == taken_apart(told)));
            for (std::size_t seq = record.seq; seq < year.records.size(); ++seq) {
                changes.clear();
                again.project(year.records[seq], changes);
                BOOST_REQUIRE_MESSAGE((changes == year.changes[seq]), "from " << record.seq << ", at " << seq);
            }
            BOOST_REQUIRE((taken_apart(again) == taken_apart(year.views)));
        }
        const auto before = taken_apart(told);
        told.project(record, changes);
        if (record.seq != second && record.seq != third) continue;
        for (const auto& [name, bytes] : taken_apart(told))
            if (before.at(name) != bytes)
                BOOST_REQUIRE_MESSAGE(std::ranges::find(named, name) != named.end(), name << " at " << record.seq);
    }
}

BOOST_AUTO_TEST_CASE(adds_up_on_every_page_to_what_the_leaves_count)
{
    const ToldYear& year = amended_year().year;
    Views fold;
    knows_every_version(fold);
    std::vector<RowChange> changes;
    std::size_t checked = 0;
    const auto holds = [&](const Record& record, const AssessmentView& view) {
        const AssessmentFile& file = *fold.world().file(view.id.value);
        Points sum;
        for (const CriterionNo leaf : view.set->leaves()) {
            const Entry& entry = file.assessment.entries[leaf];
            const Criterion& criterion = (*view.set)[leaf];
            if (entry.na == NaState::accepted && criterion.na_policy == NaPolicy::full)
                sum += criterion.maximum;
            else if (entry.na != NaState::accepted && entry.self.points &&
                     uncounted(*fold.world().cycle(cycle_2023), file.assessment, leaf) == Uncounted::no)
                sum += *entry.self.points;
            BOOST_REQUIRE_EQUAL(view.entries[leaf]->amended, entry.amended.has_value());
        }
        BOOST_REQUIRE_MESSAGE(view.totals->points[0] == sum, view.id.value << " at " << record.seq);
        BOOST_REQUIRE_EQUAL(view.facts->to_confirm, file.assessment.to_confirm());
        ++checked;
    };
    for (const Record& record : year.records) {
        fold.project(record, changes);
        if (record.seq < place_of_amendment(year, 2)) continue;
        if (is_of_assessment(record.stream.kind)) holds(record, *fold.assessment(record.stream.id));
        const auto* event = std::get_if<CycleEvent>(&record.event);
        if (!event || !std::holds_alternative<CycleAmended>(*event)) continue;
        for (const auto& assessment : fold.snapshot()->cycle("2023")->assessments) holds(record, *assessment);
    }
    BOOST_TEST(checked > 100u);
}

BOOST_AUTO_TEST_CASE(tells_each_entry_what_was_done_to_it_under_every_code_it_had)
{
    const ToldYear& year = amended_year().year;
    const CycleView& cycle = *year.views.cycle(cycle_2023);
    const AgencyId agency("phong-tu-phap");
    const auto merged = std::ranges::find_if(amendment(year, 2).criteria,
                                             [](const AmendedCriterion& one) { return one.from.size() == 2; });
    const auto called = called_then(cycle, agency, merged->criterion);
    BOOST_REQUIRE(!called.empty());
    BOOST_TEST((called.front().codes == std::vector{merged->criterion}));
    BOOST_TEST((called.back().codes == merged->from));
    BOOST_TEST((called.back().ended_by->facts == amendment(year, 2)));

    const auto history_of = [&](const Code& code) {
        Timeline timeline(Timeline::Eyes::council);
        const auto names = called_then(cycle, agency, code);
        Sequence from = 0;
        for (auto then = names.rbegin(); then != names.rend(); ++then) {
            const Sequence until = then->ended_by ? then->ended_by->touch.seq : year.records.size();
            for (Sequence seq = from; seq < until; ++seq) {
                const auto* event = std::get_if<AssessmentEvent>(&year.records[seq].event);
                const Code* about = event ? criterion_of(*event) : nullptr;
                if (about && year.records[seq].stream.id == "2023-phong-tu-phap" &&
                    std::ranges::find(then->codes, *about) != then->codes.end())
                    timeline.add(year.records[seq]);
            }
            if (then->ended_by) timeline.amend(*then->ended_by, then->became);
            from = until;
        }
        return timeline.render(cycle);
    };
    const auto renamed = std::ranges::find_if(amendment(year, 2).criteria, [](const AmendedCriterion& one) {
        return one.from.size() == 1 && one.redo == Redo::none;
    });
    BOOST_TEST(history_of(renamed->criterion).find(R"("what":"amendment")") != std::string::npos);
    BOOST_TEST(history_of(renamed->criterion).find(R"("what":"self_score")") != std::string::npos);
    BOOST_TEST(history_of(merged->criterion).find(R"("reason":"theo quyết định sửa đổi")") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
