// Reading of names.tsv and places.tsv; the forms are told at the head of each.
#include "plugins/topics/names.h"

#include <utf8proc.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace copytaster::topics {
namespace {

constexpr std::string_view kCountryScheme = "iso3166:";
constexpr std::string_view kStateScheme = "iso3166-2:";

template <std::size_t N>
std::array<std::string_view, N> columns(std::string_view line) {
  std::array<std::string_view, N> out;
  for (auto& column : out) {
    const auto tab = line.find('\t');
    column = line.substr(0, tab);
    line = tab == std::string_view::npos ? std::string_view{} : line.substr(tab + 1);
  }
  return out;
}

template <class Each>
void eachPart(std::string_view list, Each&& each) {
  while (!list.empty()) {
    const auto bar = list.find('|');
    if (bar != 0) each(list.substr(0, bar));
    list = bar == std::string_view::npos ? std::string_view{} : list.substr(bar + 1);
  }
}

template <class Each>
void eachLine(const std::string& path, Each&& each) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    if (!each(line))
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not a line of names");
  }
}

bool kindOf(std::string_view letter, NameKind& kind) {
  constexpr std::string_view kLetters = "CSLOPAG";  // in the order of NameKind
  const auto at = letter.size() == 1 ? kLetters.find(letter[0]) : std::string_view::npos;
  if (at == std::string_view::npos) return false;
  kind = static_cast<NameKind>(at);
  return true;
}

// "Zürich" as a wire without accents writes it.
std::string withoutAccents(std::string_view name) {
  utf8proc_uint8_t* plain = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
      static_cast<utf8proc_ssize_t>(name.size()), &plain,
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_STABLE));
  std::string out;
  if (size > 0) out.assign(reinterpret_cast<const char*>(plain), static_cast<std::size_t>(size));
  std::free(plain);
  return out;
}

}  // namespace

std::uint16_t packCode(std::string_view code) {
  std::uint32_t packed = 0;
  for (const char c : code.substr(0, 3)) {
    const auto value = c >= '0' && c <= '9' ? c - '0' + 1 : (c | 0x20) - 'a' + 11;
    packed = packed * 37 + static_cast<std::uint32_t>(value);
  }
  return static_cast<std::uint16_t>(packed);
}

Names::Names(const std::string& names, const std::string& places) {
  readNames(names);
  readPlaces(places);
  table_.seal();
}

void Names::addSpelling(std::string_view spelling, std::uint32_t known, bool abbreviation) {
  const NameKind kind = known_[known].kind;
  std::uint32_t meaning = known | (abbreviation ? Meaning::kAbbreviation : 0) |
                          (kind == NameKind::kPlace ? Meaning::kPlace : 0) |
                          (kind == NameKind::kGiven ? Meaning::kGiven : 0);
  if (spelling.ends_with('!')) {
    spelling.remove_suffix(1);
    meaning =
        (meaning & ~Meaning::kIndex) | Meaning::kExact | static_cast<std::uint32_t>(exact_.size());
    exact_.push_back({known, std::string(spelling)});
  }
  table_.add(spelling, meaning);
}

void Names::readNames(const std::string& path) {
  eachLine(path, [&](std::string_view line) {
    const auto [letter, id, name, others] = columns<4>(line);
    NameKind kind{};
    if (!kindOf(letter, kind) || name.empty()) return false;
    if (kind == NameKind::kPlace) {
      auto& list = other_names_[std::string(id)];
      list.emplace_back(name);
      eachPart(others, [&](std::string_view other) { list.emplace_back(other); });
      return true;
    }
    const auto index = static_cast<std::uint32_t>(known_.size());
    const bool state = kind == NameKind::kState;
    Known known{
        .kind = kind, .id = keep(state ? id.substr(0, id.find('/')) : id), .text = keep(name)};
    if (kind == NameKind::kCountry) known.country = packCode(id.substr(kCountryScheme.size()));
    if (state) {
      // "iso3166-2:US-TX", or "iso3166-2:CA-ON/08" where GeoNames has another code.
      const auto code = id.substr(kStateScheme.size());
      const auto slash = code.find('/');
      known.country = packCode(code.substr(0, 2));
      known.division = packCode(code.substr(slash == std::string_view::npos ? 3 : slash + 1));
    }
    if (kind == NameKind::kPerson) {
      const auto words = phraseWords(name);
      if (words.empty()) return false;
      known.surname = words.back();
    }
    known_.push_back(known);
    if (kind != NameKind::kGiven) addSpelling(name, index);
    eachPart(others, [&](std::string_view other) { addSpelling(other, index, state); });
    return true;
  });
}

void Names::readPlaces(const std::string& path) {
  eachLine(path, [&](std::string_view line) {
    const auto [name, id, country, division, people, doubtful] = columns<6>(line);
    Known known{.kind = NameKind::kPlace, .doubtful = doubtful == "?"};
    const auto [end, error] =
        std::from_chars(people.data(), people.data() + people.size(), known.population);
    if (error != std::errc{} || country.size() != 2) return false;
    known.people = std::log10(1.0 + known.population);
    known.id = keep("geonames:" + std::string(id));
    known.text = keep(name);
    known.country = packCode(country);
    known.division = packCode(division);
    const auto index = static_cast<std::uint32_t>(known_.size());
    known_.push_back(known);
    addSpelling(name, index);
    if (const auto plain = withoutAccents(name); plain != name) addSpelling(plain, index);
    if (const auto it = other_names_.find(std::string(known_[index].id));
        it != other_names_.end()) {
      for (const auto& other : it->second) {
        if (other != name) addSpelling(other, index);
      }
    }
    return true;
  });
  other_names_.clear();
}

}  // namespace copytaster::topics
