"""What a JavaScript handler may be and return, and how exactly its failures are told."""

import json

import pytest
from javascript_runs import run_body, run_javascript

from rossum_studio.runtime.outcome import Status

# How a handler is written


@pytest.mark.parametrize(
    "code",
    [
        "exports.rossum_hook_request_handler = (payload) => ({ a: payload.a });",
        "exports.rossum_hook_request_handler = async ({ a }) => ({ a });",
        "module.exports = { rossum_hook_request_handler({ a }) { return { a }; } };",
        "async function rossum_hook_request_handler({ a }) { return { a }; }\n"
        "module.exports = { rossum_hook_request_handler };",
        "this.rossum_hook_request_handler = function ({ a }) { return new Promise((r) => r({ a })); };",
        "'use strict';\nexports.rossum_hook_request_handler = ({ a }) => ({ then: (done) => done({ a }) });",
        "exports.rossum_hook_request_handler = ({ a }) => "
        "new Promise((resolve) => setTimeout(resolve, 1, { a }));",
    ],
)
def test_a_handler_may_be_exported_and_answer_in_any_usual_way(code):
    outcome = run_javascript(code, b'{"a": 1}')

    assert outcome.status is Status.OK, outcome.sentence
    assert outcome.response == {"a": 1}
    assert outcome.warnings == ()


def test_the_runtime_is_named_exactly():
    outcome = run_body("return { version: process.versions.node };")

    assert outcome.runtime == "nodejs22.x"
    assert outcome.runtime_version == outcome.response["version"]


def test_loading_and_calling_are_timed_apart():
    outcome = run_javascript(
        """
        const end = Date.now() + 30;
        while (Date.now() < end);
        exports.rossum_hook_request_handler = () => ({});
        """
    )

    assert outcome.load_ms >= 25 > outcome.duration_ms
    assert 0 < outcome.baseline_memory_mb <= outcome.peak_memory_mb


def test_a_file_without_entry_point_is_told_so():
    outcome = run_javascript("function rossum_hook_request_handler() {}")

    assert outcome.exception.type == "MissingHandler"
    assert outcome.exception.message == "The file exports no function rossum_hook_request_handler."
    assert outcome.exception.line is None


def test_an_entry_point_that_is_no_function_is_told_so():
    outcome = run_javascript("exports.rossum_hook_request_handler = [];")

    assert outcome.exception.message == "rossum_hook_request_handler is an array, not a function."


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("import fs from 'node:fs';", 2),
        ("export const rossum_hook_request_handler = () => ({});", 2),
        ("export default {};", 2),
        ("const here = import.meta.url;", 2),
    ],
)
def test_module_syntax_is_refused_with_a_hint(statement, line):
    outcome = run_javascript(f"'use strict';\n{statement}\n")

    assert (outcome.exception.type, outcome.exception.line) == ("SyntaxError", line)
    assert outcome.exception.message.startswith("ES modules are not supported; use exports.")
    assert "ES modules are not supported" in outcome.exception.traceback


# Modules


def test_built_in_modules_can_be_required_and_imported():
    outcome = run_body(
        """
        const { join } = require('node:path');
        const { createHash } = await import('crypto');
        return { path: join('a', 'b'), hash: createHash('md5').update('').digest('hex') };
        """
    )

    assert outcome.response == {"path": "a/b", "hash": "d41d8cd98f00b204e9800998ecf8427e"}
    assert outcome.stderr == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("lodash", "it belongs to the library pack `default`, which is not installed"),
        ("./other.js", "a function is one file, so there is nothing beside it to load"),
        ("node:nothing", "it is not in the library pack `default`"),
    ],
)
def test_other_modules_are_not_found_and_the_line_is_told(name, reason):
    outcome = run_javascript(f"'use strict';\nconst _ = require('{name}');\n")

    assert outcome.status is Status.EXCEPTION
    assert outcome.exception.line == 2
    assert outcome.exception.message == f"Cannot find module '{name}': {reason}"


# What comes back


@pytest.mark.parametrize("value", ["undefined", "null", ""])
def test_returning_nothing_is_an_empty_response(value):
    outcome = run_body(f"return {value};")

    assert outcome.response == {}
    assert outcome.response_bytes == b"null"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("[1]", "an array"),
        ("'text'", "a string"),
        ("5", "a number"),
        ("true", "a boolean"),
        ("() => 1", "a function"),
        ("new Date(0)", "a Date"),
        ("Symbol('x')", "a symbol"),
    ],
)
def test_only_an_object_is_a_response(value, found):
    outcome = run_body(f"return {value};")

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.detail == f"The handler returned {found}; Rossum expects an object"


