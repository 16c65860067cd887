// Small filters that the tests of the chain share, behind the real boundary.
#pragma once

#include <copytaster/filter.h>

#include <stdexcept>
#include <string>

namespace copytaster_tests {

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

// Counts articles in its store; throws where the body says so.
class Counting {
 public:
  explicit Counting(const copytaster::Settings&) {}
  void recall(copytaster::Store& store) {
    std::string_view value;
    if (store.get("seen", value)) seen_ = std::stoi(std::string(value));
  }
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    if (doc.body() == "throw") {
      notes.hold("half a judgement");
      throw std::runtime_error("could not bear it");
    }
    notes.keep<std::uint32_t>(1)[0] = static_cast<std::uint32_t>(doc.tokens().size());
  }
  void settle(const copytaster::Document&, copytaster::Notes& notes, copytaster::Store& store) {
    ++seen_;
    store.put("seen", std::to_string(seen_));
    notes.message(std::to_string(seen_) + " seen, " +
                  std::to_string(notes.kept<std::uint32_t>()[0]) + " words");
  }

 private:
  int seen_ = 0;
};

class Spiker {
 public:
  explicit Spiker(const copytaster::Settings&) {}
  void examine(const copytaster::Document&, copytaster::Notes& notes) const {
    notes.spike("the desk has it");
  }
};

class Restorer {
 public:
  explicit Restorer(const copytaster::Settings&) {}
  void examine(const copytaster::Document& doc, copytaster::Notes& notes) const {
    if (doc.isRestored()) {
      notes.message(doc.restored().body());
    } else if (doc.body().starts_with("helium")) {
      notes.finding(copytaster::Kind::kSpun, copytaster::Field::kBody, 0, 6, "he", 0.9);
      notes.garble(0.5, 0.1, "he said so");
    }
  }
};

inline constexpr ct_plugin kShout = copytaster::plugin<Shout>("shout", "1.0.0");
inline constexpr ct_plugin kCounting = copytaster::plugin<Counting>("counting", "1.0.0");
inline constexpr ct_plugin kSpiker = copytaster::plugin<Spiker>("spiker", "1.0.0");
inline constexpr ct_plugin kRestorer = copytaster::plugin<Restorer>("restorer", "1.0.0");

}  // namespace copytaster_tests
