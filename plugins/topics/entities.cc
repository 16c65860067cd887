// The walk over capitalised words; see entities.h for what decides.
#include "plugins/topics/entities.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "copytaster/abi.h"

namespace copytaster::topics {
namespace {

constexpr std::size_t kTokensMax = 4000;  // of a body that are looked at
constexpr std::size_t kFoundMax = 100;    // entities of an article, fewer than 256
constexpr std::size_t kOffsetsMax = 50;   // of one entity; the count goes on
constexpr std::size_t kNameWordsMax = 4;  // of a person
constexpr std::size_t kOrgWordsMax = 7;
constexpr std::size_t kIdBytesMax = 32 << 10;  // of the entities of an article that are in no list
constexpr std::size_t kPlacesMax = 500;        // mentions
constexpr std::size_t kCodesMax = 300;         // countries or divisions of an article
// People from which a place is taken without a word of context, and with its country named
// elsewhere.
constexpr std::uint32_t kWellKnown = 150'000;
constexpr std::uint32_t kKnownInCountry = 15'000;
constexpr double kCountryNamed = 1.5, kDivisionNamed = 0.7,
                 kAtHome = 0.8;  // in powers of ten of people

enum : std::uint8_t {
  kTitle = 1,
  kSuffix = 2,
  kLocative = 4,
  kParticle = 8,
  kNeverName = 16,
  kThing = 32,
  // Of words with a capital: a name of the lists may begin here, of one word, or with the next.
  kNameOfWord = 64,
  kNameOfPair = 128
};

constexpr std::string_view kTitles =
    "Mr Mrs Ms Miss Dr Sen Rep Gov President Chancellor Judge Justice Secretary Senator "
    "Congressman Congresswoman "
    "Governor Mayor Minister Premier Pope King Queen Prince Princess Sir Lord Lady Gen General Col "
    "Colonel Capt Captain "
    "Lt Lieutenant Maj Major Sgt Sergeant Officer Detective Sheriff Professor Prof Rev Reverend "
    "Bishop Archbishop "
    "Cardinal Rabbi Imam Ambassador Attorney Spokesman Spokeswoman Chairman Director Coach Adm "
    "Admiral";
constexpr std::string_view kSuffixes =
    "Inc Corp Corporation Ltd LLC plc Co Company Group Bank University College Institute "
    "Association Committee "
    "Commission Council Agency Authority Ministry Department Foundation Union Party Court Airlines "
    "Airways Holdings "
    "Partners Hospital Organization Organisation Federation Society League Board Bureau Office "
    "Service Services Center "
    "Centre Institution Coalition Alliance Network Academy Museum Parliament Assembly Congress "
    "Industries Technologies "
    "Systems Motors Energy Pharmaceuticals Laboratories Capital Securities";
constexpr std::string_view kLocatives =
    "in at near from outside around across downtown central northern southern eastern western to "
    "toward towards through "
    "between over inside of";
constexpr std::string_view kParticles = "de la van von der bin al el da dos del di ibn den ter";
// Words with a capital that are no part of a person's name.
constexpr std::string_view kNeverNames =
    "The A An And But Or In On At By For To From Of With He She It They We You I His Her Its Their "
    "Our This That These "
    "Those There Then When While Where What Who How Why If As After Before Since Because Although "
    "Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April June July August "
    "September October "
    "November December House Senate Court State States Street Avenue Road Party Congress White "
    "News Times Democrat "
    "Democrats Republican Republicans Democratic Told Says Said";
// What a run of capitals that ends in it is instead of a person.
constexpr std::string_view kThings =
    "Bridge School Schools County Act Award Awards Prize Medal Island Islands Beach River Park "
    "Airport Hotel Stadium Day "
    "Monitor Post Journal Times Tribune Herald Avenue Street Road Hall Tower Church Cathedral Cup "
    "Open Trophy Library "
    "Theatre Theater Show Bay Lake Mountain Valley High Elementary Memorial Building Plaza Square "
    "Base Fort Center "
    "Centre University College Hospital Foundation Institute Museum Coalition Association Law Bill "
    "Amendment "
    "Administration";

std::uint32_t typeOf(NameKind kind) {
  constexpr std::array<std::uint32_t, 7> kTypes = {CT_COUNTRY, CT_PLACE,  CT_PLACE, CT_ORGANISATION,
                                                   CT_PERSON,  CT_AGENCY, CT_PERSON};
  return kTypes[static_cast<std::size_t>(kind)];
}

bool has(const std::vector<std::uint16_t>& list, std::uint16_t code) {
  return code != 0 && std::find(list.begin(), list.end(), code) != list.end();
}
void addOnce(std::vector<std::uint16_t>& list, std::uint16_t code) {
  if (list.size() < kCodesMax && !has(list, code)) list.push_back(code);
}
std::uint64_t surnameBit(std::uint64_t word) {
  return std::uint64_t{1} << (word & 63);
}
std::uint16_t divisionKey(std::uint16_t country, std::uint16_t division) {
  return division == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(country * 31 + division);
}

}  // namespace

// What one article's walk needs at hand.
struct EntityFinder::Walk {
  const EntityFinder& finder;
  std::string_view text;
  std::span<const ct_token> tokens;
  std::uint16_t home;
  EntityRoom& room;

