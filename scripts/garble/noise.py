"""Fits the estimate of noise: pages of OCR with their transcriptions, and clean copy."""
import sys

import numpy as np
from sklearn.linear_model import Ridge

from regress import folded_weights, rows, score


def fit_noise(data, evidence, clean):
    pairs = rows(data + "/garble/ocr_pairs_dev.jsonl")
    x = np.array([e["f"] for e in evidence.of("noise", [p["text"] for p in pairs])])
    zero = np.array([e["f"] for e in evidence.of("noise", clean)])
    truth = np.array([e["f"] for e in evidence.of("noise", [p["truth"] for p in pairs])])
    y = np.array([p["mean_cer"] for p in pairs])
    every = np.vstack([x, zero, truth])
    target = np.concatenate([np.minimum(y, .35), np.zeros(len(zero) + len(truth))])
    weight = np.concatenate([np.ones(len(x)), np.full(len(zero), .5), np.full(len(truth), .3)])

    def fit(at):
        mean, deviation = every[at].mean(0), every[at].std(0) + 1e-6
        model = Ridge(alpha=3).fit((every[at] - mean) / deviation, target[at], sample_weight=weight[at])
        return folded_weights(model, mean, deviation)

    def rank(v):
        return np.argsort(np.argsort(v))

    guess = np.zeros(len(every))
    fold = np.arange(len(every)) % 5
    for k in range(5):
        guess[fold == k] = score(fit(np.where(fold != k)[0]), every[fold == k])
    print(f"noise: rank correlation {np.corrcoef(rank(guess[:len(x)]), rank(y))[0, 1]:.3f}; clean at .02 or more: "
          f"{(guess[len(x):len(x) + len(zero)] > .02).mean():.4f}, transcriptions "
          f"{(guess[len(x) + len(zero):] > .02).mean():.3f}", file=sys.stderr)
    return fit(np.arange(len(every)))
