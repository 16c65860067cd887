"""Fits the two regressions that find the furniture of a page taken for an article."""
import csv
import sys

import numpy as np
import xxhash
from sklearn.model_selection import GroupKFold

from regress import fit_logistic, rows, score, spans_of


def around(logits, words, pages):
    out = np.zeros((len(logits), 10))
    for page in np.unique(pages):
        at = np.where(pages == page)[0]
        l, w, n = logits[at], words[at], len(at)

        def shifted(d):
            return np.array([l[i + d] if 0 <= i + d < n else 3. for i in range(n)])

        def mean(r):
            return np.array([(l[max(0, i - r):i + r + 1] * w[max(0, i - r):i + r + 1]).sum()
                             / max(1, w[max(0, i - r):i + r + 1].sum()) for i in range(n)])
        kept = np.cumsum((l < 0) * w)
        share = kept / (kept[-1] + 1)
        out[at] = np.column_stack([l, shifted(-1), shifted(1), shifted(-2), shifted(2), mean(3), mean(8), mean(20),
                                   share, np.abs(share - .5)])
    return out


def fit_furniture(data, evidence):
    pages = rows(data + "/garble/boilerplate_pages_dev.jsonl")
    x, y, words, page, group = [], [], [], [], []
    for i, (row, e) in enumerate(zip(pages, evidence.of("furniture", [p["text"] for p in pages]))):
        spans = spans_of(row, "boilerplate_byte_spans")
        for begin, end, n, features in e["lines"]:
            covered = sum(max(0, min(end, b) - max(begin, a)) for a, b in spans)
            x.append(features)
            y.append(covered > .5 * (end - begin))
            words.append(n)
            page.append(i)
            group.append(row["domain"])
    x, y, words, page, group = np.array(x), np.array(y), np.array(words, float), np.array(page), np.array(group)
    weight = np.sqrt(words + 1)

    def out_of_fold(x, y, weight, group, k):
        logits = np.zeros(len(y))
        for train, test in GroupKFold(k).split(x, y, group):
            logits[test] = score(fit_logistic(x[train], y[train], weight[train], .3), x[test])
        return np.clip(logits, -6, 6)

    def both(x, y, weight, group, words, page):
        first = fit_logistic(x, y, weight, .3)
        inner = out_of_fold(x, y, weight, group, 4)
        second = fit_logistic(np.column_stack([x, around(inner, words, page)]), y, weight, .3)
        return first, second

    guess = np.zeros(len(y))
    for train, test in GroupKFold(5).split(x, y, group):
        first, second = both(x[train], y[train], weight[train], group[train], words[train], page[train])
        logits = np.clip(score(first, x[test]), -6, 6)
        guess[test] = score(second, np.column_stack([x[test], around(logits, words[test], page[test])]))
    hit = (words * (guess > 0) * y).sum()
    print(f"furniture: token F1 {2 * hit / ((words * (guess > 0)).sum() + (words * y).sum()):.3f} on unseen domains",
          file=sys.stderr)
    return both(x, y, weight, group, words, page)


def line_hashes(data):
    out = []
    with open(data + "/garble/boilerplate_lines_dev.tsv") as f:
        for line, domains, clean in list(csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            if int(domains) >= 2 and int(clean) <= 1 and len(line) <= 80:
                out.append(xxhash.xxh3_64_intdigest(line.encode()))
    return np.array(sorted(out), dtype=np.uint64)
