// `copytaster taste`: the whole chain, offline, over files.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "daemon/tool/commands.h"
#include "daemon/tool/configured.h"
#include "daemon/tool/json_lines.h"
#include "daemon/tool/report.h"
#include "daemon/tool/tasting.h"

namespace copytaster {
namespace {

struct TasteOptions {
  std::vector<std::string> files;
  ChainChoice chain;
  std::uint32_t workers = 0;
  bool json = false, quiet = false;
  JsonLineOptions line;
  ColorChoice color = ColorChoice::kAuto;
};

constexpr const char* kExamples =
    R"(Formats are told by content: protobuf JSON lines, ninjs, NewsML-G2, NITF, plain text.
Articles are taken in the order given; each one's time of publication is its time of receipt.

  copytaster taste article.txt                     what the desk would think of it
  copytaster taste wire.jsonl | less -R            a whole wire
  copytaster taste --json wire.jsonl > notes.jsonl one EnrichedArticle a line
  journalctl … | copytaster taste -                standard input

Exit status: 0 all tasted; 1 something could not be read or the chain did not open; 2 usage.)";

// One article out: a line of JSON, or the editor's report.
class Sheet {
 public:
  explicit Sheet(const TasteOptions& options)
      : options_(options), page_(std::cout, options.color) {}

  void take(const Copy& copy) {
    enriched_.Clear();
    if (const auto parsed = parseEnriched(copy.enriched, enriched_); !parsed) {
      complain(parsed.error().what);
      return;
    }
    if (options_.json) {
      std::cout << jsonLine(enriched_, options_.line) << '\n';
      return;
    }
    summary_.add(enriched_);
    if (!options_.quiet) printArticle(enriched_, options_.line.with_body, page_);
  }
  void finish(double seconds) {
    if (!options_.json) summary_.print(page_, seconds);
    std::cout.flush();
  }

 private:
  const TasteOptions& options_;
  Page page_;
  Summary summary_;
  v1::EnrichedArticle enriched_;
};

int taste(const TasteOptions& options) {
  Log log("warning");
  auto chain = options.chain.open(log);
  if (!chain) {
    complain(chain.error().what);
    return kExitFailed;
  }
  Inputs inputs(options.files);
  Tasting tasting(**chain, options.workers);
  Sheet sheet(options);
  const Micros began = steadyMicros();
  const auto done = tasting.run(
      inputs, [&](const Copy& copy) { sheet.take(copy); },
      [](const std::string& place, const std::string& problem) {
        complain(place + ": " + problem);
      });
  sheet.finish(static_cast<double>(steadyMicros() - began) / 1e6);
  if (!done) complain(done.error().what);
  if (!std::cout) complain("standard output could not be written");
  return done && tasting.unread() == 0 && std::cout ? kExitDone : kExitFailed;
}

}  // namespace

void addTaste(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("taste", "run the whole chain over files, offline");
  // Shared, because CLI11 copies the callback that holds it.
  const auto options = std::make_shared<TasteOptions>();
  command->add_option("FILE", options->files, "files, in order; none or -: standard input");
  command->add_flag("--json", options->json, "one proto3-JSON EnrichedArticle a line");
  command->add_flag("--with-body", options->line.with_body,
                    "with article.body, garble.restored and raw");
  command->add_flag("--timings", options->line.with_timings,
                    "with the microseconds of each filter");
  command->add_flag("--summary", options->quiet, "only the summary at the end");
  options->chain.addTo(*command);
  command->add_option("--workers", options->workers, "threads that examine; 0: one a core")
      ->type_name("N");
  addColor(*command, options->color);
  command->footer(kExamples);
  command->callback([options, &status] { status = taste(*options); });
}

}  // namespace copytaster
