import requests
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    for row in t.field.line_items:
        row.item_code = look_up(row.item_description)  # expect: python-request-in-loop
    prices = [look_up(row.item_code) for row in t.field.line_items]  # expect: python-request-in-loop
    for attempt in range(3):
        print(attempt, look_up("ping"))
    page = "https://kestrel.rossum.app/api/v1/annotations"  # expect: python-address-in-code
    while page:
        response = requests.get(page, timeout=5)
        response.raise_for_status()
        page = response.json()["pagination"]["next"]
    for prices_by_code in [look_up_all([row.item_code for row in t.field.line_items])]:
        print(prices_by_code, prices)
    return t.hook_response()


def look_up(text):
    response = requests.get("https://kestrel.rossum.app/search", params={"q": text}, timeout=5)  # expect: python-address-in-code
    response.raise_for_status()
    return response.text


def look_up_all(texts):
    response = requests.post(texts[0], json=texts, timeout=5)
    response.raise_for_status()
    return response.json()
