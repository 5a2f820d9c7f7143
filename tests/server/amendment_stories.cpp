// An amendment in mid-cycle through the real sequencer: it comes back after a restart, `verify` finds what the fold
// makes, and a page that is open, or comes back, is shown the whole under the new text.

#include "server/verify_rows.hpp"
#include "storage/event_codec.hpp"
#include "tests/server/live_house.hpp"

using namespace cchc::tests;
namespace storage = cchc::storage;

namespace {

const AmendCycle to_the_second{cycle_2023,      2,  AmendmentEffect::this_round,
                               GrantId("sd-1"), {}, "theo quyết định sửa đổi"};

void amend(LiveHouse& house)
{
    IssueRegulation issue{the_regulation()->id, document_of_version(2), "1632/QĐ-UBND", {}, "UBND huyện"};
    issue.reason = "sửa giữa kỳ";
    house.does(admin, issue);
    house.does(admin, to_the_second);
}

/// A leaf that nobody amended, and whose code is as it was.
Code untouched()
{
    const CriteriaSet& later = version_of_the_regulation(2)->criteria_sets.front();
    for (const CriterionNo leaf : AYear::set().leaves()) {
        const Criterion& was = AYear::set()[leaf];
        const CriterionNo is = later.find(was.code.value);
        if (agency_scores(was) && is != no_criterion && later[is].leaf && later[is].maximum == was.maximum &&
            later[is].previous_codes.empty() && later[is].evidence_rule == was.evidence_rule)
            return was.code;
    }
    BOOST_FAIL("every leaf was amended");
    return {};
}
WriteExplanation said(std::string text)
{
    return {untouched(), std::move(text)};
}
EditEntry edit(std::string text)
{
    return {its_assessment, EntryCommand(said(std::move(text)))};
}

std::string everything(const SequencerHouse& house)
{
    std::string text;
    const auto snapshot = house.pipeline->snapshot(house.tenant);
    for (const auto& assessment : snapshot->cycle("2023")->assessments) text += everything_about(*assessment);
    return text + everything_about(snapshot->cycle("2023")->board());
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_amended_cycle)

BOOST_AUTO_TEST_CASE(comes_back_from_a_snapshot_and_from_its_log_and_its_rows_are_the_folds)
{
    SequencerHouse house;
    AYear year([&](const Player& who, Command what) { return std::holds_alternative<Accepted>(house.ask(who, what)); },
               [&](Instant to) { house.clock.set(to), house.pipeline->wake(); }, 11, 8);
    year.amends = true;
    year.play();
    BOOST_TEST(house.count("cycle_amended") == 2u);
    const std::string was = everything(house);
    house.restart(); // from the snapshot it left
    BOOST_TEST(house.pipeline->counters().folded_at_start == 0u);
    BOOST_TEST((everything(house) == was));
    house.stop();
    std::filesystem::remove_all(house.scratch / "views");
    house.start(); // from nothing but the log
    BOOST_TEST(house.pipeline->counters().folded_at_start > 0u);
    BOOST_TEST((everything(house) == was));

    house.pipeline.reset();
    const KeptViews kept(*house.rows, house.tenant);
    RowSums sums(kept);
    Views fold;
    knows_every_version(fold);
    std::vector<RowChange> changes;
    house.log->replay(house.tenant, 0, house.log->size(house.tenant), [&](const storage::Entry& entry) {
        Record record = storage::decode(entry.leaf).record;
        record.seq = entry.header.seq;
        changes.clear();
        fold.project(record, changes);
        sums.take(record.seq, changes);
        return true;
    });
    BOOST_TEST(sums.agree());
}

BOOST_AUTO_TEST_CASE(is_foreseen_without_a_trace)
{
    LiveHouse house;
    house.submits(agency);
    IssueRegulation issue{the_regulation()->id, document_of_version(2), "1632/QĐ-UBND", {}, "UBND huyện"};
    issue.reason = "sửa giữa kỳ";
    house.does(admin, issue);
    const std::size_t size = house.leaves().size();
    std::promise<Answer> told;
    Asked asked;
    asked.tenant = house.tenant;
    asked.command = to_the_second;
    asked.actor = admin.actor;
    asked.hat = admin.hat;
    asked.only_foresee = true;
    asked.answer = [&](Answer answer) { told.set_value(std::move(answer)); };
    house.pipeline->submit(std::move(asked));
    const Answer answer = told.get_future().get();
    BOOST_REQUIRE(std::holds_alternative<Foreseen>(answer));
    BOOST_TEST(house.leaves().size() == size);
    house.does(admin, to_the_second);
    for (const AmendedAssessment& one : std::get<Foreseen>(answer).preview->agencies) {
        const auto view = house.pipeline->snapshot(house.tenant)->assessment(AYear::assessment(one.agency.value).value);
        BOOST_TEST(view->totals->points[0].text() == one.after.self.text());
        BOOST_TEST(view->facts->to_confirm == one.to_confirm);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_page_across_an_amendment)

BOOST_AUTO_TEST_CASE(is_shown_the_whole_anew_and_goes_on)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), its_topic);
    page.heard();
    amend(house);
    house.settle();
    json view = page.one("snapshot")["data"];
    BOOST_TEST(view["regulation_version"] == 2);
    const auto now = [&] { return house.pipeline->snapshot(house.tenant)->assessment(its_assessment.value); };
    BOOST_TEST(view == json::parse(render_entries(*now(), nullptr)));
    house.does(officer_of(agency), edit("sau sửa đổi"));
    house.settle();
    fold(view, page.one("event"));
    BOOST_TEST(folded_part(view) == folded_part(json::parse(render_entries(*now(), nullptr))));
}

