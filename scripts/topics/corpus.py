"""The labelled articles that the topics model is trained and measured on, in one form.

Every data set knows some topics of an article and is silent on others. A row therefore has three kinds of topic:
those it has, those not known (left out of that topic's training), and all others, which it has not.
"""

import csv
import dataclasses
import gzip
import json
import pathlib
import struct
import subprocess

import numpy as np
import scipy.sparse as sp

ROOT = pathlib.Path(__file__).resolve().parents[2]
TAXONOMY = ROOT / "plugins/topics/mediatopics.tsv"
LABELS = ROOT / "scripts/topics/labels.tsv"
LABELS_SECOND = ROOT / "scripts/topics/labels_second.tsv"
BITS = 17  # of the number of a bucket
KNOWN_BITS = 21  # of the hash by which a feature is known; the bucket is its upper bits

# Of these labels the topic given is sure and others are likely too, so they teach no absence.
ALSO = {
    ("bbc", "politics"): ["14000000", "02000000", "09000000", "05000000", "07000000"],
    ("bbc", "entertainment"): ["08000000", "10000000"],
    ("bbc", "business"): ["09000000", "11000000"],
    ("huffpost", "POLITICS"): ["02000000", "14000000", "07000000", "04000000", "16000000"],
    ("huffpost", "CRIME"): ["14000000"],
    ("huffpost", "ENTERTAINMENT"): ["08000000"],
    ("huffpost", "ENVIRONMENT"): ["03000000", "17000000"],
    ("agnews", "Sci/Tech"): ["04000000", "06000000"],
    ("reuters21578", ""): ["11000000", "09000000", "06000000", "17000000"],
}
# A column of opinion rather than a topic: sure of the one given, silent on all others.
COLUMNS = {"WOMEN", "QUEER VOICES", "BLACK VOICES", "LATINO VOICES", "COMEDY", "MEDIA", "IMPACT"}


@dataclasses.dataclass
class Row:
    source: str
    id: str
    headline: str
    body: str
    has: set
    unknown: set
    first: str = ""  # the topic named first, where the data tells
    year: int = 0


class Taxonomy:
    def __init__(self):
        self.parent, self.label, self.level = {}, {}, {}
        for line in open(TAXONOMY, encoding="utf-8"):
            if line.startswith("#"):
                continue
            code, parent, label, level, _ = line.rstrip("\n").split("\t")
            self.parent[code], self.label[code], self.level[code] = parent, label, int(level)
        self.first_level = sorted(c for c, n in self.level.items() if n == 1)
        self.second_below, self.all_below = {}, {}
        for code, level in self.level.items():
            top = self.with_parents(code)[-1]
            if level == 2:
                self.second_below.setdefault(self.parent[code], []).append(code)
            if level > 1:
                self.all_below.setdefault(top, []).append(code)

    def with_parents(self, code):
        out = []
        while code:
            out.append(code)
            code = self.parent.get(code, "")
        return out

    def second(self, code):
        chain = self.with_parents(code)
        return chain[-2] if len(chain) > 1 else ""


