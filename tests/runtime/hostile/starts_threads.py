"""Starts threads until there is no more room."""

# status: exception or memory_limit
# limits: memory_mb=64

import _thread


def rossum_hook_request_handler(payload):
    lock = _thread.allocate_lock()
    lock.acquire()
    while True:
        _thread.start_new_thread(lock.acquire, ())
