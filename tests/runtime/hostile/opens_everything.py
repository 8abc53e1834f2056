"""Opens files until there are no more descriptors."""

# status: exception
# sentence: Too many open files
# ruff: noqa: PTH123


def rossum_hook_request_handler(payload):
    return {"kept": [open("/dev/null") for _ in range(100_000)]}
