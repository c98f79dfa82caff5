"""What every walk through the simulator needs: clients, its controls, and checks that count."""

import json
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
ACCOUNT = "210987654321"
REGION = "eu-central-1"
results = {"passed": 0, "failed": 0}
# Of waiters: the clock is moved before they look.
FAST = {"Delay": 1, "MaxAttempts": 20}


def client(service, region=REGION):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="simulated",
        config=Config(retries={"max_attempts": 2, "mode": "standard"}),
    )


def control(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{ENDPOINT}/_simulator{path}", data=data)
    if data is not None:
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def later(seconds):
    control("/clock", {"advanceSeconds": seconds})


def check(what, held, seen=""):
    results["passed" if held else "failed"] += 1
    if not held:
        print(f"  failed: {what}: {seen}", flush=True)


def raises(what, error, call):
    """`error` is a class of the client, or a code."""
    try:
        answer = call()
    except Exception as caught:  # every other class is what the check is about
        code = caught.response["Error"]["Code"] if isinstance(caught, ClientError) else type(caught).__name__
        is_it = code == error if isinstance(error, str) else isinstance(caught, error)
        check(what, is_it, f"{code}: {caught}")
        return caught
    check(what, False, f"no error but {answer}")
    return None


def pages(one, operation, key, size=1, **given):
    found = []
    for page in one.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}, **given):
        found += page[key]
    return found
