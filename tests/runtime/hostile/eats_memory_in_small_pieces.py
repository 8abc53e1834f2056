"""Takes memory in small pieces."""

# status: memory_limit
# sentence: Memory limit 64 MB exceeded
# limits: memory_mb=64


def rossum_hook_request_handler(payload):
    kept = []
    while True:
        kept.append(object())
