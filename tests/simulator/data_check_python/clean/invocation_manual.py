# {"events": ["invocation.manual"], "sideload": []}
import json


def rossum_hook_request_handler(payload):
    erp_id = payload["erp_id"]
    if payload.get("dry_run"):
        return {"sent": 0}
    print(json.dumps({"erp_id": erp_id}))
    return {"sent": 1, "at": payload["timestamp"]}
