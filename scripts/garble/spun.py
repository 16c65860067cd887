"""Fits the judge of spun text: the glance at a sample, the article, the words.

The pairs of the re-enacted pages stand in the lexicon, so evidence of those pages comes from a lexicon without the
pairs of their half. Constants are set on logits of texts whose domain was not fitted on."""
import random
import re
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from letters import letters
from regress import fit_logistic, rows, score, spans_of
from spinners import Spinners

CHUNK_WORDS, BRIEF_WORDS = 260, 90
C = .03  # of the judge: what did best on domains and families unseen
GLANCE_C = .1
GLANCE_MISSED = 0  # share of the spun texts that would be held, let pass at either glance
HOLD_AT, HOLD_FALSE = .9, .001  # the probability from which the filter holds, and the false alarms it may cost
WORD_PRECISION = .945  # of the words shown, in the family where it is lowest
WORD_ARTICLE = 7  # feature of a hit: the article's probability
FAMILIES_UNSEEN = (["helium"], ["sayverb"], ["seo_spam"], ["spinbot", "synonym"])


def chunks(text, words=CHUNK_WORDS):
    """Pieces of about so many words, cut between paragraphs or sentences."""
    out, piece = [], []
    for part in re.split(r"(?<=[.!?]) |\n+", text):
        piece.append(part)
        if sum(p.count(" ") + 1 for p in piece) >= words:
            out.append(" ".join(piece))
            piece = []
    if sum(p.count(" ") + 1 for p in piece) >= words // 2 or not out:
        out.append(" ".join(piece))
    return out


def expand(x):
    return np.hstack([x, np.sqrt(np.maximum(0, x))])


def spun_material(data, entries, net, frequency, prose, seed=7):
    """(text, label, group, kind, weight, half) of everything the judge is fitted and measured on; half: of the re-enacted
    pages that a text belongs to, or None."""
    rng = random.Random(seed)
    out = []
    clean = rows(data + "/garble/clean_dev.jsonl")
    group_of = {r["id"]: r["group"] for r in clean}
    for r in clean:
        if r["lang"] != "en":
            continue
        out.append((r["text"], 0, r["group"], r["kind"], 1.0, None))
        for words, name in ((CHUNK_WORDS, "/chunk"), (BRIEF_WORDS, "/brief")):
            pieces = chunks(r["text"], words)
            if len(pieces) > 1:
                out.append((rng.choice(pieces), 0, r["group"], r["kind"] + name, .5, None))
    for i, body in enumerate(prose):
        out.append((body if i % 2 else rng.choice(chunks(body)), 0, f"prose{i}", "prose", .5, None))
    for text, book in letters():
        out.append((text, 0, book, "letters", .4, None))
        out.append((rng.choice(chunks(text, BRIEF_WORDS)), 0, book, "letters/brief", .2, None))
    for r in rows(data + "/garble/spun_dev.jsonl"):
        out.append((r["text"], 1, r["group"], r["family"], 3.0, None))
        out.append((rng.choice(chunks(r["text"], BRIEF_WORDS)), 1, r["group"], r["family"] + "/brief", 1.0, None))
    for n, r in enumerate(rows(data + "/garble/spun_reenacted_dev.jsonl")):
        group = group_of.get(r["from_clean"], r["from_clean"])
        out.append((r["text"], 1, group, r["family"], 1.0, n % 2))
        for words, name in ((CHUNK_WORDS, "/chunk"), (BRIEF_WORDS, "/brief")):
            out.append((rng.choice(chunks(r["text"], words)), 1, group, r["family"] + name, .5, n % 2))
    spinners = Spinners(entries, frequency, net)
    for i, body in enumerate(prose):
        style = ("light", "mixed", "far", "heavy", "function")[i % 5]
        text = rng.choice(chunks(body))
        spun, changed = spinners.spin(text, style, rng.uniform(.12, .4), seed * 100003 + i)
        if changed >= .06:
            out.append((spun, 1, f"prose{i}", "synthetic:" + style, .5, None))
    return out


class Judged:
    """Material with its evidence, as arrays. `evidence`: by half, the one that has not seen its pairs; None: all pairs."""

    def __init__(self, material, evidence):
        self.y, self.group, self.kinds, self.weight = (np.array([m[i] for m in material]) for i in (1, 2, 3, 4))
        found = [None] * len(material)
        for half, source in evidence.items():
            at = [i for i, m in enumerate(material) if m[5] == half]
            for i, e in zip(at, source.of("spun", [material[i][0] for i in at])):
                found[i] = e
        self.whole = expand(np.array([e["f"] for e in found]))
        self.sample = expand(np.array([e["s"] for e in found]))
        self.surface = expand(np.array([e["f"][:len(e["s"])] for e in found]))
        self.long = np.array([e["n"] >= 40 for e in found])
        self.family = np.array([k.split("/")[0] for k in self.kinds])
        whole_text = np.char.find(self.kinds, "/") < 0
        self.brief = (self.y == 0) & np.char.endswith(self.kinds, "/brief")
        self.letters = self.kinds == "letters"
        self.real = (self.y == 0) & whole_text & ~self.letters
        self.pages = (self.y == 1) & whole_text & ~np.char.startswith(self.kinds, "synthetic")

    def cross(self, folds, c=C, without=()):
        """Logits of every text from a fit that saw neither its domain nor the families `without`."""
        guess = np.full(len(self.y), -20.)
        fitted = self.long & ~np.isin(self.family, without)
        for train, test in GroupKFold(folds).split(self.whole, self.y, self.group):
            train = train[fitted[train]]
            guess[test] = score(fit_logistic(self.whole[train], self.y[train], self.weight[train], c), self.whole[test])
        return np.where(self.long, guess, -20)

    def recalls(self, guess, at, families=None):
        names = sorted(set(self.kinds[self.y == 1])) if families is None else families
        return ", ".join(f"{k} {np.mean(guess[self.kinds == k] > at):.3f}" for k in names)

    def threshold(self, guess, false_share):
        clean = np.sort(guess[self.real])
        return clean[-int(false_share * len(clean)) - 1]


