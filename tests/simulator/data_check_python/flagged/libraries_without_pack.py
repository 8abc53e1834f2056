# {"pack": null}
import json

import pandas  # expect: python-import-not-in-pack
from txscript import TxScript


def rossum_hook_request_handler(payload):
    print(json, pandas, TxScript)
    return {}
