"""JavaScript is read by the Node.js that runs it."""

from pathlib import Path

import pytest

from rossum_studio.model.finding import TextRange
from rossum_studio.model.problem import Severity, Where
from rossum_studio.runtime.launch import NotSupportedError
from rossum_studio.runtime.node_syntax import Source, node_syntax_error, node_syntax_errors

TEMPLATES = Path(__file__).parents[2] / "resources" / "templates"


def place_of(code: str) -> TextRange:
    finding = node_syntax_error(code, "handler.js")
    assert finding is not None and finding.place is not None
    return finding.place


def test_every_template_can_be_read():
    sources = [Source(path.read_text(encoding="utf-8"), path.name) for path in TEMPLATES.glob("*/handler.js")]

    assert sources
    assert node_syntax_errors(sources) == (None,) * len(sources)


@pytest.mark.parametrize(
    "code",
    ["", "return 1;", "#!/usr/bin/env node\nexports.a = 1;", "const a = await_; var await;", "// \ud800"],
)
def test_what_commonjs_takes_is_no_mistake(code):
    assert node_syntax_error(code, "handler.js") is None


def test_a_mistake_has_its_line_and_columns():
    finding = node_syntax_error("const a = 1;\n  const b = = 2;\n", "mine.js")

    assert finding.place == TextRange(2, 12, 2, 13)
    assert finding.problem.path == "mine.js:2"
    assert finding.problem.severity is Severity.ERROR
    assert finding.problem.where is Where.CODE
    assert finding.problem.code == "javascript-syntax"
    assert finding.problem.message == "Node.js cannot read this: Unexpected token '='."


def test_columns_count_characters_and_not_bytes_or_code_units():
    code = "\tlet ů = '🐎🐎'; let b = = 2;"

    place = place_of(code)

    assert code[place.column : place.end_column] == "="
    assert place.column == code.index("= 2")


def test_lines_end_as_in_the_editor():
    assert place_of("let a;\r\nlet b;\rlet a;").line == 3


def test_a_bracket_that_is_never_closed_is_at_the_end():
    finding = node_syntax_error("exports.a = () => {", "handler.js")

    assert finding.place == TextRange(1, 19, 1, 19)
    assert finding.problem.message.endswith("A bracket is not closed.")


def test_a_name_that_is_declared_twice_is_a_mistake():
    assert place_of("let a = 1;\nlet a = 2;") == TextRange(2, 4, 2, 5)


def test_await_outside_an_async_function_is_told_what_to_write():
    finding = node_syntax_error("exports.a = () => { await b; };", "handler.js")

    assert finding.problem.message.endswith("Write async before the function.")


@pytest.mark.parametrize("code", ["import a from 'b';", "export const a = 1;", "const a = import.meta.url;"])
def test_an_es_module_gets_the_commonjs_lines_to_write(code):
    finding = node_syntax_error(code, "handler.js")

    assert finding.problem.code == "javascript-es-module"
    assert "exports.rossum_hook_request_handler" in finding.problem.message
    assert "outside a module" not in finding.problem.message


def test_the_code_is_not_run(tmp_path):
    mark = tmp_path / "mark"
    code = f"require('fs').writeFileSync({str(mark)!r}, ''); process.exit(3);"

    assert node_syntax_error(code, "handler.js") is None
    assert not mark.exists()


def test_many_files_are_read_at_once_and_answered_in_order():
    found = node_syntax_errors([Source("a = ;", "a.js"), Source("b = 1;", "b.js"), Source("\nc c", "c.js")])

    assert [finding and finding.problem.path for finding in found] == ["a.js:1", None, "c.js:2"]
    assert node_syntax_errors([]) == ()


def test_a_very_long_line_is_no_trouble():
    assert place_of("a" * 50_000 + " b").line == 1


def test_without_node_there_is_a_sentence_about_it(tmp_path):
    with pytest.raises(NotSupportedError, match=r"^Node\.js failed while it read the code"):
        node_syntax_error("a = 1;", "handler.js", node=tmp_path / "node")


def test_a_program_that_is_not_node_is_told_apart(tmp_path):
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\necho hello\n")
    program.chmod(0o700)

    with pytest.raises(NotSupportedError, match="failed"):
        node_syntax_error("a = 1;", "handler.js", node=program)
