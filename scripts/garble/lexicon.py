"""The reverse lexicon: what a spinner writes -> what it may have stood for, each with a prior in nats."""
import csv
import json
import re
from collections import Counter, defaultdict

from wordnet import WordNet

WORDS_MAX = 3
SENSE_MAX = 6
FUNCTION_WORD = 60000  # occurrences


def rows(path):
    with open(path) as f:
        yield from csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)


class Lexicon:
    def __init__(self, frequency):
        self.frequency = frequency
        self.entries = defaultdict(dict)

    def add(self, spun, original, prior):
        spun, original = (re.sub(r"\s+", " ", w.strip().lower().replace("’", "'")) for w in (spun, original))
        if spun == original or not spun or not original:
            return
        if re.search(r"[^a-z' ]", spun) or re.search(r"[^a-z' ]", original):
            return
        if max(len(spun.split()), len(original.split())) > WORDS_MAX:
            return
        if min(self.frequency(spun), self.frequency(original)) > FUNCTION_WORD:
            return  # "to" for "of": alignment noise, and no context tells them apart
        if prior > self.entries[spun].get(original, -99):
            self.entries[spun][original] = prior

    def add_wordnet(self, net):
        for key, words in net.synsets.items():
            part = key[0]
            group = [(w, net.rank[key].get(w, 9), False) for w in words]
            for other in net.similar.get(key, []):
                group += [(w, net.rank[other].get(w, 9) + 3, True) for w in net.synsets[other]]
            for x, _, x_similar in group:
                for y, y_rank, y_similar in group:
                    if x == y or (x_similar and y_similar) or y_rank > SENSE_MAX:
                        continue
                    prior = -.3 * (y_rank - 1) - (1 if x_similar or y_similar else 0)
                    self._add_forms(net, part, x, y, prior)

    def _add_forms(self, net, part, x, y, prior):
        of = self.frequency
        if of(y) >= 20 and of(y) > of(x) * .25 and len(y) > 1:
            self.add(x, y, prior)
        fx, fy = net.forms(part, x), net.forms(part, y)
        for name in fx:
            if name in fy and of(fy[name]) >= 20 and of(fy[name]) > of(fx[name]) * .25:
                self.add(fx[name], fy[name], prior)

    def add_lists(self, data, own):
        garble = data + "/garble/"
        for r in rows(garble + "wordnet_respin_candidates.tsv"):
            function_word = r["function_word"] == "1"
            if function_word or int(r["count_original"]) >= 1000:
                self.add(r["spun"], r["original"],
                         (1.5 if function_word else .3) - .1 * int(r["sense_rank_of_original"]))
        for r in rows(garble + "respin_pairs.tsv"):
            self.add(r["spun"], r["original"], 3)
        for r in rows(garble + "spun_collocations_dev.tsv"):
            self.add(r["spun_token"], r["proposed_original"], 2.5)
        self._add_tortured(garble + "tortured_phrases.tsv")
        self._add_attacks(garble + "synonym_attack.jsonl")
        with open(own) as f:
            for line in f:
                if line.strip() and not line.startswith("#"):
                    spun, original = line.rstrip("\n").split("\t")
                    self.add(spun, original, 2)

    def _add_tortured(self, path):
        """The phrases as they are, and the words that stand for one another in two of them or more."""
        pairs = Counter()
        for r in rows(path):
            spun = r["tortured"].lower()
            original = re.sub(r"\(.*", "", r["correct"].lower()).strip()
            if int(r["count_in_clean_news_35.6M"] or 0) < 5:
                self.add(spun, original, 2)
            a, b = spun.split(), original.split()
            if len(a) == len(b):
                pairs.update((x, y) for x, y in zip(a, b) if x != y)
        for (x, y), n in pairs.items():
            if n >= 2:
                self.add(x, y, min(1.5, .3 * n))

    def _add_attacks(self, path):
        pairs = Counter()
        with open(path) as f:
            for line in f:
                r = json.loads(line)
                a, b = r["text"].lower().split(), r["original"].lower().split()
                if len(a) == len(b):
                    pairs.update((re.sub(r"\W+$", "", x), re.sub(r"\W+$", "", y)) for x, y in zip(a, b) if x != y)
        for (x, y), n in pairs.items():
            if self.frequency(y) >= 20:
                self.add(x, y, .3 + min(1, .2 * n))

    def add_reenacted(self, data, skip):
        """Pairs of the re-enacted pages but those of the half `skip`."""
        pairs = Counter()
        with open(data + "/garble/spun_reenacted_dev.jsonl") as f:
            for n, line in enumerate(f):
                if n % 2 == skip:  # None: all pages
                    continue
                spans = json.loads(line)["spans"]
                for s in json.loads(spans) if isinstance(spans, str) else spans:
                    pairs[(s["spun"], s["original"])] += 1
        for (x, y), n in pairs.items():
            self.add(x, y, 1 + min(1.5, .3 * n))


def build(frequency, data, own):
    """The lexicon without the pairs of the re-enacted pages, and WordNet."""
    lexicon = Lexicon(frequency)
    net = WordNet(frequency)
    lexicon.add_wordnet(net)
    lexicon.add_lists(data, own)
    return lexicon, net


def with_reenacted(lexicon, data, skip):
    """Entries with the pairs of the re-enacted pages; `skip` (0, 1, or None) leaves out the even or the odd pages."""
    full = Lexicon(lexicon.frequency)
    for spun, originals in lexicon.entries.items():
        full.entries[spun] = dict(originals)
    full.add_reenacted(data, skip)
    return full.entries
