"""Finds, in the source, the English sentences by which the libraries and the ledger say what is wrong or was done."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from weerbaar.measure.misspelling import ADVICE

SOURCE = Path(__file__).resolve().parents[3] / "src" / "weerbaar"
RAISED = {
    *(
        "ServerFault",
        "Occupied",
        "Unfit",
        "SchemaFault",
        "LeaseTaken",
        "ProofFault",
        "KeyFault",
        "LedgerError",
    ),
    *("Unreadable", "BadRules", "Violation"),
}
# Put together out of the sight of `sentences`.
APART = {
    "and {} more of these": "measure/faults.py",
    **dict.fromkeys(ADVICE.values(), "measure/misspelling.py"),
    "the reader of TOML says: {}": "measure/misspelling.py",
    "in '{}', number {}": "measure/sketch.py",
    "; for '{}' there are {}": "measure/figures.py",
    "; there is no series '{}'": "measure/figures.py",
    "write {}, and '{}' in the column of the precision": "measure/precision.py",
    "write {} if the marks stand for thousands": "measure/precision.py",
    "English": "letter/reading/source.py",
    "not Dutch": "letter/reading/source.py",
    "a list of names": "letter/reading/decisions.py",
    "text or null": "letter/reading/decisions.py",
}
# What msgspec says of a field of a plan, with its first letter made small.
OF_MSGSPEC = (
    "expected `{}`, got `{}`",
    "{} - at `{}`",
    "invalid RFC3339 encoded date",
    "object missing required field `{}`",
    "object contains unknown field `{}`",
)
FOLDERS = ("measure", "letter", "kernel/ledger", "cli/simulation")


def sentences() -> dict[str, str]:
    """Return every sentence, with `{}` where a value stands, and the file that says it."""
    found = dict(APART) | dict.fromkeys(OF_MSGSPEC, "msgspec")
    for folder in FOLDERS:
        for path in sorted((SOURCE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for argument in _said(node, folder):
                    text = _template(argument)
                    if any(letter.isalpha() for letter in text):
                        found.setdefault(text, str(path.relative_to(SOURCE)))
    return found


def _said(node: ast.AST, folder: str) -> Iterator[ast.expr]:
    """Yield what a node says to a person, if it raises faults or collects faults, alarms or what was done."""
    if isinstance(node, ast.ClassDef) and any(
        getattr(base, "id", "") == "LedgerError" for base in node.bases
    ):
        text = ast.get_docstring(node)
        yield ast.Constant(text.split("\n")[0] if text else "")
    if folder == "letter":
        yield from _kept_for_later(node)
    if isinstance(node, ast.FunctionDef) and node.name == "faults":
        yield from _of_plan(node)
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    holder = getattr(getattr(node.func, "value", None), "id", "")
    collected = name in {"add", "append"} and ("fault" in holder or "alarm" in holder or holder == "done")
    if name in RAISED or collected:
        yield from node.args
    elif name == "Fault" and len(node.args) == 3 and folder == "letter":
        yield node.args[2]
    elif len(node.args) == 2 and (name == "_Found" or (name == "fault" and folder == "letter")):
        yield node.args[1]
    elif name == "BadInput" and node.args and isinstance(node.args[0], ast.List):
        yield from node.args[0].elts


def _kept_for_later(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is put into a list of faults, or in words that a fault is made of, or returned as faults."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {getattr(target, "id", "") for target in targets}
        if names & {"faults", "wrong", "why", "use", "hint", "since"}:
            yield from _sentences_in(node.value)
    elif isinstance(node, ast.FunctionDef) and ("fault" in node.name or node.name in {"no_sign", "_change"}):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield from _sentences_in(inner.value)


def _sentences_in(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.JoinedStr | ast.Constant):
        yield node
    elif isinstance(node, ast.List):
        for element in node.elts:
            yield from _sentences_in(element)
    elif isinstance(node, ast.ListComp):
        yield from _sentences_in(node.elt)
    elif isinstance(node, ast.IfExp):
        yield from _sentences_in(node.body)
        yield from _sentences_in(node.orelse)


def _of_plan(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what a plan says of itself: the sentences that its `faults` puts into a list, one by one or together."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append":
            yield from node.args
        elif isinstance(node, ast.ListComp):
            yield node.elt


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return ""
