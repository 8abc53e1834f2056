import asyncio

import httpx


def rossum_hook_request_handler(payload):
    return asyncio.run(main(payload))


async def main(payload):
    headers = {"Authorization": f"token {payload['rossum_authorization_token']}"}
    async with httpx.AsyncClient(headers=headers, timeout=10) as client:
        queue, schema = await asyncio.gather(
            fetch(client, payload["annotation"]["queue"]), fetch(client, payload["annotation"]["schema"])
        )
    return {"messages": [{"type": "info", "content": f"{queue['name']}: {schema['name']}"}]}


async def fetch(client, url):
    response = await client.get(url)
    response.raise_for_status()
    return response.json()
