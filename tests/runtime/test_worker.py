"""What a handler may be and return, and how exactly its failures are told."""

import json
import textwrap
from pathlib import Path

import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import run_handler

DATA = Path(__file__).parent / "data"


def run_code(code: str, payload: bytes = b"{}", filename: str = "hook.py") -> Outcome:
    return run_handler(textwrap.dedent(code).lstrip("\n"), filename, payload, Limits(timeout_s=20))


def run_body(body: str, payload: bytes = b"{}", **limits) -> Outcome:
    """Run a handler made of these statements; the first is line 2."""
    code = "def rossum_hook_request_handler(payload):\n" + textwrap.indent(
        textwrap.dedent(body).strip("\n"), "    "
    )
    return run_handler(code, "hook.py", payload, Limits(timeout_s=20, **limits))


# What comes back


def test_returning_nothing_is_an_empty_response():
    outcome = run_body("pass")

    assert outcome.response == {}
    assert outcome.response_bytes == b"null"


@pytest.mark.parametrize(
    ("value", "found"),
    [("[1]", "a list"), ("'text'", "a str"), ("5", "an int"), ("True", "a bool"), ("object()", "an object")],
)
def test_only_an_object_is_a_response(value, found):
    outcome = run_body(f"return {value}")

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.detail == f"The handler returned {found}; Rossum expects an object"


@pytest.mark.parametrize(
    ("response", "reason", "pointer"),
    [
        ("{'messages': [{'content': {1}}]}", "set is not JSON serialisable", "/messages/0/content"),
        ("{'on': datetime.date(2026, 3, 4)}", "date is not JSON serialisable", "/on"),
        ("{'sum': decimal.Decimal('1.5')}", "Decimal is not JSON serialisable", "/sum"),
        ("{'raw': b'x'}", "bytes is not JSON serialisable", "/raw"),
        ("{'all': (n for n in [1])}", "generator is not JSON serialisable", "/all"),
        ("{'a/b': {'c~d': {1}}}", "set is not JSON serialisable", "/a~1b/c~0d"),
        ("{'x': [1.5, float('nan')]}", "nan is not valid JSON", "/x/1"),
        ("{'x': float('-inf')}", "-inf is not valid JSON", "/x"),
        ("{'x': {(1, 2): 3}}", "tuple is not a JSON object key", "/x"),
    ],
)
def test_a_value_that_is_not_json_is_named_with_its_place(response, reason, pointer):
    outcome = run_body(f"import datetime, decimal\nreturn {response}")

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.detail == f"{reason} at {pointer}"
    assert outcome.pointer == pointer


def test_a_response_that_contains_itself_is_named_with_the_place():
    outcome = run_body("loop = {'a': []}\nloop['a'].append(loop)\nreturn {'x': loop}")

    assert outcome.detail == "dict contains itself at /x/a/0"


def test_a_response_nested_too_deeply_is_invalid():
    outcome = run_body("deep = {}\nfor _ in range(100_000): deep = {'a': deep}\nreturn deep")

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.detail == "The response is nested too deeply"


def test_a_response_nested_as_deep_as_the_encoder_goes_is_read_or_refused():
    outcome = run_body("deep = {}\nfor _ in range(900): deep = {'a': deep}\nreturn deep")

    assert outcome.status is Status.OK


def test_what_standard_json_accepts_is_accepted():
    outcome = run_body("return {1: 2 ** 80, 'half': '\\ud800', 'pair': (1, None), 'text': 'žluťoučký'}")

    assert outcome.response == {"1": 2**80, "half": "\ud800", "pair": [1, None], "text": "žluťoučký"}


def test_the_payload_arrives_with_every_digit_and_character():
    payload = {"id": 2**60 + 1, "text": "kůň \U0001f40e", "amount": 0.1, "none": None}

    assert run_body("return payload", json.dumps(payload).encode()).response == payload


# Handlers that change the ground they stand on


@pytest.mark.parametrize(
    "sabotage",
    [
        "json.dumps = json.loads = None",
        "json.JSONEncoder.encode = json.JSONEncoder.iterencode = None",
        "os._exit = os.write = os.getpid = os.close = os.open = None",
        "time.perf_counter = lambda: 'never'",
        "sys.stdout = sys.stderr = None",
        "sys.stdout.close()",
        "sys.modules.clear()",
        "sys.path[:] = []; sys.meta_path[:] = []",
        "builtins.print = builtins.open = builtins.__import__ = None",
    ],
)
def test_a_handler_that_replaces_what_we_use_still_returns(sabotage):
    outcome = run_body(f"import builtins, json, os, sys, time\n{sabotage}\nreturn {{'a': 1}}")

    assert outcome.response == {"a": 1}


