// A filter's life: found, checked, built, recalled, run. A run that fails leaves its reason in the
// Run and nothing else.
#include "daemon/chain/open_filter.h"

#include <fmt/format.h>

#include <filesystem>

#include "daemon/base/clock.h"
#include "daemon/chain/plugin_library.h"

namespace copytaster {
namespace {

namespace fs = std::filesystem;

Result<std::string> findLibrary(const FilterSpec& spec, const std::vector<std::string>& folders) {
  if (!spec.library.empty()) return spec.library;
  std::string looked;
  for (const std::string& folder : folders) {
    for (const fs::path& path : {fs::path(folder) / spec.name / (spec.name + ".so"),
                                 fs::path(folder) / (spec.name + ".so")}) {
      std::error_code error;
      if (fs::exists(path, error)) return path.string();
    }
    looked += (looked.empty() ? "" : ", ") + folder;
  }
  return refuse(
      ErrorCode::kNotFound,
      fmt::format("filter '{}': no {}.so in {}; set `path` in its [[filter]], or install it there",
                  spec.name, spec.name, looked.empty() ? "any folder" : looked));
}

void endRun(Run& run, ct_status status, Micros started) {
  run.micros += static_cast<std::uint32_t>(std::max<Micros>(0, steadyMicros() - started));
  run.outcome = status == CT_OK ? Outcome::kOk : Outcome::kError;
}

}  // namespace

OpenFilter::OpenFilter(FilterSpec spec, std::string folder, const ct_plugin* plugin,
                       const ct_host* host)
    : spec_(std::move(spec)), folder_(std::move(folder)), plugin_(plugin), host_(host) {}

OpenFilter::~OpenFilter() {
  if (instance_ != nullptr) plugin_->destroy(instance_);
}

Result<std::unique_ptr<OpenFilter>> OpenFilter::open(FilterSpec spec,
                                                     const std::vector<std::string>& folders,
                                                     const ct_host* host) {
  if (spec.linked != nullptr) {
    auto plugin = checkPlugin(spec.linked, spec.name);
    if (!plugin) return tl::unexpected(plugin.error());
    std::string folder = spec.library.empty() ? "." : fs::path(spec.library).parent_path().string();
    return std::unique_ptr<OpenFilter>(
        new OpenFilter(std::move(spec), std::move(folder), *plugin, host));
  }
  auto path = findLibrary(spec, folders);
  if (!path) return tl::unexpected(path.error());
  std::error_code error;
  const std::string absolute = fs::absolute(*path, error).string();
  auto plugin = openPlugin(absolute);
  if (!plugin) return tl::unexpected(plugin.error());
  std::string folder = fs::path(absolute).parent_path().string();
  return std::unique_ptr<OpenFilter>(
      new OpenFilter(std::move(spec), std::move(folder), *plugin, host));
}

Result<void> OpenFilter::build() {
  if (instance_ != nullptr) plugin_->destroy(instance_);
  SettingsSheet sheet;
  sheet.given = &spec_.settings;
  sheet.filter = spec_.name;
  sheet.folder = folder_;
  ct_failure failure{};
  instance_ = plugin_->create(host_, &sheet, &failure);
  declared_ = sheet.declared;
  std::string mistakes;
  if (instance_ == nullptr) {
    failure.text[sizeof failure.text - 1] = '\0';
    mistakes = fmt::format("filter {} does not start: {}", spec_.name,
                           failure.text[0] ? failure.text : "it does not say why");
  } else {
    mistakes =
        sheet.mistakes();  // a filter that gave up half-way has not asked for all of its keys
  }
  if (!mistakes.empty()) return refuse(ErrorCode::kInvalid, mistakes);
  return {};
}

Result<void> OpenFilter::recall(Table* table) {
  table_ = table;
  undoable_.over(table);
  ahead_ = false;
  if ((plugin_->flags & CT_RECALLS) == 0) return {};
  ct_store store{table};
  ct_failure failure{};
  if (plugin_->recall(instance_, &store, &failure) != CT_OK) {
    failure.text[sizeof failure.text - 1] = '\0';
    return refuse(
        ErrorCode::kCorrupt,
        fmt::format(
            "filter {} cannot read its state: {}; move the journal away to start without it",
            spec_.name, failure.text));
  }
  return {};
}

void OpenFilter::examine(const Reading& document, NoteSheet& notes) const {
  Run& run = notes.runs[notes.current];
  const Micros started = steadyMicros();
  const ct_status status = plugin_->examine(instance_, &document, &notes);
  endRun(run, status, started);
  if (status != CT_OK) notes.dropNotesOf(notes.current);
}

bool OpenFilter::settle(const Reading& document, NoteSheet& notes) {
  Run& run = notes.runs[notes.current];
  const Micros started = steadyMicros();
  ct_store store{&undoable_};
  const ct_status status = plugin_->settle(instance_, &document, &notes, &store);
  endRun(run, status, started);
  if (status == CT_OK) {
    undoable_.keep();
    return store.failed == TableStatus::kOk;
  }
  notes.dropNotesOf(notes.current);
  ahead_ = (plugin_->flags & CT_RECALLS) != 0;
  return undoable_.undo() == TableStatus::kOk && store.failed == TableStatus::kOk;
}

}  // namespace copytaster
