// Folding and the abbreviations that end no sentence.
#include "daemon/article/folding.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace copytaster {

BOOST_AUTO_TEST_SUITE(folding_rules)

BOOST_AUTO_TEST_CASE(words_that_differ_in_case_and_apostrophe_only_are_one_word) {
  BOOST_TEST(folding::hash("ÉTÉ") == folding::hash("été"));
  BOOST_TEST(folding::hash("ДОМ") == folding::hash("дом"));
  BOOST_TEST(folding::hash("Don’t") == folding::hash("don't"));
  BOOST_TEST(folding::hash("dont") != folding::hash("don't"));
}

BOOST_AUTO_TEST_CASE(a_word_longer_than_the_stack_buffer_folds_the_same) {
  BOOST_TEST(folding::hash(std::string(500, 'A')) == folding::hash(std::string(500, 'a')));
}

BOOST_AUTO_TEST_CASE(titles_and_initials_end_no_sentence_and_months_only_before_a_number) {
  BOOST_TEST(folding::isAbbreviation("Gov", false));
  BOOST_TEST(folding::isAbbreviation("J", false));
  BOOST_TEST(!folding::isAbbreviation("end", false));
  BOOST_TEST(folding::isAbbreviation("Jan", true));
  BOOST_TEST(!folding::isAbbreviation("Jan", false));
  BOOST_TEST(folding::isAbbreviation("MESSRS", true));
  BOOST_TEST(!folding::isAbbreviation("messrsx", true));
  BOOST_TEST(!folding::isAbbreviation("x", true));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
