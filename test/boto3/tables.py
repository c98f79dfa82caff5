"""A table and its items."""

import boto3
from talk import ACCOUNT, ENDPOINT, FAST, REGION, check, client, later, pages, raises


def dynamodb():
    one = client("dynamodb")
    key = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    types = [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "S"}]
    one.create_table(TableName="walk", KeySchema=key, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST")
    later(10)
    one.get_waiter("table_exists").wait(TableName="walk", WaiterConfig=FAST)
    raises(
        "twice",
        one.exceptions.ResourceInUseException,
        lambda: one.create_table(
            TableName="walk", KeySchema=key, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST"
        ),
    )
    raises("not there", one.exceptions.ResourceNotFoundException, lambda: one.describe_table(TableName="none"))
    check("listed", "walk" in pages(one, "list_tables", "TableNames"))
    table = boto3.resource(
        "dynamodb",
        region_name=REGION,
        endpoint_url=ENDPOINT,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="simulated",
    ).Table("walk")
    for i in range(5):
        table.put_item(
            Item={"pk": "a", "sk": f"{i}", "n": i, "set": {"x", "y"}, "deep": {"list": [1, None, True, "ü"]}}
        )
    item = table.get_item(Key={"pk": "a", "sk": "1"}, ConsistentRead=True)["Item"]
    check(
        "an item as it was put",
        item["n"] == 1 and item["set"] == {"x", "y"} and item["deep"]["list"] == [1, None, True, "ü"],
        item,
    )
    failed = raises(
        "a condition",
        one.exceptions.ConditionalCheckFailedException,
        lambda: table.put_item(
            Item={"pk": "a", "sk": "1"},
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
    )
    check("with the old item", failed is not None and failed.response.get("Item", {}).get("sk") == {"S": "1"}, failed)
    new = table.update_item(
        Key={"pk": "a", "sk": "1"},
        UpdateExpression="SET n = n + :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="ALL_NEW",
    )
    check("an update answers", new["Attributes"]["n"] == 2, new)
    found = pages(
        one,
        "query",
        "Items",
        size=2,
        TableName="walk",
        KeyConditionExpression="pk = :a",
        ExpressionAttributeValues={":a": {"S": "a"}},
    )
    check("a query in pages", [i["sk"]["S"] for i in found] == ["0", "1", "2", "3", "4"], found)
    check("a scan in pages", len(pages(one, "scan", "Items", size=2, TableName="walk")) == 5)
    with table.batch_writer() as batch:
        for i in range(3):
            batch.delete_item(Key={"pk": "a", "sk": f"{i}"})
    got = one.batch_get_item(
        RequestItems={"walk": {"Keys": [{"pk": {"S": "a"}, "sk": {"S": f"{i}"}} for i in range(5)]}}
    )
    check("a batch", len(got["Responses"]["walk"]) == 2 and got["UnprocessedKeys"] == {}, got)
    one.update_time_to_live(TableName="walk", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
    later(60)
    check(
        "time to live", one.describe_time_to_live(TableName="walk")["TimeToLiveDescription"]["AttributeName"] == "ttl"
    )
    one.update_continuous_backups(
        TableName="walk", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    state = one.describe_continuous_backups(TableName="walk")["ContinuousBackupsDescription"]
    check(
        "point in time recovery",
        state["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED",
        state,
    )
    arn = one.describe_table(TableName="walk")["Table"]["TableArn"]
    one.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    check("tags", one.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}])
    one.untag_resource(ResourceArn=arn, TagKeys=["a"])
    one.delete_table(TableName="walk")
    later(10)
    one.get_waiter("table_not_exists").wait(TableName="walk", WaiterConfig=FAST)
