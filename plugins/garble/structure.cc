// Cost: one multiplication a token for the sentences' hashes, one bit a longer word for the
// windows.
#include "plugins/garble/structure.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace copytaster {
namespace {

constexpr std::size_t kTruncatedWords = 60;  // shorter texts end as they like
constexpr std::size_t kLastLineWords = 12;
constexpr std::size_t kCutMarkMax = 19;    // bytes
constexpr std::size_t kSentenceWords = 8;  // a shorter sentence may come again
constexpr std::size_t kBlockWords = 25;    // from which a second standing is cut
constexpr std::size_t kParagraphsMin = 6;
constexpr std::size_t kLooseMax = 1;  // paragraphs that share no word with the second after them
constexpr std::size_t kParagraphWords = 12;
constexpr std::size_t kContentBytes = 6;  // words of so many bytes are taken for content

bool letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool digit(unsigned char c) {
  return c >= '0' && c <= '9';
}

// "[+1234 chars]", as one aggregator's interface cuts its copy.
bool cutMark(std::string_view text) {
  return text.ends_with(" chars]") &&
         text.substr(text.size() - std::min(text.size(), kCutMarkMax)).find("[+") !=
             std::string_view::npos;
}

bool readTruncated(const FieldView& view, DamageList& out) {
  const std::size_t stop = view.text.find_last_not_of(" \t\r\n");
  if (stop == std::string_view::npos || view.tokens.size() < kTruncatedWords || view.lines.empty())
    return false;
  const std::string_view text = view.text.substr(0, stop + 1);
  if (cutMark(text)) {
    out.note(Kind::kTruncated, view.field, text.rfind("[+"), text.size(), .97, 0);
    return true;
  }
  const Span& line = view.lines.back();
  const auto last = static_cast<unsigned char>(text.back());
  if (line.token_end - line.token_begin < kLastLineWords) return false;
  if (!letter(last) && !digit(last) && last != ',' && last != '-') return false;
  std::size_t small = 0, all_capitals = 0;
  for (std::size_t i = line.token_begin; i < line.token_end; ++i) {
    small += (view.tokens[i].flags & (CT_TOKEN_CAPITAL | CT_TOKEN_NUMBER)) == 0;
    all_capitals += (view.tokens[i].flags & CT_TOKEN_ALL_CAPITALS) != 0;
  }
  const std::size_t words = line.token_end - line.token_begin;
  if (small * 2 < words || all_capitals * 3 > words) return false;
  const Token& end = view.tokens.back();
  // Agencies sign off in capitals: "REUTER", "AP", "ENDS".
  if ((end.flags & CT_TOKEN_ALL_CAPITALS) != 0 && end.size > 1) return false;
  const Span* sentence = spanOfToken(view.sentences, view.tokens.size() - 1);
  const std::uint32_t begin = sentence != nullptr ? sentence->begin : line.begin;
  out.note(Kind::kTruncated, view.field, begin, stop + 1, .7, 0);
  return true;
}

bool sameWords(const FieldView& view, std::size_t a, std::size_t b) {
  const Span &x = view.sentences[a], &y = view.sentences[b];
  return std::equal(view.tokens.begin() + x.token_begin, view.tokens.begin() + x.token_end,
                    view.tokens.begin() + y.token_begin, view.tokens.begin() + y.token_end,
                    [](const Token& p, const Token& q) { return p.hash == q.hash; });
}

// Sentences are told apart by their first words, then compared whole.
double readRepeated(const FieldView& view, DamageList& out) {
  struct Seen {
    std::uint64_t hash;
    std::uint32_t sentence;
  };
  static thread_local std::vector<Seen> seen_room;
  static thread_local std::vector<std::uint32_t> first_room;
  std::vector<std::uint32_t>& first = first_room;  // of each sentence: the one it repeats + 1
  if (seen_room.size() < view.sentences.size()) seen_room.resize(view.sentences.size());
  std::size_t count = 0;
  std::array<std::uint64_t, 64> met{};  // a bit a hash: most copy has no two alike, and ends here
  std::uint64_t again = 0;
  for (std::uint32_t i = 0; i < view.sentences.size(); ++i) {
    const Span& s = view.sentences[i];
    if (s.token_begin + kSentenceWords > view.tokens.size()) break;
    // Without a branch: how long a sentence is is what nobody can foretell.
    const auto counts = static_cast<std::uint64_t>(s.token_end - s.token_begin >= kSentenceWords);
    std::uint64_t hash = 0;
    for (std::size_t k = 0; k < kSentenceWords; ++k)
      hash = (hash ^ view.tokens[s.token_begin + k].hash) * 0x9E3779B97F4A7C15;
    std::uint64_t& line = met[hash >> 58];
    const std::uint64_t bit = counts << (hash >> 52 & 63);
    again |= line & bit;
    line |= bit;
    seen_room[count] = {hash, i};
    count += counts;
  }
  if (again == 0) return 0;
  const std::span<Seen> seen = std::span(seen_room).first(count);
  first.assign(view.sentences.size(), 0);
  std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.sentence < b.sentence;
  });
  bool any = false;
  for (std::size_t i = 1; i < seen.size(); ++i) {
    if (seen[i].hash != seen[i - 1].hash ||
        !sameWords(view, seen[i].sentence, seen[i - 1].sentence))
      continue;
    const std::uint32_t origin =
        first[seen[i - 1].sentence] != 0 ? first[seen[i - 1].sentence] - 1 : seen[i - 1].sentence;
    first[seen[i].sentence] = origin + 1;
    any = true;
  }
  if (!any) return 0;
  double bytes = 0;
  for (std::uint32_t i = 0; i < first.size();) {
    if (first[i] == 0) {
      ++i;
      continue;
    }
    // Shorter sentences between two repeated ones belong to the block where they stand between the
    // first ones too.
    std::uint32_t end = i + 1;
    while (end < first.size() &&
           (first[end] != 0 || (end + 1 < first.size() && first[end + 1] == first[end - 1] + 2)))
      ++end;
    const std::uint32_t begin_byte = view.sentences[i].begin,
                        end_byte = view.sentences[end - 1].end;
    const std::size_t words = view.sentences[end - 1].token_end - view.sentences[i].token_begin;
    bytes += end_byte - begin_byte;
    if (words >= kBlockWords) {
      out.cut(Kind::kRepeated, view.field, begin_byte, end_byte, .93);
    } else {
      out.note(Kind::kRepeated, view.field, begin_byte, end_byte, .6);
    }
    i = end;
  }
  return bytes / static_cast<double>(view.text.size());
}

