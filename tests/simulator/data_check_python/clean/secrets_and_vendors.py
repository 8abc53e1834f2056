# {"settings": {"vendors_url": "https://erp.example.com/vendors"}, "secrets_schema": {"properties": {"erp_token": {}}}}
import requests
from txscript import TxScript

TOKEN_KEY = "erp_token"


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    names = sorted({row.item_code for row in t.field.line_items if row.item_code})
    vendors = find_vendors(payload["settings"]["vendors_url"], payload["secrets"][TOKEN_KEY], names)
    for row in t.field.line_items:
        vendor = vendors.get(row.item_code)
        if vendor is None:
            t.show_warning("Not a known code", row.item_code)
        else:
            row.item_description = vendor["name"]
    return t.hook_response()


def find_vendors(url, token, names):
    response = requests.post(url, json={"names": names}, headers={"X-Token": token}, timeout=10)
    response.raise_for_status()
    return {one["code"]: one for one in response.json()}
