"""Returns while a thread of its own goes on."""

# status: ok

import threading


def spin():
    while True:
        pass


def rossum_hook_request_handler(payload):
    threading.Thread(target=spin).start()
    return {}
