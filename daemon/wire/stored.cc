// The journal holds the two halves apart so that the article is written once; here they meet again.
#include "daemon/wire/stored.h"

#include <protozero/pbf_writer.hpp>

#include "daemon/article/fields.h"

namespace copytaster {

void writeStored(const ArticleRecord& article, const NotesRecord& notes, std::string& out) {
  out.clear();
  if ((notes.flags & kWholeMessage) != 0) {
    out.assign(notes.bytes);
    return;
  }
  out.reserve(article.bytes.size() + notes.bytes.size() + 16);
  protozero::pbf_writer writer(out);
  writer.add_message(fields::enriched::kArticle, article.bytes.data(), article.bytes.size());
  out.append(notes.bytes);
}

}  // namespace copytaster
