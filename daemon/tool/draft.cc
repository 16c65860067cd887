// Drafts of articles: see draft.h.
#include "daemon/tool/draft.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <protozero/pbf_writer.hpp>

#include "daemon/article/fields.h"

namespace copytaster {
namespace {

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return out;
}

void addText(protozero::pbf_writer& out, std::uint32_t field, std::string_view text) {
  if (!text.empty()) out.add_bytes(field, text.data(), text.size());
}

void addNumber(protozero::pbf_writer& out, std::uint32_t field, std::uint64_t number) {
  if (number != 0) out.add_uint64(field, number);
}

// google.protobuf.Timestamp: whole seconds rounded down, nanoseconds counted up from there.
void addTime(protozero::pbf_writer& out, std::uint32_t field, std::int64_t micros) {
  if (micros == 0) return;
  std::int64_t seconds = micros / 1'000'000, rest = micros % 1'000'000;
  if (rest < 0) --seconds, rest += 1'000'000;
  protozero::pbf_writer time(out, field);
  if (seconds != 0) time.add_int64(1, seconds);
  if (rest != 0) time.add_int32(2, static_cast<std::int32_t>(rest * 1'000));
}

// Takes digits off the front of a text: a fixed number of them, or fails.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_(text) {}
  std::optional<int> take(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value);
    if (error != std::errc{} || end != rest_.data() + count || value < 0) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// ".123456": microseconds, further digits dropped.
int takeFraction(Digits& digits) {
  int micros = 0, places = 0;
  while (const auto digit = digits.take(1)) {
    if (places < 6) micros = micros * 10 + *digit, ++places;
  }
  for (; places > 0 && places < 6; ++places) micros *= 10;
  return micros;
}

// "Z", "+01:00", "-0500" or nothing: minutes east of UTC.
std::optional<int> takeZone(Digits& digits) {
  if (digits.empty() || digits.skip('Z')) return 0;
  const int sign = digits.skip('+') ? 1 : digits.skip('-') ? -1 : 0;
  const auto hours = digits.take(2);
  if (sign == 0 || !hours) return std::nullopt;
  digits.skip(':');
  return sign * (*hours * 60 + digits.take(2).value_or(0));
}

}  // namespace

std::string ArticleDraft::serialise() const {
  std::string bytes;
  protozero::pbf_writer out(bytes);
  addText(out, fields::kId, id);
  addNumber(out, fields::kVersion, version);
  addText(out, fields::kProvider, provider);
  addText(out, fields::kHeadline, headline);
  addText(out, fields::kBody, body);
  addText(out, fields::kLanguage, language);
  addTime(out, fields::kPublishedAt, published_at);
  addTime(out, fields::kUpdatedAt, updated_at);
  addText(out, fields::kByline, byline);
  addText(out, fields::kDateline, dateline);
  addText(out, fields::kSlug, slug);
  addText(out, fields::kService, service);
  addText(out, fields::kUri, uri);
  addNumber(out, fields::kStatus, static_cast<std::uint64_t>(status));
  addNumber(out, fields::kAdvisory, static_cast<std::uint64_t>(advisory));
  addText(out, fields::kRefersTo, refers_to);
  addNumber(out, fields::kUrgency, urgency);
  for (const std::string& subject : subjects) addText(out, fields::kSubjects, subject);
  addText(out, fields::kEditorNote, editor_note);
  addTime(out, fields::kEmbargoedUntil, embargoed_until);
  for (const auto& [key, value] : metadata) {
    protozero::pbf_writer entry(out, fields::kMetadata);
    addText(entry, 1, key);
    addText(entry, 2, value);
  }
  return bytes;
}

void ArticleDraft::setStatus(std::string_view word) {
  const std::string code = lowered(codeOf(word));
  if (code == "withheld" || code == "embargoed") status = DraftStatus::kWithheld;
  if (code != "canceled" && code != "cancelled") return;
  status = DraftStatus::kCanceled;
  if (advisory != DraftAdvisory::kNone) return;
  advisory = DraftAdvisory::kKill;
  if (refers_to.empty()) refers_to = id;
}

void ArticleDraft::setSignal(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, DraftAdvisory>, 9> kWords{{
      {"update", DraftAdvisory::kUpdate},
      {"writethru", DraftAdvisory::kUpdate},
      {"correction", DraftAdvisory::kCorrection},
      {"corrective", DraftAdvisory::kCorrection},
      {"kill", DraftAdvisory::kKill},
      {"killed", DraftAdvisory::kKill},
      {"withdrawal", DraftAdvisory::kWithdrawal},
      {"withdrawn", DraftAdvisory::kWithdrawal},
      {"withdraw", DraftAdvisory::kWithdrawal},
  }};
  const std::string code = lowered(codeOf(word));
  for (const auto& [name, meaning] : kWords) {
    if (code == name) advisory = std::max(advisory, meaning);
  }
}

std::int64_t readIsoTime(std::string_view text) {
  Digits digits(trimmed(text));
  const auto year = digits.take(4);
  digits.skip('-');
  const auto month = digits.take(2);
  digits.skip('-');
  const auto day = digits.take(2);
  if (!year || !month || !day) return 0;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return 0;
  int hour = 0, minute = 0, second = 0, micros = 0, zone = 0;
  if (digits.skip('T') || digits.skip(' ')) {
    const auto h = digits.take(2);
    digits.skip(':');
    const auto m = digits.take(2);
    if (!h || !m || *h > 24 || *m > 59) return 0;
    hour = *h, minute = *m;
    digits.skip(':');
    second = digits.take(2).value_or(0);
    if (digits.skip('.') || digits.skip(',')) micros = takeFraction(digits);
    const auto east = takeZone(digits);
    if (!east) return 0;
    zone = *east;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute - zone) * 60'000'000 + second * 1'000'000LL + micros;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    if (!isSpace(c)) {
      out.push_back(c);
    } else if (out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return out;
}

std::string_view codeOf(std::string_view qcode) {
  qcode = trimmed(qcode);
  const auto colon = qcode.rfind(':');
  return colon == std::string_view::npos ? qcode : qcode.substr(colon + 1);
}

std::uint32_t numberOf(std::string_view text) {
  text = trimmed(text);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

}  // namespace copytaster
