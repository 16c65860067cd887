// What was never seen in training: copy that only looks damaged, and damage in other words.
#include <copytaster/testing.h>

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <ostream>

#include "sample.h"

using copytaster::kPlainCopy;
using copytaster::testing::Desk;
using copytaster::testing::Tasted;

namespace {

Desk& desk() {
  static Desk d(std::vector<copytaster::testing::FilterUnderTest>{
      {.name = "garble", .library = COPYTASTER_BINARY_DIR "/filters/garble/garble.so"}});
  return d;
}

struct Copy {
  std::string name, body;
};
std::ostream& operator<<(std::ostream& out, const Copy& c) {
  return out << c.name;
}

std::vector<Copy> cleanCopy() {
  std::ifstream file(COPYTASTER_SOURCE_DIR "/tests/plugins/garble/clean_copy.txt");
  std::vector<Copy> all;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("== ")) {
      all.push_back({line.substr(3), ""});
    } else if (!all.empty()) {
      all.back().body += line + "\n";
    }
  }
  return all;
}

// Damage in plain copy: what stands before it, in its middle, after it.
struct Damaged {
  ct_garble_kind kind;
  bool hold;
  std::string before, middle, after;
};
std::ostream& operator<<(std::ostream& out, const Damaged& d) {
  return out << d.before << " ... " << d.middle << " ... " << d.after;
}

const std::string kOther =
    "Two climbers were rescued from the north face of the mountain on Sunday after a night on a "
    "ledge. A helicopter lifted them off at dawn, when the wind dropped. Both had frostbite but "
    "were talking and in good spirits, a doctor said.";

const std::vector<Damaged> kDamaged = {
    // Cut off.
    {CT_TRUNCATED, false, "", "", " The drivers' union, which had asked for a delay until the"},
    {CT_TRUNCATED, false, "", "",
     " Passengers waiting at the north station said on Wednesday that they were"},
    {CT_TRUNCATED, false, "", "",
     " \"If they close the depot,\" said a mechanic who has worked there for thirty"},
    {CT_TRUNCATED, false, "", "",
     " Fares were last raised in the spring of the year before the\u2026 [+912 chars]"},
    // A block twice.
    {CT_REPEATED, false, "", "", "\n" + kPlainCopy},
    {CT_REPEATED, false, kOther + "\n", "", "\n" + kOther},
    {CT_REPEATED, false, "", "", "\n" + kOther + "\n" + kPlainCopy.substr(0, 330)},
    // Fields that were never filled.
    {CT_RESIDUE, false, "{{headline}}\n", "", ""},
    {CT_RESIDUE, false, "Dear %%FIRST_NAME%%, ", "", ""},
    {CT_RESIDUE, false, "", "\nPosted by ${author.name} in {% category %}\n", ""},
    {CT_RESIDUE, false, "<%= article.title %>\n", "", ""},
    // Language models.
    {CT_RESIDUE, true,
     "I apologize, but I cannot rewrite this article because it may be protected.\n", "", ""},
    {CT_RESIDUE, true, "As an AI assistant, I don't have access to events after my last update.\n",
     "", ""},
    {CT_RESIDUE, true, "", "", "\nI'm unable to provide further details on this matter."},
    {CT_RESIDUE, true, "Certainly! Here is a rewritten version of the article:\n", "", ""},
    {CT_RESIDUE, true, "Rewrite the following news article in 300 words, in a neutral tone:\n", "",
     ""},
    {CT_RESIDUE, true, "", "", "\nLet me know if you would like me to shorten it."},
    {CT_RESIDUE, true, "", "", "\nIs there anything else I can help you with?"},
    // Markup, script, data.
    {CT_MARKUP, false, "<div class=\"lead\">", "", "</div>"},
    {CT_MARKUP, false, "", "\n<script>var a = 1; track(a);</script>\n", ""},
    {CT_MARKUP, false, "",
     "\nwindow.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}\n",
     ""},
    {CT_MARKUP, false, "", "",
     "\n{\"@type\": \"NewsArticle\", \"wordCount\": 104, \"author\": {\"name\": \"Staff\"}}"},
    {CT_MARKUP, false, "", "\n.article-body { margin: 0 auto; color: #333; }\n", ""},
    {CT_MARKUP, false, "", " [caption id=\"a1\" width=\"300\"] ", ""},
    // Furniture.
    {CT_FURNITURE, false, "We use cookies to improve your experience on this site.\n", "", ""},
    {CT_FURNITURE, false,
     "This website uses cookies. Accept all cookies or manage your preferences.\n", "", ""},
    {CT_FURNITURE, false, "By continuing to browse, you agree to our use of cookies.\n", "", ""},
    {CT_FURNITURE, false, "", "", "\nYou can change your cookie settings at any time."},
    {CT_FURNITURE, false, "",
     "\nSo proud of this team! pic.twitter.com/x8Yk2LmQ9a \u2014 City Transport (@citytransport) "
     "March 3, 2021\n",
     ""},
    {CT_FURNITURE, false, "",
     "\nBuses are running again. \u2014 Dana Cole (@dcole_news) 14 May 2019\n", ""},
    {CT_FURNITURE, false, "", "\nView this post on Instagram\n", ""},
    {CT_FURNITURE, false, "", "\nA post shared by Dana Cole (@dcole)\n", ""},
    {CT_FURNITURE, false, " date 2025-02-04 ", "", ""},
    {CT_FURNITURE, false, "date 2024-12-31 ", "", ""},
    {CT_FURNITURE, false, " date 2019-07-01  ", "", ""},
    {CT_FURNITURE, false, "", "", " News.Az reports, citing CNN."},
    {CT_FURNITURE, false, "The fares will rise in May, News.Az reports citing Reuters.\n", "", ""},
    {CT_FURNITURE, false, "", "",
     " The plan was first described by a newspaper, News.az reports, citing Bloomberg."},
    {CT_FURNITURE, false, "", "\nADVERTISEMENT\n", ""},
    {CT_FURNITURE, false, "", "\nStory continues below advertisement\n", ""},
    {CT_FURNITURE, false, "", "\nRead more: Ten ways to travel for less\n", ""},
    {CT_FURNITURE, false, "", "\nRELATED: The depot that nobody wanted\n", ""},
    {CT_FURNITURE, false, "", "", "\nSign up here for our daily newsletter."},
    {CT_FURNITURE, false, "", "",
     "\nGet the day's top stories delivered to your inbox every morning."},
    {CT_FURNITURE, false, "", "", "\nFollow us on Twitter and Facebook"},
    {CT_FURNITURE, false, "", "\nA bus at the depot. (Photo by Dana Cole/Getty Images)\n", ""},
};