@pytest.mark.parametrize(
    ("response", "sent", "warning"),
    [
        ("{ a: undefined }", {}, "undefined at /a is left out of the JSON."),
        ("{ a: () => 1 }", {}, "The function at /a is left out of the JSON."),
        ("{ a: [1, undefined] }", {"a": [1, None]}, "undefined at /a/1 becomes null in JSON."),
        ("{ a: [Symbol('x')] }", {"a": [None]}, "The symbol at /a/0 becomes null in JSON."),
        ("{ a: { b: NaN } }", {"a": {"b": None}}, "NaN at /a/b becomes null in JSON."),
        (
            "{ 'a/b': { 'c~d': -Infinity } }",
            {"a/b": {"c~d": None}},
            "-Infinity at /a~1b/c~0d becomes null in JSON.",
        ),
        ("{ on: new Date(0) }", {"on": "1970-01-01T00:00:00.000Z"}, "The Date at /on becomes text in JSON."),
        ("{ m: new Map([[1, 2]]) }", {"m": {}}, "The Map at /m becomes {} in JSON."),
        ("{ p: fetched() }", {"p": {}}, "The Promise at /p becomes {} in JSON: await it."),
        ("{ e: new RangeError('x') }", {"e": {}}, "The RangeError at /e becomes {} in JSON."),
        (
            "{ b: Buffer.from('a') }",
            {"b": {"type": "Buffer", "data": [97]}},
            "The Buffer at /b becomes an object of numbers in JSON.",
        ),
    ],
)
def test_what_json_changes_without_a_word_is_sent_as_on_the_platform_and_told(response, sent, warning):
    outcome = run_body(f"const fetched = async () => 1;\nreturn {response};")

    assert outcome.status is Status.OK
    assert outcome.response == sent
    assert outcome.warnings == (warning,)


def test_a_response_full_of_changes_is_told_in_bounded_length():
    outcome = run_body("return { all: Array(1000).fill(NaN) };")

    assert len(outcome.warnings) == 21
    assert outcome.warnings[-1] == "980 more values of the response change likewise."


def test_values_that_json_knows_are_sent_without_a_warning():
    outcome = run_body(
        """
        const own = { toJSON: () => 7 };
        return { half: '\\ud800', pair: [1, null], text: 'žluťoučký', n: -0.5, big: 2 ** 53 - 1, own };
        """
    )

    assert outcome.response == {
        "half": "\ud800",
        "pair": [1, None],
        "text": "žluťoučký",
        "n": -0.5,
        "big": 2**53 - 1,
        "own": 7,
    }
    assert outcome.warnings == ()


@pytest.mark.parametrize(
    ("statements", "detail", "pointer"),
    [
        ("return { a: [1n] };", "BigInt is not JSON serialisable at /a/0", "/a/0"),
        ("const x = { a: [] }; x.a.push(x); return x;", "Object contains itself at /a/0", "/a/0"),
        ("const a = []; a.push(a); return { 'x/y': a };", "Array contains itself at /x~1y/0", "/x~1y/0"),
        (
            "class Row { toJSON() { throw new Error('no'); } } return { a: new Row() };",
            "Row cannot be serialised at /a: Error: no",
            "/a",
        ),
        (
            "return { a: { get b() { throw new Error('no'); } } };",
            "Object cannot be serialised at /a/b: Error: no",
            "/a/b",
        ),
        (
            "let x = {}; for (let i = 0; i < 1e5; i++) x = { x }; return x;",
            "The response is nested too deeply",
            "",
        ),
    ],
)
def test_a_value_that_is_not_json_is_named_with_its_place(statements, detail, pointer):
    outcome = run_body(statements)

    assert outcome.status is Status.INVALID_RESPONSE
    assert (outcome.detail, outcome.pointer) == (detail, pointer)


def test_the_same_object_twice_is_not_a_circle():
    assert run_body("const x = { n: 1 }; return { a: x, b: [x] };").response == {
        "a": {"n": 1},
        "b": [{"n": 1}],
    }


# What goes in


