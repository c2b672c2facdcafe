"""How many towns and villages → a catalogue folder of invented ones, on the starter's rules."""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections.abc import Collection, Iterator
from itertools import islice, product
from pathlib import Path

import numpy as np

from zhen_analysis.base.toml_text import rewrite
from zhen_analysis.sample.chance import around, once, stream
from zhen_analysis.sample.numerals import in_chinese

VILLAGE_COLUMNS = ["code", "name", "group", "households", "population", "grids"]
VILLAGE_COLUMNS += ["valid_from", "valid_to", "town"]
ALIASED = 0.15
HOUSEHOLDS = 380
HOUSEHOLDS_SPREAD = 0.35
PEOPLE_PER_HOUSEHOLD = 3.2
HOUSEHOLDS_PER_GRID = 39
FIRST_TOWN = "shili"


def write_catalogue(
    starter: Path,
    folder: Path,
    towns: int,
    villages: int,
    syllables: dict,
    seed: int,
    ledgers: Collection[str],
) -> None:
    """Write a catalogue of invented places; ledgers, indicators and schemes are the starter's.

    ``ledgers``: the codes of those that it has; what only the others are measured for is left out.
    """
    (folder / "ledgers").mkdir()
    for code in ledgers:
        shutil.copyfile(starter / f"ledgers/{code}.toml", folder / f"ledgers/{code}.toml")
    for table in ("calendar.csv", "words.csv"):
        shutil.copyfile(starter / table, folder / table)
    left_out = write_indicators(starter, folder, ledgers)
    header = (starter / "corrections.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    (folder / "corrections.csv").write_text(header + "\n", encoding="utf-8", newline="")
    codes = {
        FIRST_TOWN + (str(number) if number > 1 else ""): name_town(number)
        for number in range(1, towns + 1)
    }
    write_towns(starter / "town.toml", folder / "town.toml", codes, left_out)
    write_departments(starter, folder, list(codes))
    named = {
        code: list(islice(name_villages(syllables, stream(seed, code, "names")), villages))
        for code in codes
    }
    write_villages(folder, named, seed)


def write_indicators(starter: Path, folder: Path, ledgers: Collection[str]) -> set[str]:
    """Copy the schemes, and the indicators of known ledgers or schemes; return those left out."""
    shutil.copytree(starter / "schemes", folder / "schemes")
    scored = {line["indicator"] for path in (starter / "schemes").glob("*.csv")
              for line in read_rows(path)[1]}  # fmt: skip
    header, lines = read_rows(starter / "indicators.csv")
    known = [line["indicator"] in scored or line["ledger"] in ledgers for line in lines]
    kept = [list(line.values()) for line, keep in zip(lines, known, strict=True) if keep]
    write_rows(folder / "indicators.csv", header, kept)
    return {line["indicator"] for line, keep in zip(lines, known, strict=True) if not keep}


def read_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the columns of a table and its lines."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lines = list(reader)
    return list(reader.fieldnames or []), lines


def name_town(number: int) -> str:
    """Return 示例镇, 示例二镇, 示例三镇 and so on."""
    if number == 1:
        return "示例镇"
    return f"示例{in_chinese(number) if number < 100 else number}镇"


def write_towns(starter: Path, target: Path, codes: dict[str, str], left_out: set[str]) -> None:
    """Copy town.toml with other [towns.*], without the rules on indicators that are left out."""
    text = starter.read_text(encoding="utf-8")
    said = tomllib.loads(text)
    said["towns"] = {code: {"name": name, "invented": True} for code, name in codes.items()}
    for scheme in said["schemes"].values():
        for key, rules in [(key, each) for key, each in scheme.items() if is_tables(each)]:
            scheme[key] = [rule for rule in rules if rule.get("indicator") not in left_out]
            if not scheme[key]:
                del scheme[key]
    target.write_text(rewrite(text, said), "utf-8", newline="\n")


def is_tables(value: object) -> bool:
    """Tell whether a value is a list of tables."""
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def write_departments(starter: Path, folder: Path, towns: list[str]) -> None:
    """Give every town the starter's departments, under the same codes."""
    with (starter / "departments.csv").open(encoding="utf-8-sig", newline="") as file:
        departments = {line["code"]: line["name"] for line in csv.DictReader(file)}
    rows = [[code, name, town] for town in towns for code, name in departments.items()]
    write_rows(folder / "departments.csv", ["code", "name", "town"], rows)


def name_villages(
    syllables: dict, rng: np.random.Generator
) -> Iterator[tuple[str, str, str | None]]:
    """Yield code, name and an alias or None, without end of use and without repeats.

    Two syllables while they last, then three. An alias begins with a character that no name
    begins with, so it cannot be another village's name.
    """
    pairs = list(product(syllables["first"], syllables["second"]))
    for place in np.argsort(rng.random(len(pairs)), kind="stable"):
        yield name_village(list(pairs[place]), rng)
    for first, second, third in product(*(syllables[key] for key in ("first", "second", "third"))):
        yield name_village([first, second, third], rng)


def name_village(parts: list[list[str]], rng: np.random.Generator) -> tuple[str, str, str | None]:
    """Return code, name and perhaps an alias of a village of these syllables."""
    code = "_".join(part[1] for part in parts)
    stem = "".join(part[0] for part in parts)
    has_alias = once(rng, ALIASED) and len(parts[0]) == 3
    return code, f"{stem}村", f"{parts[0][2]}{stem[1:]}村" if has_alias else None


def write_villages(
    folder: Path, named: dict[str, list[tuple[str, str, str | None]]], seed: int
) -> None:
    """Write villages.csv, the larger half of a town's villages first and in group A类."""
    rows, aliases = [], []
    for town, names in named.items():
        spread = around(stream(seed, town, "households"), len(names), HOUSEHOLDS_SPREAD)
        households = np.sort(np.rint(HOUSEHOLDS * spread.clip(0.3, 3)).astype(int))[::-1].tolist()
        for place, ((code, name, alias), count) in enumerate(zip(names, households, strict=True)):
            group = "A类" if place < (len(names) + 1) // 2 else "B类"
            population = round(count * PEOPLE_PER_HOUSEHOLD)
            grids = max(1, round(count / HOUSEHOLDS_PER_GRID))
            rows.append([code, name, group, count, population, grids, "", "", town])
            if alias:
                aliases.append([alias, code, town])
    write_rows(folder / "villages.csv", VILLAGE_COLUMNS, rows)
    write_rows(folder / "aliases.csv", ["alias", "code", "town"], aliases)


def write_rows(path: Path, columns: list[str], rows: list[list]) -> None:
    """Write a UTF-8 table with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([columns, *rows])
