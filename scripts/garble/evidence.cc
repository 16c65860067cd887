// Prints the evidence that the detectors weigh, for scripts/train-garble to fit: one JSON line a
// text.
//
//   garble-evidence MODEL KIND < TEXTS     KIND: spun, noise, furniture, or speed (MODEL is then
//   the filter's library); texts are divided by "\n\x02\n"
//
// The detectors themselves compute it, so that what is trained is what runs.
#include <copytaster/testing.h>
#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "daemon/article/reading.h"
#include "plugins/garble/cues.h"
#include "plugins/garble/encoding.h"
#include "plugins/garble/furniture.h"
#include "plugins/garble/noise.h"
#include "plugins/garble/spun.h"

namespace copytaster {
namespace {

constexpr std::string_view kDivider = "\n\x02\n";

template <class Values>
std::string list(const Values& values) {
  std::string out = "[";
  for (float v : values) out += fmt::format("{}{:.5g}", out.size() == 1 ? "" : ",", v);
  return out + "]";
}

std::string spunLine(const SpunReader& reader, const Model& model, const FieldView& view) {
  SpunFeatures features{};
  std::vector<SpunHit> hits;
  FieldWords known;
  model.look(view, known);
  if (reader.glance(view, known, features)) {
    reader.dwell(view.tokens, known, features, hits);
    reader.complete(view.tokens, hits);
  }
  std::string found;
  for (const SpunHit& h : hits) {
    found += fmt::format("{}[{},{},\"{}\",{}]", found.empty() ? "" : ",",
                         view.tokens[h.first].begin, view.endOf(h.last),
                         model.original(h.original).text, list(reader.weigh(view.tokens, h, 1)));
  }
  std::vector<Token> room;
  const FieldView sample{view.field, view.text, sampleOf(view.tokens, room), {}, {}, {}};
  FieldWords of_sample;
  model.look(sample, of_sample);
  SpunFeatures glimpse{};
  reader.glance(sample, of_sample, glimpse);
  return fmt::format("{{\"n\":{},\"f\":{},\"s\":{},\"h\":[{}]}}", view.tokens.size(),
                     list(features), list(std::span(glimpse).first(kSurfaceFeatures)), found);
}

std::string furnitureLine(const FurnitureReader& reader, const CueReader& cues,
                          const FieldView& view) {
  DamageList marked;
  const CueSigns signs = cues.read(view, marked);
  readEmbeds(view, marked);
  std::vector<LineFeatures> lines;
  reader.weigh(view, marked, lines);
  std::string out = fmt::format("{{\"page\":{},\"lines\":[", signs.page);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Span& l = view.lines[i];
    out += fmt::format("{}[{},{},{},{}]", i == 0 ? "" : ",", l.begin, l.end,
                       l.token_end - l.token_begin, list(lines[i]));
  }
  return out + "]}";
}

// Microseconds of the filter a text, through the real boundary, best of several runs; `library` is
// the filter's.
void printSpeed(const std::string& library, const std::vector<std::string>& texts) {
  constexpr int kRuns = 15;
  testing::Desk desk(std::vector<testing::FilterUnderTest>{{.name = "garble", .library = library}});
  std::vector<std::uint32_t> best(texts.size(), ~std::uint32_t{0});
  for (int run = 0; run < kRuns; ++run) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      best[i] = std::min(best[i], desk.taste({.body = texts[i]}).runs.at(0).micros);
    }
  }
  for (std::uint32_t micros : best) std::cout << micros << '\n';
}

int run(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: garble-evidence MODEL spun|noise|furniture|speed < TEXTS\n";
    return 2;
  }
  const std::string_view kind = argv[2];
  const std::string in((std::istreambuf_iterator<char>(std::cin)), {});
  if (kind == "speed") {
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < in.size();) {
      const std::size_t end = std::min(in.find(kDivider, at), in.size());
      texts.push_back(in.substr(at, end - at));
      at = end + kDivider.size();
    }
    printSpeed(argv[1], texts);
    return 0;
  }
  const Model model(argv[1]);
  const SpunReader spun(model);
  const NoiseReader noise(model);
  const CueReader cues;
  const FurnitureReader furniture(model);
  Arena arena;
  for (std::size_t at = 0; at < in.size();) {
    const std::size_t end = std::min(in.find(kDivider, at), in.size());
    const std::string_view text = std::string_view(in).substr(at, end - at);
    at = end + kDivider.size();
    arena.reset();
    const ReadText read = readText(text, arena);
    const FieldView view{Field::kBody, text, read.tokens, read.sentences, read.lines, {}};
    if (kind == "spun") std::cout << spunLine(spun, model, view) << '\n';
    if (kind == "furniture") std::cout << furnitureLine(furniture, cues, view) << '\n';
    if (kind == "noise") {
      NoiseFeatures features{};
      std::vector<float> suspicion;
      FieldWords known;
      model.look(view, known);
      noise.weigh(view, known, features, suspicion);
      std::cout << fmt::format("{{\"n\":{},\"f\":{}}}\n", view.tokens.size(), list(features));
    }
  }
  return 0;
}

}  // namespace
}  // namespace copytaster

int main(int argc, char** argv) {
  return copytaster::run(argc, argv);
}