BOOST_AUTO_TEST_CASE(that_comes_back_is_shown_it_as_those_were_who_stayed)
{
    LiveHouse house;
    Page stayed = house.open_at(officer_of(agency), its_topic);
    stayed.heard();
    const std::string token = stayed.tokens[its_topic];
    house.does(officer_of(agency), score(most())); // of a leaf that is called otherwise, or dropped, later
    house.does(officer_of(agency), edit("trước sửa đổi"));
    amend(house);
    house.does(officer_of(agency), edit("sau sửa đổi"));
    house.settle();
    const auto since_the_amendment = [](Page& page) {
        std::vector<json> all = page.heard();
        const auto anew = std::ranges::find_if(all, [](const json& frame) {
            return frame["t"] == "snapshot" && frame["data"]["regulation_version"] == 2;
        });
        BOOST_REQUIRE(anew != all.end());
        all.erase(all.begin(), anew);
        std::erase_if(all, [](const json& frame) { return frame["t"] != "snapshot" && frame["t"] != "event"; });
        return all;
    };
    const auto told = since_the_amendment(stayed);
    BOOST_TEST(told.size() == 2u);
    Page back = house.open(officer_of(agency));
    back.subscribe(its_topic, token);
    for (int turns = 0; turns < 20; ++turns) house.after(20'000);
    BOOST_TEST((since_the_amendment(back) == told));
}

BOOST_AUTO_TEST_CASE(of_the_feed_is_told_every_event_under_the_code_it_had)
{
    LiveHouse house;
    Page page = house.open_at(auditor, "feed/2023");
    page.heard();
    const std::string token = page.tokens["feed/2023"];
    const Code dropped = [&] {
        const CriteriaSet& later = version_of_the_regulation(2)->criteria_sets.front();
        for (const CriterionNo leaf : AYear::set().leaves())
            if (agency_scores(AYear::set()[leaf]) && later.find(AYear::set()[leaf].code.value) == no_criterion)
                return AYear::set()[leaf].code;
        return Code{};
    }();
    house.does(officer_of(agency), EditEntry{its_assessment, EntryCommand(WriteExplanation{dropped, "vì"})});
    amend(house);
    house.settle();
    Page back = house.open(auditor);
    back.subscribe("feed/2023", token);
    for (int turns = 0; turns < 20; ++turns) house.after(20'000);
    const auto lines = back.heard("event");
    BOOST_REQUIRE(lines.size() >= 2u);
    BOOST_TEST(lines.front()["headline"]["code"] == dropped.value);
    BOOST_TEST(lines.back()["headline"]["en"] == "The criteria were amended");
}

BOOST_AUTO_TEST_SUITE_END()
