# {"token_owner": null}
def rossum_hook_request_handler(payload):
    token = payload.get("rossum_authorization_token")
    if "rossum_authorization_token" in payload:
        token = payload["rossum_authorization_token"]
    return {"ok": token is not None}
