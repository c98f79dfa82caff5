"""The simulator through boto3: every service once around, as a user of Python would.

Called with the simulator's endpoint; prints one line a service and each check that did not hold, at the end the counts.
"""

import sys
import time
import traceback

import load_balancers
import log_groups
import network
import queues
import refusals
import registry
import services
import tables
from talk import results

WALKS = {
    "sts": network.sts,
    "ec2: the network": network.network,
    "ecr": registry.ecr,
    "logs": log_groups.logs,
    "sqs": queues.sqs,
    "dynamodb": tables.dynamodb,
    "elbv2": load_balancers.elbv2,
    "ecs and application-autoscaling": services.ecs,
    "answers and faults": refusals.answers,
    "what is not known": refusals.unknown,
}

for title, walk in WALKS.items():
    before = dict(results)
    begun = time.monotonic()
    try:
        walk()
    except Exception:  # one walk that breaks says so, and the others go on
        results["failed"] += 1
        print(f"  failed: {title}: {traceback.format_exc(limit=4)}", flush=True)
    held = results["passed"] - before["passed"]
    failed = results["failed"] - before["failed"]
    print(f"{title}: {held} held, {failed} failed, {time.monotonic() - begun:.1f} s", flush=True)
print(f"{results['passed']} passed, {results['failed']} failed")
sys.exit(1 if results["failed"] else 0)