def test_the_payload_arrives_with_every_character():
    payload = {"text": "kůň \U0001f40e \ud800", "amount": 0.1, "none": None, "id": 2**53 - 1}

    outcome = run_body("return payload;", json.dumps(payload).encode())

    assert outcome.response == payload
    assert outcome.warnings == ()


def test_ids_that_javascript_cannot_hold_are_warned_about():
    payload = (
        b'{"id": 9007199254740993, "rows": [{"id": 9007199254740995}], "account": "1234567890123456789"}'
    )

    outcome = run_body("return payload;", payload)

    assert outcome.response["id"] != 9007199254740993
    assert outcome.warnings == (
        "2 ids of the payload, such as 9007199254740993, may be rounded: "
        "JavaScript numbers hold only integers up to 2^53.",
    )


def test_a_payload_that_is_no_json_is_rejected():
    outcome = run_body("return {};", b'{"a": }')

    assert outcome.status is Status.CRASHED
    assert outcome.sentence.startswith("The payload is not JSON: Unexpected token")


# Failures


def test_an_exception_is_told_with_line_and_frames_of_the_users_file():
    outcome = run_javascript(
        """
        'use strict';

        exports.rossum_hook_request_handler = async (payload) => {
          await null;
          return read("{");
        };

        function read(text) {
          return JSON.parse(text);
        }
        """
    )

    raised = outcome.exception
    assert (raised.type, raised.line) == ("SyntaxError", 9)
    assert [(frame.function, frame.line, frame.source) for frame in raised.frames] == [
        ("exports.rossum_hook_request_handler", 5, 'return read("{");'),
        ("read", 9, "return JSON.parse(text);"),
    ]
    assert raised.traceback.startswith("SyntaxError: Expected property name")
    assert "at read (hook.js:9:15)" in raised.traceback
    assert "worker" not in raised.traceback and "node:internal" not in raised.traceback


def test_the_first_line_of_the_file_is_line_1():
    outcome = run_javascript("throw new Error('at once');")

    assert outcome.exception.line == 1
    assert outcome.duration_ms == 0


def test_a_file_that_cannot_be_compiled_is_told_with_its_line():
    outcome = run_javascript("const a = 1;\n\nconst b = {;\n")

    assert (outcome.exception.type, outcome.exception.line) == ("SyntaxError", 3)
    assert "const b = {;" in outcome.exception.traceback
    assert outcome.exception.frames == ()


def test_the_cause_of_an_exception_is_in_the_traceback():
    outcome = run_body(
        """
        try {
          null.x;
        } catch (cause) {
          throw new Error('outer', { cause });
        }
        """
    )

    assert outcome.exception.line == 5
    assert "Caused by:\nTypeError: Cannot read properties of null" in outcome.exception.traceback


@pytest.mark.parametrize(
    ("statement", "type_name", "message", "line"),
    [
        ("undefinedName;", "ReferenceError", "undefinedName is not defined", 2),
        ("payload.a.b;", "TypeError", "Cannot read properties of undefined (reading 'b')", 2),
        ("class Odd extends Error {} throw new Odd('x');", "Odd", "x", 2),
        ("throw Object.assign(new Error('x'), { name: 'Named' });", "Named", "x", 2),
        ("throw 'text';", "String", "text", None),
        ("throw { code: 5 };", "Object", '{"code":5}', None),
        ("throw undefined;", "undefined", "undefined", None),
        ("throw null;", "null", "null", None),
        ("throw new Error('\\ud800');", "Error", "\ud800", 2),
        ("throw new Proxy(new Error('x'), {});", "Error", "x", None),
        ("await Promise.reject(new Error('x'));", "Error", "x", 2),
        (
            "await Promise.any([Promise.reject(new Error('x'))]);",
            "AggregateError",
            "All promises were rejected",
            None,
        ),
        ("structuredClone(() => 1);", "DataCloneError", "() => 1 could not be cloned.", 2),
    ],
)
def test_whatever_is_thrown_is_an_exception_of_the_handler(statement, type_name, message, line):
    outcome = run_body(statement)

    assert outcome.status is Status.EXCEPTION
    assert (outcome.exception.type, outcome.exception.message) == (type_name, message)
    assert outcome.exception.line == line


def test_something_thrown_that_resists_description_is_told():
    outcome = run_body("throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });")

    assert outcome.exception.message == "what was thrown cannot be described"