std::string bodyOf(const Damaged& d) {
  const std::size_t half = kPlainCopy.find(" Several members");
  return d.before + kPlainCopy.substr(0, half) + d.middle + kPlainCopy.substr(half) + d.after;
}

std::string toldOf(const Tasted& t) {
  std::string out;
  for (const auto& f : t.findings) out += std::to_string(f.kind) + " '" + f.found + "' ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(robustness)

BOOST_DATA_TEST_CASE(clean_copy_of_every_kind_passes_with_nothing_found,
                     boost::unit_test::data::make(cleanCopy())) {
  const Tasted t = desk().taste({.body = sample.body});
  BOOST_TEST(t.verdict == CT_PASS);
  BOOST_TEST(t.findings.empty(), toldOf(t));
}

BOOST_DATA_TEST_CASE(damage_is_found_in_whatever_words_it_comes,
                     boost::unit_test::data::make(kDamaged)) {
  const Tasted t = desk().taste({.body = bodyOf(sample)});
  BOOST_TEST((t.verdict == CT_HOLD) == sample.hold);
  BOOST_TEST(std::any_of(t.findings.begin(), t.findings.end(),
                         [&](const auto& f) { return f.kind == sample.kind; }),
             toldOf(t));
}

BOOST_AUTO_TEST_CASE(two_stories_in_turns_are_held) {
  const std::string bus =
      "SPRINGVALE - The council voted to raise the price of a bus ticket by ten cents, the first "
      "increase in four years.\n";
  const std::string climb =
      "KELLTON - Two climbers were rescued from the north face of the mountain after a night on a "
      "ledge.\n";
  const std::string bus_more[] = {
      "Officials said the ticket price would pay for buses, and the council expects passengers to "
      "accept the increase.\n",
      "Several members of the council voted against the increase, saying that passengers could not "
      "pay the ticket price.\n"};
  const std::string climb_more[] = {
      "The climbers spent the night on a ledge without shelter before rescuers reached the "
      "mountain by helicopter at dawn.\n",
      "Rescuers said the climbers were unhurt, and that the helicopter could not fly near the "
      "mountain before dawn.\n"};
  const Tasted t = desk().taste(
      {.body = bus + climb + bus_more[0] + climb_more[0] + bus_more[1] + climb_more[1]});
  BOOST_TEST(t.verdict == CT_HOLD);
  BOOST_TEST(!t.findings.empty());
}

BOOST_AUTO_TEST_SUITE_END()
