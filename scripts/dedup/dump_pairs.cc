// Wires in, compared pairs out: what scripts/train-dedup fits the two scores to.
//
// Every article of the files goes through the filter's own window and judge. For each candidate
// that the judge compared, one line: ids of the article and the candidate, whether each of the two
// scores was asked (0 or 1), then the features of both (judge.h).
//
//   dedup_pairs FILE...
#include <fmt/format.h>

#include <bit>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "daemon/article/article.h"
#include "daemon/article/reading.h"
#include "daemon/base/check.h"
#include "daemon/tool/inputs.h"
#include "plugins/dedup/frequencies.h"
#include "plugins/dedup/judge.h"
#include "plugins/dedup/scores.h"

namespace copytaster::dedup {
namespace {

class Dump {
 public:
  Dump() : frequencies_(COPYTASTER_SOURCE_DIR "/plugins/dedup/words.model"), window_(1 << 16, 0) {}

  void take(std::string_view frame) {
    arena_.reset();
    Reading r;
    check(readArticle(frame, r.article) == Refusal::kNone, "the inputs give articles");
    readDocument(r, arena_);
    Signature s;
    signer_.sign({r.headline.text, r.body.text, r.headline.tokens, r.body.tokens, r.body.sentences,
                  r.body.quotations},
                 frequencies_, s);
    const std::uint64_t sequence = ids_.size() + 1;
    const auto seconds = static_cast<std::uint32_t>(r.article.published_at / 1'000'000);
    window_.advance(sequence, seconds, [](std::uint64_t, const Slot&) {});
    window_.lookUp(s, sequence);
    judge_.judge(window_, s, sequence, 0, seconds);
    for (const Compared& c : judge_.compared()) show(r.article.id, s, c);
    // No article joins another's chain: whom the next is compared with must not follow from the
    // weights that are to be fitted.
    const Slot slot = Window::slotOf(sequence, seconds, s, sequence);
    std::uint32_t keys[Window::kKeys];
    const std::size_t count = Window::keys(s, sequence, keys);
    window_.enter(sequence, slot, {keys, count});
    ids_.emplace_back(r.article.id);
  }

 private:
  void show(std::string_view id, const Signature& s, const Compared& c) const {
    fmt::print("{}\t{}\t{:d}\t{:d}", id, ids_[c.candidate->sequence - 1], c.same > 0,
               c.rewrite > 0);
    for (const float x : sameFeatures(c.likeness, s.words)) fmt::print("\t{}", x);
    const auto quotations = static_cast<std::uint32_t>(std::popcount(c.candidate->quotations));
    for (const float x : rewriteFeatures(c.likeness, quotations)) fmt::print("\t{}", x);
    fmt::print("\n");
  }

  Frequencies frequencies_;
  Signer signer_;
  Window window_;
  Judge judge_{{}};
  Arena arena_;
  std::vector<std::string> ids_;
};

}  // namespace
}  // namespace copytaster::dedup

int main(int argc, char** argv) {
  using namespace copytaster;
  if (argc < 2) {
    std::fputs("usage: dedup_pairs FILE...\n", stderr);
    return 2;
  }
  Inputs inputs({argv + 1, argv + argc});
  const auto dump = std::make_unique<dedup::Dump>();
  for (Inputs::Step step; (step = inputs.next()) != Inputs::Step::kEnd;) {
    if (step == Inputs::Step::kArticle) dump->take(inputs.article());
  }
}
