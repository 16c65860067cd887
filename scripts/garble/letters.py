"""English that is no news, as hard negatives: old verse and prose, jokes, dialect, pamphlets. From Debian's packages
bible-kjv, fortunes, dict-devil and anarchism, because the labelled data has one old author only."""
import glob
import gzip
import os
import re
import subprocess

PASSAGE_WORDS = 260
PASSAGES_MAX = 60  # of one book, evenly spread


def passages(paragraphs):
    out, piece, words = [], [], 0
    for paragraph in paragraphs:
        piece.append(paragraph)
        words += len(paragraph.split())
        if words >= PASSAGE_WORDS:
            out.append("\n".join(piece))
            piece, words = [], 0
    return out[::max(1, -(-len(out) // PASSAGES_MAX))]


def unwrapped(text):
    """Paragraphs of text that is set in lines."""
    return [re.sub(r"\s+", " ", p).strip() for p in re.split(r"\n\s*\n", text)]


def bible():
    done = subprocess.run(["bible", "-f", "gen1:1-rev22:21"], capture_output=True, check=True, stdin=subprocess.DEVNULL)
    verses = [re.sub(r"^\S+ ", "", line) for line in done.stdout.decode().splitlines()]
    return passages([" ".join(verses[i:i + 6]) for i in range(0, len(verses), 6)])


def fortunes(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return passages(re.sub(r"\t|\b.\x08", " ", part).strip() for part in f.read().split("\n%\n"))


def devil():
    with gzip.open("/usr/share/dictd/devil.dict.dz", "rt", encoding="utf-8", errors="replace") as f:
        return passages(part.strip() for part in f.read().split("\n\n")[20:])


def anarchism():
    out = []
    for path in sorted(glob.glob("/usr/share/doc/anarchism/markdown/*.md.gz"))[::3]:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as f:
            out += passages(re.sub(r"[#>*_\[\]]", "", p) for p in unwrapped(f.read()) if len(p) > 200)[:6]
    return out[:2 * PASSAGES_MAX]


def letters():
    """(passage, group), in order."""
    books = {"bible": bible(), "devil": devil(), "anarchism": anarchism()}
    for path in sorted(glob.glob("/usr/share/games/fortunes/*.u8")):
        name = os.path.basename(path)[:-3]
        if name not in ("ascii-art", "translate-me"):
            books["fortunes-" + name] = fortunes(path)
    return [(text, name) for name in sorted(books) for text in books[name]]
