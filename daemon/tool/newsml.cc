// NewsML-G2 and NITF: see newsml.h. Specifications: IPTC NewsML-G2 2.3x, NITF 3.6.
#include "daemon/tool/newsml.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <pugixml.hpp>

#include "daemon/tool/draft.h"

namespace copytaster {
namespace {

using pugi::xml_node;

std::string_view nameOf(xml_node node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

xml_node childOf(xml_node parent, std::string_view name) {
  return parent.find_child([&](xml_node node) { return nameOf(node) == name; });
}

xml_node below(xml_node parent, std::string_view name) {
  return parent.find_node([&](xml_node node) { return nameOf(node) == name; });
}

template <class Each>
void eachChild(xml_node parent, std::string_view name, Each&& each) {
  for (const xml_node node : parent.children()) {
    if (nameOf(node) == name) each(node);
  }
}

// Elements that end a paragraph, in NITF and in XHTML.
bool isBlock(std::string_view name) {
  static constexpr std::array<std::string_view, 25> kBlocks{
      "p",   "div", "h1", "h2", "h3", "h4",    "h5",         "h6", "hl1",
      "hl2", "li",  "ul", "ol", "tr", "table", "blockquote", "bq", "section",
      "pre", "br",  "hr", "dt", "dd", "block", "abstract"};
  return std::ranges::find(kBlocks, name) != kBlocks.end();
}

// Elements whose text is no part of the article.
bool isBeside(std::string_view name) {
  return name == "script" || name == "style" || name == "media" || name == "head" ||
         name == "figure" || name == "iframe";
}

void endParagraph(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (!out.empty() && out.back() != '\n') out.push_back('\n');
}

// White space within a paragraph is one space: a file is broken where it suited the provider.
void appendText(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ' && out.back() != '\n') {
      out.push_back(' ');
    }
  }
}

// The text of an element, a line feed after each paragraph. Without recursion: depth is the
// sender's choice.
std::string textOf(xml_node root) {
  std::string out;
  xml_node node = root.first_child();
  while (node) {
    const bool text = node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
    if (text) appendText(out, node.value());
    const auto name = nameOf(node);
    if (isBlock(name)) endParagraph(out);
    if (name == "td" || name == "th") appendText(out, " ");
    if (node.first_child() && !isBeside(name)) {
      node = node.first_child();
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      if (node != root && isBlock(nameOf(node))) endParagraph(out);
    }
    node = node && node != root ? node.next_sibling() : xml_node{};
  }
  endParagraph(out);
  return out;
}

std::string lineOf(xml_node node) {
  return squeezed(textOf(node));
}

// <provider qcode="nprov:NPA"><name>…</name></provider>: the name, else literal, uri or code.
std::string partyOf(xml_node node) {
  if (const std::string name = lineOf(childOf(node, "name")); !name.empty()) return name;
  for (const char* attribute : {"literal", "qcode", "uri"}) {
    if (const std::string_view value = node.attribute(attribute).value(); !value.empty())
      return std::string(std::strcmp(attribute, "qcode") == 0 ? codeOf(value) : value);
  }
  return lineOf(node);
}

std::string_view subjectOf(xml_node node) {
  for (const char* attribute : {"qcode", "uri", "literal"}) {
    if (const std::string_view value = node.attribute(attribute).value(); !value.empty())
      return value;
  }
  return {};
}

void setIfEmpty(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

void readNitfHead(xml_node nitf, ArticleDraft& draft) {
  const xml_node data = below(nitf, "docdata");
  setIfEmpty(draft.id, childOf(data, "doc-id").attribute("id-string").value());
  setIfEmpty(draft.provider, childOf(data, "doc-id").attribute("regsrc").value());
  setIfEmpty(draft.provider, childOf(data, "doc.copyright").attribute("holder").value());
  if (draft.urgency == 0)
    draft.urgency = numberOf(childOf(data, "urgency").attribute("ed-urg").value());
  if (draft.published_at == 0)
    draft.published_at = readIsoTime(childOf(data, "date.issue").attribute("norm").value());
  if (draft.embargoed_until == 0)
    draft.embargoed_until = readIsoTime(childOf(data, "date.release").attribute("norm").value());
  setIfEmpty(draft.editor_note, childOf(data, "ed-msg").attribute("info").value());
  if (const xml_node correction = childOf(data, "correction"); correction) {
    draft.advisory = std::max(draft.advisory, DraftAdvisory::kCorrection);
    setIfEmpty(draft.refers_to, correction.attribute("id-string").value());
    setIfEmpty(draft.editor_note, correction.attribute("info").value());
  }
  draft.setStatus(data.attribute("management-status").value());
  eachChild(below(nitf, "tobject"), "tobject.subject", [&](xml_node subject) {
    const std::string code = subject.attribute("tobject.subject.refnum").value();
    if (!code.empty()) draft.subjects.push_back("subj:" + code);
  });
}

void readNitf(xml_node nitf, ArticleDraft& draft) {
  readNitfHead(nitf, draft);
  const xml_node body = childOf(nitf, "body");
  const xml_node head = childOf(body, "body.head");
  const xml_node title = childOf(childOf(head, "hedline"), "hl1");
  setIfEmpty(draft.headline, lineOf(title));
  setIfEmpty(draft.headline, lineOf(childOf(childOf(nitf, "head"), "title")));
  setIfEmpty(draft.byline, lineOf(childOf(head, "byline")));
  setIfEmpty(draft.dateline, lineOf(childOf(childOf(head, "dateline"), "location")));
  setIfEmpty(draft.provider, lineOf(childOf(head, "distributor")));
  setIfEmpty(draft.language, nitf.attribute("xml:lang").value());
  setIfEmpty(draft.body, textOf(childOf(body, "body.content")));
}

void readItemMeta(xml_node meta, ArticleDraft& draft) {
  draft.provider = partyOf(childOf(meta, "provider"));
  draft.service = partyOf(childOf(meta, "service"));
  draft.updated_at = readIsoTime(childOf(meta, "versionCreated").child_value());
  draft.published_at = readIsoTime(childOf(meta, "firstCreated").child_value());
  if (draft.published_at == 0) draft.published_at = draft.updated_at;
  draft.embargoed_until = readIsoTime(childOf(meta, "embargoed").child_value());
  draft.editor_note = lineOf(childOf(meta, "edNote"));
  eachChild(meta, "signal",
            [&](xml_node signal) { draft.setSignal(signal.attribute("qcode").value()); });
  eachChild(meta, "link", [&](xml_node link) {
    const auto relation = codeOf(link.attribute("rel").value());
    if (relation == "corrects" || relation == "updates" || relation == "previousVersion")
      setIfEmpty(draft.refers_to, link.attribute("residref").value());
  });
  if (draft.advisory != DraftAdvisory::kNone) setIfEmpty(draft.refers_to, draft.id);
  draft.setStatus(childOf(meta, "pubStatus").attribute("qcode").value());
}

void readContentMeta(xml_node meta, ArticleDraft& draft) {
  draft.urgency = numberOf(childOf(meta, "urgency").child_value());
  draft.headline = lineOf(childOf(meta, "headline"));
  draft.slug = lineOf(childOf(meta, "slugline"));
  draft.byline = lineOf(childOf(meta, "by"));
  setIfEmpty(draft.byline, lineOf(childOf(childOf(meta, "creator"), "name")));
  draft.dateline = lineOf(childOf(meta, "dateline"));
  if (childOf(meta, "located")) setIfEmpty(draft.dateline, partyOf(childOf(meta, "located")));
  draft.language = childOf(meta, "language").attribute("tag").value();
  eachChild(meta, "subject", [&](xml_node subject) {
    if (const auto code = subjectOf(subject); !code.empty()) draft.subjects.emplace_back(code);
  });
}

// <inlineXML> holds NITF or XHTML, <inlineData> plain text; the first with text is the body.
void readContent(xml_node set, ArticleDraft& draft) {
  eachChild(set, "inlineXML", [&](xml_node inline_xml) {
    if (const xml_node nitf = childOf(inline_xml, "nitf"); nitf) {
      readNitf(nitf, draft);
    } else {
      const xml_node body = below(inline_xml, "body");
      setIfEmpty(draft.body, textOf(body ? body : inline_xml));
    }
  });
  eachChild(set, "inlineData", [&](xml_node data) {
    setIfEmpty(draft.body, std::string(trimmed(data.text().get())));
  });
}

bool readNewsItem(xml_node item, ArticleDraft& draft) {
  draft.id = item.attribute("guid").value();
  draft.uri = draft.id;
  draft.version = numberOf(item.attribute("version").value());
  readItemMeta(childOf(item, "itemMeta"), draft);
  readContentMeta(childOf(item, "contentMeta"), draft);
  readContent(childOf(item, "contentSet"), draft);
  setIfEmpty(draft.headline, lineOf(childOf(childOf(item, "itemMeta"), "title")));
  setIfEmpty(draft.language, item.attribute("xml:lang").value());
  return !draft.id.empty() && !(draft.headline.empty() && draft.body.empty());
}

std::size_t lineAt(std::string_view xml, std::ptrdiff_t offset) {
  const auto end =
      std::min(xml.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
  return 1 + static_cast<std::size_t>(
                 std::count(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
}

}  // namespace

Result<std::vector<std::string>> articlesFromXml(std::string_view xml, std::string_view id) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size(),
                                           pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!parsed) {
    return refuse(ErrorCode::kInvalid, "line " + std::to_string(lineAt(xml, parsed.offset)) + ": " +
                                           parsed.description());
  }
  const xml_node root = document.document_element();
  std::vector<std::string> articles;
  const auto addItem = [&](xml_node item) {
    if (ArticleDraft draft; readNewsItem(item, draft)) articles.push_back(draft.serialise());
  };
  if (nameOf(root) == "nitf") {
    ArticleDraft draft;
    readNitf(root, draft);
    setIfEmpty(draft.id, std::string(id));
    if (!draft.headline.empty() || !draft.body.empty()) articles.push_back(draft.serialise());
  } else if (nameOf(root) == "newsItem") {
    addItem(root);
  } else if (nameOf(root) == "newsMessage") {
    eachChild(root, "itemSet", [&](xml_node set) { eachChild(set, "newsItem", addItem); });
  }
  if (articles.empty()) {
    return refuse(ErrorCode::kInvalid,
                  "no news item with an id and text in <" + std::string(root.name()) +
                      ">; newsItem, newsMessage (NewsML-G2) and nitf are read");
  }
  return articles;
}

}  // namespace copytaster
