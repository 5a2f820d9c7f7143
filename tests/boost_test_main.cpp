#define BOOST_TEST_MODULE cchc
#include "tests/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>

const char* const repository_root = CCHC_SOURCE_DIR;

// Line by line, also into a file: a program that dies has then said where (ops/stories counts by it).
[[maybe_unused]] static const int line_by_line = std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
