"""Talks to https://kestrel.rossum.app with a token."""

API_KEY = "x7f9-q2m4-zz81"  # expect: python-secret-in-code
PASSWORD_KEY = "erp_password"
TOKEN_FIELD = "rossum_authorization_token"
DATABASE = "postgresql://erp:hunter22@db.example.com/erp"  # expect: python-secret-in-code
QUEUE_IDS = [12345, 12346]  # expect: python-id-in-code
LABEL_ID = 778  # expect: python-id-in-code
LIMIT_ID_LENGTH = 12
PRIORITIES = {"high": 1}
CHECKSUM_OF = "amount_total_base_and_amount_total_tax"
password = ""


def rossum_hook_request_handler(payload):
    headers = {"Authorization": "Bearer 3f9c2d7a8b1e4c5d9f0a"}  # expect: python-secret-in-code
    connect(user="erp", password="letmein99")  # expect: python-secret-in-code
    key = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c"  # expect: python-secret-in-code
    token = payload["secrets"][PASSWORD_KEY]
    connect(user="erp", password=token)
    print("calling", token)  # expect: python-secret-printed
    print(f"with {payload['secrets']}")  # expect: python-secret-printed
    print("key is " + payload["secrets"]["erp"])  # expect: python-secret-printed
    print(payload)  # expect: python-payload-printed
    print(payload["action"], len(payload["secrets"]))
    kind = "token_type_of_the_answer"
    queue_id = payload["annotation"]["queue"].split("/")[-1]
    return {"messages": [], "all": [headers, key, kind, queue_id, TOKEN_FIELD]}


def connect(user, password):
    return user, password
