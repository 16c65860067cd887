"""From scores to probabilities, thresholds and figures: what scripts/train-topics fits on scores that no machine had
learned from."""

import numpy as np
from sklearn.linear_model import LogisticRegression

FIRST = 17
SMOOTH = 40  # articles that the common threshold weighs against a topic's own
GRID = np.arange(0.15, 0.75, 0.01)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def f1(given, y):
    return 2 * (given & y).sum() / max(1, given.sum() + y.sum())


def platt(score, voice, y, weight=None):
    """Slope, intercept and the rules' voice in the log-odds; the prior alone where there is too little to fit."""
    y = np.asarray(y, bool)
    if y.sum() < 5:
        return 1e-3, float(np.log((y.sum() + 0.5) / (len(y) + 1))), 0.0
    fit = LogisticRegression(C=100).fit(np.stack([score, voice], 1), y, sample_weight=weight)
    return float(fit.coef_[0, 0]), float(fit.intercept_[0]), float(max(0, fit.coef_[0, 1]))


def odds_of(score, voice, fitted):
    return np.stack([a * score[:, k] + b + c * voice[:, k] for k, (a, b, c) in enumerate(fitted)], 1)


def rivals(odds):
    """For each topic of an article the strongest other one's log-odds."""
    best = np.sort(odds, 1)
    return np.where(odds >= best[:, -1:], best[:, -2:-1], best[:, -1:])


def rivalry(odds, y):
    """(own, rival, offset) for the most certain topic of an article, and for the others."""
    leader = np.zeros(odds.shape, bool)
    leader[np.arange(len(odds)), odds.argmax(1)] = True
    out = []
    for part in (leader, ~leader):
        fit = LogisticRegression(C=100).fit(np.stack([odds[part], rivals(odds)[part]], 1), y[part])
        out.append((*map(float, fit.coef_[0]), float(fit.intercept_[0])))
    return out


def beside(odds, fitted):
    """Probabilities, each topic seen beside its strongest rival."""
    top, n = odds.argmax(1), np.arange(len(odds))
    (own, rival, offset), (own_other, rival_other, offset_other) = fitted
    other = rivals(odds)
    out = own_other * odds + rival_other * other + offset_other
    out[n, top] = own * odds[n, top] + rival * other[n, top] + offset
    return sigmoid(np.minimum(out, out[n, top][:, None]))


def thresholds(p, y, rounds=3):
    """A threshold a topic for the best micro-F1 together, drawn towards the one that is best over all."""
    common = max(GRID, key=lambda t: f1(p >= t, y))
    hit = np.array([[((p[:, k] >= t) & y[:, k]).sum() for t in GRID] for k in range(p.shape[1])])
    given = np.array([[(p[:, k] >= t).sum() for t in GRID] for k in range(p.shape[1])])
    at = np.full(p.shape[1], int(np.argmin(abs(GRID - common))))
    topics = np.arange(p.shape[1])
    for _ in range(rounds):
        for k in topics:
            others = topics != k
            hits, all_given = hit[others, at[others]].sum(), given[others, at[others]].sum()
            at[k] = int(np.argmax(2 * (hits + hit[k]) / (all_given + given[k] + y.sum())))
    n = y.sum(0)
    return (n * GRID[at] + SMOOTH * common) / (n + SMOOTH)


def calibration_error(p, right, bins=10):
    place = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs(p[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place))


def figures(p, y, t, least):
    """`least`: the probability from which the best topic of an article is given whatever its threshold."""
    top, n = p.argmax(1), np.arange(len(p))
    given = p >= t
    given[n, top] |= p.max(1) >= least
    right = y[n, top]
    each = [f1(given[:, k], y[:, k]) for k in range(FIRST) if y[:, k].any()]
    return {
        "articles": len(p),
        "micro_f1": round(float(f1(given, y)), 4),
        "macro_f1": round(float(np.mean(each)), 4),
        "first_topic": round(float(right.mean()), 4),
        "calibration_error": round(float(calibration_error(p.max(1), right)), 4),
    }, given


def elsewhere(score, voice, y, least, folds, seed):
    """The figures where calibration, rivalry and thresholds of an article are fitted on the others."""
    fold = np.random.RandomState(seed).randint(0, folds, len(y))
    p, t = np.zeros(y.shape), np.zeros(y.shape)
    for f in range(folds):
        a, b = fold != f, fold == f
        fitted = [platt(score[a, k], voice[a, k], y[a, k]) for k in range(FIRST)]
        odds = odds_of(score, voice, fitted)
        seen = beside(odds, rivalry(odds[a], y[a]))
        p[b], t[b] = seen[b], thresholds(seen[a], y[a])
    return figures(p, y, t, least)[0]