  bool capital(std::size_t at) const { return (tokens[at].flags & CT_TOKEN_CAPITAL) != 0; }
  std::string_view gap(std::size_t after) const {
    const std::size_t begin = tokens[after].begin + tokens[after].size;
    return {text.data() + begin, tokens[after + 1].begin - begin};
  }
  bool spaced(std::size_t after) const {
    const auto between = gap(after);
    return between.size() == 1 && between[0] == ' ';
  }
  std::string_view slice(std::size_t first, std::size_t words) const {
    const ct_token& last = tokens[first + words - 1];
    return text.substr(tokens[first].begin, last.begin + last.size - tokens[first].begin);
  }
  bool is(std::uint8_t bits, std::size_t at) const {
    return (finder.classOf(tokens[at].hash) & bits) != 0;
  }
  // The same of a word with a capital: it has been asked.
  bool isCapital(std::uint8_t bits, std::size_t at) const {
    return capital(at) && (room.classes[at] & bits) != 0;
  }

  // The entity `index` gets a mention.
  void mention(std::uint32_t index, std::uint32_t offset) {
    Found& f = room.found[index];
    if (f.count < kOffsetsMax) {
      std::uint32_t* const offsets = &room.offsets[index * kOffsetsMax];
      offsets[f.count] = offset;
      f.offsets = {offsets, f.count + 1};
    }
    ++f.count;
  }
  void mentionKnown(const Known& known, std::uint32_t number, std::uint32_t type,
                    std::uint32_t offset) {
    std::uint8_t& found = room.found_of[number];
    if (found == 0) {
      if (room.count == kFoundMax) return;
      room.known[room.count] = number;
      room.found[room.count++] = {type, 0, known.text, known.id, {}};
      found = static_cast<std::uint8_t>(room.count);
      if (type == CT_PERSON) addSurname(known.surname, found - 1U);
    }
    mention(found - 1U, offset);
  }
  void addSurname(std::uint64_t word, std::uint32_t found) {
    const auto known = std::find_if(room.surnames.begin(), room.surnames.end(),
                                    [&](const auto& s) { return s.word == word; });
    if (known == room.surnames.end()) room.surnames.push_back({word, found});
    room.surname_bits |= surnameBit(word);
  }
  // An entity that is in no list: the same one where its id stood before.
  void mentionNew(std::uint32_t type, std::string_view scheme, std::string_view name,
                  std::uint32_t offset, std::uint64_t surname) {
    room.slug.assign(scheme);
    appendSlug(name, room.slug);
    for (std::uint32_t i = 0; i < room.count; ++i) {
      if (room.found[i].id == room.slug && room.found[i].type == type) return mention(i, offset);
    }
    if (room.count == kFoundMax || room.id_bytes + room.slug.size() > kIdBytesMax) return;
    char* const id = &room.ids[room.id_bytes];
    std::copy(room.slug.begin(), room.slug.end(), id);
    room.id_bytes += room.slug.size();
    const auto index = static_cast<std::uint32_t>(room.count++);
    room.known[index] = EntityRoom::kNew;
    room.found[index] = {type, 0, name, {id, room.slug.size()}, {}};
    if (type == CT_PERSON && surname != 0) addSurname(surname, index);
    mention(index, offset);
  }
};

EntityRoom::EntityRoom(const Names& names)
    : found(kFoundMax),
      known(kFoundMax),
      found_of(names.size()),
      offsets(kFoundMax * kOffsetsMax),
      ids(kIdBytesMax + 1),
      tokens(kTokensMax),
      capitals(kTokensMax + kBehind),
      classes(kTokensMax),
      begins(kTokensMax + 1) {
  surnames.reserve(kFoundMax);
  places.reserve(kPlacesMax);
  countries.reserve(kCodesMax);
  divisions.reserve(kCodesMax);
  slug.reserve(256);
}

EntityFinder::EntityFinder(const Names& names) : names_(names) {
  std::map<std::uint64_t, std::uint64_t> bits;  // by word
  const auto classify = [&](std::string_view words, std::uint8_t bit) {
    for (const auto word : phraseWords(words)) bits[word & ~kClassBits] |= bit;
  };
  classify(kTitles, kTitle);
  classify(kSuffixes, kSuffix);
  classify(kLocatives, kLocative);
  classify(kParticles, kParticle);
  classify(kNeverNames, kNeverName);
  classify(kThings, kThing);
  bool placed = false;
  for (std::size_t size = 1024; !placed; size *= 2) {
    classes_.assign(size + 1, 0);
    class_mask_ = size - 1;
    placed = std::all_of(bits.begin(), bits.end(),
                         [&](const auto& word) { return placeClass(word.first | word.second); });
  }
}

// False where the place and the next are taken.
bool EntityFinder::placeClass(std::uint64_t word_and_bits) {
  std::uint64_t* const two = &classes_[placeOf(word_and_bits)];
  if (two[0] != 0 && two[1] != 0) return false;
  two[two[0] != 0 ? 1 : 0] = word_and_bits;
  return true;
}

// The longest of the names that begin with a capital.
EntityFinder::Match EntityFinder::longest(const Walk& walk, std::size_t at) {
  Match match;
  const Names& names = walk.finder.names_;
  const PhraseTable::Begins may{walk.isCapital(kNameOfWord, at), walk.isCapital(kNameOfPair, at)};
  names.table().match(walk.tokens, at, may, walk.text,
                      [&](std::size_t words, std::span<const std::uint32_t> meanings) {
                        const auto written = walk.slice(at, words);
                        const bool fits =
                            std::any_of(meanings.begin(), meanings.end(),
                                        [&](std::uint32_t m) { return names.fits(m, written); });
                        if (fits) match = {words, meanings};
                      });
  return match;
}

const Known* EntityFinder::choose(std::span<const std::uint32_t> meanings, std::uint16_t country,
                                  std::uint16_t division, const EntityRoom* room,
                                  std::uint16_t home) const {
  const Known* best = nullptr;
  double best_score = -1;
  for (const auto m : meanings) {
    if ((m & Meaning::kPlace) == 0) continue;
    const Known& k = names_.meant(m);
    if (country != 0 && (k.country != country || (division != 0 && k.division != division)))
      continue;
    double score = k.people;
    if (room != nullptr) {
      if (has(room->countries, k.country)) score += kCountryNamed;
      if (has(room->divisions, divisionKey(k.country, k.division))) score += kDivisionNamed;
    }
    if (home != 0 && k.country == home) score += kAtHome;
    if (score > best_score) {
      best_score = score;
      best = &k;
    }
  }
  return best;
}

// `match`: the longest of the names that begins there.
std::size_t EntityFinder::takePerson(Walk& walk, std::size_t at, const Match& match, bool titled) {
  std::size_t words = titled ? 0 : 1;
  std::size_t end = at + words;
  while (end < walk.tokens.size() && words < kNameWordsMax) {
    if (end > at || titled) {
      const bool pointed = (walk.tokens[end - 1].size == 1 || (titled && words == 0)) &&
                           walk.gap(end - 1) == ". ";  // an initial, or a title
      if (!walk.spaced(end - 1) && !pointed) break;
    }
    const bool particle = walk.is(kParticle, end) && end + 1 < walk.tokens.size() &&
                          walk.capital(end + 1) && words > 0;
    if (walk.isCapital(kThing, end)) return 0;  // "George Washington Bridge"
    if (!particle && (!walk.capital(end) || walk.isCapital(kNeverName | kSuffix, end))) break;
    ++end;
    ++words;
  }
  if (words == 0 || (words == 1 && !titled)) return 0;
  const auto surname = walk.tokens[end - 1].hash;
  const std::uint32_t offset = walk.tokens[at].begin;
  if (words == 1) {
    if (takeSurname(walk, at)) return 1;
    walk.mentionNew(CT_PERSON, "person:", walk.slice(at, 1), offset, surname);
  } else {
    for (const auto m : match.meanings) {
      if (match.words < words || (m & (Meaning::kPlace | Meaning::kGiven)) != 0) continue;
      const auto number = walk.finder.names_.number(m);
      const Known& known = walk.finder.names_.known(number);
      if (known.kind == NameKind::kPerson) {
        walk.mentionKnown(known, number, CT_PERSON, offset);
        return match.words;
      }
    }
    walk.mentionNew(CT_PERSON, "person:", walk.slice(at, words), offset, surname);
  }
  return words;
}

bool EntityFinder::takeSurname(Walk& walk, std::size_t at) {
  if ((walk.room.surname_bits & surnameBit(walk.tokens[at].hash)) == 0) return false;
  for (const auto& s : walk.room.surnames) {
    if (s.word != walk.tokens[at].hash) continue;
    walk.mention(s.found, walk.tokens[at].begin);
    return true;
  }
  return false;
}

// A run of capitals, more than one, up to its last word that says what it is.
std::size_t EntityFinder::takeOrganisation(Walk& walk, std::size_t at) {
  std::size_t words = 1, named = 0;
  for (std::size_t end = at + 1; end < walk.tokens.size() && words < kOrgWordsMax; ++end) {
    if (!walk.capital(end)) break;
    if (!walk.spaced(end - 1) && walk.gap(end - 1) != " & " && walk.gap(end - 1) != "-") break;
    ++words;
    if (walk.isCapital(kSuffix, end)) named = words;
  }
  if (named == 0) return 0;
  walk.mentionNew(CT_ORGANISATION, "org:", walk.slice(at, named), walk.tokens[at].begin, 0);
  return named;
}

std::size_t EntityFinder::takeKnown(Walk& walk, std::size_t at, const Match& match) {
  const Names& names = walk.finder.names_;
  const ct_token& first = walk.tokens[at];
  const std::size_t next = at + match.words;
  const auto written = walk.slice(at, match.words);
  // What stands after a comma tells which of several namesakes a place is.
  std::uint16_t country = 0, division = 0;
  if (next < walk.tokens.size() && walk.gap(next - 1) == ", " && walk.capital(next)) {
    for (const auto m : longest(walk, next).meanings) {
      if ((m & Meaning::kPlace) != 0) continue;
      const Known& k = names.meant(m);
      if (k.kind != NameKind::kState && k.kind != NameKind::kCountry) continue;
      if (walk.finder.choose(match.meanings, k.country, k.division, nullptr, 0) == nullptr)
        continue;
      country = k.country;
      division = k.division;
    }
  }
  bool place = false;
  for (const auto m : match.meanings) {
    if (!names.fits(m, written)) continue;
    if ((m & (Meaning::kPlace | Meaning::kGiven)) != 0) {
      place = place || (m & Meaning::kPlace) != 0;
      continue;
    }
    if ((m & Meaning::kAbbreviation) != 0) continue;
    const std::uint32_t number = names.number(m);
    const Known& k = names.known(number);
    if (k.kind == NameKind::kCountry || k.kind == NameKind::kState) {
      if (country != 0) continue;
      addOnce(walk.room.countries, k.country);
      if (k.division != 0) addOnce(walk.room.divisions, divisionKey(k.country, k.division));
    }
    walk.mentionKnown(k, number, typeOf(k.kind), first.begin);
    return match.words;
  }
  if (!place) return 0;
  const bool located = at > 0 && walk.is(kLocative, at - 1) && walk.spaced(at - 1);
  if (walk.room.places.size() == kPlacesMax) return match.words;
  const ct_token& last = walk.tokens[next - 1];
  walk.room.places.push_back(
      {first.begin, last.begin + last.size, match.meanings, country, division, located});
  return match.words;
}

void EntityFinder::settlePlaces(Walk& walk) {
  for (const auto& p : walk.room.places) {
    const Known* k = walk.finder.choose(p.meanings, p.country, p.division, &walk.room, walk.home);
    if (k == nullptr) continue;
    const bool told = p.country != 0;
    const bool named = has(walk.room.countries, k->country) || k->country == walk.home;
    const bool enough =
        k->doubtful ? p.located && k->population >= kWellKnown
                    : k->population >= kWellKnown || (named && k->population >= kKnownInCountry);
    if (!told && !enough) continue;
    const auto number = static_cast<std::uint32_t>(k - &walk.finder.names_.known(0));
    walk.mentionKnown(*k, number, CT_PLACE, p.begin);
  }
}

// The words with a capital behind byte `from`, without their possessive 's.
void EntityFinder::takeCapitals(std::string_view body, std::span<const ct_token> tokens,
                                std::size_t from, EntityRoom& room) const {
  std::copy(tokens.begin(), tokens.end(), room.tokens.begin());
  const std::size_t count = findFlagged(tokens, CT_TOKEN_CAPITAL, room.capitals.data());
  room.capital_count = 0;
  for (std::size_t i = 0; i < count; ++i) {
    ct_token& t = room.tokens[room.capitals[i]];
    const char* const end = body.data() + t.begin + t.size;
    // The mark is asked for first: many names end in s, few words have one there.
    const char before_last = end[-std::min<std::ptrdiff_t>(t.size, 2)];
    if ((before_last == '\'' || before_last == '\x99') && t.size >= 4 && (end[-1] | 0x20) == 's') {
      const std::size_t mark = end[-2] == '\''                                  ? 2
                               : std::string_view(end - 4, 3) == "\xe2\x80\x99" ? 4
                                                                                : 0;
      if (mark != 0) {
        t.size = static_cast<std::uint16_t>(t.size - mark);
        t.hash = wordHash(body.substr(t.begin, t.size));
      }
    }
    if (t.begin >= from) room.capitals[room.capital_count++] = room.capitals[i];
  }
}

// What each capital may be, before the walk: without a branch, and so that what the walk will want
// is on its way from memory.
void EntityFinder::foresee(std::span<const ct_token> tokens, EntityRoom& room) const {
  const PhraseTable& table = names_.table();
  const auto capitals = std::span(room.capitals).first(room.capital_count);
  std::size_t begins = 0;
  for (const auto at : capitals) {
    room.begins[begins] = at;
    begins += table.mayBegin(tokens, at);
    room.classes[at] = classOf(tokens[at].hash);
  }
  for (const auto at : std::span(room.begins).first(begins)) {
    const auto may = table.begins(tokens, at);
    room.classes[at] = static_cast<std::uint16_t>(room.classes[at] | (may.word ? kNameOfWord : 0) |
                                                  (may.pair ? kNameOfPair : 0));
  }
  room.capitals[capitals.size()] = EntityRoom::kAlone;  // follows no word
  for (std::size_t i = 0; i < capitals.size(); ++i) {
    const std::uint32_t is = room.classes[capitals[i]];
    const bool last = room.capitals[i + 1] != capitals[i] + 1;
    const bool alone = ((is & (kNameOfWord | kNameOfPair)) == 0) &
                       (last | ((is & (kNeverName | kTitle)) == kNeverName));
    capitals[i] |= alone ? EntityRoom::kAlone : 0;
  }
}

// The number of words from here that are an entity; 0: none.
std::size_t EntityFinder::takeAt(Walk& walk, std::uint32_t capital) {
  const std::size_t at = capital & ~EntityRoom::kAlone;
  if ((capital & EntityRoom::kAlone) != 0) return takeSurname(walk, at) ? 1 : 0;
  const Match match = longest(walk, at);
  std::size_t taken = 0;
  if (match.words > 1) taken = takeKnown(walk, at, match);
  if (taken != 0) return taken;
  const bool given =
      match.words == 1 && std::any_of(match.meanings.begin(), match.meanings.end(),
                                      [](std::uint32_t m) { return (m & Meaning::kGiven) != 0; });
  if (given) taken = takePerson(walk, at, match, false);
  if (taken != 0) return taken;
  if (at + 1 < walk.tokens.size() && walk.capital(at + 1)) {
    if (walk.isCapital(kTitle, at)) {
      const Match after = longest(walk, at + 1);
      if (after.words < 2) taken = takePerson(walk, at + 1, after, true);
      if (taken != 0) return taken + 1;
    }
    if (!walk.isCapital(kNeverName, at)) taken = takeOrganisation(walk, at);
    if (taken != 0) return taken;
  }
  if (takeSurname(walk, at)) return 1;
  return match.words == 1 ? takeKnown(walk, at, match) : 0;
}

std::span<const Found> EntityFinder::find(std::string_view body, std::span<const ct_token> tokens,
                                          std::size_t from, std::uint16_t home,
                                          EntityRoom& room) const {
  room.surnames.clear();
  room.surname_bits = 0;
  room.places.clear();
  room.countries.clear();
  room.divisions.clear();
  room.count = room.id_bytes = 0;
  const std::size_t count = std::min(tokens.size(), kTokensMax);
  takeCapitals(body, tokens.first(count), from, room);
  Walk walk{*this, body, std::span(room.tokens).first(count), home, room};
  foresee(walk.tokens, room);
  std::size_t next = 0;  // the first word that no entity has taken
  for (const auto capital : std::span(room.capitals).first(room.capital_count)) {
    const std::size_t at = capital & ~EntityRoom::kAlone;
    const bool nothing = ((capital & EntityRoom::kAlone) != 0) &
                         ((room.surname_bits & surnameBit(walk.tokens[at].hash)) == 0);
    // In one branch: half of them are nothing, in no order that could be foreseen.
    if (nothing | (at < next)) continue;
    next = at + takeAt(walk, capital);
  }
  settlePlaces(walk);
  for (const auto number : std::span(room.known).first(room.count)) {
    if (number != EntityRoom::kNew) room.found_of[number] = 0;
  }
  return std::span(room.found).first(room.count);
}

const Known* EntityFinder::place(std::string_view name, std::string_view region) const {
  thread_local std::vector<std::uint64_t> words;
  std::uint16_t country = 0, division = 0;
  if (!region.empty()) {
    for (const auto m : names_.table().exact(region, words)) {
      const Known& k = names_.meant(m);
      if (k.kind != NameKind::kState && k.kind != NameKind::kCountry) continue;
      country = k.country;
      division = k.division;
    }
  }
  const auto meanings = names_.table().exact(name, words);
  if (const Known* const k = choose(meanings, country, division, nullptr, 0)) return k;
  if (const Known* const k = choose(meanings, country, 0, nullptr, 0)) return k;
  for (const auto m : meanings) {
    const Known& k = names_.meant(m);
    if (k.kind == NameKind::kCountry || k.kind == NameKind::kState) return &k;
  }
  return nullptr;
}

const Known* EntityFinder::agency(std::string_view name) const {
  thread_local std::vector<std::uint64_t> words;
  for (const auto m : names_.table().exact(name, words)) {
    const Known& k = names_.meant(m);
    if (k.kind == NameKind::kAgency || k.kind == NameKind::kOrganisation) return &k;
  }
  return nullptr;
}

void appendSlug(std::string_view name, std::string& out) {
  const std::size_t begin = out.size();
  bool gap = false;
  for (std::size_t i = 0; i < name.size();) {
    const char plain_letter = name[i];
    if (static_cast<unsigned char>(plain_letter) < 0x80) {  // nearly all
      ++i;
      if (plain_letter == '\'' || plain_letter == '.') continue;
      const bool digit = plain_letter >= '0' && plain_letter <= '9';
      const char low = static_cast<char>(plain_letter | 0x20);
      if (!digit && !(low >= 'a' && low <= 'z')) {
        gap = true;
        continue;
      }
      if (gap && out.size() > begin) out += '-';
      gap = false;
      out += digit ? plain_letter : low;
      continue;
    }
    std::int32_t c = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(name.data()) + i,
                                       static_cast<utf8proc_ssize_t>(name.size() - i), &c);
    if (size <= 0) break;
    i += static_cast<std::size_t>(size);
    if (c == 0x2019) continue;
    std::array<std::int32_t, 8> parts{};
    int last_class = 0;
    const auto count =
        utf8proc_decompose_char(c, parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
                                UTF8PROC_DECOMPOSE, &last_class);
    const std::int32_t base = count > 0 ? utf8proc_tolower(parts[0]) : c;
    const bool plain = (base >= 'a' && base <= 'z') || (base >= '0' && base <= '9');
    const bool letter = plain || (base >= 0x80 && utf8proc_category(base) <= UTF8PROC_CATEGORY_LO);
    if (!letter) {
      gap = true;
      continue;
    }
    if (gap && out.size() > begin) out += '-';
    gap = false;
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto written = utf8proc_encode_char(base, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(written));
  }
}

}  // namespace copytaster::topics
