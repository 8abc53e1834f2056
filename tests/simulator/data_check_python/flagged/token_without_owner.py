# {"token_owner": null}
def rossum_hook_request_handler(payload):
    token = payload["rossum_authorization_token"]  # expect: python-token-without-owner
    return {"headers": {"Authorization": f"Bearer {token}"}}
