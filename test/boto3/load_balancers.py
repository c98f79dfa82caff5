"""Load balancers, target groups, listeners and rules."""

from talk import FAST, check, client, later, pages, raises


def balancer(name):
    elb, ec2 = client("elbv2"), client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    subnets = [s["SubnetId"] for s in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]][
        :2
    ]
    groups = [
        ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"][0]["GroupId"]
    ]
    made = elb.create_load_balancer(
        Name=name, Subnets=subnets, SecurityGroups=groups, Tags=[{"Key": "team", "Value": "a"}]
    )["LoadBalancers"][0]
    return elb, made, vpc, subnets, groups


def elbv2():
    one, made, vpc, _subnets, _groups = balancer("walk")
    arn = made["LoadBalancerArn"]
    later(300)
    one.get_waiter("load_balancer_available").wait(LoadBalancerArns=[arn], WaiterConfig=FAST)
    one.get_waiter("load_balancer_exists").wait(LoadBalancerArns=[arn], WaiterConfig=FAST)
    raises(
        "not there", one.exceptions.LoadBalancerNotFoundException, lambda: one.describe_load_balancers(Names=["none"])
    )
    check("listed", "walk" in {b["LoadBalancerName"] for b in pages(one, "describe_load_balancers", "LoadBalancers")})
    group = one.create_target_group(
        Name="walk-a",
        Protocol="HTTP",
        Port=80,
        VpcId=vpc,
        TargetType="ip",
        HealthCheckPath="/ok",
        Tags=[{"Key": "a", "Value": "b"}],
    )["TargetGroups"][0]
    second = one.create_target_group(Name="walk-b", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")[
        "TargetGroups"
    ][0]
    raises(
        "one name, other settings",
        one.exceptions.DuplicateTargetGroupNameException,
        lambda: one.create_target_group(Name="walk-a", Protocol="HTTP", Port=81, VpcId=vpc, TargetType="ip"),
    )
    raises("not there", one.exceptions.TargetGroupNotFoundException, lambda: one.describe_target_groups(Names=["none"]))
    check("paginated", len(pages(one, "describe_target_groups", "TargetGroups")) >= 2)
    changed = one.modify_target_group(
        TargetGroupArn=group["TargetGroupArn"], HealthCheckPath="/health", Matcher={"HttpCode": "200-299"}
    )["TargetGroups"][0]
    check("changed", (changed["HealthCheckPath"], changed["Matcher"]["HttpCode"]) == ("/health", "200-299"), changed)
    one.modify_target_group_attributes(
        TargetGroupArn=group["TargetGroupArn"],
        Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}],
    )
    attributes = {
        a["Key"]: a["Value"]
        for a in one.describe_target_group_attributes(TargetGroupArn=group["TargetGroupArn"])["Attributes"]
    }
    check("attributes", attributes["deregistration_delay.timeout_seconds"] == "5", attributes)
    raises(
        "an attribute that is none",
        "ValidationError",
        lambda: one.modify_target_group_attributes(
            TargetGroupArn=group["TargetGroupArn"], Attributes=[{"Key": "none", "Value": "1"}]
        ),
    )
    listener = one.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[
            {
                "Type": "fixed-response",
                "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "no"},
            }
        ],
    )["Listeners"][0]
    raises(
        "a port twice",
        one.exceptions.DuplicateListenerException,
        lambda: one.create_listener(
            LoadBalancerArn=arn,
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": second["TargetGroupArn"]}],
        ),
    )
    check(
        "listeners",
        [each["Port"] for each in pages(one, "describe_listeners", "Listeners", LoadBalancerArn=arn)] == [80],
    )
    rules = []
    for priority, path in ((10, "/a/*"), (20, "/b/*")):
        rules += one.create_rule(
            ListenerArn=listener["ListenerArn"],
            Priority=priority,
            Conditions=[{"Field": "path-pattern", "Values": [path]}],
            Actions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
        )["Rules"]
    raises(
        "a priority twice",
        one.exceptions.PriorityInUseException,
        lambda: one.create_rule(
            ListenerArn=listener["ListenerArn"],
            Priority=10,
            Conditions=[{"Field": "path-pattern", "Values": ["/c"]}],
            Actions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
        ),
    )
    listed = pages(one, "describe_rules", "Rules", ListenerArn=listener["ListenerArn"])
    check("rules with their priority as text", [r["Priority"] for r in listed] == ["10", "20", "default"], listed)
    check(
        "a condition in both forms",
        listed[0]["Conditions"][0]["Values"] == listed[0]["Conditions"][0]["PathPatternConfig"]["Values"] == ["/a/*"],
        listed[0],
    )
    one.set_rule_priorities(
        RulePriorities=[
            {"RuleArn": rules[0]["RuleArn"], "Priority": 20},
            {"RuleArn": rules[1]["RuleArn"], "Priority": 10},
        ]
    )
    one.modify_rule(
        RuleArn=rules[0]["RuleArn"],
        Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}}],
    )
    check(
        "swapped and changed",
        [
            (r["Priority"], r["Conditions"][0]["Field"])
            for r in one.describe_rules(RuleArns=[rules[0]["RuleArn"]])["Rules"]
        ]
        == [("20", "host-header")],
    )
    one.modify_listener(
        ListenerArn=listener["ListenerArn"],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": second["TargetGroupArn"]}],
    )
    raises(
        "in use",
        one.exceptions.ResourceInUseException,
        lambda: one.delete_target_group(TargetGroupArn=second["TargetGroupArn"]),
    )
    one.register_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": "172.31.0.77", "Port": 8080}])
    health = one.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
    check(
        "a target has a state",
        health[0]["Target"]["Id"] == "172.31.0.77" and health[0]["TargetHealth"]["State"] in ("initial", "unhealthy"),
        health,
    )
    one.deregister_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": "172.31.0.77", "Port": 8080}])
    later(60)
    one.get_waiter("target_deregistered").wait(
        TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": "172.31.0.77", "Port": 8080}], WaiterConfig=FAST
    )
    one.add_tags(ResourceArns=[rules[0]["RuleArn"], arn], Tags=[{"Key": "x", "Value": "y"}])
    one.remove_tags(ResourceArns=[arn], TagKeys=["team"])
    tags = {
        d["ResourceArn"]: d["Tags"]
        for d in one.describe_tags(ResourceArns=[rules[0]["RuleArn"], arn])["TagDescriptions"]
    }
    check("tags", tags == {rules[0]["RuleArn"]: [{"Key": "x", "Value": "y"}], arn: [{"Key": "x", "Value": "y"}]}, tags)
    one.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "30"}]
    )
    check(
        "its attributes",
        "30"
        in {
            a["Value"]
            for a in one.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
            if a["Key"] == "idle_timeout.timeout_seconds"
        },
    )
    check("limits", len(one.describe_account_limits()["Limits"]) > 3)
    for rule in rules:
        one.delete_rule(RuleArn=rule["RuleArn"])
    raises("gone", one.exceptions.RuleNotFoundException, lambda: one.describe_rules(RuleArns=[rules[0]["RuleArn"]]))
    one.delete_listener(ListenerArn=listener["ListenerArn"])
    raises(
        "gone",
        one.exceptions.ListenerNotFoundException,
        lambda: one.describe_listeners(ListenerArns=[listener["ListenerArn"]]),
    )
    later(6)
    for each in (group, second):
        one.delete_target_group(TargetGroupArn=each["TargetGroupArn"])
    one.delete_load_balancer(LoadBalancerArn=arn)
    later(60)
    one.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[arn], WaiterConfig=FAST)
