"""Time our ways against the usual ones, side by side in one run, and print the ratios.

``python benchmarks/run.py [intake] [large] [page]``: all where none is named. The machines are
shared and noisy, so each pair is run in turn, mostly several times, and the ratio of medians is
given, with its range.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
from big_workbook import write_workbook
from python_calamine import CalamineWorkbook
from usual_script import read_records

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import open_workspace
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.sample import generate_sample

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
JANUARY = Month(2022, 1)


def main() -> None:
    """Run the named benchmarks, or all."""
    benchmarks = {"intake": bench_intake, "large": bench_large, "page": bench_page}
    for name in sys.argv[1:] or benchmarks:
        benchmarks[name]()


def bench_intake() -> None:
    """Read a big generated town's clean-up workbook, as filed: many villages, few days."""
    with tempfile.TemporaryDirectory() as folder:
        root = generate_sample(
            Path(folder), villages=10_000, months=1, seed=1, mistakes=0, ledgers=["cleanup"]
        )
        files = open_workspace(root).raw_dir("shili", str(JANUARY)).iterdir()
        biggest, *others = sorted(files, key=lambda path: -path.stat().st_size)
        for other in others:
            other.unlink()
        compare_intakes(root, biggest, rounds=3)


def bench_large() -> None:
    """Read a workbook of 201,500 lines: 6,500 villages, every day of a month."""
    with tempfile.TemporaryDirectory() as folder:
        root = generate_sample(
            Path(folder), villages=6_500, months=1, seed=1, mistakes=0, ledgers=["cleanup"]
        )
        workspace = open_workspace(root)
        raw = workspace.raw_dir("shili", str(JANUARY))
        for filed in list(raw.iterdir()):
            filed.unlink()
        catalogue = load_catalogue(workspace.catalogue_dir)
        names = catalogue.units_in("shili", JANUARY, "village")["name"].tolist()
        days = [date(JANUARY.year, JANUARY.month, day) for day in range(1, 32)]
        path = raw / "示例镇2022年1月人居环境整治.xlsx"
        write_workbook(path, catalogue.ledgers["cleanup"], names, days)
        compare_intakes(root, path, rounds=1)


def compare_intakes(root: Path, path: Path, rounds: int) -> None:
    """Read one workbook the usual way, our way and barely; print ratios of time and memory."""
    workspace = open_workspace(root)
    catalogue = load_catalogue(workspace.catalogue_dir)
    book = name_book(TownPeriod(catalogue, "shili", JANUARY), "village")

    def ours() -> pd.DataFrame:
        return read_folder(workspace, TownPeriod(catalogue, "shili", JANUARY)).records

    def usual() -> pd.DataFrame:
        return read_records(path, catalogue.ledgers["cleanup"], book, JANUARY)

    def bare() -> None:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)

    require_same(records := ours(), usual())
    what = f"intake of {len(records):,} records"
    report(what, pair(usual, ours, rounds), "pandas + openpyxl")
    report(what, pair(bare, ours, rounds), "bare calamine read")
    report_memory(what, BARE_READ.format(str(path)), OUR_READ.format(str(root)))


BARE_READ = """
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path({!r})
held = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
"""
OUR_READ = """
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import open_workspace
place = open_workspace({!r})
held = read_folder(place, TownPeriod(load_catalogue(place.catalogue_dir), "shili", Month(2022, 1)))
"""
IMPORTS = "import pandas, pyarrow, pandera.pandas, python_calamine"
# Of its own the high-water mark of the process: ru_maxrss would count what started it as well.
PEAK = """
import resource
from pathlib import Path
status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(int(status["VmHWM"].split()[0]) + child)
"""


def report_memory(what: str, bare: str, ours: str) -> None:
    """Print the peak memory of both ways over that of their imports; a child's is added."""
    base, one, other = (
        int(subprocess.run([sys.executable, "-c", f"{IMPORTS}\n{code}\n{PEAK}"], check=True,
                           capture_output=True, text=True).stdout.split()[-1]) / 1024
        for code in ("", bare, ours)
    )  # fmt: skip
    print(
        f"{what}: peak over imports {one - base:.0f} MiB bare, {other - base:.0f} MiB zhen "
        f"(its reading child included), {(other - base) / (one - base):.2f} times"
    )


def require_same(ours: pd.DataFrame, usual: pd.DataFrame) -> None:
    """Stop where the two ways do not give the same records: a ratio would mean nothing."""
    columns = ["unit", "date", "item", "value"]
    typed = usual.assign(
        date=pd.to_datetime(usual["date"]),
        value=usual["value"].astype("Float64"),
    )
    one, other = (
        frame[columns]
        .astype({"unit": "str", "item": "str"})
        .sort_values(columns, ignore_index=True)
        for frame in (ours, typed)
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)  # days in ns or µs


def bench_page(rounds: int = 3) -> None:
    """Publish one report of the sample month as commands: ours, and papermill with nbconvert.

    Ours also checks, strips, and writes the tables, the workbook, the manifest and the index.
    """
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / "out.ipynb"

        def ours() -> None:
            run("zhen", "report", "2022-03", "--only", "village_ranking")

        def usual() -> None:
            run("papermill", "notebooks/village_ranking.ipynb", executed, "-p", "period", "2022-03")
            run("jupyter", "nbconvert", "--to", "html", executed)

        ours()  # both find the month's records in the store
        report("one page", pair(usual, ours, rounds), "papermill + jupyter nbconvert")


def run(command: str, *arguments: object) -> None:
    """Run one command of the environment in the repository, quietly."""
    subprocess.run([BIN / command, *map(str, arguments)], check=True, cwd=ROOT, capture_output=True)


def pair(
    usual: Callable[[], object], ours: Callable[[], object], rounds: int
) -> list[tuple[float, float]]:
    """Return (usual, ours) seconds of several rounds, run in turn."""
    return [(seconds(usual), seconds(ours)) for _ in range(rounds)]


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def report(what: str, rounds: list[tuple[float, float]], usual: str) -> None:
    """Print medians, their ratio and the range of the ratios."""
    slow, fast = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratios = [one / other for one, other in rounds]
    print(
        f"{what}: {usual} {slow:.2f} s, zhen {fast:.2f} s, {slow / fast:.1f} times as fast "
        f"({min(ratios):.1f} to {max(ratios):.1f} over {len(rounds)} rounds)"
    )


if __name__ == "__main__":
    main()
