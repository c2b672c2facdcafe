"""What a wheel carries besides the package: the notebooks and the sample catalogue.

Their only copy in git lies in `notebooks/` and `data/catalogue/`. A wheel gets them as
`zhen_analysis/_bundled/`; an editable install reads them where they lie, so nothing is copied
that could grow stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLES = (
    ("notebooks", "zhen_analysis/_bundled/notebooks", "*.ipynb"),
    ("data/catalogue", "zhen_analysis/_bundled/catalogue", "**/*"),
)


class BundleHook(BuildHookInterface):
    """Adds the bundled files to a wheel, and nothing to an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file to carry and its place in the wheel.

        Raises
        ------
        FileNotFoundError
            where there is no notebook or no catalogue: such a wheel could not report.
        """
        if version == "editable":
            return
        for source, target, pattern in BUNDLES:
            folder = Path(self.root, source)
            files = sorted(file for file in folder.glob(pattern) if is_carried(file))
            if not files:
                raise FileNotFoundError(f"no {pattern} in {folder}: a wheel must carry it")
            for file in files:
                place = f"{target}/{file.relative_to(folder).as_posix()}"
                build_data["force_include"][str(file)] = place


def is_carried(file: Path) -> bool:
    """Whether it is a file of ours, not what an editor or a system leaves beside them."""
    return file.is_file() and not file.name.startswith((".", "~$"))
