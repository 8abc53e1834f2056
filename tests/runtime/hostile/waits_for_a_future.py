"""Awaits what never comes."""

# status: timeout
# sentence: Timed out
# limits: timeout_s=0.5

import asyncio


def rossum_hook_request_handler(payload):
    asyncio.run(asyncio.Event().wait())
