import requests


class RossumApi:
    def __init__(self, base_url, token):
        self.base_url = f"{base_url}/api/v1"
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path, **params):
        response = requests.get(f"{self.base_url}/{path}", headers=self.headers, params=params, timeout=15)
        response.raise_for_status()
        return response.json()

    def pages(self, path, **params):
        page = 1
        while page:
            answer = self.get(path, page=page, **params)
            yield from answer["results"]
            page = page + 1 if answer["pagination"]["next"] else None


def rossum_hook_request_handler(payload):
    api = RossumApi(payload["base_url"], payload["rossum_authorization_token"])
    document_id = payload["annotation"]["id"]
    duplicates = [one["id"] for one in api.pages("annotations", status="exported") if one["id"] != document_id]
    if duplicates:
        return {"messages": [{"type": "warning", "content": f"{len(duplicates)} duplicates"}]}
    return {}
