// Allow-lists as files: keys, names, roles, and what a list that changes does.
#include "daemon/wire/allow_list.h"

#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "daemon/wire/keys.h"

namespace copytaster {
namespace {

struct ListFile {
  std::string path = (std::filesystem::temp_directory_path() / "copytaster-list-XXXXXX").string();

  explicit ListFile(const std::string& text) {
    close(mkstemp(path.data()));
    write(text);
  }
  ~ListFile() { std::filesystem::remove(path); }
  ListFile(const ListFile&) = delete;
  ListFile& operator=(const ListFile&) = delete;
  void write(const std::string& text) const { std::ofstream(path) << text; }
};

const std::string kDesk = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
const std::string kAgency = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";

}  // namespace

BOOST_AUTO_TEST_SUITE(allow_list)

BOOST_AUTO_TEST_CASE(a_key_has_a_name_and_the_roles_that_its_line_gives) {
  const ListFile file("# who may come in\n\n" + kDesk + " sports-desk subscribe replay\n" +
                      kAgency + " agency publish\n");
  const auto list = AllowList::open(file.path);
  BOOST_REQUIRE(list);
  BOOST_TEST(list->size() == 2);
  BOOST_TEST(list->find(kDesk)->name == "sports-desk");
  BOOST_TEST(list->find(kDesk)->roles == (kSubscribeRole | kReplayRole));
  BOOST_TEST(list->find(kAgency)->roles == kPublishRole);
  BOOST_TEST(list->find(makeKeys().public_key) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_key_without_roles_may_do_what_the_lists_socket_offers) {
  const ListFile file(kDesk + "\n");
  const auto list = AllowList::open(file.path);
  BOOST_REQUIRE(list);
  BOOST_TEST(list->find(kDesk)->roles == (kPublishRole | kSubscribeRole | kReplayRole));
  BOOST_TEST(list->find(kDesk)->name == "line 1");
}

BOOST_DATA_TEST_CASE(a_wrong_line_is_named,
                     boost::unit_test::data::make({kDesk + " desk\nnonsense b\n",
                                                   kDesk + " desk\n" + kAgency + " a publisher\n",
                                                   kDesk + " desk\n" + kDesk + " again\n"}),
                     text) {
  const ListFile file(text);
  const auto list = AllowList::open(file.path);
  BOOST_REQUIRE(!list);
  BOOST_TEST((list.error().code == ErrorCode::kInvalid));
  BOOST_TEST(list.error().what.find(":2: ") != std::string::npos, list.error().what);
}

BOOST_AUTO_TEST_CASE(a_list_that_changed_is_read_again_and_a_wrong_one_leaves_the_last_good_one) {
  const ListFile file(kDesk + " desk subscribe\n");
  auto list = AllowList::open(file.path).value();
  BOOST_TEST(!list.refresh().value());
  file.write(kAgency + " agency publish replay\n");
  BOOST_TEST(list.refresh().value());
  BOOST_TEST(list.find(kDesk) == nullptr);
  BOOST_TEST(list.find(kAgency)->name == "agency");
  file.write("nonsense\n");
  BOOST_TEST(!list.refresh());
  BOOST_TEST(list.find(kAgency)->name == "agency");
  BOOST_TEST(!list.refresh().value());  // said once, not at each handshake
}

BOOST_AUTO_TEST_CASE(without_a_file_any_key_may_do_anything) {
  auto list = AllowList::open("").value();
  BOOST_TEST(list.takesAny());
  BOOST_TEST(!list.refresh().value());
  BOOST_TEST((AllowList::open("/nonexistent/list").error().code == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace copytaster
