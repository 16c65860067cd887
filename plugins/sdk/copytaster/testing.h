// Tests of a filter, without a daemon: articles go through the real reading, the real boundary and
// the real chain, in one process. Link copytaster::testing.
//
//   copytaster::testing::Desk desk({{"shout", &copytaster_plugin, {{"limit", 0.4}}}});
//   const auto tasted = desk.taste({.headline = "FED RAISES RATES", .body = "NEW YORK (WIRE)
//   ..."}); BOOST_TEST(tasted.verdict == CT_HOLD);
//
// Any test framework serves. The standard library and abi.h only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "copytaster/abi.h"

namespace copytaster::testing {

using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

// One filter of the desk's chain: either a table in this program, or the path of a library.
// Integers are std::int64_t:
// {{"limit", std::int64_t{3}}}.
struct FilterUnderTest {
  std::string name;
  const ct_plugin* plugin = nullptr;
  std::map<std::string, Value> settings = {};
  std::string library =
      {};  // without a plugin: the .so; with one: where its files lie, as "<folder>/x.so"
};

// An article to taste. What is not set is absent. Times: microseconds since 1970-01-01 UTC.
struct Article {
  std::string id = {};  // empty: "a1", "a2" ... in order
  std::string headline = {};
  std::string body = {};
  std::string provider = "wire";
  std::string language = {};
  std::string dateline = {};
  std::string byline = {};
  std::string slug = {};
  std::string service = {};
  std::string editor_note = {};
  std::string refers_to = {};
  std::uint32_t version = 0;
  std::uint32_t urgency = 0;
  ct_article_status status = CT_USABLE;
  ct_advisory advisory = CT_NO_ADVISORY;
  std::int64_t published_at =
      0;  // also its time of receipt; 0: the one before's, at first 2024-01-01
  std::vector<std::string> subjects = {};
  std::map<std::string, std::string> metadata = {};
};

struct Finding {
  ct_garble_kind kind;
  ct_field field;
  std::uint32_t begin, end;
  std::string found, reading;
  float confidence;
  bool cut;
};

struct Evidence {
  ct_field field;
  std::uint32_t begin, end;
  float weight;
  std::string text;
};

struct Topic {
  std::string code, label;
  float confidence;
  std::vector<std::string> parents;
  std::vector<Evidence> evidence;
};

struct Entity {
  ct_entity_type type;
  std::string text, id;
  std::uint32_t count;
  std::vector<std::uint32_t> offsets;
};

// What one filter did: ok is false where it threw; message is its reason, or what it noted.
struct Run {
  std::string filter;
  bool ok = true, skipped = false;
  std::string message;
  std::uint32_t micros = 0;
};

// All that stands in the message out.
struct Tasted {
  std::uint64_t sequence = 0;
  ct_verdict verdict = CT_PASS;
  std::vector<std::string> reasons;
  std::string language, wire_topic;  // "en", "PASS.en.11000000"
  float garble_score = 0, severity = 0;
  std::string restored;
  std::vector<Finding> findings;
  ct_relation relation = CT_ORIGINAL;
  bool has_duplicate = false;
  std::uint64_t of_sequence = 0;
  std::string of_id, of_provider;
  float resemblance = 0, containment = 0;
  std::vector<std::string> duplicate_evidence;
  std::string story_id;
  std::uint32_t story_size = 0, story_position = 0;
  float story_score = 0;
  std::vector<std::string> story_evidence;
  std::vector<Topic> topics;
  std::vector<Entity> entities;
  std::map<std::string, std::string> annotations;  // type URL to bytes
  std::vector<Run> runs;
  std::string bytes;  // the EnrichedArticle as published
};

class Desk {
 public:
  // Throws std::runtime_error with every mistake where a filter or a setting is refused.
  explicit Desk(std::vector<FilterUnderTest> chain);
  ~Desk();
  Desk(Desk&&) noexcept;

  Tasted taste(const Article& article);
  // Stops and starts again: every filter is built anew and recalls its store.
  void restart();
  // The same with another chain or other settings, as after a change of the config. Throws as the
  // constructor does.
  void restart(std::vector<FilterUnderTest> chain);
  // Key and value of everything in a filter's store.
  std::map<std::string, std::string> store(const std::string& filter) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace copytaster::testing
