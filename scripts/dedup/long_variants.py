"""A wire of long articles, and parts of some of them under another outlet's headline.

Made of DIR/prose/articles.jsonl.gz with a fixed seed; each article serves one variant at most.
"""
import gzip
import json
import random
import re

SEED = 20000763
BASES, OF_A_KIND = 6000, 300
LEAST, MOST = 2400, 5200  # bytes of a body
SHORT = 3  # paragraphs, or less: cut into sentences
KINDS = {
    "third": lambda own, other: own[: max(2, len(own) // 3)],
    "half": lambda own, other: own[: max(2, len(own) // 2)],
    "tail": lambda own, other: own[len(own) // 2 :],
    "most": lambda own, other: own[: max(2, len(own) * 8 // 10)],
    "whole": lambda own, other: own,
    "intro": lambda own, other: other[:2] + own,
    "two": lambda own, other: other + own,
    "mixed": lambda own, other: own[: len(own) // 2] + other[: len(other) // 2],
}


def parts(body):
    paragraphs = [p for p in body.split("\n") if p.strip()]
    if len(paragraphs) > 2 * SHORT:
        return paragraphs
    sentences = re.split(r"(?<=[.!?]) +", body)
    return [" ".join(sentences[i : i + SHORT]) for i in range(0, len(sentences), SHORT)]


def write(folder, out):
    """Writes the wire to the open file `out`; {id of a variant: (its kind, id of its base)}."""
    with gzip.open(f"{folder}/prose/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [a for a in map(json.loads, lines) if LEAST <= len(a["body"].encode()) <= MOST]
    chance = random.Random(SEED)
    chance.shuffle(articles)
    base, others = articles[:BASES], articles[BASES:]
    made, minutes = {}, 0

    def send(article, **changed):
        nonlocal minutes
        minutes += 1
        day, minute = divmod(minutes, 24 * 60)
        time = f"2026-03-{day + 1:02}T{minute // 60:02}:{minute % 60:02}:00Z"
        out.write(json.dumps({**article, **changed, "publishedAt": time}) + "\n")

    for article in base:
        send(article)
    for i, (kind, cut) in enumerate(KINDS.items()):
        for article in base[i * OF_A_KIND : (i + 1) * OF_A_KIND]:
            other = others.pop()
            name = f"{kind}~{article['id']}"
            made[name] = kind, article["id"]
            send(article, id=name, provider="Another outlet", headline=other["headline"],
                 body="\n".join(cut(parts(article["body"]), parts(other["body"]))))
    return made
