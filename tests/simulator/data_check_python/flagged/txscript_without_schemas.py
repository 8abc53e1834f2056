# {"sideload": ["queues"]}
from rossum_python import RossumPython


def rossum_hook_request_handler(payload):
    return run(payload)


def run(payload):
    r = RossumPython.from_payload(payload)  # expect: python-txscript-without-schemas
    r.show_info("ok")
    return r.hook_response()
