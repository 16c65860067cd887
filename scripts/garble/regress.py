"""What the fits of garble.model share: labelled rows, evidence from the detectors themselves, linear models."""
import json
import subprocess

import numpy as np
from sklearn.linear_model import LogisticRegression

DIVIDER = "\n\x02\n"


def rows(path):
    with open(path) as f:
        return [json.loads(line) for line in f]


def spans_of(row, key):
    return json.loads(row[key]) if isinstance(row[key], str) else row[key]


class Evidence:
    """What garble-evidence prints of texts: what is trained is what runs."""

    def __init__(self, exe, model):
        self.exe, self.model = exe, model

    def of(self, kind, texts):
        joined = DIVIDER.join(t.replace("\x02", " ") or " " for t in texts)
        done = subprocess.run([self.exe, self.model, kind], input=joined.encode(), capture_output=True, check=True)
        out = [json.loads(line) for line in done.stdout.decode().splitlines()]
        assert len(out) == len(texts), (len(out), len(texts))
        return out


def folded_weights(model, mean, deviation):
    w = model.coef_.ravel() / deviation
    return np.append(w, float(np.ravel(model.intercept_)[0]) - (w * mean).sum())


def fit_logistic(x, y, weight, c):
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=c, max_iter=4000).fit((x - mean) / deviation, y, sample_weight=weight)
    return folded_weights(model, mean, deviation)


def score(w, x):
    return x @ w[:-1] + w[-1]
