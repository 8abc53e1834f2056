import json
import sys
from pathlib import Path


def rossum_hook_request_handler(payload, context=None):
    content = payload.get("annotation", {}).get("content", [])
    return {"messages": [{"type": "info", "content": f"{len(content)} sections"}]}


if __name__ == "__main__":
    sample = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(rossum_hook_request_handler(sample), indent=2))
