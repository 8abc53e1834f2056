"""Catches every exception and goes on."""

# status: timeout
# sentence: Timed out
# limits: timeout_s=0.5


def rossum_hook_request_handler(payload):
    while True:
        try:
            raise SystemExit
        except BaseException:
            continue
