"""Words <-> ids of one model folder: `<s> source <sep> target </s>`.

The output words stand first in the vocabulary, after the special tokens, so that the rows which an engine may write are one
slice of the embedding: ids `END` .. `END + len(output words)`. Every output word and every placeholder is one token; so may be
a phrase, several output words joined by JOINER.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from llm.errors import ModelFolderError

TOKENIZER_FILE = "tokenizer.json"
SPECIAL = ("<pad>", "<s>", "<unk>", "<sep>", "</s>")
PAD, START, UNKNOWN, SEPARATOR, END = range(len(SPECIAL))
END_WORD = SPECIAL[END]
JOINER = "▁"  # stands in no output word


class Tokens:
    """The tokenizer of a model; immutable, shared by threads. `outputs` counts the ids that may be written, END included."""

    def __init__(self, tokenizer: Tokenizer, outputs: int, repeats: int = 1) -> None:
        # A person's text must never be read as a control token.
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self._repeats = repeats
        self.size: int = tokenizer.get_vocab_size()
        self.outputs = outputs
        self._phrases: tuple[tuple[str, ...], ...] = tuple(
            tuple(str(tokenizer.id_to_token(END + 1 + i)).split(JOINER)) for i in range(outputs - 1)
        )
        self._output_ids = {phrase: END + 1 + i for i, phrase in enumerate(self._phrases)} | {(END_WORD,): END}
        self._longest = max(map(len, self._output_ids))
        self._beginning: dict[str, list[int]] = {}
        for phrase, number in self._output_ids.items():
            self._beginning.setdefault(phrase[0], []).append(number)

    @classmethod
    def load(cls, folder: Path, outputs: int, repeats: int = 1) -> Tokens:
        """Read `tokenizer.json`; ModelFolderError when it is missing, damaged or of another model."""
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # the Rust side raises bare Exception
            raise ModelFolderError(folder, f"{TOKENIZER_FILE} cannot be read ({error})") from error
        if any(tokenizer.token_to_id(word) != i for i, word in enumerate(SPECIAL)):
            raise ModelFolderError(folder, f"{TOKENIZER_FILE} lacks the control tokens {' '.join(SPECIAL)}")
        if END + outputs > tokenizer.get_vocab_size():
            raise ModelFolderError(folder, f"{TOKENIZER_FILE} holds fewer words than config.json says")
        return cls(tokenizer, outputs, repeats)

    def source_ids(self, text: str) -> list[int]:
        """`<s> text <sep>` as ids; characters never seen become `<unk>`. A model that reads a text twice sees in the second
        reading what follows each word, which a causal one cannot in the first.
        """
        return [START, *self._tokenizer.encode(text, add_special_tokens=False).ids * self._repeats, SEPARATOR]

    def output_id(self, word: str) -> int | None:
        """The id of a single output word or of END_WORD, None for a word that the model cannot write."""
        return self._output_ids.get((word,))

    def beginning_with(self, word: str) -> Sequence[int]:
        """The ids of the output word, of END_WORD, and of the phrases that begin with it."""
        return self._beginning.get(word, ())

    def phrase(self, number: int) -> tuple[str, ...]:
        """The words that an output id stands for."""
        return self._phrases[number - END - 1] if number > END else (END_WORD,)

    def word(self, number: int) -> str:
        """The text of any id."""
        return str(self._tokenizer.id_to_token(number))

    def save(self, folder: Path) -> None:
        """Write `tokenizer.json`."""
        self._tokenizer.save(str(folder / TOKENIZER_FILE))

    def target_ids(self, text: str) -> list[int] | None:
        """The words of a target and END as ids, the longest phrase first; None when one of them is no output word."""
        words = tuple(text.split())
        ids: list[int] = []
        at = 0
        while at < len(words):
            lengths = range(min(self._longest, len(words) - at), 0, -1)
            length = next((n for n in lengths if words[at : at + n] in self._output_ids), 0)
            if not length:
                return None
            ids.append(self._output_ids[words[at : at + length]])
            at += length
        return [*ids, END]

    def words(self, ids: Sequence[int]) -> tuple[str, ...]:
        """Output ids -> words, END left out."""
        return tuple(word for i in ids if i > END for word in self._phrases[i - END - 1])
