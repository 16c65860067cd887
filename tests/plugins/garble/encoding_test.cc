// Mojibake of every codec goes back to what it was; good text of many languages stays as it is.
#include "plugins/garble/encoding.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "sample.h"

using namespace copytaster;

namespace {

std::string repaired(std::string_view text) {
  static const EncodingReader reader;
  DamageList list;
  reader.read(Sample(text).view(), list);
  return readBack(text, list);
}

// The UTF-8 bytes of the text, each read through the codec.
std::string misread(std::string_view text, std::size_t codec) {
  std::string out;
  for (unsigned char c : text) appendUtf8(c < 0x80 ? c : kCodecs[codec].upper[c - 0x80], out);
  return out;
}

const std::string kText =
    "The mayor said \u201cit isn\u2019t over\u201d \u2013 and Ren\u00e9e M\u00fcller, who paid "
    "\u00a35 for a caf\u00e9 cr\u00e8me, agreed\u2026 S\u00e3o Paulo\u2019s team\u00a0won "
    "3\u20131.";

struct Repair {
  const char *garbled, *wanted;
};
std::ostream& operator<<(std::ostream& out, const Repair& r) {
  return out << r.garbled;
}

const std::vector<Repair> kRepairs = {
    {"Itâ€™s late", "It’s late"},
    {"CafÃ© MÃ¼ller", "Café Müller"},
    {"KÃ¶ln", "Köln"},
    {"K√∂nig", "König"},
    {"donΓÇÖt", "don’t"},
    {"itÔÇÖs", "it’s"},
    {"wordâ€”word", "word—word"},
    {"a fee of Â£20", "a fee of £20"},
    {"РџСЂРёРІРµС‚, РјРёСЂ", "Привет, мир"},
    {"zaÅ¼Ã³Å‚Ä‡", "zażółć"},
    {"It\u00e2\u0080\u0099s", "It’s"},
    {"it\u0092s", "it’s"},
    {"Ben &amp; Jerry&#39;s", "Ben & Jerry's"},
    {"\\u201cNo\\u201d", "“No”"},
    {"they don?t know", "they don’t know"},
    {"voilÃ le menu", "voilà le menu"},
    {"caf\u00c3\u0192\u00c2\u00a9", "café"},
    {"a\u001b[31mred\u001b[0m word", "ared word"},
    {"bell\u0007 rings", "bell rings"},
    {"dice che non ĆØ pronto", "dice che non è pronto"},
    {"c'ГЁ ancora tempo", "c'è ancora tempo"},
    {"habite Ć\u00a0 Lyon", "habite à Lyon"},
};

const std::vector<std::string> kGoodText = {
    "“Quoted,” she said – it’s £5 or €6 … ‘fine’",
    "L’été à l’ouest, où l’œuvre naît; «voilà»!",
    "Ärger über Öl: „Grüße“ aus Köln ß",
    "São Paulo e a MAÇÃ, VOCÊ… não",
    "Zażółć gęślą jaźń",
    "Příliš žluťoučký kůň",
    "Türkiye’de İŞ; ığdır",
    "Привет, «мир» — это СССР»",
    "Ελληνικά και 25°C",
    "日本語と한국어と中文",
    "שלום עולם",
    "مرحبا بالعالم",
    "10 Å — 5×£35 “+” and “×” ½ ± 3µm ™",
    "AT&T; x & y; really? Who? page?s=1 http://a.b/c?t=5",
    "NICIODATĂ™ and ZZAJÉ’s Brontë…”",
    "C:\\users\\name",
    "Việt Nam, Đà Nẵng, Hà Nội",
    "└── src ├── main ╔═══╗ ║ ok ║",
    "завод ГЁ и цех ЙФ",
    "the Ć and the Ø are letters",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding)

BOOST_DATA_TEST_CASE(text_misread_through_any_codec_is_read_back_exactly,
                     boost::unit_test::data::xrange(kCodecCount)) {
  BOOST_TEST(repaired(misread(kText, sample)) == kText);
}

BOOST_DATA_TEST_CASE(text_misread_twice_is_read_back, boost::unit_test::data::xrange(kCodecCount)) {
  if (std::string_view(kCodecs[sample].name) == "cp437") return;  // its box signs hide the rest
  BOOST_TEST(repaired(misread(misread(kText, sample), sample)) == kText);
}

BOOST_DATA_TEST_CASE(what_was_damaged_is_read_back, boost::unit_test::data::make(kRepairs)) {
  BOOST_TEST(repaired(sample.garbled) == sample.wanted);
}

BOOST_DATA_TEST_CASE(good_text_is_never_touched, boost::unit_test::data::make(kGoodText)) {
  BOOST_TEST(repaired(sample) == sample);
}

BOOST_AUTO_TEST_CASE(a_repair_says_which_bytes_and_what_they_were) {
  const std::string text = "Thatâ€™s it";
  DamageList list;
  EncodingReader().read(Sample(text).view(), list);
  BOOST_TEST(told(text, list) == "â€™>’");
}

BOOST_AUTO_TEST_CASE(a_character_lost_for_good_is_found_without_a_reading) {
  const std::string text = "It cost \uFFFD100";
  DamageList list;
  EncodingReader().read(Sample(text).view(), list);
  BOOST_REQUIRE(list.items().size() == 1);
  BOOST_TEST(list.items()[0].reading_size == 0);
}

BOOST_AUTO_TEST_CASE(two_codecs_in_one_text_are_both_read_back) {
  BOOST_TEST(repaired("Itâ€™s KÃ¶ln\nand donΓÇÖt, r├⌐sum├⌐") == "It’s Köln\nand don’t, résumé");
}

BOOST_AUTO_TEST_CASE(clean_copy_is_not_even_suspicious) {
  const EncodingReader reader;
  BOOST_TEST(!reader.suspicious(Sample(kPlainCopy).view()));
  BOOST_TEST(!reader.suspicious(Sample("“It’s” – naïve café …").view()));
}

BOOST_AUTO_TEST_SUITE_END()
