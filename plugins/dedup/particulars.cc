// One pass over the tokens picks those that may be one, without a branch; a second reads them. A
// name is a capitalised word that does not begin a sentence.
#include "particulars.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace copytaster::dedup {

namespace {

constexpr std::size_t kMost = 48;
constexpr std::size_t kNamed = 6;  // quoted in one line of evidence
constexpr char kBreak = '\x1f';

// Writes a list. One that is full takes no more, though a shorter word would fit. Whether a word is
// in the list cannot be guessed: each is written behind the end, which moves where it was not.
class ListPen {
 public:
  // `least`: bytes of a word that is taken.
  ListPen(Particulars::List& list, std::size_t least) : list_(list), least_(least) {}
  // A word of `text`, and its hash.
  void add(std::uint64_t hash, std::string_view text, std::size_t begin, std::size_t size) {
    if (full_) return;
    hashes_[0] = hash;  // so that a place of none is this one's
    std::size_t place = hash % kPlaces;
    while (hashes_[places_[place]] != hash) [[unlikely]] place = (place + 1) % kPlaces;
    const std::size_t fresh = ((places_[place] == 0) & (size >= least_)) ? 1 : 0;
    if (end_ + size > Particulars::kListBytes) [[unlikely]] {
      full_ = fresh != 0;
      return;
    }
    copy(text, begin, size);
    hashes_[count_ + 1] = hash;
    places_[place] = static_cast<std::uint8_t>(places_[place] | (count_ + 1) * fresh);
    count_ += fresh;
    end_ += (size + 1) * fresh;
    full_ = count_ == kMost;
  }
  void close() { list_.size = static_cast<std::uint16_t>(end_ - std::min<std::size_t>(end_, 1)); }

 private:
  static constexpr std::size_t kPlaces = 256;

  void copy(std::string_view text, std::size_t begin, std::size_t size) {
    constexpr std::size_t kShort = Particulars::kSlack - 1;  // nearly all words
    if (size <= kShort && begin + kShort <= text.size()) [[likely]] {
      std::memcpy(list_.bytes + end_, text.data() + begin, kShort);
    } else {
      std::memcpy(list_.bytes + end_, text.data() + begin, size);
    }
    list_.bytes[end_ + size] = kBreak;
  }

  Particulars::List& list_;
  const std::size_t least_;
  std::uint64_t hashes_[kMost + 2];    // from 1, and one more
  std::uint8_t places_[kPlaces] = {};  // of words by their hash: which; 0: none
  std::size_t count_ = 0, end_ = 0;    // the end: where the next is written
  bool full_ = false;
};

// By the low bits of a token's flags, a bit each: whether it is a figure, or may be a name.
constexpr std::uint32_t kKinds = CT_TOKEN_SENTENCE_START * 2;
constexpr std::uint64_t kMayBe = [] {
  std::uint64_t kinds = 0;
  for (std::uint32_t flags = 0; flags < kKinds; ++flags) {
    const bool name = (flags & (CT_TOKEN_SENTENCE_START | CT_TOKEN_CAPITAL)) == CT_TOKEN_CAPITAL;
    if (name || (flags & CT_TOKEN_NUMBER) != 0) kinds |= std::uint64_t{1} << flags;
  }
  return kinds;
}();

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> out;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(kBreak), list.size());
    out.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

std::vector<std::string_view> without(const std::vector<std::string_view>& a,
                                      const std::vector<std::string_view>& b) {
  std::vector<std::string_view> out;
  for (const auto x : a) {
    if (out.size() < kNamed && std::find(b.begin(), b.end(), x) == b.end()) out.push_back(x);
  }
  return out;
}

std::string joined(const std::vector<std::string_view>& items) {
  std::string out;
  for (const auto item : items) {
    if (!out.empty()) out += ", ";
    out += item;
  }
  return out;
}

}  // namespace

bool otherFigureInHeadline(const Document& doc, std::string_view headline) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::none_of(headline.begin(), headline.end(), digit)) return false;
  for (const Token& t : doc.tokens(Field::kHeadline)) {
    if ((t.flags & CT_TOKEN_NUMBER) == 0) continue;
    const std::string_view figure = doc.word(t, Field::kHeadline);
    bool found = false;
    for (auto at = headline.find(figure); at != headline.npos && !found;
         at = headline.find(figure, at + 1)) {
      const std::size_t end = at + figure.size();
      found = (at == 0 || !digit(headline[at - 1])) &&
              (end == headline.size() || !digit(headline[end]));
    }
    if (!found) return true;
  }
  return false;
}

void readParticulars(const Words& words, Sieve<std::uint32_t>& picked, Particulars& out) {
  const auto tokens = words.body_tokens;
  auto pen = picked.open(tokens.size());
  std::uint32_t i = 0;
  for (const ct_token& t : tokens) pen.passIf(i++, kMayBe >> (t.flags % kKinds) & 1);
  ListPen lists[] = {ListPen(out.names, 2), ListPen(out.figures, 1)};  // "I" is no name
  for (const std::uint32_t at : pen.kept()) {
    const ct_token& t = tokens[at];
    lists[t.flags / CT_TOKEN_NUMBER % 2].add(t.hash, words.body, t.begin, t.size);
  }
  for (ListPen& list : lists) list.close();
}

std::string changes(std::string_view kind, std::string_view list_before,
                    std::string_view list_now) {
  const auto before = split(list_before), now = split(list_now);
  const auto gone = without(before, now), fresh = without(now, before);
  if (gone.empty() && fresh.empty()) return {};
  std::string out(kind);
  if (gone.size() == fresh.size()) {
    for (std::size_t i = 0; i < gone.size(); ++i) {
      out += i == 0 ? ": " : ", ";
      out.append(gone[i]).append(" becomes ").append(fresh[i]);
    }
    return out;
  }
  if (!gone.empty()) out += " gone: " + joined(gone);
  if (!fresh.empty()) out += (gone.empty() ? " new: " : "; new: ") + joined(fresh);
  return out;
}

}  // namespace copytaster::dedup
