limit = payload["settings"].get("limit", 1000)