def fit_judge(judged):
    """Weights of the glance at a sample, of the one at the whole text, and of the article."""
    guess = judged.cross(6)
    held = (guess > judged.threshold(guess, HOLD_FALSE)) & judged.pages
    glances, seen = [], np.ones(len(guess), bool)
    for features in (judged.sample, judged.surface):
        weights = fit_logistic(features[judged.long], judged.y[judged.long], judged.weight[judged.long], GLANCE_C)
        z = score(weights, features)
        weights[-1] -= np.quantile(z[held], GLANCE_MISSED)
        glances.append(weights)
        seen &= score(weights, features) >= 0
        print(f"spun glance: {seen[judged.kinds == 'prose'].mean():.3f} of prose read on", file=sys.stderr)
    guess = np.where(seen, guess, -20)
    print(f"spun, domains unseen: {judged.real.sum()} clean texts; {dict(zip(*np.unique(judged.kinds[judged.y == 1], return_counts=True)))}",
          file=sys.stderr)
    for false in (.005, .0025, .001):
        at = judged.threshold(guess, false)
        print(f"spun at {false} false ({np.mean(guess[judged.letters] > at):.4f} of letters, {np.mean(guess[judged.brief] > at):.4f} of briefs): {judged.recalls(guess, at)}", file=sys.stderr)
    for families in FAMILIES_UNSEEN:
        unseen = np.where(seen, judged.cross(3, without=families), -20)
        for false in (.005, .001):
            print(f"spun at {false} false, family unseen as well: "
                  f"{judged.recalls(unseen, judged.threshold(unseen, false), families)}", file=sys.stderr)

    article = fit_logistic(judged.whole[judged.long], judged.y[judged.long], judged.weight[judged.long], C)
    a, b = calibrate(judged, guess)
    article *= a
    article[-1] += b
    return *glances, article


def calibrate(judged, guess):
    """Slope by Platt's scaling of the cross-fitted logits; the constant puts HOLD where it costs the false alarms it may.
    How many of a wire's articles are spun nobody knows, so a prior would be no better founded."""
    use = judged.real | judged.pages
    y = judged.y[use]
    weight = np.where(y == 1, .5 / (y == 1).sum(), .5 / (y == 0).sum()) * len(y)
    platt = LogisticRegression(C=1e6, max_iter=2000).fit(np.maximum(guess, -8)[use, None], y, sample_weight=weight)
    a = float(platt.coef_[0, 0])
    at = judged.threshold(guess, HOLD_FALSE)
    b = np.log(HOLD_AT / (1 - HOLD_AT)) - a * at
    dev = judged.real & (judged.kinds != "prose")
    print(f"spun held: {a:.3f} z {b:+.3f}; false {np.mean(guess[judged.real] > at):.4f} of {judged.real.sum()}, of clean and "
          f"hard negatives {np.mean(guess[dev] > at):.4f} of {dev.sum()}; {judged.recalls(guess, at)}", file=sys.stderr)
    for k in np.where(judged.real & (guess > at - 1))[0]:
        print(f"  {judged.kinds[k]} {judged.group[k]}: {guess[k] - at:+.2f}", file=sys.stderr)
    return a, b


def fit_words(data, evidence, article):
    """Of the hits in re-enacted pages: which are spun words. Evidence of each page is without the pairs of its half."""
    pages = rows(data + "/garble/spun_reenacted_dev.jsonl")
    x, y, page, family, right, total = [], [], [], [], [], {}
    for half, source in evidence.items():
        of = [r for n, r in enumerate(pages) if n % 2 == half]
        for r, e in zip(of, source.of("spun", [r["text"] for r in of])):
            spans = spans_of(r, "spans")
            total[r["family"]] = total.get(r["family"], 0) + len(spans)
            p = 1 / (1 + np.exp(-score(article, expand(np.array([e["f"]])))[0]))
            for begin, end, original, features in e["h"]:
                meets = [s for s in spans if s["start"] < end and s["end"] > begin]
                x.append([*features[:WORD_ARTICLE], p, *features[WORD_ARTICLE + 1:]])
                y.append(bool(meets))
                right.append(bool(meets) and meets[0]["original"].lower() == original)
                page.append(r["id"])
                family.append(r["family"])
    x, y, right, page, family = (np.array(v) for v in (x, y, right, page, family))
    guess = np.zeros(len(y))
    for train, test in GroupKFold(5).split(x, y, page):
        guess[test] = score(fit_logistic(x[train], y[train], np.ones(len(train)), 1), x[test])
    shift = max(shown_from(guess[family == k], y[family == k]) for k in total)
    for p in (.5, .7):
        shown = guess - shift > np.log(p / (1 - p))
        figures = ", ".join(f"{k}: precision {y[shown & (family == k)].mean():.3f}, recall {y[shown & (family == k)].sum() / total[k]:.3f}, "
                            f"reading {right[shown & y & (family == k)].mean():.3f}" for k in sorted(total))
        print(f"spun words at {p}, pages and pairs unseen: {figures}", file=sys.stderr)
    weights = fit_logistic(x, y, np.ones(len(y)), 1)
    weights[-1] -= shift
    return weights


def shown_from(guess, y):
    """The logit from which the hits above it are precise enough."""
    order = np.argsort(-guess, kind="stable")
    precise = np.cumsum(y[order]) >= WORD_PRECISION * np.arange(1, len(y) + 1)
    return guess[order][np.where(precise)[0].max()]
