"""The house rules that a machine can keep: small files, small functions, names that say something."""

import ast
import subprocess
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(HOME / "src").rglob("*.py"), *(HOME / "tests").rglob("*.py"), HOME / "dev"])
FILE_LINES = 400
FUNCTION_LINES = 40
BANNED = {"utils", "helpers", "manager", "service", "common", "data", "misc", "types"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(HOME))


def test_there_is_something_to_check() -> None:
    assert len(SOURCES) > 10


def test_no_file_is_long() -> None:
    long = {short(p): n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > FILE_LINES}
    assert not long, f"split these by concept, not by length: {long}"


def test_no_function_is_long() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long, "these functions do more than one thing:\n" + "\n".join(long)


def test_every_module_opens_with_a_sentence() -> None:
    silent = [short(p) for p in SOURCES if not (ast.get_docstring(tree(p)) or "").strip()]
    assert not silent, f"say in one plain sentence what these are for: {silent}"


def test_no_name_that_says_nothing() -> None:
    vague = [short(p) for p in SOURCES if p.stem in BANNED]
    assert not vague, f"name these after the concept they hold: {vague}"


def test_nothing_names_the_machine_it_was_made_on() -> None:
    words = [
        "/wor" + "k/",
        "/roo" + "t/",
        "pythonhos" + "ted",
        "pypi." + "org",
        "npmjs." + "org",
        ".." + "/shared",
    ]
    listed = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    texts = [HOME / name for name in listed.splitlines() if (HOME / name).is_file()]
    found = [f"{short(p)}: {w}" for p in texts for w in words if w in p.read_text("utf-8", errors="ignore")]
    assert not found, f"these belong to one machine, not to the project: {found}"
