"""The real default pack, fetched from the package registries, at work in a run that has no network."""

import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import run_handler

pytestmark = pytest.mark.timeout(600)  # the first test waits until 70 MB are here and unpacked

PANDAS = """
from io import StringIO

import numpy as np
import pandas as pd

def rossum_hook_request_handler(payload):
    lines = pd.read_csv(StringIO("code,amount,date\\nA,1.5,2024-02-29\\nB,2,2024-03-01\\nA,3,2024-03-02\\n"))
    lines["date"] = pd.to_datetime(lines["date"]).dt.tz_localize("Europe/Prague")
    product = np.random.default_rng(1).random((300, 300)) @ np.eye(300)
    sums = lines.groupby("code")["amount"].sum()
    return {"sums": sums.to_dict(), "day": str(lines["date"].max()), "shape": list(product.shape)}
"""
BOTO3 = """
import boto3
from botocore.stub import Stubber

def rossum_hook_request_handler(payload):
    s3 = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(s3) as stub:
        stub.add_response("list_buckets", {"Buckets": [{"Name": "invoices"}]})
        return {"buckets": [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]}
"""
THE_REST = """
import dacite, httpx, jmespath, pydantic, requests, rossum.lib.api_client, rossum_api, xmltodict
from txscript import TxScript

class Line(pydantic.BaseModel):
    amount: float

def rossum_hook_request_handler(payload):
    httpx.Client().close()
    requests.Session().close()
    return {
        "jmespath": jmespath.search("a.b", {"a": {"b": 1}}),
        "xmltodict": xmltodict.parse("<line><amount>2</amount></line>")["line"]["amount"],
        "pydantic": Line(amount="2.5").amount,
        "rossum": rossum.lib.api_client.RossumClient.__name__,
    }
"""
JAVASCRIPT = """
const _ = require('lodash');
const merge = require('lodash/merge');
const fetch = require('node-fetch');
const { HttpsProxyAgent } = require('https-proxy-agent');

exports.rossum_hook_request_handler = async () => {
  const agent = new HttpsProxyAgent('http://proxy.test:8080');
  const failed = await fetch('https://kestrel.test/', { agent }).catch((error) => error.message);
  return { rows: _.chunk([1, 2, 3], 2), merged: merge({ a: 1 }, { b: 2 }), failed };
};
"""


def run(code: str, language: str = "python") -> Outcome:
    return run_handler(code, "hook", b"{}", Limits(), language=language)


def answer(code: str, language: str = "python") -> dict[str, object]:
    outcome = run(code, language)
    assert outcome.status is Status.OK, outcome.exception or outcome.sentence
    assert outcome.stderr == ""
    return outcome.response


def test_pandas_computes_within_the_limits_of_a_run(real_pack):
    assert answer(PANDAS) == {
        "sums": {"A": 4.5, "B": 2.0},
        "day": "2024-03-02 00:00:00+01:00",
        "shape": [300, 300],
    }


def test_boto3_makes_a_client_and_botocore_stubs_it(real_pack):
    assert answer(BOTO3) == {"buckets": ["invoices"]}


def test_the_other_libraries_work(real_pack):
    outcome = run(THE_REST)

    assert outcome.status is Status.OK, outcome.exception or outcome.sentence
    assert outcome.response == {"jmespath": 1, "xmltodict": "2", "pydantic": 2.5, "rossum": "RossumClient"}
    assert outcome.blocked == ()


def test_javascript_has_its_libraries_and_no_network_through_them(real_pack):
    response = answer(JAVASCRIPT, "javascript")

    assert response["rows"] == [[1, 2], [3]]
    assert response["merged"] == {"a": 1, "b": 2}
    assert "network is off for this run" in response["failed"]


@pytest.mark.parametrize("module", ["yaml", "openpyxl", "click", "tenacity"])
def test_what_came_along_for_a_library_is_not_the_handlers(real_pack, module):
    outcome = run(f"import {module}\n")

    assert outcome.exception.message == f"No module named '{module}': it is not in the library pack `default`"


def test_a_table_larger_than_the_memory_limit_ends_the_run_as_on_the_platform(real_pack):
    outcome = run("import numpy\n\ndef rossum_hook_request_handler(payload):\n    numpy.ones((400, 2**20))\n")

    assert outcome.status is Status.MEMORY_LIMIT


def test_nothing_in_the_pack_names_where_it_came_from(real_pack):
    assert not list(real_pack.glob("*/*/bin"))
    assert not list(real_pack.rglob(".package-lock.json"))
    assert not list(real_pack.rglob("package-lock.json"))
