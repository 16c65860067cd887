// The smallest useful filter: holds articles that shout. It is the example of plugins/README.md and
// is built outside the tree, against the installed SDK, by the test beside it.
#include <copytaster/filter.h>

class Shout {
 public:
  explicit Shout(const copytaster::Settings& s)
      : limit_(s.number("limit", 0.5, "share of words in capitals")) {}

  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    if (doc.capitals() > limit_) notes.hold("headline and body are in capitals");
  }

 private:
  double limit_;
};

COPYTASTER_EXPORT constexpr auto copytaster_plugin = copytaster::plugin<Shout>("shout", "1.0.0");
