"""Training pairs -> `tokenizer.json`: byte-pair merges for Latin words, characters and pairs of characters for Chinese; or,
where words are given that have a meaning before training, these as wholes and a unigram model (Kudo 2018) over all.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import jieba
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from llm.tokens import END, JOINER, SEPARATOR, SPECIAL, START, UNKNOWN
from llm.train.phrases import frequent_phrases

PLACEHOLDERS = tuple(f":v{number}" for number in range(1, 13))
MARKED = re.compile(r":v\d+|<[a-z][a-z0-9_-]*>")
HAN = re.compile(r"^[\u3400-\u9fff\uf900-\ufaff]+$")
PIECES = r"\p{N}|\p{Han}+|[^\s\p{L}\p{N}\p{M}_]+"


@dataclass(frozen=True)
class Merges:
    """What one byte-pair training found: its symbols, frequent first, and its merges in order."""

    symbols: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def train_tokenizer(
    sources: Sequence[str], targets: Sequence[str], *, size: int = 4000, han_length: int = 2, phrases: int = 0
) -> tuple[Tokenizer, int]:
    """Return the tokenizer and the number of output ids (END, the output words and at most `phrases` runs of them).

    `han_length`: the longest run of Chinese characters that may become one token; longer ones would learn whole templates.
    """
    outputs = [*output_words(targets), *_phrases(targets, phrases)]
    marks = sorted({mark for text in sources for mark in MARKED.findall(text)} - set(outputs))
    pieces = _pieces(sources)
    room = size - len(SPECIAL) - len(outputs) - len(marks)
    han = _merges((p for p in pieces.elements() if HAN.match(p)), room // 2, han_length)
    rest = _merges((p for p in pieces.elements() if not HAN.match(p)), room - len(han.symbols), 24)
    vocabulary = dict.fromkeys([*SPECIAL, *outputs, *marks, *rest.symbols, *han.symbols])
    tokenizer = _assemble({word: i for i, word in enumerate(vocabulary)}, [*rest.pairs, *han.pairs])
    _add_whole(tokenizer, [word for word in (*outputs, *marks) if JOINER not in word])
    return tokenizer, 1 + len(outputs)


def word_tokenizer(
    sources: Sequence[str], targets: Sequence[str], words: Sequence[str], *, size: int = 4000, phrases: int = 0
) -> tuple[Tokenizer, int]:
    """Like `train_tokenizer`, but with every word of `words` (frequent first) as one token, beside at most `size` of the texts' own.

    The likeliest segmentation wins, so a whole word stands before its pieces. Chinese words of the texts come from jieba.
    """
    outputs = [*output_words(targets), *_phrases(targets, phrases)]
    marks = sorted({mark for text in sources for mark in MARKED.findall(text)} - set(outputs))
    pieces = _pieces(sources)
    counts = Counter({piece: count for piece, count in pieces.items() if not HAN.match(piece)}) + _han_words(pieces)
    latin = _merges((p for p in pieces.elements() if not HAN.match(p)), size // 2, 24)
    own = [word for word, count in counts.most_common(size // 2) if count > 2]
    characters = Counter(char for piece, count in pieces.items() if HAN.match(piece) for char in piece * min(count, 3))
    own += [*latin.symbols, *(char for char, count in characters.items() if count > 2)]
    prior = {word: 1e5 / (rank + 100) for rank, word in enumerate(words)}
    known = dict.fromkeys([*outputs, *marks, *own, *words])
    total = counts.total() + sum(prior.values())
    scores = {word: math.log((counts[word] + prior.get(word, 0.1)) / total) for word in known}
    vocabulary = [*((word, 0.0) for word in SPECIAL), *scores.items()]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN))
    _dress(tokenizer)
    _add_whole(tokenizer, [word for word in (*outputs, *marks) if JOINER not in word])
    return tokenizer, 1 + len(outputs)


def _han_words(pieces: Counter[str]) -> Counter[str]:
    jieba.setLogLevel(logging.WARNING)
    counts: Counter[str] = Counter()
    for piece, count in pieces.items():
        if HAN.match(piece):
            for word in jieba.cut(piece):
                counts[word] += count
    return counts


def output_words(targets: Iterable[str]) -> list[str]:
    """The placeholders and every word of the targets, most frequent first."""
    counts = Counter(word for target in targets for word in target.split())
    return [
        *PLACEHOLDERS,
        *(word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if word not in PLACEHOLDERS),
    ]


def _phrases(targets: Sequence[str], count: int) -> list[str]:
    return [JOINER.join(phrase) for phrase in frequent_phrases(targets, count, apart=PLACEHOLDERS)]


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])


def _splitter() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(PIECES), "isolated")])


def _pieces(sources: Iterable[str]) -> Counter[str]:
    normalizer, splitter = _normalizer(), _splitter()
    counts: Counter[str] = Counter()
    for text in sources:
        plain = normalizer.normalize_str(MARKED.sub(" ", text))
        counts.update(piece for piece, _ in splitter.pre_tokenize_str(plain))
    return counts


def _merges(pieces: Iterable[str], size: int, longest: int) -> Merges:
    """Train byte-pair merges; a character seen only once is left to `<unk>`, which so learns what a stranger means."""
    seen = list(pieces)
    characters = Counter(character for piece in seen for character in piece)
    frequent = [character for character, count in characters.most_common(max(size // 2, 1)) if count > 1]
    model = Tokenizer(models.BPE(unk_token=SPECIAL[UNKNOWN]))
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=3, limit_alphabet=len(frequent), max_token_length=longest, show_progress=False
    )
    model.train_from_iterator(seen, trainer)
    pairs = tuple(tuple(pair) for pair in json.loads(model.to_str())["model"]["merges"])
    return Merges((*frequent, *(left + right for left, right in pairs)), pairs)


def _assemble(vocabulary: dict[str, int], pairs: list[tuple[str, str]]) -> Tokenizer:
    usable = [pair for pair in pairs if pair[0] in vocabulary and pair[1] in vocabulary]
    # ignore_merges: a word that is in the vocabulary is that token, whether or not merges lead to it.
    tokenizer = Tokenizer(models.BPE(vocabulary, usable, unk_token=SPECIAL[UNKNOWN], fuse_unk=True, ignore_merges=True))
    _dress(tokenizer)
    return tokenizer


def _dress(tokenizer: Tokenizer) -> None:
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = _splitter()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A <sep>", special_tokens=[("<s>", START), ("<sep>", SEPARATOR)]
    )
    tokenizer.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in SPECIAL[: END + 1]])


def _add_whole(tokenizer: Tokenizer, words: Sequence[str]) -> None:
    """Keep whole what the splitter would break: placeholders and tags anywhere, other words where they stand alone."""
    for word in words:
        if len(tokenizer.encode(word, add_special_tokens=False).ids) != 1 or MARKED.fullmatch(word):
            alone = not MARKED.fullmatch(word)
            tokenizer.add_tokens([AddedToken(word, normalized=False, single_word=alone)])
