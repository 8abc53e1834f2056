# {"events": ["annotation_content.export"], "secrets_schema": {"properties": {"key_id": {}, "key": {}}}}
import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def rossum_hook_request_handler(payload):
    client = boto3.client(
        "s3",
        aws_access_key_id=payload["secrets"]["key_id"],
        aws_secret_access_key=payload["secrets"]["key"],
        config=Config(connect_timeout=5, read_timeout=20),
    )
    body = json.dumps(payload["annotation"]["content"])
    try:
        client.put_object(Bucket="invoices", Key=f"{payload['document']['id']}.json", Body=body)
    except ClientError as error:
        return {"messages": [{"type": "error", "content": str(error)}]}
    return {"messages": []}
