"""Takes memory in large pieces."""

# status: memory_limit
# sentence: Memory limit 64 MB exceeded
# limits: memory_mb=64


def rossum_hook_request_handler(payload):
    return {"kept": [bytearray(1_000_000) for _ in range(10_000)]}
