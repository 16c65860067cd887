#include "daemon/tool/progress.h"

#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>

namespace copytaster {
namespace {

BOOST_AUTO_TEST_CASE(a_progress_bar_is_not_drawn_where_nobody_looks) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(::pipe(ends.data()) == 0);
  const int before = ::dup(STDERR_FILENO);
  ::dup2(ends[1], STDERR_FILENO);
  {
    Progress progress("fed", 100);
    progress.show(1, 50);
    progress.show(2, 100);
  }
  ::dup2(before, STDERR_FILENO);
  ::close(ends[1]);
  char byte = 0;
  BOOST_TEST(::read(ends[0], &byte, 1) == 0);
  ::close(ends[0]);
  ::close(before);
}

}  // namespace
}  // namespace copytaster
