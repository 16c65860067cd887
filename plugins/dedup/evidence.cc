// Short, in an editor's words, with the article's own figures and names.
#include "evidence.h"

#include <cmath>

#include "particulars.h"

namespace copytaster::dedup {

namespace {

std::string percent(float share) {
  return std::to_string(static_cast<int>(std::lround(share * 100))) + "%";
}

}  // namespace

std::string nameOf(const Record& article) {
  return std::string(article.id) + " of " + std::string(article.provider);
}

void tellRecurring(const Record& earlier, Evidence& out) {
  out.push_back("recurring: the text of " + std::string(earlier.id) + " (" +
                std::string(earlier.headline) + ") on another day or under another subject");
}

bool tellPartner(const Document& doc, const Signature& signature, const Link& link,
                 const Record& partner, const Particulars& particulars, Evidence& out) {
  const Likeness& l = link.likeness;
  if (link.head != link.partner) out.push_back("closest: " + nameOf(partner));
  if (link.same_id) {
    out.push_back("same id, or referred to by it");
  } else if (link.passage_count == 0) {
    out.push_back(percent(l.contained) + " of its text stands there, " + percent(l.contains) +
                  " of that here");
  }
  if (link.relation == CT_REWRITE) {
    out.push_back("rare words shared: " + percent(l.terms_in) + ", figures: " +
                  percent(l.numbers_in) + ", run of common words: " + percent(l.frame));
  }
  bool figures_changed = false;
  if (link.joins && link.relation != CT_EXACT && signature.notice < Notice::kKill) {
    const std::string figures = changes("figures", partner.figures, particulars.figures.view());
    const std::string names = changes("names", partner.names, particulars.names.view());
    if (!figures.empty()) out.push_back(figures);
    if (!names.empty()) out.push_back(names);
    figures_changed = !figures.empty() && link.relation == CT_NEAR;
  }
  return figures_changed ||
         (signature.words < kNoticeWords && otherFigureInHeadline(doc, partner.headline));
}

void tellPassage(const Passage& passage, const Record& from, Evidence& out) {
  out.push_back("passage of some " + std::to_string(passage.words) + " words: " + nameOf(from));
}

void tellShared(const Document& restored, const Signature& signature, const Placing& placing,
                Evidence& out) {
  std::string words;
  for (std::size_t i = 0; i < placing.shared_count; ++i) {
    const std::uint32_t place = signature.term_places[placing.shared[i]];
    const Field field = (place & Signature::kInHeadline) != 0 ? Field::kHeadline : Field::kBody;
    const Token& token = restored.tokens(field)[place & ~Signature::kInHeadline];
    words.append(i == 0 ? "shared: " : ", ").append(restored.word(token, field));
  }
  if (!words.empty()) out.push_back(words);
}

std::vector<ct_text> texts(const Evidence& lines) {
  std::vector<ct_text> out;
  for (const std::string& line : lines) out.push_back(sdk::text(line));
  return out;
}

}  // namespace copytaster::dedup
