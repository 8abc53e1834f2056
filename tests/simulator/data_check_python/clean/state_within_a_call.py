import tempfile
from pathlib import Path

COLUMNS = ["item_code", "item_description"]
RATES = {"eur": "25.1", "usd": "23.4"}


def rossum_hook_request_handler(payload):
    cache = {}
    columns = list(COLUMNS)
    columns.append("item_amount")

    def rate(code):
        nonlocal_rates = cache.setdefault(code, RATES.get(code, "1"))
        return nonlocal_rates

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_text(",".join(columns), encoding="utf-8")
        print(path.stat().st_size, rate("eur"))
    return {"messages": []}
