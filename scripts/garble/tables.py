"""Writes the tables of garble.model: words, pairs, triples, the reverse lexicon. Layout: plugins/garble/model.h."""
import re
import struct

import numpy as np
import xxhash

BOUNDARY_HASH, NUMBER_HASH = 0x9AE16A3B2F90404F, 0xC949D7C7509E6557
KNOWN, USUALLY_SMALL, USUALLY_CAPITAL, SEEN_SPUN = 1, 2, 4, 8
SEEN_PRIOR = 1.5  # of pairs seen on spun pages
CANDIDATES_MAX = 8
WORD_SEEN, PAIR_SEEN, TRIPLE_SEEN = 2, 2, 4  # what was seen less often is left out
WORDS, PAIRS, TRIPLES, CANDIDATES, PHRASES, ORIGINALS, TEXT = 1, 2, 3, 4, 5, 6, 7
WORD_SLOTS, WORD_LOAD = 8, .7  # of a line of 64 bytes; the share of slots filled
GRAM_SLOTS, GRAM_LOAD = 21, .8


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


def place(keys, slots, load):
    """Lines of slots, filled in order; a full one spills into the next. Lines that are a key's own, all lines, and the
    line and slot of every key."""
    homes = int(len(keys) / (slots * load)) + 1
    home = (((keys >> np.uint64(32)) * np.uint64(homes)) >> np.uint64(32)) * np.uint64(slots)
    order = np.lexsort((keys, home))
    rank = np.arange(len(keys))
    at = np.empty(len(keys), dtype=np.int64)
    at[order] = np.maximum.accumulate(home[order].astype(np.int64) - rank) + rank
    lines = max(homes, int(at.max()) // slots + 1) + 1
    return homes, lines, at // slots, at % slots


def word_lines(keys, facts):
    homes, lines, line, slot = place(keys, WORD_SLOTS, WORD_LOAD)
    fingers = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    assert (fingers != 0).all()
    table = np.zeros((lines, 2 * WORD_SLOTS), dtype=np.uint32)
    table[line, slot] = fingers
    table[line, WORD_SLOTS + slot] = facts
    return homes, table


def grams(keys, counts):
    homes, lines, line, slot = place(keys, GRAM_SLOTS, GRAM_LOAD)
    fingers = np.maximum(1, keys & np.uint64(0xFFFF)).astype(np.uint16)
    table = np.zeros(lines, dtype=[("fingers", np.uint16, GRAM_SLOTS), ("counts", np.uint8, GRAM_SLOTS), ("spare", np.uint8)])
    table["fingers"][line, slot] = fingers
    table["counts"][line, slot] = log_count(counts)
    return homes, table


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


def dictionary():
    """Small words of Debian's wamerican-large and wbritish-large: what a misread word is not."""
    words = set()
    for name in ("american", "british"):
        with open(f"/usr/share/dict/{name}-english-large", encoding="utf-8") as f:
            words.update(w for w in f.read().split("\n") if re.fullmatch("[a-z]+", w))
    return words


def word_table(counts, net, starts, entries):
    vocabulary = {w: i for w, i in counts.ids.items() if i > 1 and counts.count[i] >= WORD_SEEN}
    known = net.lemmas() | dictionary()
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
    return word_lines(keys, facts)


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
    return word_lines(keys, facts)


def write(path, sections):
    head = struct.pack("<8sII", b"GARBLE03", len(sections), 0)
    offset = len(head) + 24 * len(sections)
    table, body = b"", b""
    for kind, slots, data in sections:
        padding = -(offset + len(body)) % 64
        body += b"\0" * padding
        table += struct.pack("<IIQQ", kind, slots, offset + len(body), len(data))
        body += data
    with open(path, "wb") as f:
        f.write(head + table + body)


def gram_tables(counts):
    """Sections of pairs and triples."""
    hashes = np.array([word_hash(w) for w in counts.words], dtype=np.uint64)
    hashes[0], hashes[1] = BOUNDARY_HASH, NUMBER_HASH
    size = len(counts.words)
    keep = counts.pair_counts >= PAIR_SEEN
    pairs, pair_counts = counts.pairs[keep], counts.pair_counts[keep]
    pair_keys = mix(hashes[pairs // size], hashes[pairs % size])
    keep = counts.triple_counts >= TRIPLE_SEEN
    a, b, c = counts.triples[:, keep]
    triple_keys = mix(mix(hashes[a], hashes[b]), hashes[c])
    sections = []
    for kind, (homes, table) in ((PAIRS, grams(pair_keys, pair_counts)), (TRIPLES, grams(triple_keys, counts.triple_counts[keep]))):
        sections.append((kind, homes, table.tobytes()))
    return sections


def write_tables(path, counts, net, entries, gram_sections):
    texts, rows, starts = candidates(entries, counts.of)
    text = "".join(texts).encode()
    ends = np.cumsum([len(t.encode()) for t in texts]).astype(np.uint32)
    homes, table = word_table(counts, net, starts, entries)
    sections = [(WORDS, homes, table.tobytes()), *gram_sections, (CANDIDATES, len(rows), rows.tobytes())]
    homes, table = phrase_table(starts)
    sections.append((PHRASES, homes, table.tobytes()))
    sections.append((ORIGINALS, len(texts), ends.tobytes()))
    sections.append((TEXT, counts.total, text))
    write(path, sections)
    return sections


def put_sections(path, added):
    """Adds arrays to a model, in the place of those of the same kinds."""
    with open(path, "rb") as f:
        data = f.read()
    _, count, _ = struct.unpack_from("<8sII", data)
    sections = []
    for i in range(count):
        kind, slots, offset, size = struct.unpack_from("<IIQQ", data, 16 + 24 * i)
        if kind not in added:
            sections.append((kind, slots, data[offset:offset + size]))
    for kind, values in sorted(added.items()):
        sections.append((kind, len(values), values.tobytes()))
    write(path, sections)
