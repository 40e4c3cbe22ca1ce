"""How far an import is: nothing for programs, a bar on a terminal."""

from __future__ import annotations

from typing import IO, Any, Protocol

from tqdm import tqdm


class Progress(Protocol):
    """Told about each step of an import and its parts."""

    def start(self, step: str, total: int) -> None:
        """A step of `total` parts begins."""

    def tick(self, parts: int) -> None:
        """So many more are done."""


class Silent:
    """Says nothing."""

    def start(self, step: str, total: int) -> None:
        """Nothing."""

    def tick(self, parts: int) -> None:
        """Nothing."""


class Bar:
    """One bar on a terminal, begun anew for each step."""

    def __init__(self, stream: IO[str]) -> None:
        self._bar: Any = tqdm(total=0, file=stream, leave=False, disable=not stream.isatty())

    def start(self, step: str, total: int) -> None:
        """Show the step from zero."""
        self._bar.set_description(step, refresh=False)
        self._bar.reset(total=total)

    def tick(self, parts: int) -> None:
        """Move on."""
        self._bar.update(parts)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()