def test_endless_recursion_is_told_in_bounded_length():
    outcome = run_javascript(
        """
        const handler = (payload) => handler(payload) && 1;
        exports.rossum_hook_request_handler = handler;
        """
    )

    assert (outcome.exception.type, outcome.exception.line) == ("RangeError", 1)
    assert outcome.exception.message == "Maximum call stack size exceeded"
    assert len(outcome.exception.frames) <= 50


def test_a_huge_message_is_shortened():
    assert len(run_body("throw new Error('x'.repeat(1e7));").exception.message) < 1_000_000


def test_what_is_thrown_outside_the_call_ends_the_run():
    outcome = run_body("setTimeout(() => { throw new Error('late'); });\nawait new Promise(() => {});")

    assert (outcome.exception.message, outcome.exception.line) == ("late", 2)


def test_a_rejection_that_nothing_awaits_ends_the_run():
    outcome = run_body(
        "Promise.reject(new Error('alone'));\nawait new Promise((resolve) => setTimeout(resolve, 5000));"
    )

    assert (outcome.exception.message, outcome.exception.line) == ("alone", 2)
    assert outcome.warnings == ("A promise was rejected and nothing awaited it.",)


@pytest.mark.parametrize("filename", ["/somewhere/ž ☃ (1).js", "a$&b.js", "C:\\hooks\\hook.js"])
def test_the_file_may_have_any_name(filename):
    code = (
        "const fail = () => { throw new Error('x'); };\nexports.rossum_hook_request_handler = () => fail();"
    )

    outcome = run_javascript(code, filename=filename)

    assert [(frame.file, frame.line) for frame in outcome.exception.frames] == [(filename, 2), (filename, 1)]


# What handlers rely on


def test_the_console_is_captured_to_the_last_character():
    outcome = run_body(
        """
        console.log('printed', 'ž');
        console.info('%d items', 2);
        console.error('to stderr');
        console.warn('warned');
        process.stdout.write('x'.repeat(300000));
        """
    )

    assert outcome.stdout == "printed ž\n2 items\n" + "x" * 300_000
    assert outcome.stderr == "to stderr\nwarned\n"


def test_a_handler_may_change_its_payload():
    assert run_body("payload.a.push(2); return payload;", b'{"a": [1]}').response == {"a": [1, 2]}


def test_the_scratch_folder_is_where_files_go():
    outcome = run_body(
        """
        const fs = require('node:fs');
        fs.writeFileSync('note.txt', 'kept');
        const folder = fs.mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'x-'));
        return { note: fs.readFileSync('note.txt', 'utf8'), made: fs.existsSync(folder) };
        """
    )

    assert outcome.response == {"note": "kept", "made": True}


def test_nothing_of_the_worker_is_in_sight():
    outcome = run_body(
        """
        return {
          argv: process.argv.slice(1),
          execArgv: process.execArgv,
          main: typeof process.mainModule,
          cached: Object.keys(require('node:module')._cache),
          variables: Object.keys(process.env).filter((name) => /NODE|ROSSUM|TOKEN/.test(name)),
        };
        """
    )

    assert outcome.response == {
        "argv": ["hook.js"],
        "execArgv": [],
        "main": "undefined",
        "cached": [],
        "variables": [],
    }


@pytest.mark.parametrize(
    "sabotage",
    [
        "JSON.stringify = JSON.parse = null",
        "process.reallyExit = process.exit = process.on = null",
        "require('fs').writeSync = require('fs').readSync = null",
        "globalThis.performance = null",
        "Buffer.from = Buffer.concat = null",
        "globalThis.Promise = null",
        "globalThis.Error = null",
        "process.stdout.destroy(); process.stderr.destroy()",
        "Error.prepareStackTrace = () => { throw 1; }",
        "Array.prototype.map = Array.prototype.some = null",
    ],
)
def test_a_handler_that_replaces_what_we_use_still_returns(sabotage):
    assert run_body(f"{sabotage};\nreturn {{ a: 1 }};").response == {"a": 1}


def test_removing_our_listeners_leaves_the_error_on_stderr():
    outcome = run_body(
        "process.removeAllListeners();\nsetTimeout(() => nothing());\nawait new Promise(() => {});"
    )

    assert outcome.sentence == "The process exited with status 1 before the handler returned"
    assert "nothing is not defined" in outcome.stderr
