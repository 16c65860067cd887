// One pass over the tokens picks those that may be one, without a branch; a second reads them. A
// name is a capitalised word that does not begin a sentence.
#include "particulars.h"

#include <algorithm>

namespace copytaster::dedup {

namespace {

constexpr std::size_t kMost = 48;
constexpr std::size_t kNamed = 6;  // quoted in one line of evidence

struct Seen {
  std::uint64_t hashes[kMost];
  std::uint64_t maybe[8] = {};  // a bit a hash: nearly every new one is told by it
  std::size_t count = 0;
  bool add(std::uint64_t hash) {
    if (count == kMost) return false;
    std::uint64_t& bits = maybe[hash >> 6 & 7];
    const std::uint64_t bit = std::uint64_t{1} << (hash & 63);
    if ((bits & bit) != 0 && std::find(hashes, hashes + count, hash) != hashes + count)
      return false;
    bits |= bit;
    hashes[count++] = hash;
    return true;
  }
};

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

void readParticulars(const Document& doc, Particulars& out) {
  out.figures.clear();
  out.names.clear();
  Seen figures, names;
  const std::string_view body = doc.body();
  const auto tokens = doc.tokens();
  auto picked = out.picked.open(tokens.size());
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const std::uint32_t flags = tokens[i].flags;
    const bool name = (flags & (CT_TOKEN_SENTENCE_START | CT_TOKEN_CAPITAL)) == CT_TOKEN_CAPITAL;
    picked.pass(i, (name & (tokens[i].size > 1)) | ((flags & CT_TOKEN_NUMBER) != 0));
  }
  for (const std::uint32_t i : picked.kept()) {
    const Token& t = tokens[i];
    if ((t.flags & CT_TOKEN_NUMBER) != 0) {
      if (figures.add(t.hash)) out.figures.push_back(body.substr(t.begin, t.size));
    } else if (names.add(t.hash)) {
      out.names.push_back(body.substr(t.begin, t.size));
    }
  }
}

std::string changes(std::string_view kind, const std::vector<std::string_view>& before,
                    const std::vector<std::string_view>& now) {
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
