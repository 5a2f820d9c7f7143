#include "server/live_happening.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::server;
using namespace cchc::domain;
using cchc::projections::AssessmentView;
using cchc::projections::CycleView;
using cchc::projections::ItemRow;

namespace {

const AgencyId office("van-phong"), justice("tu-phap"), home_affairs("noi-vu");

/// An assessment of the office, appraised by justice and home affairs; `see_each_other` is all their item says.
std::shared_ptr<const AssessmentView> appraised_by_two(bool see_each_other)
{
    auto regulation = std::make_shared<Regulation>();
    regulation->standing_department = home_affairs.value;
    regulation->appraisers_per_criterion = 2;
    regulation->appraisal = AppraisalBodies{{justice.value}, ""};
    CriteriaSet set;
    set.id = "bo";
    Criterion leaf;
    leaf.code = Code("I");
    leaf.scored_by = ScoredBy::agency;
    set.add(leaf, {});
    regulation->criteria_sets = {std::move(set)};
    auto cycle = std::make_shared<CycleView>();
    cycle->cycle.id = CycleId("2026");
    cycle->cycle.regulation = regulation;
    Round round;
    round.window.round = round.plan.id = RoundId("appraisal_1");
    round.plan.kind = RoundKind::appraisal;
    cycle->cycle.rounds = {round};
    auto view = std::make_shared<AssessmentView>();
    view->id = AssessmentId("2026-van-phong");
    view->agency = office;
    view->cycle = cycle;
    view->set = &cycle->cycle.regulation->criteria_sets[0];
    ItemRow row;
    row.see_each_other = see_each_other;
    const auto item = std::make_shared<const ItemRow>(row);
    view->items = std::make_shared<const AssessmentView::Items>(AssessmentView::Items{{item, item}});
    return view;
}

template <class E>
Happening said_by(const AgencyId& agency, bool see_each_other)
{
    E event;
    event.opinion.criterion = Code("I");
    event.opinion.round = RoundId("appraisal_1");
    event.opinion.on_behalf = agency;
    Record record;
    record.stream = {StreamKind::appraisal, "2026-van-phong"};
    record.event = AppraisalEvent(event);
    return happening_of(record, "{}", appraised_by_two(see_each_other), nullptr);
}

bool heard_by(const AgencyId& appraiser, const Happening& what)
{
    Hearing hearing{.council = true};
    hearing.eyes = cchc::projections::Sight{appraiser};
    return hears(Topic::parse("assessment/2026-van-phong").value(), hearing, what);
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_opinion_among_several_on_the_wire) // AP-15

BOOST_AUTO_TEST_CASE(is_heard_by_who_gave_it_and_by_the_others_once_they_see_each_other)
{
    for (const bool see_each_other : {false, true}) {
        const Happening decided = said_by<AppraisalDecided>(justice, see_each_other);
        BOOST_TEST(heard_by(justice, decided));
        BOOST_TEST(heard_by(home_affairs, decided) == see_each_other);
        BOOST_TEST(!heard_by(office, decided));
    }
}

BOOST_AUTO_TEST_CASE(is_heard_as_a_draft_by_nobody_else)
{
    for (const bool see_each_other : {false, true}) {
        const Happening drafted = said_by<AppraisalDrafted>(justice, see_each_other);
        BOOST_TEST(heard_by(justice, drafted));
        BOOST_TEST(!heard_by(home_affairs, drafted));
    }
}

BOOST_AUTO_TEST_CASE(is_heard_by_all_of_them_where_the_chair_ruled)
{
    BOOST_TEST(heard_by(justice, said_by<DisagreementRuled>(home_affairs, false)));
    BOOST_TEST(heard_by(justice, said_by<UndecidedRuled>(home_affairs, false)));
    BOOST_TEST(!heard_by(office, said_by<DisagreementRuled>(home_affairs, false)));
}

BOOST_AUTO_TEST_SUITE_END()
