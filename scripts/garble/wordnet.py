"""Synonyms of WordNet 3.0 (Debian's wordnet-base), inflected."""
import re
from collections import defaultdict

ROOT = "/usr/share/wordnet/"
PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
VOWELS = "aeiou"


class WordNet:
    def __init__(self, frequency):
        self.frequency = frequency
        self.synsets, self.similar = {}, defaultdict(list)
        self.rank, self.irregular = defaultdict(dict), defaultdict(list)
        for part, name in PARTS.items():
            self._read_data(part, name)
            self._read_index(part, name)
            with open(ROOT + name + ".exc") as f:
                for line in f:
                    form, *lemmas = line.split()
                    for lemma in lemmas:
                        self.irregular[(part, lemma)].append(form)

    def _read_data(self, part, name):
        with open(ROOT + "data." + name) as f:
            for line in f:
                if line.startswith("  "):
                    continue
                x = line.split(" ")
                n = int(x[3], 16)
                self.synsets[(part, x[0])] = [re.sub(r"\(.*\)", "", x[4 + 2 * i]).replace("_", " ").lower()
                                              for i in range(n)]
                if part != "a":
                    continue
                at = 5 + 2 * n
                for j in range(int(x[4 + 2 * n])):
                    if x[at + 4 * j] == "&":
                        self.similar[(part, x[0])].append((part, x[at + 4 * j + 1]))

    def _read_index(self, part, name):
        with open(ROOT + "index." + name) as f:
            for line in f:
                if line.startswith("  "):
                    continue
                x = line.split()
                for sense, offset in enumerate(x[-int(x[2]):], 1):
                    self.rank[(part, offset)][x[0].replace("_", " ")] = sense

    def lemmas(self):
        return {w for words in self.synsets.values() for w in words if " " not in w}

    @staticmethod
    def _with_s(w):
        if w.endswith(("s", "x", "z", "ch", "sh")):
            return w + "es"
        if w.endswith("y") and len(w) > 1 and w[-2] not in VOWELS:
            return w[:-1] + "ies"
        return w + "s"

    def _verb(self, w):
        doubled = 2 < len(w) <= 4 and w[-1] not in VOWELS + "wxy" and w[-2] in VOWELS and w[-3] not in VOWELS
        if w.endswith("ee"):
            ing, ed = w + "ing", w + "d"
        elif w.endswith("ie"):
            ing, ed = w[:-2] + "ying", w + "d"
        elif w.endswith("e"):
            ing, ed = w[:-1] + "ing", w + "d"
        elif w.endswith("y") and len(w) > 1 and w[-2] not in VOWELS:
            ing, ed = w + "ing", w[:-1] + "ied"
        elif doubled:
            ing, ed = w + w[-1] + "ing", w + w[-1] + "ed"
        else:
            ing, ed = w + "ing", w + "ed"
        irregular = self.irregular[("v", w)]
        ing = max((f for f in irregular if f.endswith("ing")), key=self.frequency, default=ing)
        past = participle = ed
        others = sorted({f for f in irregular if not f.endswith("ing")}, key=lambda f: (-self.frequency(f), f))
        if others and self.frequency(others[0]) >= self.frequency(ed):
            past = participle = others[0]
            if len(others) > 1 and self.frequency(others[1]) > 5:
                participle = next((f for f in others if f.endswith("n")), others[1])
                past = next((f for f in others if f != participle), participle)
        return {"s": self._with_s(w), "ing": ing, "past": past, "participle": participle}

    def forms(self, part, w):
        """Inflected forms of a lemma by name of the form."""
        if " " in w:
            return {}
        if part == "n":
            return {"s": max(self.irregular[("n", w)], key=self.frequency, default=self._with_s(w))}
        if part == "v":
            return self._verb(w)
        if part == "a" and len(w) <= 7:
            stem = w[:-1] + "i" if w.endswith("y") else w[:-1] if w.endswith("e") else w
            return {"er": stem + "er", "est": stem + "est"}
        return {}
