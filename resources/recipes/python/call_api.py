request = urllib.request.Request(
    payload["annotation"]["url"],
    headers={"Authorization": f"Bearer {payload['rossum_authorization_token']}"},
)
with urllib.request.urlopen(request, timeout=10) as response:
    annotation = json.load(response)
