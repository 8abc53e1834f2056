"""Never finishes loading."""

# status: timeout
# sentence: Timed out
# limits: timeout_s=0.5

while True:
    pass


def rossum_hook_request_handler(payload):
    return {}
