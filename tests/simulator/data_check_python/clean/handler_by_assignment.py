def main(payload, *, strict=False):
    if strict and not payload["annotation"]["automated"]:
        return {"messages": [{"type": "error", "content": "By hand"}]}
    return {}


rossum_hook_request_handler = main

if __name__ == "__main__":
    import sys

    print(main({"annotation": {"automated": False}}, strict="--strict" in sys.argv))
