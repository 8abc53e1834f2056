# {"hook": false}
def rossum_hook_request_handler(payload):
    ids = payload["updated_datapoint"]  # expect: python-payload-key
    return {"messages": [], "ids": ids, "more": payload["updated_datapoints"], "own": payload["erp_system"]}
