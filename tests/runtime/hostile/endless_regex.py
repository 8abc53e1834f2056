"""A pattern that backtracks until the sun dies, in C, with the interpreter's lock held."""

# status: timeout
# sentence: Timed out
# limits: timeout_s=0.5

import re


def rossum_hook_request_handler(payload):
    return {"found": re.match(r"(a+)+$", "a" * 64 + "b")}
