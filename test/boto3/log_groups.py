"""Log groups, streams and events."""

from talk import check, client, control, pages, raises


def logs():
    one = client("logs")
    one.create_log_group(logGroupName="/walk/a", tags={"team": "a"})
    one.create_log_group(logGroupName="/walk/b")
    raises("twice", one.exceptions.ResourceAlreadyExistsException, lambda: one.create_log_group(logGroupName="/walk/a"))
    raises(
        "days that are none",
        one.exceptions.InvalidParameterException,
        lambda: one.put_retention_policy(logGroupName="/walk/a", retentionInDays=10),
    )
    raises(
        "not there",
        one.exceptions.ResourceNotFoundException,
        lambda: one.put_retention_policy(logGroupName="/walk/none", retentionInDays=30),
    )
    one.put_retention_policy(logGroupName="/walk/a", retentionInDays=30)
    groups = pages(one, "describe_log_groups", "logGroups", logGroupNamePrefix="/walk/")
    check(
        "groups by prefix",
        [(g["logGroupName"], g.get("retentionInDays")) for g in groups] == [("/walk/a", 30), ("/walk/b", None)],
        groups,
    )
    check("a time in milliseconds", groups[0]["creationTime"] > 1_700_000_000_000, groups)
    one.delete_retention_policy(logGroupName="/walk/a")
    arn = groups[0].get("logGroupArn", groups[0]["arn"].removesuffix(":*"))
    one.tag_resource(resourceArn=arn, tags={"stage": "b"})
    one.untag_resource(resourceArn=arn, tagKeys=["team"])
    check("tags", one.list_tags_for_resource(resourceArn=arn)["tags"] == {"stage": "b"})
    one.create_log_stream(logGroupName="/walk/a", logStreamName="s1")
    one.create_log_stream(logGroupName="/walk/a", logStreamName="s2")
    check(
        "streams",
        [s["logStreamName"] for s in pages(one, "describe_log_streams", "logStreams", logGroupName="/walk/a")]
        == ["s1", "s2"],
    )
    now = control("/clock")["now"]
    one.put_log_events(
        logGroupName="/walk/a",
        logStreamName="s1",
        logEvents=[{"timestamp": now + i, "message": f"line {i} ü"} for i in range(3)],
    )
    events = one.get_log_events(logGroupName="/walk/a", logStreamName="s1", startFromHead=True)
    check(
        "events in their order", [e["message"] for e in events["events"]] == [f"line {i} ü" for i in range(3)], events
    )
    check(
        "found by a pattern",
        len(pages(one, "filter_log_events", "events", size=10, logGroupName="/walk/a", filterPattern='"line 2"')) == 1,
    )
    one.delete_log_group(logGroupName="/walk/a")
    one.delete_log_group(logGroupName="/walk/b")
    raises("gone", one.exceptions.ResourceNotFoundException, lambda: one.describe_log_streams(logGroupName="/walk/a"))
