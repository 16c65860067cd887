// A journal of three articles, one of them not settled, and a dead letter.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "copytaster/v1/enriched.pb.h"
#include "daemon/record/group.h"
#include "daemon/record/journal.h"

namespace copytaster {

inline void makeJournal(const std::string& folder) {
  JournalOptions options;
  options.sync = false;
  auto journal = Journal::open(folder, options);
  BOOST_REQUIRE(journal.has_value());
  auto group = journal->begin();
  BOOST_REQUIRE(group.has_value());
  for (const std::uint64_t sequence : {1, 2, 3}) {
    v1::Article article;
    article.set_id("a" + std::to_string(sequence));
    article.set_headline("Ferry aground");
    const std::string bytes = article.SerializeAsString();
    BOOST_REQUIRE(group->putArticle({sequence, 1'773'187'200'000'000, 0, "wire", {}, bytes}) ==
                  RecordStatus::kOk);
    if (sequence == 3) continue;
    v1::EnrichedArticle notes;
    notes.set_sequence(sequence);
    notes.set_verdict(v1::EnrichedArticle::HOLD);
    const std::string noted = notes.SerializeAsString();
    BOOST_REQUIRE(group->putNotes({sequence, 0, "HOLD.en.none", noted}) == RecordStatus::kOk);
  }
  BOOST_REQUIRE(group->putLetter({0, 1'773'187'200'000'000, "wire", "no id", "the frame"}) ==
                RecordStatus::kOk);
  BOOST_REQUIRE(group->commit().has_value());
}

}  // namespace copytaster
