"""Returns a Decimal."""

# status: invalid_response
# sentence: Decimal is not JSON

from decimal import Decimal


def rossum_hook_request_handler(payload):
    return {"value": Decimal("1.5")}
