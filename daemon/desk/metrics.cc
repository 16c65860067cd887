// Counters of one name and different labels are one metric family, in order of their first making,
// so that two readings of the same daemon have the same lines in the same places.
#include "daemon/desk/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <string_view>
#include <vector>

namespace copytaster {
namespace {

class Families {
 public:
  // The metric to fill in, within the family of that name.
  prometheus::ClientMetric& add(const std::string& name, const std::string& help,
                                prometheus::MetricType type, const Counter::Labels& labels) {
    const auto [at, is_new] = places_.emplace(name, families_.size());
    if (is_new) families_.push_back({name, help, type, {}});
    prometheus::ClientMetric& metric = families_[at->second].metric.emplace_back();
    for (const auto& [label, value] : labels) metric.label.push_back({label, value});
    return metric;
  }
  [[nodiscard]] const std::vector<prometheus::MetricFamily>& all() const { return families_; }

 private:
  std::vector<prometheus::MetricFamily> families_;
  std::map<std::string, std::size_t> places_;
};

void addSpread(Families& families, const Spread& spread) {
  auto& histogram = families
                        .add("copytaster_" + spread.name(), spread.help(),
                             prometheus::MetricType::Histogram, spread.labels())
                        .histogram;
  std::uint64_t count = 0;
  for (std::size_t step = 0; step < Spread::kSteps; ++step) {
    count += spread.at(step);
    histogram.bucket.push_back({count, static_cast<double>(Spread::bound(step)) * spread.scale()});
  }
  histogram.sample_count = count + spread.at(Spread::kSteps);
  histogram.sample_sum = static_cast<double>(spread.sum()) * spread.scale();
}

}  // namespace

std::string renderMetrics(const Counters& counters) {
  Families families;
  counters.each([&](const Counter& counter) {
    const double value = static_cast<double>(counter.value()) * counter.scale();
    if (counter.kind() == CounterKind::kTotal) {
      families
          .add("copytaster_" + counter.name() + "_total", counter.help(),
               prometheus::MetricType::Counter, counter.labels())
          .counter.value = value;
    } else {
      families
          .add("copytaster_" + counter.name(), counter.help(), prometheus::MetricType::Gauge,
               counter.labels())
          .gauge.value = value;
    }
  });
  counters.eachSpread([&](const Spread& spread) { addSpread(families, spread); });
  return prometheus::TextSerializer().Serialize(families.all());
}

}  // namespace copytaster
