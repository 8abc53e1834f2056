"""Starts a second Python."""

# status: exception
# sentence: this run may not start other programs
# blocked: children os.fork

import multiprocessing


def rossum_hook_request_handler(payload):
    multiprocessing.Process(target=print).start()
