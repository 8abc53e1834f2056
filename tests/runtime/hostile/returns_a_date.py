"""Returns a date."""

# status: invalid_response
# sentence: date is not JSON

from datetime import date


def rossum_hook_request_handler(payload):
    return {"value": date(2026, 3, 4)}
