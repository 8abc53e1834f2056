import pandas as pd


def rossum_hook_request_handler(payload):
    rows = [
        {cell["schema_id"]: cell["content"]["normalized_value"] for cell in row["children"]}
        for section in payload["annotation"]["content"]
        for table in section["children"]
        if table["category"] == "multivalue"
        for row in table["children"]
        if row["category"] == "tuple"
    ]
    frame = pd.DataFrame(rows)
    if frame.empty or "item_rate" not in frame:
        return {"messages": []}
    frame["item_total_base"] = pd.to_numeric(frame["item_total_base"], errors="coerce")
    sums = frame.groupby("item_rate")["item_total_base"].sum()
    text = ", ".join(f"{rate} %: {total:.2f}" for rate, total in sums.items())
    return {"messages": [{"type": "info", "content": text}]}
