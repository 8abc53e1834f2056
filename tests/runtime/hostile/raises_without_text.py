"""Raises what cannot say what it is."""

# status: exception
# sentence: Mute


class Mute(Exception):
    def __str__(self):
        raise ValueError


def rossum_hook_request_handler(payload):
    raise Mute
