#include "server/workers.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <stdexcept>

using cchc::server::Workers;

BOOST_AUTO_TEST_SUITE(workers)

BOOST_AUTO_TEST_CASE(do_all_that_was_taken_over_before_they_end)
{
    std::atomic<int> done{0};
    {
        Workers few("test", 2, 1'000);
        for (int i = 0; i < 500; ++i) BOOST_REQUIRE(few.run([&] { ++done; }));
        few.end();
        BOOST_TEST(done == 500);
        BOOST_TEST(!few.run([&] { ++done; }));
    }
    BOOST_TEST(done == 500);
}

BOOST_AUTO_TEST_CASE(refuse_what_would_wait_beyond_the_limit)
{
    std::promise<void> begun, let_go;
    std::atomic<int> done{0};
    {
        Workers one("test", 1, 2);
        BOOST_REQUIRE(one.run([&] {
            begun.set_value();
            let_go.get_future().wait();
            ++done;
        }));
        begun.get_future().wait();
        BOOST_TEST(one.run([&] { ++done; }));
        BOOST_TEST(one.run([&] { ++done; }));
        BOOST_TEST(!one.run([&] { done += 100; }));
        let_go.set_value();
    }
    BOOST_TEST(done == 3);
}

BOOST_AUTO_TEST_CASE(work_side_by_side_and_outlive_work_that_throws)
{
    std::promise<void> here, there;
    {
        Workers two("test", 2, 10);
        two.run([] { throw std::runtime_error("a worker's own mistake"); });
        two.run([&] { here.set_value(), there.get_future().wait(); });
        two.run([&] { there.set_value(), here.get_future().wait(); });
    }
    BOOST_TEST_MESSAGE("both met");
}

BOOST_AUTO_TEST_SUITE_END()
