# {"events": ["invocation.scheduled"], "sideload": [], "settings": {"status": "to_review", "label": "late"}}
import datetime as dt
import logging

import requests

log = logging.getLogger(__name__)


def rossum_hook_request_handler(payload):
    limit = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=3)
    settings = payload["settings"]
    response = requests.get(
        f"{payload['base_url']}/api/v1/annotations",
        params={"status": settings["status"], "arrived_at_before": limit.isoformat()},
        headers={"Authorization": f"Bearer {payload['rossum_authorization_token']}"},
        timeout=20,
    )
    response.raise_for_status()
    late = [one["url"] for one in response.json()["results"]]
    log.info("%d late documents", len(late))
    return None
