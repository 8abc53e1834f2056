"""Never comes back."""

# status: timeout
# sentence: Timed out (limit 0.5 s)
# limits: timeout_s=0.5


def rossum_hook_request_handler(payload):
    while True:
        pass
