try:
    import ujson as json
except ImportError:
    import json

import importlib
import sys

if sys.version_info >= (3, 8):
    from functools import cached_property
else:
    cached_property = property


class Document:
    def __init__(self, payload):
        self.payload = payload

    @cached_property
    def name(self):
        return self.payload["document"]["original_file_name"]


def rossum_hook_request_handler(payload):
    math = importlib.import_module("math")
    return {"messages": [{"type": "info", "content": json.dumps([Document(payload).name, math.pi])}]}
