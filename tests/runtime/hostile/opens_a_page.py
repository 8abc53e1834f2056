"""Opens a page."""

# status: exception
# sentence: network is off for this run
# blocked: network socket.getaddrinfo

import urllib.request


def rossum_hook_request_handler(payload):
    urllib.request.urlopen(f"http://127.0.0.1:{payload['port']}/")
