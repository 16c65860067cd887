#!/usr/bin/python3
"""Makes garble.model: tables of news and of the lexicon, then the weights, fitted on what the detectors see with them.

Two more models, without the pairs of one half of the re-enacted pages each, stand in for the lexicon that pages of
other people's spinners meet. They are kept where --unseen says, for scripts/measure-garble."""
import argparse
import os
import sys
import tempfile

import numpy as np

import corpus
import furniture
import lexicon
import noise
import spun
import tables
from letters import letters
from regress import Evidence, rows

FIRST, SECOND, LINES, NOISE, SAMPLE, ARTICLE, WORD, SURFACE = 20, 21, 22, 23, 24, 25, 26, 27  # sections


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("own", help="the project's own list of spinners' words")
    parser.add_argument("model")
    parser.add_argument("evidence", help="the program garble-evidence")
    parser.add_argument("--unseen", default="", help="folder for the two models that lack half of the pairs")
    args = parser.parse_args()

    counts = corpus.Counts(args.data)
    grams = tables.gram_tables(counts)
    words, net = lexicon.build(counts.of, args.data, args.own)
    prose = corpus.held_out(args.data)
    clean = [r["text"] for r in rows(args.data + "/garble/clean_dev.jsonl") if r["lang"] == "en"]
    clean += prose[::2] + [text for text, _ in letters()]
    with tempfile.TemporaryDirectory() as folder:
        paths = {half: os.path.join(args.unseen or folder, f"garble.{half}.model") for half in (0, 1)}
        paths[None] = args.model
        for half, path in paths.items():
            entries = lexicon.with_reenacted(words, args.data, half)
            for kind, slots, table in tables.write_tables(path, counts, net, entries, grams):
                if half is None:
                    print(f"section {kind}: {slots} slots, {len(table)} bytes", file=sys.stderr)
        evidence = {half: Evidence(args.evidence, path) for half, path in paths.items()}
        added = {LINES: furniture.line_hashes(args.data)}
        tables.put_sections(args.model, added)
        added[FIRST], added[SECOND] = furniture.fit_furniture(args.data, evidence[None])
        added[NOISE] = noise.fit_noise(args.data, evidence[None], clean)
        judged = spun.Judged(spun.spun_material(args.data, entries, net, counts.of, prose), evidence)
        added[SAMPLE], added[SURFACE], added[ARTICLE] = spun.fit_judge(judged)
        del evidence[None]
        added[WORD] = spun.fit_words(args.data, evidence, added[ARTICLE])
        added = {kind: v if kind == LINES else v.astype(np.float32) for kind, v in added.items()}
        for path in paths.values():
            tables.put_sections(path, added)


if __name__ == "__main__":
    main()