@pytest.mark.parametrize(
    "sabotage",
    [
        "json.dumps = json.JSONEncoder.encode = None",
        "traceback.TracebackException = traceback.extract_tb = None",
        "builtins.__import__ = None",
        "kept = [open('/dev/null') for _ in range(100_000)]",
    ],
)
def test_a_handler_that_replaces_what_we_use_and_fails_is_still_told(sabotage):
    outcome = run_body(f"import builtins, json, traceback\n{sabotage}\nraise OSError('as expected')")

    assert outcome.status is Status.EXCEPTION
    assert outcome.exception.type == "OSError"


def test_a_handler_may_change_its_payload():
    assert run_body("payload['a'].append(2); return payload", b'{"a": [1]}').response == {"a": [1, 2]}


# Failures


def test_an_exception_is_told_with_line_and_traceback_of_the_users_file():
    outcome = run_code(
        """
        import json

        def rossum_hook_request_handler(payload):
            return parse("{")

        def parse(text):
            return json.loads(text)
        """
    )

    raised = outcome.exception
    assert (raised.type, raised.line) == ("JSONDecodeError", 7)
    assert [(frame.function, frame.line, frame.is_user) for frame in raised.frames[:2]] == [
        ("rossum_hook_request_handler", 4, True),
        ("parse", 7, True),
    ]
    assert raised.frames[1].source == "return json.loads(text)"
    assert not raised.frames[-1].is_user
    assert raised.traceback.startswith('Traceback (most recent call last):\n  File "hook.py", line 4, in')
    assert "    return json.loads(text)\n" in raised.traceback
    assert "worker" not in raised.traceback


def test_the_cause_of_an_exception_is_in_the_traceback_without_our_frames():
    outcome = run_body(
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('outer') from error"
    )

    assert outcome.exception.line == 5
    assert "direct cause" in outcome.exception.traceback
    assert "worker" not in outcome.exception.traceback


def test_a_file_that_cannot_be_compiled_is_told_with_its_line():
    outcome = run_code("import json\n\ndef broken(:\n    pass\n")

    assert (outcome.exception.type, outcome.exception.line) == ("SyntaxError", 3)
    assert "def broken(:" in outcome.exception.traceback
    assert outcome.exception.frames == ()


def test_a_failure_while_loading_is_told_with_its_line():
    outcome = run_code("import json\nimport no_such_library\n")

    assert (outcome.exception.type, outcome.exception.line) == ("ModuleNotFoundError", 2)
    assert outcome.duration_ms == 0


