#define BOOST_TEST_MODULE cchc
#include <boost/test/unit_test.hpp>
