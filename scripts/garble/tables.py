#!/usr/bin/python3
"""Writes the tables of garble.model: words, pairs, triples, the reverse lexicon. Layout: plugins/garble/model.h."""
import argparse
import struct
import sys

import numpy as np
import xxhash

from corpus import Counts
from lexicon import build

MASK = (1 << 64) - 1
BOUNDARY_HASH, NUMBER_HASH = 0x9AE16A3B2F90404F, 0xC949D7C7509E6557
KNOWN, USUALLY_SMALL, USUALLY_CAPITAL, SEEN_SPUN = 1, 2, 4, 8
SEEN_PRIOR = 1.5  # of pairs seen on spun pages
CANDIDATES_MAX = 8
WORDS, PAIRS, TRIPLES, CANDIDATES, PHRASES, ORIGINALS, TEXT = 1, 2, 3, 4, 5, 6, 7
LOAD = .75
BUCKET = 16


def word_hash(word):
    return xxhash.xxh3_64_intdigest(word.encode())


def mix(a, b):
    """Of two uint64 arrays; the same as mix() in model.h."""
    with np.errstate(over="ignore"):
        x = (a * np.uint64(0x9E3779B97F4A7C15)) ^ ((b << np.uint64(23)) | (b >> np.uint64(41)))
        x = (x ^ (x >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
        return x ^ (x >> np.uint64(29))


def log_count(counts):
    return np.minimum(255, np.round(8 * np.log2(np.maximum(counts, 1))).astype(np.int64) + 1)


def place(keys, payload, facts=None):
    """Buckets of 16 slots, filled in order; a full one spills into the next. Facts lie after the fingerprints, slot by
    slot."""
    buckets = int(len(keys) / (BUCKET * LOAD)) + 1
    home = (((keys >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)) * np.uint64(BUCKET)
    order = np.argsort(home, kind="stable")
    rank = np.arange(len(keys))
    at = np.maximum.accumulate(home[order].astype(np.int64) - rank) + rank
    size = (max(buckets, int(at[-1]) // BUCKET + 1) + 1) * BUCKET
    table = np.zeros(size, dtype=np.uint32)
    assert (payload != 0).all()
    table[at] = payload[order]
    if facts is not None:
        beside = np.zeros(size, dtype=np.uint32)
        beside[at] = facts[order]
        table = np.concatenate([table, beside])
    return buckets, table


def grams(keys, counts):
    finger = keys & np.uint64(0xFFFFFF)
    return place(keys, ((finger << np.uint64(8)) | log_count(counts).astype(np.uint64)).astype(np.uint32))


def candidates(entries, frequency):
    """The originals of every entry, best prior first, as 32-bit: last 1, prior 8, original 20."""
    texts, rows, starts = {}, [], {}
    for spun in sorted(entries):
        best = sorted(entries[spun].items(), key=lambda e: (-(e[1] + .05 * np.log(1 + frequency(e[0]))), e[0]))
        best = best[:CANDIDATES_MAX]
        starts[spun] = len(rows) + 1
        for i, (original, prior) in enumerate(best):
            n = texts.setdefault(original, len(texts))
            quantised = int(round((max(-4, min(4, prior)) + 4) * 31))
            rows.append(n | quantised << 20 | (1 << 31 if i + 1 == len(best) else 0))
    return list(texts), np.array(rows, dtype=np.uint32), starts


def word_table(counts, net, starts, entries):
    vocabulary = {w: i for w, i in counts.ids.items() if i > 1 and counts.count[i] >= 2}
    known = set(net.lemmas())
    for (part, _), words in net.synsets.items():
        for w in words:
            known.update(net.forms(part, w).values())
    single = {w for w in starts if " " not in w}
    every = sorted(set(vocabulary) | known | single)
    keys = np.array([word_hash(w) for w in every], dtype=np.uint64)
    facts = np.zeros(len(every), dtype=np.uint32)
    for k, w in enumerate(every):
        i = vocabulary.get(w)
        n = int(counts.count[i]) if i is not None else 0
        flags = KNOWN if w in known or n >= 5 else 0
        if i is not None:
            upper, lower = int(counts.upper[i]), int(counts.lower[i])
            if upper + lower >= 10:
                flags |= USUALLY_SMALL if upper < .15 * (upper + lower) else 0
                flags |= USUALLY_CAPITAL if upper > .85 * (upper + lower) else 0
        log = int(log_count(np.array([n]))[0]) if n else 0
        flags |= SEEN_SPUN if max(entries.get(w, {"": -9}).values()) >= SEEN_PRIOR else 0
        facts[k] = starts.get(w, 0) << 12 | flags << 8 | log
    return place(keys, (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32), facts)


def phrase_table(starts):
    several = sorted(w for w in starts if " " in w)
    hashes = [np.array([word_hash(x) for x in w.split()], dtype=np.uint64) for w in several]
    keys = []
    for h in hashes:
        key = h[:1]
        for x in h[1:]:
            key = mix(key, np.array([x], dtype=np.uint64))
        keys.append(key[0])
    keys = np.array(keys, dtype=np.uint64)
    facts = np.array([starts[w] << 12 | len(w.split()) for w in several], dtype=np.uint32)
    return place(keys, (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32), facts)


def write(path, sections):
    head = struct.pack("<8sII", b"GARBLE02", len(sections), 0)
    offset = len(head) + 24 * len(sections)
    table, body = b"", b""
    for kind, slots, data in sections:
        padding = -(offset + len(body)) % 64
        body += b"\0" * padding
        table += struct.pack("<IIQQ", kind, slots, offset + len(body), len(data))
        body += data
    with open(path, "wb") as f:
        f.write(head + table + body)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("own", help="the project's own list of spinners' words")
    parser.add_argument("model")
    parser.add_argument("--skip", type=int, default=-1, help="0, 1: leave out half of the re-enacted pages")
    args = parser.parse_args()

    counts = Counts(args.data)
    hashes = np.array([word_hash(w) for w in counts.words], dtype=np.uint64)
    hashes[0], hashes[1] = BOUNDARY_HASH, NUMBER_HASH
    size = len(counts.words)
    keep = counts.pair_counts >= 2
    pairs, pair_counts = counts.pairs[keep], counts.pair_counts[keep]
    pair_keys = mix(hashes[pairs // size], hashes[pairs % size])
    keep = counts.triple_counts >= 4
    a, b, c = counts.triples[:, keep]
    triple_keys = mix(mix(hashes[a], hashes[b]), hashes[c])

    entries, net = build(counts.of, args.data, args.own, args.skip)
    texts, rows, starts = candidates(entries, counts.of)
    text = "".join(texts).encode()
    ends = np.cumsum([len(t.encode()) for t in texts]).astype(np.uint32)
    sections = []
    for kind, (slots, table) in ((WORDS, word_table(counts, net, starts, entries)), (PAIRS, grams(pair_keys, pair_counts)),
                                 (TRIPLES, grams(triple_keys, counts.triple_counts[keep]))):
        sections.append((kind, slots, table.tobytes()))
    sections.append((CANDIDATES, len(rows), rows.tobytes()))
    slots, table = phrase_table(starts)
    sections.append((PHRASES, slots, table.tobytes()))
    sections.append((ORIGINALS, len(texts), ends.tobytes()))
    sections.append((TEXT, counts.total, text))
    write(args.model, sections)
    for kind, slots, data in sections:
        print(f"section {kind}: {slots} slots, {len(data)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
