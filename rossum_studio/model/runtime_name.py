"""Names of runtimes: what a hook asks for, what Rossum runs it on now, and what ran it here.

Source: reference 6.4; practice, "Traps, and what should happen here".
"""

import re

from rossum_studio.model.hook import RUNTIMES, Hook
from rossum_studio.model.problem import Problem, Severity, Where

OLD_RUNTIME = "hook-old-runtime"
UNKNOWN_RUNTIME = "hook-unknown-runtime"
OTHER_PYTHON = "runtime-other-python"
RUNTIME_POINTER = "/config/runtime"

_OLD = re.compile(r"python3\.[7-9]|nodejs(12|14|16|18)(\.x)?")


def runtime_note(hook: Hook) -> Problem | None:
    """Say that a hook names another runtime than the one it runs on; None when it names that, or nothing."""
    named, current = hook.config.get("runtime"), hook.runtime
    if not named or named == current:
        return None
    if _OLD.fullmatch(str(named)):
        sentence = f'The hook names the runtime "{named}", an old name: Rossum runs it on {current} now.'
        return _note(sentence, OLD_RUNTIME)
    expected = " or ".join(f'"{name}"' for name in RUNTIMES.values())
    sentence = (
        f'The hook names the runtime "{named}", which Rossum does not list; expected {expected}. '
        f"Here it runs on {current}."
    )
    return _note(sentence, UNKNOWN_RUNTIME)


def other_python(runtime: str, version: str) -> str:
    """Say that handlers run on another Python than the platform's; empty when they do not.

    Args:
        runtime: Such as `python3.13`; for other languages there is nothing to say.
        version: The exact version, such as 3.13.0.
    """
    current = RUNTIMES["python"]
    if not runtime.startswith("python") or runtime == current:
        return ""
    return (
        f"Python {version or runtime.removeprefix('python')} runs the functions here, Rossum runs them on "
        f"{current}; what differs between the two is not tested. Install Python "
        f"{current.removeprefix('python')}, or choose one in the preferences."
    )


def _note(sentence: str, code: str) -> Problem:
    return Problem(Severity.WARNING, Where.HOOK, RUNTIME_POINTER, sentence, code)
