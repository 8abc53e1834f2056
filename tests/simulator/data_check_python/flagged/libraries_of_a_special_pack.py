# {"pack": "reporting"}
import reportlab


def rossum_hook_request_handler(payload):
    print(reportlab)
    return {}
