"""Takes memory that the limit does not count."""

# status: exception
# sentence: Cannot allocate memory
# needs: seccomp

import mmap


def rossum_hook_request_handler(payload):
    return {"size": len(mmap.mmap(-1, 8 * 1024**3))}