using Bits = std::array<std::uint64_t, 8>;

bool meet(const Bits& a, const Bits& b) {
  std::uint64_t any = 0;
  for (std::size_t i = 0; i < a.size(); ++i) any |= a[i] & b[i];
  return any != 0;
}

int shared(const Bits& a, const Bits& b) {
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += std::popcount(a[i] & b[i]);
  return n;
}

// "KATHMANDU - " or "PARIS (Agency) -- " at the start of a line.
bool dateline(const FieldView& view, const Span& line) {
  std::size_t i = line.token_begin;
  while (i < line.token_end && (view.tokens[i].flags & CT_TOKEN_ALL_CAPITALS) != 0) ++i;
  if (i == line.token_begin || i == line.token_end || i - line.token_begin > 4) return false;
  const std::string_view after = view.text.substr(view.endOf(i - 1), 40);
  const std::size_t dash =
      std::min({after.find(" - "), after.find(" \u2014 "), after.find(" -- ")});
  if (dash == std::string_view::npos) return false;
  return dash == 0 || after.starts_with(", ") ||
         (after.starts_with(" (") && after.substr(0, dash).ends_with(')'));
}

// Paragraphs of one article share content words with their neighbours; here every second one does,
// and neighbours hardly. Two datelines in the first two paragraphs and none after them say the
// same.
double readInterleaved(const FieldView& view, DamageList& out) {
  if (view.lines.size() < kParagraphsMin) return 0;
  static thread_local std::vector<Bits> room;
  std::vector<Bits>& windows = room;
  windows.clear();
  std::size_t datelines = 0, early = 0, loose = 0;
  for (const Span& l : view.lines) {
    if (l.token_end - l.token_begin < kParagraphWords) continue;
    const bool dated = dateline(view, l);
    datelines += dated;
    early += dated && windows.size() < 2;
    Bits bits{};
    for (const Token& t : view.tokens.subspan(l.token_begin, l.token_end - l.token_begin)) {
      // Without a branch: the length of a word is what nobody can foretell.
      bits[t.hash >> 61] |= std::uint64_t{t.size >= kContentBytes} << (t.hash >> 55 & 63);
    }
    windows.push_back(bits);
    if (windows.size() < 3) continue;
    loose += !meet(windows[windows.size() - 3], bits);
    if (loose > kLooseMax && early < 2) return 0;  // where clean copy ends, soon
  }
  if (windows.size() < kParagraphsMin || windows.size() * 2 < view.lines.size()) return 0;
  const bool two_dated = datelines == 2 && early == 2;
  if (loose > kLooseMax && !two_dated) return 0;
  double near = 0, far = 0;
  for (std::size_t i = 0; i + 2 < windows.size(); ++i) {
    near += shared(windows[i], windows[i + 1]);
    far += shared(windows[i], windows[i + 2]);
    if (i + 4 >= windows.size()) continue;
    near += shared(windows[i], windows[i + 3]);
    far += shared(windows[i], windows[i + 4]);
  }
  const bool dated = two_dated && far > near;
  const bool worded =
      far > 2.5 * near && loose <= kLooseMax && far >= 3.0 * static_cast<double>(windows.size());
  if (!dated && !worded) return 0;
  out.note(Kind::kInterleaved, view.field, 0, view.text.size(), dated ? .9 : .8, .5);
  return dated ? .92 : .5;  // words alone are no reason to hold an article
}

}  // namespace

StructureSigns readStructure(const FieldView& view, DamageList& out) {
  StructureSigns signs;
  signs.truncated = readTruncated(view, out);
  signs.repeated = readRepeated(view, out);
  signs.interleaved = readInterleaved(view, out);
  return signs;
}

}  // namespace copytaster
