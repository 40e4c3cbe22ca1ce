"""What can go wrong with a model.

LlmError
├── ModelFolderError    a folder that is no usable model: missing, truncated or mismatched files
├── UnknownModel        no shipped model of that name
├── SourceTooLong       a source that leaves no room for an answer in the model's context
└── TrainingDataError   a line of training pairs that cannot be used
"""

from __future__ import annotations

from pathlib import Path


class LlmError(Exception):
    """Anything that the llm package raises on purpose; its text is a sentence that a person can act on."""


class ModelFolderError(LlmError):
    """A model folder that cannot be loaded, and why."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder} is not a usable model: {reason}")


class UnknownModel(LlmError):
    """A name that no shipped model bears."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no shipped model is called {name!r}; there are: {', '.join(known) or 'none'}")


class SourceTooLong(LlmError):
    """A source of more tokens than the context can take."""

    def __init__(self, tokens: int, limit: int) -> None:
        self.tokens, self.limit = tokens, limit
        super().__init__(f"the text has {tokens} tokens, the model takes at most {limit}")


class TrainingDataError(LlmError):
    """A file of training pairs with a line that cannot be used."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}, line {line}: {reason}")
