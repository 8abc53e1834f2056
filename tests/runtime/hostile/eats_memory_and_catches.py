"""Catches the MemoryError and returns."""

# status: ok
# limits: memory_mb=64


def rossum_hook_request_handler(payload):
    try:
        return {"size": len(bytearray(8 * 1024**3))}
    except MemoryError:
        return {"caught": True}
