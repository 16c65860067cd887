// The test of a filter with state, as its author would write it: the real boundary, no daemon.
// Any framework serves; this one needs none, so that it builds with the SDK alone.
#include <copytaster/testing.h>

#include <iostream>

extern "C" const ct_plugin copytaster_plugin;

namespace {

int failures = 0;

void expect(bool right, const char* what) {
  if (right) return;
  std::cerr << "failed: " << what << "\n";
  ++failures;
}

}  // namespace

int main() {
  using copytaster::testing::Desk;
  constexpr std::int64_t kNoon = std::int64_t{1'700'049'600} * 1'000'000;
  constexpr std::int64_t kHour = std::int64_t{3600} * 1'000'000;
  Desk desk({{"flood", &copytaster_plugin, {{"limit", std::int64_t{2}}}}});

  const auto send = [&](const char* provider, std::int64_t at) {
    return desk.taste({.headline = "Markets", .provider = provider, .published_at = at}).verdict;
  };
  expect(send("wire", kNoon) == CT_PASS, "the first article passes");
  expect(send("wire", kNoon + 1) == CT_PASS, "so does the second, at the limit");
  desk.restart();
  expect(send("wire", kNoon + 2) == CT_HOLD, "the third is held, also after a restart");
  expect(send("other", kNoon + 3) == CT_PASS, "another provider has its own count");
  expect(send("wire", kNoon + kHour) == CT_PASS, "the next hour begins anew");

  try {
    Desk wrong({{"flood", &copytaster_plugin, {{"limit", std::int64_t{0}}}}});
    expect(false, "a limit of 0 is refused");
  } catch (const std::exception& e) {
    std::cout << "refused as it should be: " << e.what() << "\n";
  }
  return failures == 0 ? 0 : 1;
}
