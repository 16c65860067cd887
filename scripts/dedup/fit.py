"""Fits the two scores of plugins/dedup/judge.h and writes plugins/dedup/weights.h.

Both are logistic, with no weight below zero: every feature is turned so that more of it speaks for the pair, and what
the data lacks cannot turn a score over. The bias is moved so that the threshold that is best over held-out folds is
the filter's default. Folds are of whole families of articles, never of pairs.
"""
import collections
import json
import subprocess

import numpy as np
from scipy.optimize import minimize

SAME, REWRITE = 14, 9
SAME_THRESHOLD, REWRITE_THRESHOLD = 0.55, 0.25  # as declared in dedup.cc
SPUN = {"spin30", "spin60"}
FOLDS = 5
COMPARED_OF_FAMILY = 4  # as kComparedOfChain of judge.cc: here chains are families, whatever the weights are
RIDGE = 0.02  # of the squared weights
# The least weights of `rewrite`. Spun copies of one old wire cannot show that paraphrases keep their quotations, and
# often their title: those speak at least so much.
REWRITE_FLOOR = [0, 0, 0, 0, 0.8, 0.6, 0, 1.0, 1.0]


def families(pairs_file, variants_file):
    """For each article its family: versions and edits of one text. And the labels of pairs."""
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    label, kind = {}, {}
    with open(pairs_file, encoding="utf-8") as lines:
        for pair in map(json.loads, lines):
            label[frozenset((pair["id1"], pair["id2"]))] = pair["label"]
            if pair["label"] == "V":
                parent[root(pair["id1"])] = root(pair["id2"])
    with open(variants_file, encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            kind[article["id"]] = article["metadata"]["type"]
            parent[root(article["id"])] = root(article["metadata"]["base"])
    return root, label, kind


def labelled(line, root, label, kind):
    """(asked of same, asked of rewrite, 1 or 0 or None for each) of a dumped pair."""
    later, earlier = line[0], line[1]
    known = label.get(frozenset((later, earlier)))
    if known in ("X", "D") or "digest5" in (kind.get(later), kind.get(earlier)):
        return None, None
    one = root(later) == root(earlier)
    spun = kind.get(later) in SPUN or kind.get(earlier) in SPUN
    same = None if one and spun else int(one)
    rewrite = int(one) if spun or not one else None
    return same, rewrite


def fit(x, y, weight, floor):
    x = np.hstack([x, np.ones((len(x), 1))])

    def loss(w):
        z = x @ w
        value = (weight * (np.logaddexp(0, z) - y * z)).sum() + RIDGE * (w[:-1] ** 2).sum()
        slope = x.T @ (weight * (1 / (1 + np.exp(-z)) - y))
        slope[:-1] += 2 * RIDGE * w[:-1]
        return value, slope

    bounds = [(f, None) for f in floor] + [(None, None)]
    return minimize(loss, np.array([*floor, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds,
                    options={"maxiter": 2000}).x


def best_cut(z, y):
    """The log-odds that gives the best F1."""
    order = np.argsort(-z, kind="stable")
    score = 2 * np.cumsum(y[order]) / (np.arange(len(y)) + 1 + y.sum())
    at = int(np.argmax(score))
    after = z[order[at + 1]] if at + 1 < len(z) else z[order[at]]
    return (z[order[at]] + after) / 2, score[at]


def learn(name, x, y, group, weight, tells, threshold, floor):
    """Weights and bias. Fitted to all pairs; the threshold's place is told by those of `tells`."""
    x, y, weight, tells = np.array(x, float), np.array(y, float), np.array(weight, float), np.array(tells)
    fold = np.array([hash_of(g) % FOLDS for g in group])
    held = np.zeros(len(y))
    for f in range(FOLDS):
        w = fit(x[fold != f], y[fold != f], weight[fold != f], floor)
        held[fold == f] = x[fold == f] @ w[:-1] + w[-1]
    cut, score = best_cut(held[tells], y[tells])
    w = fit(x, y, weight, floor)
    w[-1] += np.log(threshold / (1 - threshold)) - cut
    print(f"{name}: {int(y.sum())} of {len(y)} pairs; held out F1 {score:.4f} of {tells.sum()}, at log-odds {cut:.2f}")
    return w


def hash_of(text):
    return sum((i + 1) * b for i, b in enumerate(text.encode()))


def row(values):
    lines, line = [], "   "
    for v in values:
        text = f" {v:.4g}F,".replace("0F,", "0.0F,") if float(f"{v:.4g}") == 0 else f" {float(f'{v:.4g}')!r}F,"
        if len(line) + len(text) > 99:
            lines.append(line)
            line = "   "
        line += text
    return "\n".join(lines + [line])


def train(program, folder, out):
    files = [f"{folder}/reuters21578.jsonl", f"{folder}/variants_reuters.jsonl"]
    root, label, kind = families(f"{folder}/reuters_nearpairs_dev.jsonl", files[1])
    same, rewrite = collections.defaultdict(list), collections.defaultdict(list)
    done = subprocess.run([program, *files], stdout=subprocess.PIPE, check=True)
    seen = collections.Counter()
    for text in done.stdout.decode().splitlines():
        line = text.split("\t")
        seen[line[0], root(line[1])] += 1
        if seen[line[0], root(line[1])] > COMPARED_OF_FAMILY:
            continue
        numbers = [float(v) for v in line[4:]]
        label_same, label_rewrite = labelled(line, root, label, kind)
        for asked, value, features, into in ((line[2], label_same, numbers[:SAME], same),
                                             (line[3], label_rewrite, numbers[SAME:], rewrite)):
            if asked == "1" and value is not None:
                into["x"].append(features)
                into["y"].append(value)
                into["group"].append(root(line[0]))
                # An edit made by a program is worth less than a version that a wire sent.
                into["weight"].append(0.03 if line[0] in kind and into is same else 1.0)
                into["tells"].append(into is rewrite or label.get(frozenset(line[:2])) in ("V", "T"))
    w = learn("same", **same, threshold=SAME_THRESHOLD, floor=[0.0] * SAME)
    v = learn("rewrite", **rewrite, threshold=REWRITE_THRESHOLD, floor=REWRITE_FLOOR)
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"""// Written by scripts/train-dedup, fitted to {len(same['y'])} and {len(rewrite['y'])} labelled pairs. In the order of the
// features (judge.h); no weight is below zero.
#pragma once

#include <array>

namespace copytaster::dedup {{

// clang-format off
inline constexpr float kSameBias = {w[-1]:.4g}F;
inline constexpr std::array<float, {SAME}> kSameWeights = {{
{row(w[:-1])}
}};

inline constexpr float kRewriteBias = {v[-1]:.4g}F;
inline constexpr std::array<float, {REWRITE}> kRewriteWeights = {{
{row(v[:-1])}
}};
// clang-format on

}}  // namespace copytaster::dedup
""")
