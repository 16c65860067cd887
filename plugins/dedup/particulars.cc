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

// Writes a list. One that is full takes no more, though a shorter word would fit.
class ListPen {
 public:
  explicit ListPen(Particulars::List& list) : list_(list) { list_.size = 0; }
  void add(std::uint64_t hash, std::string_view word) {
    if (full_) return;
    std::size_t place = hash % kPlaces;
    for (; places_[place] != 0; place = (place + 1) % kPlaces) {
      if (hashes_[places_[place]] == hash) return;
    }
    places_[place] = ++count_;
    hashes_[count_] = hash;
    full_ = list_.size + word.size() + 1 > Particulars::kListBytes;
    if (full_) return;
    if (list_.size > 0) list_.bytes[list_.size++] = kBreak;
    std::memcpy(list_.bytes + list_.size, word.data(), word.size());
    list_.size = static_cast<std::uint16_t>(list_.size + word.size());
    full_ = count_ == kMost;
  }

 private:
  static constexpr std::size_t kPlaces = 256;
  Particulars::List& list_;
  std::uint64_t hashes_[kMost + 1];    // from 1
  std::uint8_t places_[kPlaces] = {};  // of words by their hash: which; 0: none
  std::uint8_t count_ = 0;
  bool full_ = false;
};

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
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const std::uint32_t flags = tokens[i].flags;
    const bool name = (flags & (CT_TOKEN_SENTENCE_START | CT_TOKEN_CAPITAL)) == CT_TOKEN_CAPITAL;
    pen.pass(i, (name & (tokens[i].size > 1)) | ((flags & CT_TOKEN_NUMBER) != 0));
  }
  ListPen figures(out.figures), names(out.names);
  for (const std::uint32_t i : pen.kept()) {
    const ct_token& t = tokens[i];
    ((t.flags & CT_TOKEN_NUMBER) != 0 ? figures : names)
        .add(t.hash, words.body.substr(t.begin, t.size));
  }
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
