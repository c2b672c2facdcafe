"""Each kind of issue is whole: severity, harm, a sentence, and the details that it is told with."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhen_analysis.catalogue.vocabulary.checks import CHECKS, CORRECTION_STATES, HARMS, NO_HARM
from zhen_analysis.catalogue.vocabulary.words import KINDS
from zhen_analysis.intake.messages import make_issue

PACKAGE = Path(__file__).parents[3] / "zhen_analysis"
SAID = {"file", "sheet", "cell", "field", "written", "read_as"}  # of make_issue itself
TELLERS = {"make_issue", "tell", "tell_at_cell"}
# What reads cells and files, and may name only the kinds that are its own.
READERS = {
    "quantity": ["cells/quantities.py"],
    "day": ["cells/dates.py"],
    "state": ["cells/states.py"],
    "unit": ["cells/units_named.py"],
    "file": ["files/notices.py", "files/open_file.py"],
}
# Where intake tells what such a reader named.
TOLD_IN = {"quantity_issues": "quantity", "date_issues": "day", "unit_issues": "unit"}


def tree_of(path: str) -> ast.Module:
    return ast.parse((PACKAGE / "intake" / path).read_text(encoding="utf-8"))


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in [*PACKAGE.glob("intake/**/*.py"), *PACKAGE.glob("results/*.py")]:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def words_in(node: ast.AST) -> set[str]:
    found = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {word for word in found if isinstance(word, str)}


def literal_checks(call: ast.Call) -> set[str]:
    """The kinds that a call names itself: as its first words, or by an if among them."""
    for argument in call.args[:2]:
        parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        words = {part.value for part in parts if isinstance(part, ast.Constant)}
        if words:
            return {word for word in words if isinstance(word, str)}
    return set()


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLERS:
                yield f"{path.name}:{node.lineno}", node


NAMED = [(where, call) for where, call in calls() if literal_checks(call) & set(CHECKS)]


@pytest.mark.parametrize("name", CHECKS)
def test_a_kind_of_issue_has_a_severity_a_harm_and_a_sentence_of_its_details(name):
    check = CHECKS[name]
    assert check.severity in {"error", "warning", "info"}
    assert check.harm in {harm.code for harm in HARMS}
    assert (check.severity == "info") == (check.harm == NO_HARM)
    assert check.sentence.endswith(("。", "）"))
    assert check.braces <= check.known_details
    told = make_issue(name, "a.xlsx", **dict.fromkeys(check.details, "…"))
    assert told["severity"] == check.severity and "{" not in told["message"]


def test_every_kind_is_named_somewhere_and_every_word_that_is_told_is_a_kind():
    words = {word for _, tree in sources() for word in words_in(tree)}
    assert set(CHECKS) - words == set()
    assert set(CORRECTION_STATES) <= set(CHECKS)
    literal = {where: literal_checks(call) for where, call in calls() if call.func.id != "tell"}
    assert {where: words - set(CHECKS) for where, words in literal.items() if words} == {
        where: set() for where, words in literal.items() if words
    }


@pytest.mark.parametrize(("where", "call"), NAMED, ids=[where for where, _ in NAMED])
def test_who_names_a_kind_tells_the_details_that_it_is_declared_with(where, call):
    given = {keyword.arg for keyword in call.keywords}
    if call.func.id != "make_issue":
        given |= set() if None in given else {"name"}  # helpers add what they know themselves
    for name in literal_checks(call) & set(CHECKS):
        missing = CHECKS[name].details - given
        assert call.func.id != "make_issue" or missing == set()
        assert given - SAID - {"name"} <= CHECKS[name].details


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_names_no_kind_but_its_own(reader):
    words = set().union(*(words_in(tree_of(path)) for path in READERS[reader]))
    kinds = {word for word in words if word in CHECKS or is_a_name_of_several_words(word)}
    own = {name for name, check in CHECKS.items() if check.named_by == reader}
    assert kinds - own == set()


def is_a_name_of_several_words(word: str) -> bool:
    is_a_name = "_" in word.strip("_") and word.isidentifier() and word.islower()
    return is_a_name and word not in KINDS  # kinds of words


def test_what_readers_name_is_told_with_the_details_of_all_their_kinds():
    found = {}
    for node in ast.walk(tree_of("records/doubts.py")):
        if isinstance(node, ast.FunctionDef) and node.name in TOLD_IN:
            for call in ast.walk(node):
                is_told = isinstance(call, ast.Call) and getattr(call.func, "id", "") in TELLERS
                if is_told and not literal_checks(call):
                    given = {keyword.arg for keyword in call.keywords} - SAID
                    found[TOLD_IN[node.name]] = given
    for reader, given in found.items():
        of_reader = [check for check in CHECKS.values() if check.named_by == reader]
        assert {check.name: check.details for check in of_reader} == dict.fromkeys(
            (check.name for check in of_reader), frozenset(given)
        )
    assert set(found) == set(TOLD_IN.values())


@pytest.mark.parametrize("path", READERS["file"])
def test_what_is_seen_beside_the_cells_comes_with_the_details_of_its_kind(path):
    notes = [
        node
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Tuple)
        and len(node.elts) == 4
        and isinstance(node.elts[3], ast.Dict)
    ]
    assert notes
    for note in notes:
        given = {key.value for key in note.elts[-1].keys}
        kinds = words_in(note.elts[0]) or {"error_cell", "uncached_formula"}
        for name in kinds:
            assert CHECKS[name].details == given
