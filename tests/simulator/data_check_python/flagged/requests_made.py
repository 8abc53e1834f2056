import urllib.request

import httpx
import requests
from requests import Session, post


def rossum_hook_request_handler(payload):
    base = payload["base_url"]
    first = requests.get(f"{base}/api/v1/queues")  # expect: python-request-without-timeout
    first.raise_for_status()
    second = requests.get(f"{base}/api/v1/queues", timeout=5)  # expect: python-request-status-unchecked
    data = second.json()
    third = post(base, json={}, timeout=None)  # expect: python-request-without-timeout
    if third.status_code != 200:
        print(third.text)
    requests.delete(base, timeout=5)  # expect: python-request-status-unchecked
    text = requests.get(base, timeout=5).text  # expect: python-request-status-unchecked
    with Session() as session:
        answer = session.get(base)  # expect: python-request-without-timeout
        check(answer)
    httpx.get(base).raise_for_status()
    page = httpx.get(base, timeout=None)  # expect: python-request-without-timeout
    if page.is_success:
        print(page.text)
    with urllib.request.urlopen(base) as stream:  # expect: python-request-without-timeout
        print(stream.read())
    urllib.request.urlopen(base, timeout=3).close()
    rates = requests.get("https://rates.example.com/today", timeout=3)  # expect: python-needs-internet
    rates.raise_for_status()
    return {"data": data, "text": text, "rates": fetch(base).json()}


def fetch(url):
    return requests.get(url, timeout=5)


def check(response):
    response.raise_for_status()
