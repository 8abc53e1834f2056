"""Every group of statements of the reference is covered, by tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from statement_table import load_table

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT.parent / "shared" / "reference" / "rossum.md"
FEWEST = 250

SECTION_NUMBERS = """
    2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15
    3.1 3.2 3.3 3.4 3.5 3.6 3.7
    4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8
    5.1 5.2 5.3 5.4 5.5 5.6 5.7
    6.1 6.2 6.3 6.4 6.5 6.6
    7
    8.1 8.2 8.3 8.4 8.5 8.6 8.7 8.8
    9.1 9.2 9.3 9.4
"""
SECTIONS = SECTION_NUMBERS.split()
ROWS = [f"12.{row}" for row in range(1, 46)]
GROUPS = [*SECTIONS, *ROWS]
TABLE = load_table()


def sections_of(reference: str) -> list[str]:
    """Sections of the chapters on how the platform behaves; chapter 7 has none and stands for itself."""
    headings = re.findall(r"^(?:### ([2-689]\.\d+)|## (7)\.) ", reference, re.MULTILINE)
    return [section or chapter for section, chapter in headings]


def rows_of(reference: str) -> list[str]:
    """Rows of chapter 12."""
    chapter = reference.partition("\n## 12.")[2]
    return [f"12.{row}" for row in re.findall(r"^\| (\d+) \|", chapter, re.MULTILINE)]


@cache
def names_in(file: str) -> frozenset[str]:
    """Names of the test functions of a file; none where there is no such file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(
        node.name for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def exists(node_id: str) -> bool:
    file, _, name = node_id.partition("::")
    return name in names_in(file)


def covered() -> list[tuple[str, str, list[str]]]:
    return [(group, text, tests) for group, rows in TABLE.covered.items() for text, tests in rows.items()]


def statements() -> list[str]:
    left_out = [text for rows in TABLE.not_modelled.values() for text in rows]
    return [*(text for _, text, _ in covered()), *left_out]


def test_the_groups_are_the_sections_and_rows_of_the_reference():
    if REFERENCE.is_file():
        text = REFERENCE.read_text(encoding="utf-8")
        assert (sections_of(text), rows_of(text)) == (SECTIONS, ROWS)


def test_a_reference_is_read_by_its_headings_and_rows():
    text = "## 2. A\n### 2.1 B\n## 7. C\n### 10.1 D\n## 12. E\n| # | Q |\n|---|---|\n| 1 | x |\n| 2 | y |\n"

    assert (sections_of(text), rows_of(text)) == (["2.1", "7"], ["12.1", "12.2"])


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_at_least_one_statement(group):
    assert TABLE.covered.get(group) or TABLE.not_modelled.get(group)


def test_no_statement_is_in_a_group_that_the_reference_does_not_have():
    assert {*TABLE.covered, *TABLE.not_modelled} <= set(GROUPS)


def test_every_statement_names_tests_that_exist():
    missing = [f"{group}: {test}" for group, _, tests in covered() for test in tests if not exists(test)]

    assert missing == []
    assert [text for _, text, tests in covered() if not tests] == []


def test_a_test_that_does_not_exist_would_be_found():
    assert not exists("tests/test_statements.py::test_that_nobody_wrote")
    assert not exists("tests/test_nowhere.py::test_a_group_has_at_least_one_statement")
    assert exists("tests/test_statements.py::test_a_group_has_at_least_one_statement")


def test_no_statement_names_a_test_twice():
    assert [text for _, text, tests in covered() if len(set(tests)) < len(tests)] == []


def test_statements_are_sentences():
    assert [text for text in statements() if not re.fullmatch(r"\S.{8,180}\.", text)] == []


def test_what_is_left_to_rossum_has_a_reason():
    reasons = [reason for rows in TABLE.not_modelled.values() for reason in rows.values()]

    assert [reason for reason in reasons if not re.fullmatch(r"[A-Z].{8,180}\.", reason)] == []


def test_the_table_goes_into_detail():
    assert sum(len(rows) for rows in TABLE.covered.values()) >= FEWEST
    assert TABLE.summary.startswith(
        f"reference statements covered: {len(covered())} in {len(TABLE.covered)} groups"
    )
