"""Queues and messages."""

from talk import ACCOUNT, REGION, check, client, pages, raises


def sqs():
    one = client("sqs")
    url = one.create_queue(QueueName="walk", Attributes={"VisibilityTimeout": "30"})["QueueUrl"]
    check("its URL by name", one.get_queue_url(QueueName="walk")["QueueUrl"] == url)
    missing = raises("not there", one.exceptions.QueueDoesNotExist, lambda: one.get_queue_url(QueueName="none"))
    check(
        "by its old name, too",
        missing is not None and missing.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue",
        missing,
    )
    raises(
        "another setting",
        one.exceptions.QueueNameExists,
        lambda: one.create_queue(QueueName="walk", Attributes={"VisibilityTimeout": "31"}),
    )
    one.create_queue(QueueName="walk-b")
    check("paginated", len(pages(one, "list_queues", "QueueUrls", QueueNamePrefix="walk")) == 2)
    attributes = one.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    check(
        "attributes",
        attributes["QueueArn"] == f"arn:aws:sqs:{REGION}:{ACCOUNT}:walk" and attributes["VisibilityTimeout"] == "30",
        attributes,
    )
    one.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    sent = one.send_message(
        QueueUrl=url, MessageBody="grüß", MessageAttributes={"kind": {"DataType": "String", "StringValue": "x"}}
    )
    check("a message has an id", len(sent["MessageId"]) == 36, sent)
    batch = one.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": str(i)} for i in range(3)])
    check("and a batch", len(batch["Successful"]) == 3 and not batch.get("Failed"), batch)
    got = []
    for _turn in range(10):
        got += one.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"]
        ).get("Messages", [])
        if len(got) >= 4:
            break
    check("all come", sorted(m["Body"] for m in got) == ["0", "1", "2", "grüß"], got)
    first = next(m for m in got if m["Body"] == "grüß")
    check(
        "with what was sent along",
        first["MessageAttributes"]["kind"]["StringValue"] == "x"
        and first["Attributes"]["ApproximateReceiveCount"] == "1",
        first,
    )
    one.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    again = one.receive_message(QueueUrl=url).get("Messages", [])
    check("comes again", [m["Body"] for m in again] == ["grüß"], again)
    one.delete_message(QueueUrl=url, ReceiptHandle=again[0]["ReceiptHandle"])
    done = one.delete_message_batch(
        QueueUrl=url,
        Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(got) if m is not first],
    )
    check("gone", len(done["Successful"]) == 3, done)
    raises(
        "a handle of nothing",
        one.exceptions.ReceiptHandleIsInvalid,
        lambda: one.delete_message(QueueUrl=url, ReceiptHandle="none"),
    )
    one.purge_queue(QueueUrl=url)
    one.delete_queue(QueueUrl=url)
    one.delete_queue(QueueUrl=one.get_queue_url(QueueName="walk-b")["QueueUrl"])
