"""How many years at school it takes to read a text with ease: the measure of Flesch and Kincaid.

It goes by the length of sentences and words. Syllables are counted by their vowels, which is right
within a few in a hundred, and for English alone.
"""

import re

VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?:[^laeiouy]e|[^dt]ed|[^szxcg]es)$")
SENTENCE_END = re.compile(r"[.!?:](?:\s|$)")
WORD = re.compile(r"[a-z]+")


def syllables(word: str) -> int:
    groups = len(VOWELS.findall(word))
    return max(1, groups - (1 if SILENT_END.search(word) else 0))


def grade(text: str) -> float:
    """Years at school that it takes to read `text` with ease. 0 for a text without words."""
    sentences = [part for part in SENTENCE_END.split(text) if part.strip()]
    words = [word for part in sentences for word in WORD.findall(part.lower())]
    if not words:
        return 0
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
