"""How answers and refusals come, whatever the service."""

from botocore.exceptions import ClientError, ParamValidationError
from talk import check, client, control, raises


def answers():
    for service, call in (
        ("sqs", lambda one: one.list_queues()),
        ("elbv2", lambda one: one.describe_account_limits()),
        ("ec2", lambda one: one.describe_vpcs()),
        ("logs", lambda one: one.describe_log_groups()),
        ("sts", lambda one: one.get_caller_identity()),
    ):
        answer = call(client(service))["ResponseMetadata"]
        check(f"{service} names its request", answer["HTTPStatusCode"] == 200 and len(answer["RequestId"]) > 10, answer)
    throttle = {"kind": "error", "code": "ThrottlingException", "message": "Rate exceeded"}
    control("/faults", {"on": "logs:DescribeLogGroups", "times": 1, "do": throttle})
    answer = client("logs").describe_log_groups()["ResponseMetadata"]
    check("a throttled call is tried again", answer["RetryAttempts"] == 1, answer)
    control("/faults", {"on": "sqs:ListQueues", "times": 1, "do": {"kind": "lostAnswer"}})
    answer = client("sqs").list_queues()["ResponseMetadata"]
    check("and one whose answer was lost", answer["RetryAttempts"] == 1, answer)
    control(
        "/faults",
        {
            "on": "ecr:DescribeRepositories",
            "times": 9,
            "do": {"kind": "error", "code": "AccessDeniedException", "message": "no"},
        },
    )
    raises("a denied one is not", "AccessDeniedException", lambda: client("ecr").describe_repositories())


def unknown():
    answer = raises(
        "an operation is refused by name",
        ClientError,
        lambda: client("ecs").list_attributes(targetType="container-instance"),
    )
    check("and named", answer is not None and "ListAttributes" in str(answer), answer)
    other = raises("a service, too", ClientError, lambda: client("s3").list_buckets())
    check("and no silent success", other is not None, other)
    raises(
        "what boto3 refuses itself never comes", ParamValidationError, lambda: client("sqs").send_message(QueueUrl="x")
    )
