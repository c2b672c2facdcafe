"""Two checkouts → the published files of the sample that differ between them, byte by byte.

``python tests/same_output.py publish CHECKOUT FOLDER`` publishes the sample month, a week, a
quarter and a year with the code of one checkout into a folder of its own; ``compare A B`` names
every file that differs and exits with 1 if one does. ``make same BASE=REVISION`` does both.

Pages, workbooks, Word files and csv are compared as bytes, executed notebooks by the outputs of
their cells, manifests without the hashes of notebooks and versions: these hold import lines.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PERIODS = (["2022-03", "--villages"], ["2022-W12"], ["2022-Q1"], ["2022"])
COPIED = ("data/catalogue", "data/raw", "notebooks")


def publish(checkout: Path, folder: Path) -> None:
    """Publish the sample of a checkout, by its own code, under ``folder``."""
    for name in COPIED:
        shutil.copytree(checkout / name, folder / name)
    environment = {**os.environ, "PYTHONPATH": str(checkout.resolve())}
    command = [sys.executable, "-m", "zhen_analysis", "report", "--workspace", str(folder)]
    for arguments in PERIODS:
        subprocess.run([*command, *arguments, "--jobs", "2"], check=True, env=environment)


def compare(one: Path, other: Path) -> list[str]:
    """Return the paths of published files that are not the same in both folders."""
    names = {
        path.relative_to(folder / "reports").as_posix()
        for folder in (one, other)
        for path in (folder / "reports").rglob("*")
        if path.is_file()
    }
    return [name for name in sorted(names) if content(one, name) != content(other, name)]


def content(folder: Path, name: str) -> object:
    """Return what of a published file has to stay; None where it is not there."""
    path = folder / "reports" / name
    if not path.is_file():
        return None
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], cell.get("outputs")) for cell in cells]
    if path.name == "manifest.json":
        manifest = json.loads(path.read_text(encoding="utf-8"))
        outputs = manifest.pop("outputs", {})
        manifest.pop("made_with", None)
        return manifest, {key: sha for key, sha in outputs.items() if not key.endswith(".ipynb")}
    return path.read_bytes()


def main() -> int:
    """Run as the module says; return the exit status."""
    action, one, other = sys.argv[1:]
    if action == "publish":
        publish(Path(one), Path(other))
        return 0
    different = compare(Path(one), Path(other))
    sys.stdout.write("".join(f"differs: {name}\n" for name in different))
    sys.stdout.write(f"{len(different)} published files differ\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
