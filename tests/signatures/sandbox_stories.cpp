#include "server/sandbox/sandbox.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace cchc::server;
using How = SandboxEnd::How;

namespace {

SandboxEnd shell(const std::string& script, const SandboxLimits& limits = {})
{
    return run_in_sandbox({"/usr/bin/python3", "-I", "-S", "-c", script}, {}, limits);
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_program_in_the_sandbox)

BOOST_AUTO_TEST_CASE(says_what_it_has_to_say)
{
    const auto end = shell("print('xin chao'); raise SystemExit(3)");
    BOOST_TEST((end.how == How::done));
    BOOST_TEST(end.code == 3);
    BOOST_TEST(end.output == "xin chao\n");
}

BOOST_AUTO_TEST_CASE(starts_from_a_server_that_has_many_files_open)
{
    std::vector<int> open_ones;
    for (int i = 0; i < 200; ++i) open_ones.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto end = shell("print('xin chao')");
    for (const int one : open_ones) close(one);
    BOOST_TEST((end.how == How::done));
    BOOST_TEST(end.output == "xin chao\n");
}

BOOST_AUTO_TEST_CASE(is_stopped_when_its_time_is_up)
{
    const SandboxLimits short_time{.time_ms = 300};
    const auto computing = shell("while True: pass", short_time);
    BOOST_TEST((computing.how == How::too_costly));
    BOOST_TEST(computing.took_ms < 1'500);
    const auto silent = shell("import os, time; os.close(1); time.sleep(60)", short_time);
    BOOST_TEST((silent.how == How::too_costly));
    BOOST_TEST(silent.took_ms < 1'500);
}

BOOST_AUTO_TEST_CASE(gets_no_more_memory_than_it_may)
{
    const auto end =
        shell("try:\n a = bytearray(400 << 20)\n print('got it')\nexcept MemoryError:\n print('none left')");
    BOOST_TEST(end.output == "none left\n");
    BOOST_TEST(end.peak_bytes < (256u << 20));
}

BOOST_AUTO_TEST_CASE(says_no_more_than_it_may)
{
    const auto end = shell("while True: print('x' * 1000)");
    BOOST_TEST((end.how == How::too_costly));
    BOOST_TEST(end.output.size() < (2u << 20));
}

BOOST_AUTO_TEST_CASE(reaches_nobody)
{
    for (const char* const attempt :
         {"import socket; socket.socket()", "import os; os.fork()",
          "import os; os.posix_spawn('/bin/true', ['true'], {})", "import os; os.execv('/bin/true', ['true'])",
          "import os; os.kill(os.getppid(), 0)"})
        BOOST_TEST(
            shell(std::string("try:\n ") + attempt + "\n print('did')\nexcept OSError:\n print('refused')").output ==
                "refused\n",
            attempt);
}

BOOST_AUTO_TEST_CASE(changes_no_file)
{
    for (const char* const attempt :
         {"open('/tmp/cchc-sandbox-story', 'w')", "import os; os.unlink('/tmp/cchc-no-such-file')",
          "import os; os.mkdir('/tmp/cchc-sandbox-story')", "import os; os.rename('/tmp/a-cchc', '/tmp/b-cchc')",
          "import os; os.chmod('/tmp', 0o777)"}) {
        const auto end =
            shell(std::string("try:\n ") + attempt + "\n print('did')\nexcept PermissionError:\n print('refused')");
        BOOST_TEST(end.output == "refused\n", attempt);
    }
}

BOOST_AUTO_TEST_CASE(has_nothing_open_but_what_it_was_given)
{
    const int given = open("/dev/zero", O_RDONLY); // not even close-on-exec
    const auto end = shell("import os\nopen_ = []\nfor fd in range(64):\n try:\n  os.fstat(fd); open_.append(fd)\n "
                           "except OSError: pass\nprint(open_)");
    close(given);
    BOOST_TEST(end.output == "[0, 1, 2]\n");
}

BOOST_AUTO_TEST_CASE(gets_none_of_our_surroundings)
{
    setenv("CCHC_SECRET_OF_THE_STORY", "bi mat", 1);
    BOOST_TEST(shell("import os; print(sorted(os.environ))").output == "['LC_ALL', 'PATH']\n");
}

BOOST_AUTO_TEST_CASE(that_does_not_exist_has_failed)
{
    BOOST_TEST((run_in_sandbox({"/no/such/program"}, {}).how == How::failed));
}

BOOST_AUTO_TEST_SUITE_END()
