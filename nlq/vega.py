"""The scripts that draw charts, as one file for the browser: written once into the data folder, by a process of its own.

vl-convert holds Vega, Vega-Lite and Vega-Embed and needs no network. It starts a JavaScript engine (~100 MB) to join
them, which the web process does not keep.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

SECONDS = 60
SNIPPET = "window.vegaEmbed = vegaEmbed;"


def bundle_path(home: Path) -> Path:
    """The file of the installed version under `home`, made now if it is missing. Raises OSError or CalledProcessError."""
    target = home / "scripts" / f"vega-{version('vl-convert-python')}.js"
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [sys.executable, "-m", "nlq.vega", str(target)]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[1], timeout=SECONDS)  # noqa: S603
    return target


def write_bundle(target: Path) -> None:
    """Write the scripts aside and move them into place, so that no half of them is ever served."""
    import vl_convert

    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(vl_convert.javascript_bundle(SNIPPET), encoding="utf-8")
    draft.replace(target)


if __name__ == "__main__":
    write_bundle(Path(sys.argv[1]))