def read_lines(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Corpus:
    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.topics = self.data / "topics"
        self.taxonomy = Taxonomy()
        self.map = {}
        with open(self.topics / "label_map.tsv", encoding="utf-8") as lines:
            for r in csv.DictReader(lines, delimiter="\t"):
                tops = [c for c in (r["top_level(accepted; first=primary)"] or "").split("|") if c]
                finest = [c for c in (r["finest"] or "").split("|") if c]
                self.map[r["dataset"], r["label"]] = tops, finest

    def row(self, source, d, tops, finest, also=()):
        """A row with one sure first-level topic, and what is known below it."""
        has = {tops[0]}
        unknown = set(tops[1:]) | set(also)
        for code in finest:
            chain = self.taxonomy.with_parents(code)
            if chain and chain[-1] == tops[0]:
                has.update(chain)
        for top in (has | unknown) & set(self.taxonomy.first_level):  # what it has below is not told
            unknown.update(self.taxonomy.all_below[top])
        return Row(source, d["id"], d["title"], d.get("text", ""), has, unknown - has, tops[0])

    def bbc(self):
        out = []
        for d in read_lines(self.topics / "bbc_train.jsonl"):
            tops, finest = self.map["bbc", d["label"]]
            out.append(self.row("bbc", d, tops, finest, ALSO.get(("bbc", d["label"]), ())))
        return out

    def agnews(self):
        out = []
        for d in read_lines(self.topics / "agnews_dev.jsonl"):
            if d["label"] != "World":  # says where, not what
                tops, finest = self.map["agnews", d["label"]]
                out.append(self.row("agnews", d, tops, finest, ALSO.get(("agnews", d["label"]), ())))
        return out

    def huffpost(self):
        out = []
        for d in read_lines(self.topics / "huffpost_train.jsonl"):
            tops, finest = self.map.get(("huffpost", d["label"]), ([], []))
            if tops:
                also = self.taxonomy.first_level if d["label"] in COLUMNS else ALSO.get(("huffpost", d["label"]), ())
                out.append(self.row("huffpost", d, tops, finest, also))
        return out

    def headlines(self, name):
        """Reuters headlines: all topics of the slug line, so absence is told too."""
        out = []
        for d in read_lines(self.topics / name):
            has, unknown = set(d["label"]), set()
            for code in d["label_fine"]:
                has.update(self.taxonomy.with_parents(code))
            for code in d["label_fine"]:
                unknown.update(self.taxonomy.second_below.get(code, ()))
            out.append(Row("headlines", d["id"], d["title"], "", has, unknown - has, d["label"][0], int(d["date"][:4])))
        return out

    def reuters(self):
        """Reuters-21578 as articles on the economy; see `modapte` for its own 90 topics."""
        out = []
        for d in read_lines(self.topics / "reuters21578.jsonl.gz"):
            if d["split"] == "train" and d["label"] and d["text"]:
                finest = [c for label in d["label"] for c in self.map.get(("reuters21578", label), ([], []))[1]]
                row = self.row("reuters21578", d, ["04000000"], finest, ALSO["reuters21578", ""])
                out.append(row)
        return out[::3]

    def modapte(self):
        names = (self.topics / "reuters21578.r90.txt").read_text().split()
        train, test = [], []
        for d in read_lines(self.topics / "reuters21578.jsonl.gz"):
            labels = set(d["label"]) & set(names)
            if labels and d["split"] in ("train", "test"):
                row = Row("modapte", d["id"], d["title"], d["text"], labels, set())
                (train if d["split"] == "train" else test).append(row)
        return names, train, test

    def prose(self):
        out = []
        for d in read_lines(self.data / "prose/articles.jsonl.gz"):
            out.append(Row("prose", d["id"], d.get("headline", ""), d.get("body", ""), set(), set()))
        return out


def read_labels(path=LABELS):
    """Our own labels of full articles: id → topics, the most important first."""
    out = {}
    for line in open(path, encoding="utf-8"):
        if not line.startswith("#"):
            id, codes = line.rstrip("\n").split("\t")
            out[id] = codes.split()
    return out


def records(rows):
    out = bytearray()
    for r in rows:
        head, body = (r.headline or "").encode(), (r.body or "").encode()
        out += struct.pack("<II", len(head), len(body)) + head + body
    return bytes(out)


def voices(rows, program, folder):
    """What the filter's rules say of each first-level topic, as the calibration takes it: ln(1 + sum)."""
    out = subprocess.run([program, folder], input=records(rows), stdout=subprocess.PIPE, check=True).stdout
    return np.log1p(np.frombuffer(out, np.float32).reshape(len(rows), -1))


def features(rows, dump, bits=BITS):
    """Counts of features, articles by buckets, from the filter's own featuriser."""
    out = subprocess.run([dump, str(bits)], input=records(rows), stdout=subprocess.PIPE, check=True).stdout
    packed = np.frombuffer(out, np.uint32)
    begins, indices, counts, at = [0], [], [], 0
    for _ in rows:
        n = int(packed[at])
        words = packed[at + 1 : at + 1 + n]
        indices.append((words & 0xFFFFFF).astype(np.int32))
        counts.append((words >> 24).astype(np.uint8))
        at += n + 1
        begins.append(begins[-1] + n)
    return sp.csr_matrix((np.concatenate(counts), np.concatenate(indices), begins), shape=(len(rows), 1 << bits))


def in_buckets(fine, known, bits=BITS):
    """Counts by bucket of the features known, from counts by a finer hash; the filter adds them up just so."""
    hashes = np.flatnonzero(known)
    to = hashes >> (fine.shape[1].bit_length() - 1 - bits)
    ones = np.ones(len(hashes), np.float32)
    sums = (fine.astype(np.float32) @ sp.csr_matrix((ones, (hashes, to)), shape=(fine.shape[1], 1 << bits))).tocsr()
    counts = np.minimum(sums.data, 255).astype(np.uint8)
    return sp.csr_matrix((counts, sums.indices, sums.indptr), shape=sums.shape)


def only(counts, kept):
    """Counts of the buckets kept."""
    out = counts.copy()
    out.data = out.data * kept[out.indices]
    out.eliminate_zeros()
    return out


TF = np.array([0] + [round(16 * (1 + np.log(c))) for c in range(1, 256)], np.uint8)


def idf_of(weighted):
    """Inverse document frequency in bytes, from (counts, weight of an article) pairs."""
    df = sum(np.asarray((x > 0).sum(0)).ravel() * w for x, w in weighted)
    n = sum(x.shape[0] * w for x, w in weighted)
    return np.clip(np.round(21 * np.log((n + 1) / (df + 1))), 0, 255).astype(np.uint8)


def vectors(counts, idf, unknown=0):
    """The filter's arithmetic: bytes of tf times bytes of idf, length 1. `unknown`: what each article has in the square of
    its length beside these."""
    x = weights(counts, idf)
    length = np.sqrt(squares(x) + unknown)
    length[length == 0] = 1
    return sp.csr_matrix(sp.diags((1 / length).astype(np.float32)) @ x)


def weights(counts, idf):
    x = counts.astype(np.float32)
    x.data = TF[counts.data].astype(np.float32) * idf[counts.indices].astype(np.float32)
    return x


def squares(x):
    return np.asarray(x.multiply(x).sum(1)).ravel()


def sums(counts):
    return np.asarray(counts.sum(1, dtype=np.int64)).ravel()
