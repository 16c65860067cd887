"""Spinners, re-enacted: clean text put through a thesaurus in several ways, to train the judge of articles on.

Each draws its words by a seed, maps a word the same way throughout a text as real ones do, and leaves names alone."""
import random
import re
from collections import defaultdict

from tokens import fold

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


class Spinners:
    def __init__(self, entries, frequency, net):
        self.frequency = frequency
        self.by_original = defaultdict(list)
        for spun in sorted(entries):
            for original, prior in entries[spun].items():
                if " " not in original:
                    self.by_original[original].append((spun, prior))
        # Words two steps away: what a thesaurus that is not ours would offer.
        self.far = {}
        near = defaultdict(set)
        for words in net.synsets.values():
            single = [w for w in words if re.fullmatch(r"[a-z]+", w)]
            for w in single:
                near[w].update(single)
        for w in sorted(near):
            steps = set()
            for x in sorted(near[w])[:12]:
                steps.update(near[x])
            self.far[w] = sorted(steps - near[w])[:20]

    def choose(self, rng, word, style):
        """A replacement of `word` in the style, or None."""
        common = self.frequency(word)
        if style == "function":
            known = [s for s, p in self.by_original.get(word, ()) if p >= .9]
            return rng.choice(known) if known else None
        if len(word) < 4 or common > 60000:
            return None
        if style == "far" or (style == "mixed" and rng.random() < .4):
            options = [w for w in self.far.get(word, ()) if self.frequency(w) >= 5]
            return rng.choice(options) if options else None
        options = [(s, p) for s, p in self.by_original.get(word, ()) if style != "light" or self.frequency(s) >= 50]
        if not options:
            return None
        options.sort(key=lambda e: -e[1])
        return rng.choice(options[:6])[0]

    def spin(self, text, style, share, seed):
        rng = random.Random(seed)
        mapping, changed, total = {}, 0, 0
        out, at = [], 0
        for m in WORD.finditer(text):
            word = m.group()
            total += 1
            folded = fold(word)
            begins = m.start() == 0 or text[m.start() - 2:m.start()].strip() in ("", ".", '"', "“")
            if word[0].isupper() and not begins:
                continue
            if folded not in mapping:
                wanted = rng.random() < share * (2.6 if style != "function" else 1.6)
                mapping[folded] = self.choose(rng, folded, style) if wanted else None
            new = mapping[folded]
            if not new:
                continue
            changed += 1
            out.append(text[at:m.start()])
            out.append(new[0].upper() + new[1:] if word[0].isupper() else new)
            at = m.end()
        out.append(text[at:])
        return "".join(out), changed / max(1, total)
