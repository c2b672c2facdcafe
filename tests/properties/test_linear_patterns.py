"""Every pattern that meets filed text takes twice the time for twice the text, and no more."""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections import defaultdict
from pathlib import Path

import pytest

import zhen_analysis
from zhen_analysis.catalogue.vocabulary.words import WORDS

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


def compiled(value, depth=3):
    """Yield name (if it has one) and pattern of all patterns in a module's constant."""
    if isinstance(value, re.Pattern):
        yield "", value
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from compiled(each, depth - 1)
    elif depth and isinstance(value, dict):
        yield from compiled(list(value.values()), depth - 1)
    elif depth and type(value).__module__.startswith("zhen_analysis.intake"):
        for name, each in vars(value).items():
            yield from ((name, pattern) for _, pattern in compiled(each, depth - 1))


def made_of_words(module):
    """Yield what a module's functions and classes make of the words of a catalogue alone."""
    for value in vars(module).values():
        bare = inspect.unwrap(value) if callable(value) else None
        if not inspect.isfunction(bare) or bare.__module__ != module.__name__:
            continue
        parameters = list(inspect.signature(value).parameters.values())
        if len(parameters) == 1 and parameters[0].annotation in {"Words", type(WORDS)}:
            yield from compiled(value(WORDS))


def uses_of(module):
    """Yield name or written pattern and method of every use of a pattern in a module."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            subject, method = node.func.value, node.func.attr
            if method in METHODS and ast.unparse(subject) == "re" and node.args:
                yield written(node.args[0], module), method
            elif method in METHODS:
                yield ast.unparse(subject).rpartition(".")[2], method


def written(node, module):
    """Return a pattern that stands where it is used; blank where it is made of what is at hand."""
    try:
        return re.compile(eval(ast.unparse(node), dict(vars(module))))
    except (NameError, AttributeError):
        return ""


def all_patterns():
    """Return pattern → methods by which it is used; all where that cannot be told."""
    methods, named, used = defaultdict(set), [], defaultdict(set)
    for module in modules():
        for subject, method in uses_of(module):
            if isinstance(subject, re.Pattern):
                used[subject].add(method)
            else:
                methods[subject].add(method)
        for name, value in vars(module).items():
            named += [(inner or name, pattern) for inner, pattern in compiled(value)]
        named += made_of_words(module)
    for name, pattern in named:
        used[pattern] |= methods[name]
    # What is bytes is the container; it meets the reading child, whose work is bounded.
    texts = {p: m for p, m in used.items() if isinstance(p.pattern, str)}
    return {p: tuple(sorted(m or {"search", "fullmatch"})) for p, m in texts.items()}


def signs_of(pattern: re.Pattern) -> list[str]:
    """Return signs and words that the pattern speaks of, each a sample of what it may repeat."""
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

    walk(re._parser.parse(pattern.pattern, pattern.flags))
    return list(found)


def spent(pattern: re.Pattern, method: str, text: str) -> float:
    """Return the CPU seconds that one use of a pattern takes."""
    call = getattr(pattern, method)
    start = time.process_time()
    if method in {"sub", "subn"}:
        call("", text)
    elif method == "finditer":
        list(call(text))
    else:
        call(text)
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


def test_the_patterns_are_found():
    """Those of constants, of what is made of a catalogue's words, and those written in place."""
    texts = [pattern.pattern for pattern in PATTERNS]
    assert len(texts) > 150
    assert any("(?P<numeral>" in text and "余|多|来" in text for text in texts)
    assert any("合计" in text for text in texts)
    assert "[x×*]" in texts


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
