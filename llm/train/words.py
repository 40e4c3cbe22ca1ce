"""Bilingual word vectors: what an English sentence encoder knows of words, carried to Chinese through a dictionary's glosses.

`python -m llm.train.words --encoder FOLDER --dictionary cc_cedict.txt.gz --own FILE… --texts FILE… --frequencies FILE --out FOLDER`
writes `words.txt`, one word a line, and `vectors.safetensors`, [words, dimensions] int8 with a scale. A word's vector is the
encoder's of the word alone; a Chinese word's is the mean over its first glosses. Method: a teacher distilled into static
vectors (Reimers and Gurevych 2020 carry one to other languages; Model2Vec, 2024, reduces one by PCA).
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

WORDS_FILE, VECTORS_FILE = "words.txt", "vectors.safetensors"
DIMENSIONS = 128
ENGLISH, CHINESE = 10000, 14000
LONGEST = 4  # characters of a Chinese word
GLOSSES = 3
HAN = re.compile(r"[一-鿿]+")
LATIN_WORD = re.compile(r"[a-z]{2,20}")
ENTRY = re.compile(r"^\S+ (\S+) \[[^]]*\] /(.*)/$")
ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\bCL:.*")
NO_MEANING = re.compile(r"^(surname|variant of|old variant|see |also written|erhua|abbr\. for$)")
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class WordVectors:
    """Words with unit vectors [words, dimensions]; Latin words in lower case, Chinese ones simplified."""

    words: tuple[str, ...]
    vectors: Floats

    @classmethod
    def load(cls, folder: Path) -> WordVectors:
        """Raises OSError where a file is missing, ValueError where the two do not belong together."""
        words = tuple((folder / WORDS_FILE).read_text(encoding="utf-8").split("\n")[:-1])
        stored = load_file(folder / VECTORS_FILE)
        vectors = stored["vectors"].astype(np.float32) * stored["scale"]
        if len(vectors) != len(words):
            raise ValueError(f"{folder}: {len(words)} words, {len(vectors)} vectors")
        return cls(words, _unit(vectors))

    def save(self, folder: Path) -> None:
        """Write both files; eight bits a number are as good as sixteen for this use."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / WORDS_FILE).write_text("".join(f"{word}\n" for word in self.words), encoding="utf-8")
        scale = np.abs(self.vectors).max() / 127
        arrays = {"vectors": np.round(self.vectors / scale).astype(np.int8), "scale": np.array(scale, np.float32)}
        save_file(arrays, folder / VECTORS_FILE)


def english_words(own: Iterable[str], texts: Iterable[str], count: int) -> list[str]:
    """Words that stand at least twice in our own texts, then the most frequent of the others."""
    counts = Counter(word for text in texts for word in LATIN_WORD.findall(text.lower()))
    ours = Counter(word for text in own for word in LATIN_WORD.findall(text.lower()))
    first = [word for word, times in ours.most_common() if times > 1]
    return list(dict.fromkeys([*first, *(word for word, _ in counts.most_common(count))]))[:count]


def glosses(lines: Iterable[str]) -> dict[str, list[str]]:
    """Simplified words of a CC-CEDICT file with what they mean in English, at most GLOSSES each."""
    found: dict[str, list[str]] = {}
    for word, meanings in filter(None, map(_entry, lines)):
        kept = found.setdefault(word, [])
        kept += [text for text in meanings if text not in kept][: GLOSSES - len(kept)]
    return {word: texts for word, texts in found.items() if texts}


def _entry(line: str) -> tuple[str, list[str]] | None:
    match = ENTRY.match(line.strip())
    if match is None:
        return None
    meanings = (ASIDE.sub("", gloss).strip() for gloss in match[2].split("/"))
    return match[1], [text for text in meanings if text and not NO_MEANING.match(text)]


def chinese_words(own: Iterable[str], known: Collection[str], frequencies: Mapping[str, int], count: int) -> list[str]:
    """The known words that stand in our own texts, then those that are used most."""
    ours = Counter(part for text in own for run in HAN.findall(text) for part in _parts(run) if part in known)
    usable = (word for word in known if len(word) <= LONGEST and HAN.fullmatch(word))
    frequent = sorted(usable, key=lambda word: (-frequencies.get(word, 0), word))
    return list(dict.fromkeys([*(word for word, times in ours.most_common() if times > 1), *frequent]))[:count]


def _parts(run: str) -> Iterator[str]:
    return (run[at : at + length] for at in range(len(run)) for length in range(1, LONGEST + 1) if at + length <= len(run))


def reduced(vectors: Floats, dimensions: int) -> Floats:
    """The directions in which words differ most, of unit length; the common direction of all words is taken out."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return _unit(centred @ directions[:dimensions].T)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def _read(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from lines


def _frequencies(path: Path) -> dict[str, int]:
    """`word count …` a line, as jieba's dictionary has it."""
    rows = (line.split(" ") for line in _read(path))
    return {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdecimal()}


def _encode(folder: Path, texts: Sequence[str]) -> Floats:
    from sentence_transformers import SentenceTransformer  # heavy, and needed here only

    encoder = SentenceTransformer(str(folder), device="cpu")
    return np.asarray(encoder.encode(list(texts), batch_size=256, show_progress_bar=False), np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of an English sentence encoder")
    parser.add_argument("--dictionary", type=Path, required=True, help="CC-CEDICT")
    parser.add_argument("--own", type=Path, nargs="+", required=True, help="texts whose words must be among them")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="English texts that say which words are used")
    parser.add_argument("--frequencies", type=Path, required=True, help="Chinese words and counts, as jieba's dictionary")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    own = [line for path in options.own for line in _read(path)]
    english = english_words(own, (line for path in options.texts for line in _read(path)), ENGLISH)
    meanings = glosses(_read(options.dictionary))
    chinese = chinese_words(own, meanings, _frequencies(options.frequencies), CHINESE)
    texts = list(dict.fromkeys([*english, *(gloss for word in chinese for gloss in meanings[word])]))
    encoded = dict(zip(texts, _encode(options.encoder, texts), strict=True))
    vectors = [encoded[word] for word in english]
    vectors += [np.mean([encoded[gloss] for gloss in meanings[word]], axis=0) for word in chinese]
    WordVectors((*english, *chinese), reduced(np.array(vectors, np.float32), DIMENSIONS)).save(options.out)


if __name__ == "__main__":
    main()