@pytest.mark.parametrize(
    ("statement", "type_name", "message"),
    [
        ("import sys; sys.exit(3)", "SystemExit", "3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("raise GeneratorExit('done')", "GeneratorExit", "done"),
        ("next(iter([]))", "StopIteration", ""),
        ("payload['missing']", "KeyError", "'missing'"),
        ("undefined_name", "NameError", "name 'undefined_name' is not defined"),
        ("raise ExceptionGroup('both', [ValueError('x')])", "ExceptionGroup", "both (1 sub-exception)"),
        ("raise ValueError('\\ud800')", "ValueError", "\ud800"),
    ],
)
def test_whatever_is_raised_is_an_exception_of_the_handler(statement, type_name, message):
    outcome = run_body(statement)

    assert outcome.status is Status.EXCEPTION
    assert (outcome.exception.type, outcome.exception.message) == (type_name, message)
    assert outcome.exception.line == 2


def test_endless_recursion_is_told_in_bounded_length():
    outcome = run_code(
        """
        def rossum_hook_request_handler(payload):
            return rossum_hook_request_handler(payload)
        """
    )

    assert (outcome.exception.type, outcome.exception.line) == ("RecursionError", 2)
    assert len(outcome.exception.frames) <= 100
    assert len(outcome.exception.traceback) < 10_000


def test_an_exception_without_a_text_of_its_own_is_told():
    outcome = run_code(
        """
        class Odd(Exception):
            def __str__(self):
                raise ValueError

        def rossum_hook_request_handler(payload):
            raise Odd
        """
    )

    assert (outcome.exception.type, outcome.exception.line) == ("Odd", 6)


def test_a_huge_message_is_shortened():
    outcome = run_body("raise ValueError('x' * 10_000_000)")

    assert len(outcome.exception.message) < 1_000_000


def test_a_file_without_entry_point_is_told_so():
    outcome = run_code("def handler(payload):\n    return {}\n")

    assert outcome.exception.type == "MissingHandler"
    assert outcome.exception.message == "The file defines no function rossum_hook_request_handler."
    assert outcome.exception.line is None


def test_an_entry_point_that_is_no_function_is_told_so():
    outcome = run_code("rossum_hook_request_handler = 5\n")

    assert outcome.exception.message == "rossum_hook_request_handler is an int, not a function."


def test_the_file_may_have_any_name():
    outcome = run_code("1 / 0\n", filename="/somewhere/ž ☃.py")

    assert outcome.exception.line == 1
    assert outcome.exception.frames[0].file == "/somewhere/ž ☃.py"


# What handlers rely on


def test_printing_and_logging_and_warnings_are_captured():
    outcome = run_body(
        """
        import logging, sys, warnings
        print("printed", "ž")
        print("to stderr", file=sys.stderr)
        logging.warning("logged by default")
        logging.basicConfig(level=logging.INFO, force=True)
        logging.info("logged at info")
        """
    )

    assert outcome.stdout == "printed ž\n"
    for text in ("to stderr", "logged by default", "logged at info"):
        assert text in outcome.stderr


def test_what_child_processes_print_is_captured():
    outcome = run_body("import subprocess; subprocess.run(['echo', 'hello'])", allow_children=True)

    assert outcome.stdout == "hello\n"


def test_code_guarded_by_main_does_not_run():
    outcome = run_code(
        """
        name = __name__
        if __name__ == "__main__":
            raise SystemExit

        def rossum_hook_request_handler(payload):
            return {"name": name}
        """
    )

    assert outcome.response == {"name": "rossum_hook"}


def test_a_dataclass_and_its_annotations_work_in_the_users_file():
    outcome = run_code(
        """
        from __future__ import annotations
        from dataclasses import asdict, dataclass

        @dataclass
        class Row:
            total: float = 1.5

        def rossum_hook_request_handler(payload):
            return asdict(Row())
        """
    )

    assert outcome.response == {"total": 1.5}


def test_an_async_handler_is_awaited_with_a_warning():
    outcome = run_code(
        """
        import asyncio

        async def rossum_hook_request_handler(payload):
            await asyncio.sleep(0)
            return {"async": True}
        """
    )

    assert outcome.response == {"async": True}
    assert "rossum_hook_request_handler is async" in outcome.warnings[0]


def test_an_async_handler_that_fails_is_told_with_its_line():
    outcome = run_code("async def rossum_hook_request_handler(payload):\n    raise ValueError('x')\n")

    assert (outcome.exception.type, outcome.exception.line) == ("ValueError", 2)


def test_a_handler_may_run_its_own_event_loop():
    outcome = run_code(
        """
        import asyncio

        async def work():
            return {"done": True}

        def rossum_hook_request_handler(payload):
            return asyncio.run(work())
        """
    )

    assert outcome.response == {"done": True}
    assert outcome.warnings == ()


def test_the_runtime_is_named_exactly():
    outcome = run_body("import sys; return {'version': sys.version.split()[0]}")

    assert outcome.runtime.startswith("python3.")
    assert outcome.runtime_version == outcome.response["version"]


# TxScript

TXSCRIPT_BODY = """
    t = TxScript.from_payload(payload)
    if t.field.net_sum > 1000 and is_set(t.field.doc_no):
        t.show_warning("Large invoice", t.field.net_sum)
    t.field.doc_no = "K-205"
    return t.hook_response()
"""


@pytest.mark.parametrize(
    "imports",
    [
        "from txscript import TxScript, is_set",
        "from rossum_python import RossumPython as TxScript, is_set",
        "import importlib\n"
        "shim = importlib.import_module('rossum_' + 'python')\n"
        "TxScript, is_set = shim.RossumPython, shim.is_set",
    ],
)
def test_a_txscript_handler_works_on_the_example_of_the_platform(imports):
    payload = (DATA / "annotation_content.updated.json").read_bytes()

    outcome = run_handler(
        f"{imports}\ndef rossum_hook_request_handler(payload):{TXSCRIPT_BODY}", "hook.py", payload
    )

    assert outcome.status is Status.OK, outcome.sentence
    (message,) = outcome.response["messages"]
    assert (message["type"], message["content"], message["id"]) == ("warning", "Large invoice", 90104)
    (operation,) = outcome.response["operations"]
    assert (operation["op"], operation["id"]) == ("replace", 90101)
    assert operation["value"]["content"]["value"] == "K-205"


def test_field_values_of_txscript_serialise_unaided():
    payload = (DATA / "annotation_content.updated.json").read_bytes()

    outcome = run_code(
        """
        from txscript import TxScript

        def rossum_hook_request_handler(payload):
            t = TxScript.from_payload(payload)
            return {"sum": t.field.net_sum, "number": t.field.doc_no}
        """,
        payload,
    )

    assert outcome.response == {"sum": 1320.5, "number": "K-204"}


def test_a_payload_txscript_cannot_use_is_told_with_the_users_line():
    outcome = run_body(
        "from txscript import TxScript\nTxScript.from_payload(payload)", b'{"event": "annotation_content"}'
    )

    assert outcome.exception.type == "PayloadError"
    assert outcome.exception.line == 3
