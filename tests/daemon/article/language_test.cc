// The language of short texts of several scripts.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "daemon/article/reading.h"

namespace copytaster {

BOOST_AUTO_TEST_SUITE(language)

struct Sample {
  const char* language;
  const char* text;
};
std::ostream& operator<<(std::ostream& out, const Sample& s) {
  return out << s.language;
}
const Sample kSamples[] = {
    {"en",
     "The council said on Monday that it had not been told of the plan, which was made by the "
     "mayor and his staff."},
    {"de",
     "Der Stadtrat teilte am Montag mit, dass er von dem Plan nicht unterrichtet worden sei, den "
     "der Bürgermeister machte."},
    {"fr",
     "Le conseil a dit lundi que le maire et ses adjoints ne lui avaient pas parlé du projet qui "
     "est dans la presse."},
    {"es",
     "El ayuntamiento dijo el lunes que no se le había informado del plan que hizo el alcalde con "
     "su equipo."},
    {"ru",
     "Городской совет заявил в понедельник, что ему не сообщили о плане, который подготовил мэр со "
     "своими помощниками."},
    {"und", "4-2 6-1 7-5"},
};

BOOST_DATA_TEST_CASE(a_text_is_read_in_its_language, boost::unit_test::data::make(kSamples),
                     sample) {
  Arena arena;
  const auto read = readText(sample.text, arena);
  BOOST_TEST(readLanguage(ReadText{}, read) == sample.language);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace copytaster
