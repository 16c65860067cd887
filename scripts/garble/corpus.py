"""Counts of words, pairs and triples in prose and wire copy, without the articles that scores are measured on."""
import gzip
import itertools
import json
import re

import numpy as np

from tokens import BOUNDARY, NUMBER, fold, sentences

HELD_OUT_EVERY = 12  # one article in so many is kept for measuring false alarms
SHINGLE = 10


def shingles(text):
    words = re.sub(r"\W+", " ", text.lower()).split()
    return {" ".join(words[i:i + SHINGLE]) for i in range(0, len(words) - SHINGLE, 5)}


def articles(data):
    with gzip.open(data + "/prose/articles.jsonl.gz", "rt") as f:
        for line in f:
            yield json.loads(line)["body"]


def wire(data):
    """Wire copy, which has words of its own ("mln", "dlrs") and is set in short lines."""
    with open(data + "/dedup/reuters21578.jsonl") as f:
        for line in f:
            article = json.loads(line)
            yield re.sub(r"(?<=\S)\n(?=\S)", " ", article.get("body", ""))


def held_out(data):
    """Articles never counted: every twelfth."""
    return [body for i, body in enumerate(articles(data)) if i % HELD_OUT_EVERY == 5]


def measured_shingles(data):
    """Of the texts that scores are measured on."""
    seen = set()
    for name, key in (("clean_dev", "text"), ("spun_reenacted_dev", "original")):
        with open(f"{data}/garble/{name}.jsonl") as f:
            for line in f:
                words = re.sub(r"\W+", " ", json.loads(line)[key].lower()).split()
                seen.update(" ".join(words[i:i + SHINGLE]) for i in range(max(0, len(words) - SHINGLE)))
    return seen


class Counts:
    def __init__(self, data):
        ids = {"<boundary>": BOUNDARY, "<number>": NUMBER}
        stream, capital = [], []
        measured = measured_shingles(data)
        counted = (body for i, body in enumerate(articles(data)) if i % HELD_OUT_EVERY != 5)
        for body in itertools.chain(counted, wire(data)):
            if len(shingles(body) & measured) > 2:
                continue
            for words in sentences(body):
                stream.append(BOUNDARY)
                capital.append(0)
                for k, word in enumerate(words):
                    if word[0].isdigit():
                        stream.append(NUMBER)
                        capital.append(0)
                        continue
                    folded = fold(word)
                    n = ids.get(folded)
                    if n is None:
                        n = ids[folded] = len(ids)
                    stream.append(n)
                    capital.append(0 if k == 0 else 1 if word[0].isupper() else 2)
        stream.append(BOUNDARY)
        capital.append(0)
        a = np.array(stream, dtype=np.int64)
        c = np.array(capital, dtype=np.int8)
        self.ids = ids
        self.words = list(ids)
        self.total = len(a)
        self.count = np.bincount(a, minlength=len(ids))
        self.upper = np.bincount(a[c == 1], minlength=len(ids))
        self.lower = np.bincount(a[c == 2], minlength=len(ids))
        size = len(ids)
        pairs = a[:-1] * size + a[1:]
        self.pairs, pair_index, self.pair_counts = np.unique(pairs, return_inverse=True, return_counts=True)
        triples = pair_index[:-1].astype(np.int64) * size + a[2:]
        values, self.triple_counts = np.unique(triples, return_counts=True)
        first_two = self.pairs[values // size]
        self.triples = np.stack([first_two // size, first_two % size, values % size])

    def of(self, word):
        n = self.ids.get(word)
        return 0 if n is None else int(self.count[n])
