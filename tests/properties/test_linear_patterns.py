"""Every pattern that meets filed text takes twice the time for twice the text, and no more."""

import ast
import importlib
import pkgutil
import re
import time
from collections import defaultdict
from pathlib import Path

import pytest

import zhen_analysis
from zhen_analysis.catalogue.vocabulary import units as _  # noqa: F401  the words of patterns

PACKAGE = Path(zhen_analysis.__file__).parent
ROOMS = ["zhen_analysis.intake", "zhen_analysis.audit"]
METHODS = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
LENGTHS = (60, 500, 4_000)  # characters; what is worse than quadratic shows early
SLOW = 0.02  # CPU seconds below which nothing is asked
GROWTH = 3.0  # of twice the text; four is quadratic
MOST_SIGNS = 6  # of a pattern that are tried together


def modules():
    """Return every module of the rooms, and what filed text meets outside them."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            yield importlib.import_module(found.name)
    yield importlib.import_module("zhen_analysis.base.signs")
    yield importlib.import_module("zhen_analysis.base.addresses")


def compiled(value):
    """Yield the patterns in a module's constant."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from compiled(each)
    elif isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from compiled(each)


def calls_of(module):
    """Yield name or written pattern and method of every use of a pattern in a module."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            yield node.value, node.attr
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{m}" for m in METHODS}:
            yield node.args[0], ast.unparse(node.func).removeprefix("re.")


def all_patterns():
    """Return pattern → methods by which it is used; all where that cannot be told."""
    used = defaultdict(set)
    for module in modules():
        named = {name: list(compiled(value)) for name, value in vars(module).items()}
        methods = defaultdict(set)
        for subject, method in calls_of(module):
            if isinstance(subject, ast.Name):
                methods[subject.id].add(method)
            elif isinstance(subject, ast.Constant | ast.JoinedStr):
                try:
                    text = eval(ast.unparse(subject), dict(vars(module)))
                except NameError:
                    continue  # made of what is at hand there: tested where it is made
                if isinstance(text, str):
                    used[re.compile(text)].add(method)
        for name, patterns in named.items():
            for pattern in patterns:
                used[pattern] |= methods[name]
    return {p: tuple(sorted(m or {"search", "fullmatch"})) for p, m in used.items()}


def signs_of(pattern: re.Pattern) -> list[str]:
    """Return signs and words that the pattern speaks of, each a sample of what it may repeat."""
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    found: dict[str, None] = dict.fromkeys(["1", " ", "x", "("])

    def walk(tokens):
        for kind, value in tokens:
            name = str(kind)
            if name == "LITERAL":
                found[chr(value)] = None
            elif name == "NOT_LITERAL":
                found["a"] = None
            elif name == "IN":
                for inner, what in value:
                    if str(inner) == "LITERAL":
                        found[chr(what)] = None
                    elif str(inner) == "RANGE":
                        found[chr(what[0])] = None
                        found[chr(what[1])] = None
            elif name == "BRANCH":
                for branch in value[1]:
                    words = "".join(chr(v) for k, v in branch if str(k) == "LITERAL")
                    if words:
                        found[words] = None
                    walk(branch)
            elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
                walk(value[2])
            elif name == "SUBPATTERN":
                walk(value[3])
            elif name in {"ASSERT", "ASSERT_NOT"}:
                walk(value[1])
            elif name == "ATOMIC_GROUP":
                walk(value)
            elif name == "GROUPREF_EXISTS":
                walk(value[1])
                walk(value[2] or [])

    walk(re._parser.parse(text, pattern.flags & ~re.UNICODE & ~re.LOCALE if text else 0))
    return list(found)


def spent(pattern: re.Pattern, method: str, text: str) -> float:
    """Return the CPU seconds that one use of a pattern takes."""
    subject = text if isinstance(pattern.pattern, str) else text.encode("utf-8")
    call = getattr(pattern, method)
    start = time.process_time()
    if method in {"sub", "subn"}:
        call(type(subject)(), subject)
    elif method == "finditer":
        list(call(subject))
    else:
        call(subject)
    return time.process_time() - start


def attacks(signs: list[str]):
    """Yield texts in the making, as (before, repeated, after)."""
    few = signs[:MOST_SIGNS]
    pumps = [*signs[:40], *(one + two for one in few for two in few if one != two)]
    for pump in pumps:
        for after in ("", "\x7f"):
            yield "", pump, after
    for before in few:
        for pump in few:
            yield before, pump, "\x7f"


PATTERNS = all_patterns()


@pytest.mark.parametrize(
    "pattern", PATTERNS, ids=lambda p: str(p.pattern)[:40].encode("unicode_escape").decode()
)
def test_twice_the_text_takes_twice_the_time(pattern):
    for method in PATTERNS[pattern]:
        for before, pump, after in attacks(signs_of(pattern)):
            assert grows_with_length(pattern, method, before, pump, after), (method, pump, after)


def grows_with_length(pattern: re.Pattern, method: str, before: str, pump: str, after: str) -> bool:
    """Tell whether a text of one repeated part is looked through in time with its length."""
    for length in LENGTHS:
        count = max(length // len(pump), 1)
        texts = [before + pump * times * count + after for times in (1, 2)]
        twice = spent(pattern, method, texts[1])
        if twice > SLOW:
            once = spent(pattern, method, texts[0])
            twice = min(twice, spent(pattern, method, texts[1]))
            return twice < SLOW or twice < GROWTH * once
    return True
