# {"settings": {"limit": 5}}
from typing import Optional

from pydantic import BaseModel, Field, ValidationError


class Settings(BaseModel):
    limit: float = Field(default=100, ge=0)
    field_id: str = "amount_total"
    queue_id: Optional[int] = None


def rossum_hook_request_handler(payload):
    try:
        settings = Settings(**payload["settings"])
    except ValidationError as error:
        return {"messages": [{"type": "error", "content": f"Settings: {error}"}]}
    return {"messages": [{"type": "info", "content": f"Limit for {settings.field_id}: {settings.limit}"}]}
