"""Words of an article as the reading makes them (ct_token in abi.h), close enough for counting."""
import re

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W_]+|[0-9]+|[^\W\d_]+)*"
                  r"|[0-9]+(?:[.,:](?=[0-9])[0-9]+|[^\W_]+|['’][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+|\n+")
BOUNDARY, NUMBER = 0, 1  # ids of what stands at a sentence's start, and for every number


def fold(word):
    return word.lower().replace("’", "'")


def sentences(text):
    """Lists of words as they stand, one a sentence."""
    for part in SENTENCE_END.split(text):
        words = WORD.findall(part)
        if words:
            yield words
