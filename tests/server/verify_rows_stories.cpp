// `cchc verify` holds every row of every view against the fold: none changed, none missing, none too many.

#include "server/verify_rows.hpp"
#include "storage/event_codec.hpp"
#include "tests/server/sequencer_house.hpp"

using namespace cchc::tests;
namespace storage = cchc::storage;

namespace {

/// A short year, projected by the real sequencer; its rows can then be tampered with.
struct ProjectedYear {
    SequencerHouse house;
    storage::ViewNo entries = 0;

    ProjectedYear()
    {
        AYear([&](const Player& who,
                  Command what) { return std::holds_alternative<Accepted>(house.ask(who, std::move(what))); },
              [&](Instant to) { house.clock.set(to), house.pipeline->wake(); }, 7, 6)
            .play();
        house.pipeline.reset();
        entries = house.rows->view(name_of(View::entry), version_of(View::entry));
    }

    template <class Take>
    void fold(const Take& take) const
    {
        Views fold;
        fold.learn(regulation_document().sha256, the_regulation());
        std::vector<RowChange> changes;
        house.log->replay(house.tenant, 0, house.log->size(house.tenant), [&](const storage::Entry& entry) {
            Record record = storage::decode(entry.leaf).record;
            record.seq = entry.header.seq;
            changes.clear();
            fold.project(record, changes);
            take(record.seq, changes);
            return true;
        });
    }
    /// The last row of an entry and where it changed.
    std::pair<Sequence, RowChange> an_entry() const
    {
        std::pair<Sequence, RowChange> last;
        fold([&](Sequence seq, const std::vector<RowChange>& changes) {
            for (const RowChange& change : changes)
                if (change.view == View::entry) last = {seq, change};
        });
        return last;
    }

    bool sums_agree() const
    {
        const KeptViews kept(*house.rows, house.tenant);
        RowSums sums(kept);
        fold([&](Sequence seq, const auto& changes) { sums.take(seq, changes); });
        return sums.agree();
    }
    std::vector<std::string> searched() const
    {
        const KeptViews kept(*house.rows, house.tenant);
        std::vector<storage::Finding> findings;
        RowSearch search(kept, "quang-dien", findings);
        fold([&](Sequence seq, const auto& changes) { search.take(seq, changes); });
        search.finish();
        std::vector<std::string> told;
        for (const storage::Finding& finding : findings) told.push_back(finding.where + ": " + finding.what);
        return told;
    }
    void write(const std::function<void(storage::ViewStore::Rows&)>& change)
    {
        storage::ViewStore::Rows rows;
        change(rows);
        house.rows->write(std::move(rows));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(the_rows_that_verify_reads)

BOOST_AUTO_TEST_CASE(rows_as_the_fold_makes_them_agree)
{
    const ProjectedYear year;
    BOOST_TEST(year.sums_agree());
    BOOST_TEST(year.searched().empty());
}

BOOST_AUTO_TEST_CASE(a_changed_row_is_noticed_and_named)
{
    ProjectedYear year;
    auto [seq, row] = year.an_entry();
    row.value.back() ^= 1;
    year.write([&](auto& rows) { rows.put(year.house.tenant, year.entries, row.key, seq, row.value); });
    BOOST_TEST(!year.sums_agree());
    BOOST_TEST(year.searched() == std::vector{"view entry of quang-dien: its row as of event " + std::to_string(seq) +
                                              " is not what the log adds up to"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_missing_version_of_a_row_is_noticed_and_named)
{
    ProjectedYear year;
    const auto [seq, row] = year.an_entry();
    year.write([&](auto& rows) { rows.drop(year.house.tenant, year.entries, row.key, seq); });
    BOOST_TEST(!year.sums_agree());
    const auto told = year.searched();
    BOOST_REQUIRE_EQUAL(told.size(), 2);
    BOOST_TEST(told[0].ends_with("as of event " + std::to_string(seq) + " is not what the log adds up to"));
    BOOST_TEST(told[1].find(" versions, the log makes ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_row_that_no_event_made_is_noticed_and_named)
{
    ProjectedYear year;
    year.write([&](auto& rows) { rows.put(year.house.tenant, year.entries, "nobody's", 3, "anything"); });
    BOOST_TEST(!year.sums_agree());
    BOOST_TEST(year.searched() == std::vector<std::string>{"view entry of quang-dien: holds a row that no event made"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_byte_moved_from_the_key_into_the_value_is_noticed)
{
    RowSum one, other;
    one.add("ab", 1, "c");
    other.add("a", 1, "bc");
    BOOST_TEST((one == other) == false);
}

BOOST_AUTO_TEST_SUITE_END()
