import functools
import subprocess  # expect: python-threads
import time
from concurrent.futures import ThreadPoolExecutor  # expect: python-threads
from pathlib import Path

CACHE = {}
SEEN = set()
LIMITS = {"a": 1}
count = 0


@functools.lru_cache(maxsize=None)  # expect: python-module-state
def rate(code):
    return len(code)


def rossum_hook_request_handler(payload):
    global count  # expect: python-module-state
    count += 1
    CACHE["a"] = 1  # expect: python-module-state
    SEEN.add("a")  # expect: python-module-state
    LIMITS.get("a")
    local = {}
    local["a"] = CACHE.get("a")
    with open("report.txt", "w") as file:  # expect: python-file-written
        file.write("x")
    with open("/tmp/report.txt", "w") as file:
        file.write("x")
    with open("/etc/hosts") as file:
        print(file.read())
    Path.home().joinpath("x").exists()
    (Path.home() / "x").write_text("x")  # expect: python-file-written
    Path("/tmp/x").write_text("x")
    time.sleep(1)  # expect: python-sleep
    first = next(one for one in payload["updated_datapoints"])  # expect: python-next-without-default
    second = next((one for one in payload["updated_datapoints"]), None)
    try:
        third = next(one for one in payload["updated_datapoints"])
    except StopIteration:
        third = None
    value = eval("1 + 1")  # expect: python-code-from-text
    print(local, first, second, third, value, rate("x"), subprocess, ThreadPoolExecutor)
    return {}
