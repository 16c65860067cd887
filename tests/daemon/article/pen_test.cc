// What the pen writes, read again by protozero.
#include "daemon/article/pen.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <vector>

using namespace copytaster;

namespace {

struct Sheet {
  std::array<char, 400> room;
  Pen pen{room};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pen)

BOOST_AUTO_TEST_CASE(fields_come_out_in_the_reverse_of_the_order_they_were_given_in) {
  Sheet sheet;
  Pen& pen = sheet.pen;
  pen.real(3, 0.25F);
  pen.text(2, "two");
  pen.number(1, ~std::uint64_t{0});
  const std::string bytes(pen.written());
  protozero::pbf_reader in(bytes);
  BOOST_TEST(in.next(1));
  BOOST_TEST(in.get_uint64() == ~std::uint64_t{0});
  BOOST_TEST(in.next(2));
  BOOST_TEST(in.get_string() == "two");
  BOOST_TEST(in.next(3));
  BOOST_TEST(in.get_float() == 0.25F);
  BOOST_TEST(!in.next());
}

BOOST_AUTO_TEST_CASE(a_number_comes_out_as_it_went_in_however_many_bytes_it_takes) {
  for (unsigned bits = 0; bits < 64; ++bits) {
    for (const std::uint64_t less : {0, 1}) {
      Sheet sheet;
      Pen& pen = sheet.pen;
      const std::uint64_t number = (std::uint64_t{1} << bits) - less;
      pen.constant(3, "behind");
      pen.number(2, number);
      pen.number(1, number);
      const std::string bytes(pen.written());
      protozero::pbf_reader in(bytes);
      for (const std::uint32_t field : {1U, 2U}) {
        BOOST_TEST_REQUIRE(in.next(field));
        BOOST_TEST(in.get_uint64() == number);
      }
      BOOST_TEST_REQUIRE(in.next(3));
      BOOST_TEST(in.get_string() == "behind");
      BOOST_TEST(!in.next());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_message_holds_what_was_written_since_its_end) {
  Sheet sheet;
  Pen& pen = sheet.pen;
  pen.number(9, 1);
  const std::size_t end = pen.size();
  pen.packed(2, std::vector<std::uint32_t>{1, 127, 128, 300'000});
  pen.text(1, "");
  pen.message(4, end);
  const std::string bytes(pen.written());
  protozero::pbf_reader in(bytes);
  BOOST_TEST_REQUIRE(in.next(4));
  protozero::pbf_reader inner = in.get_message();
  BOOST_TEST_REQUIRE(inner.next(1));
  BOOST_TEST(inner.get_string().empty());
  BOOST_TEST_REQUIRE(inner.next(2));
  const auto values = inner.get_packed_uint32();
  BOOST_TEST(std::vector<std::uint32_t>(values.begin(), values.end()) ==
                 (std::vector<std::uint32_t>{1, 127, 128, 300'000}),
             boost::test_tools::per_element());
  BOOST_TEST(!inner.next());
  BOOST_TEST(in.next(9));
}

BOOST_AUTO_TEST_CASE(a_field_needs_no_more_than_is_said_of_it) {
  const std::string text(300'000, 'x');
  std::vector<char> room(text.size() + 2 * Pen::kFieldMax);
  Pen pen(room);
  pen.number(1, ~std::uint64_t{0});
  const char* const written = pen.text(2, text);
  BOOST_TEST(pen.size() <= room.size());
  BOOST_TEST(std::string_view(written, text.size()) == text);
}

BOOST_AUTO_TEST_SUITE_END()
