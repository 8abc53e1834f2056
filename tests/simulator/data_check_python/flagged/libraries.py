import json
import os.path
from typing import TYPE_CHECKING

import jmespath
import numpy  # expect: python-import-not-listed
import panda  # expect: python-import-not-in-pack
import requests.adapters
from openpyxl import load_workbook  # expect: python-import-not-in-pack
from txscript.datapoint import FieldValueBase

from . import sibling  # expect: python-relative-import

try:
    import orjson
except ImportError:
    orjson = json

if TYPE_CHECKING:
    from types_of_ours import Payload


def rossum_hook_request_handler(payload: "Payload"):
    print(os.path, jmespath, numpy, panda, requests, load_workbook, FieldValueBase, sibling, orjson)
    return {}
