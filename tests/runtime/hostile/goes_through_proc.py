"""Goes around by way of its own root folder."""

# status: exception
# sentence: PermissionError
# needs: landlock

from pathlib import Path


def rossum_hook_request_handler(payload):
    return {"text": Path("/proc/self/root" + payload["home"], ".ssh", "id_rsa").read_text()}
