// The rules of the wire's dress. Words are met by their hash, as tokens carry it; punctuation
// between two tokens is looked at in the text, because a prefix is one only where a dash, a colon
// or a bracket follows.
#include "furniture.h"

#include <algorithm>

#include "word_marks.h"

namespace copytaster::dedup {

namespace {

enum Mark : std::uint32_t {
  kUpdateWord = 1,  // first words of a headline or of a bracket, by what they announce
  kRepeatWord = 2,
  kCorrectionWord = 4,
  kKillWord = 8,
  kWithdrawalWord = 16,
  kPlainWord = 32,  // stand before those, or alone, and say nothing of their own
  kLastWord = 64,
  kAgency = 128,
  kMonth = 256,
  kItem = 512,
  kOrder = 1024,
};
constexpr std::uint32_t kNoticeWords =
    kUpdateWord | kRepeatWord | kCorrectionWord | kKillWord | kWithdrawalWord;

const WordMarks& vocabulary() {
  static const WordMarks words({
      {kUpdateWord,
       {"update", "updated", "updates", "updating", "adds", "wrapup", "writethru", "recasts", "upd",
        "lead", "recast", "rewrites", "writethrough"}},
      {kRepeatWord,
       {"rpt", "repeat", "repeats", "repeating", "repeated", "resending", "refile", "refiles",
        "refiled", "refiling"}},
      {kCorrectionWord,
       {"corrected", "correction", "corrects", "correct", "correcting", "corr", "clarifies",
        "clarification", "clarified"}},
      {kKillWord, {"kill", "killed", "kills"}},
      {kWithdrawalWord,
       {"withdrawn", "withdrawal", "withdraws", "withdraw", "retracted", "retraction", "retracts"}},
      {kPlainWord,
       {"brief",   "urgent", "snap",      "flash", "bulletin", "mandatory", "advisory", "attention",
        "editors", "editor", "eds",       "note",  "to",       "media",     "the",      "story",
        "fullout", "sched",  "newsbreak", "alert", "breaking", "pix",       "tv",       "1st",
        "2nd",     "3rd",    "ld",        "take",  "insight"}},
      {kLastWord, {"ends", "end", "reuter", "reuters", "afp", "ap", "upi", "dpa", "endit", "30"}},
      {kAgency, {"reuters", "reuter", "agency",   "ap",       "afp",     "upi",       "dpa",
                 "xinhua",  "tass",   "ansa",     "efe",      "pa",      "bloomberg", "ani",
                 "pti",     "ians",   "cnn",      "agencies", "press",   "wire",      "news",
                 "aap",     "kyodo",  "interfax", "staff",    "service", "newswire"}},
      {kMonth, {"jan",   "feb",  "mar",  "apr",    "may",       "jun",     "jul",      "aug",
                "sep",   "sept", "oct",  "nov",    "dec",       "january", "february", "march",
                "april", "june", "july", "august", "september", "october", "november", "december"}},
      {kItem, {"story", "item", "article", "stories", "items", "report", "copy", "dispatch"}},
      {kOrder, {"please", "must", "mandatory", "bulletin", "should", "editors"}},
  });
  return words;
}

bool is(std::uint32_t marks, const ct_token& t) {
  return (vocabulary().marks(t.hash) & marks) != 0;
}

std::string_view between(std::string_view text, std::span<const ct_token> t, std::size_t i) {
  const std::size_t from = i == 0 ? 0 : t[i - 1].begin + t[i - 1].size;
  const std::size_t to = i < t.size() ? t[i].begin : text.size();
  return text.substr(from, to - from);
}

bool isDash(std::string_view gap) {
  return gap.find(" - ") != std::string_view::npos || gap.find("--") != std::string_view::npos ||
         gap.find("\xE2\x80\x93") != std::string_view::npos ||
         gap.find("\xE2\x80\x94") != std::string_view::npos ||
         gap.find(")-") != std::string_view::npos;
}

bool isDelimiter(std::string_view gap) {
  return isDash(gap) || gap.find_first_of("-:)*/") != std::string_view::npos;
}

Notice noticeOf(const ct_token& t) {
  const std::uint32_t marks = vocabulary().marks(t.hash) & kNoticeWords;
  if (marks == 0) return Notice::kNone;
  if ((marks & kKillWord) != 0) return Notice::kKill;
  if ((marks & kWithdrawalWord) != 0) return Notice::kWithdrawal;
  if ((marks & kCorrectionWord) != 0) return Notice::kCorrection;
  return (marks & kUpdateWord) != 0 ? Notice::kUpdate : Notice::kRepeat;
}

// "UPDATE 2-", "(CORRECTED)-", "MANDATORY KILL:", "RPT-UPDATE 1-": prefixes, each ended by a
// delimiter.
void readHeadline(const Words& w, Furniture& f) {
  const auto t = w.headline_tokens;
  std::size_t i = 0;
  while (i < t.size() && i < 8) {
    std::size_t end = i;
    Notice n = Notice::kNone;
    bool known = false;
    while (end < t.size() && end < i + 4) {
      const Notice here = noticeOf(t[end]);
      const bool number = (t[end].flags & CT_TOKEN_NUMBER) != 0 && t[end].size <= 2 && end > i;
      if (here == Notice::kNone && !number && !is(kPlainWord, t[end])) break;
      n = std::max(n, here);
      known = true;
      ++end;
      if (isDelimiter(between(w.headline, t, end))) break;
    }
    if (!known || end >= t.size() || !isDelimiter(between(w.headline, t, end))) break;
    f.notice = std::max(f.notice, n);
    i = end;
  }
  f.headline_begin = i;
  f.headline_end = t.size();
  // "... (ADDS DETAIL)" behind the title.
  for (std::size_t k = i + 1; k < t.size(); ++k) {
    if (between(w.headline, t, k).find('(') == std::string_view::npos) continue;
    const Notice n = noticeOf(t[k]);
    if (n == Notice::kNone) continue;
    f.notice = std::max(f.notice, n);
    f.headline_end = k;
    break;
  }
}

// "(Corrects figure)", "(Adds details)" as the first words of the body.
std::size_t skipNote(const Words& w, std::size_t i, Furniture& f) {
  const auto t = w.body_tokens;
  if (i >= t.size() || between(w.body, t, i).find_first_of("([") == std::string_view::npos)
    return i;
  const Notice n = noticeOf(t[i]);
  if (n == Notice::kNone) return i;
  for (std::size_t k = i + 1; k <= t.size() && k < i + 60; ++k) {
    if (between(w.body, t, k).find_first_of(")]") == std::string_view::npos) continue;
    f.notice = std::max(f.notice, n);
    return k;
  }
  return i;
}

// "LONDON, March 3 (Reuters) - ": ends in a dash, and names an agency in brackets or is all
// capitals and a date.
std::size_t skipDateline(const Words& w, std::size_t i) {
  const auto t = w.body_tokens;
  bool agency = false, capitals = true, bracket = false;
  for (std::size_t k = i; k < t.size() && k < i + 14 && t[k].begin < t[i].begin + 120; ++k) {
    const auto gap = between(w.body, t, k);
    if (k > i && isDash(gap)) {
      const bool shouted =
          k + 1 < t.size() && (t[k].flags & t[k + 1].flags & CT_TOKEN_ALL_CAPITALS) != 0;
      return (agency && bracket) || (capitals && !shouted && k <= i + 8) ? k : i;
    }
    if (gap.find('(') != std::string_view::npos) bracket = true;
    if (bracket && is(kAgency, t[k])) agency = true;
    const bool plain =
        (t[k].flags & (CT_TOKEN_ALL_CAPITALS | CT_TOKEN_NUMBER)) != 0 || is(kMonth, t[k]);
    if (!plain && !bracket) capitals = false;
  }
  return i;
}

// The headline again as the body's first line.
std::size_t skipHeadline(const Words& w) {
  const auto h = w.headline_tokens, b = w.body_tokens;
  if (h.size() < 3 || b.size() <= h.size()) return 0;
  const bool same =
      std::equal(h.begin(), h.end(), b.begin(),
                 [](const ct_token& x, const ct_token& y) { return x.hash == y.hash; });
  return same && between(w.body, b, h.size()).find('\n') != std::string_view::npos ? h.size() : 0;
}

// A short body that orders a kill in so many words: "Editors: please kill the story headlined ...".
Notice orderIn(const Words& w) {
  const auto t = w.body_tokens;
  if (t.size() > 200) return Notice::kNone;
  const std::size_t n = std::min<std::size_t>(t.size(), 60);
  for (std::size_t i = 0; i < n; ++i) {
    const Notice here = noticeOf(t[i]);
    if (here != Notice::kKill && here != Notice::kWithdrawal) continue;
    const std::size_t from = i < 8 ? 0 : i - 8;
    bool item = false;
    for (std::size_t k = from; k < std::min(t.size(), i + 6); ++k) item = item || is(kItem, t[k]);
    const bool ordered = i > 0 && (is(kOrder, t[i - 1]) || (i > 1 && is(kOrder, t[i - 2])));
    if (item && (ordered || here == Notice::kWithdrawal)) return here;
  }
  return Notice::kNone;
}

}  // namespace

Furniture readFurniture(const Words& w) {
  Furniture f;
  readHeadline(w, f);
  const auto t = w.body_tokens;
  std::size_t i = skipHeadline(w);
  i = skipNote(w, i, f);
  i = skipDateline(w, i);
  i = skipNote(w, i, f);
  std::size_t end = t.size();
  for (int k = 0; k < 3 && end > i + 1; ++k) {
    const ct_token& last = t[end - 1];
    const auto before = between(w.body, t, end - 1);
    const bool apart = (last.flags & CT_TOKEN_LINE_START) != 0 ||
                       before.find_first_of(".\n-([\"") != std::string_view::npos;
    if (!apart || !is(kLastWord, last)) break;
    --end;
  }
  f.body_begin = i;
  f.body_end = end;
  f.notice = std::max(f.notice, orderIn(w));
  return f;
}

}  // namespace copytaster::dedup
