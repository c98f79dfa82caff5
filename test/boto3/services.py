"""Clusters, task definitions, services, tasks, and their scaling."""

from load_balancers import balancer
from talk import ACCOUNT, FAST, REGION, check, client, control, later, pages, raises


def task_definition(one, family="walk"):
    return one.register_task_definition(
        family=family,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/walk",
        containerDefinitions=[
            {
                "name": "web",
                "image": "public.ecr.aws/nginx/nginx:1",
                "portMappings": [{"containerPort": 80}],
                "environment": [{"name": "A", "value": "b"}],
            }
        ],
        tags=[{"key": "team", "value": "a"}],
    )["taskDefinition"]


def ecs():
    one, elb = client("ecs"), client("elbv2")
    control("/roles", {"arn": f"arn:aws:iam::{ACCOUNT}:role/walk"})
    cluster = one.create_cluster(clusterName="walk", tags=[{"key": "team", "value": "a"}])["cluster"]
    check("a cluster is active", cluster["status"] == "ACTIVE", cluster)
    missing = one.describe_clusters(clusters=["walk", "none"])
    check(
        "one there, one not", len(missing["clusters"]) == 1 and missing["failures"][0]["reason"] == "MISSING", missing
    )
    check("listed", any(arn.endswith("cluster/walk") for arn in pages(one, "list_clusters", "clusterArns")))
    definition = task_definition(one)
    check("revisions count", task_definition(one)["revision"] == definition["revision"] + 1)
    described = one.describe_task_definition(taskDefinition="walk", include=["TAGS"])
    check(
        "the newest by its family, with tags",
        described["tags"] == [{"key": "team", "value": "a"}]
        and described["taskDefinition"]["revision"] == definition["revision"] + 1,
        described,
    )
    raises("not there", one.exceptions.ClientException, lambda: one.describe_task_definition(taskDefinition="none"))
    check("listed", len(pages(one, "list_task_definitions", "taskDefinitionArns", familyPrefix="walk")) == 2)
    raises(
        "sizes that are none",
        one.exceptions.ClientException,
        lambda: one.register_task_definition(
            family="walk",
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="4096",
            containerDefinitions=[{"name": "a", "image": "b"}],
        ),
    )
    _elb, made, vpc, subnets, groups = balancer("walk-ecs")
    group = elb.create_target_group(Name="walk-ecs", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")[
        "TargetGroups"
    ][0]["TargetGroupArn"]
    network_of = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups, "assignPublicIp": "ENABLED"}}
    service = {
        "cluster": "walk",
        "serviceName": "web",
        "taskDefinition": "walk",
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": network_of,
        "loadBalancers": [{"targetGroupArn": group, "containerName": "web", "containerPort": 80}],
    }
    raises(
        "a group without a listener", one.exceptions.InvalidParameterException, lambda: one.create_service(**service)
    )
    listener = elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )["Listeners"][0]
    later(6)
    raises(
        "no such cluster",
        one.exceptions.ClusterNotFoundException,
        lambda: one.create_service(**{**service, "cluster": "none"}),
    )
    created = one.create_service(**service)["service"]
    check("a service with a time", created["createdAt"].tzinfo is not None and created["status"] == "ACTIVE", created)
    later(240)
    one.get_waiter("services_stable").wait(
        cluster="walk", services=["web"], WaiterConfig={"Delay": 1, "MaxAttempts": 5}
    )
    stable = one.describe_services(cluster="walk", services=["web", "none"])
    check(
        "two tasks run",
        stable["services"][0]["runningCount"] == 2 and stable["failures"][0]["reason"] == "MISSING",
        stable,
    )
    elb.get_waiter("target_in_service").wait(TargetGroupArn=group, WaiterConfig=FAST)
    arns = pages(one, "list_tasks", "taskArns", cluster="walk", serviceName="web")
    check("listed", len(arns) == 2, arns)
    one.get_waiter("tasks_running").wait(cluster="walk", tasks=arns, WaiterConfig=FAST)
    tasks = one.describe_tasks(cluster="walk", tasks=arns)["tasks"]
    check(
        "each with its address",
        all(d["value"] for t in tasks for d in t["attachments"][0]["details"] if d["name"] == "privateIPv4Address"),
        tasks,
    )
    check("services listed", pages(one, "list_services", "serviceArns", cluster="walk") == [created["serviceArn"]])
    one.tag_resource(resourceArn=created["serviceArn"], tags=[{"key": "x", "value": "y"}])
    check("tags", one.list_tags_for_resource(resourceArn=created["serviceArn"])["tags"] == [{"key": "x", "value": "y"}])
    one.untag_resource(resourceArn=created["serviceArn"], tagKeys=["x"])
    one.update_service(
        cluster="walk", service="web", taskDefinition=definition["taskDefinitionArn"], forceNewDeployment=True
    )
    later(600)
    one.get_waiter("services_stable").wait(
        cluster="walk", services=["web"], WaiterConfig={"Delay": 1, "MaxAttempts": 5}
    )
    deployments = one.list_service_deployments(cluster="walk", service="web")["serviceDeployments"]
    check("deployments with their state", len(deployments) >= 1 and all(d["status"] for d in deployments), deployments)
    scaling(created)
    raises(
        "still scaled",
        one.exceptions.InvalidParameterException,
        lambda: one.delete_service(cluster="walk", service="web"),
    )
    one.update_service(cluster="walk", service="web", desiredCount=0)
    later(600)
    one.get_waiter("tasks_stopped").wait(cluster="walk", tasks=arns, WaiterConfig=FAST)
    one.delete_service(cluster="walk", service="web")
    later(60)
    one.get_waiter("services_inactive").wait(cluster="walk", services=["web"], WaiterConfig=FAST)
    raises(
        "not there",
        one.exceptions.ServiceNotFoundException,
        lambda: one.update_service(cluster="walk", service="none", desiredCount=1),
    )
    gone = one.deregister_task_definition(taskDefinition=definition["taskDefinitionArn"])["taskDefinition"]
    check("inactive", gone["status"] == "INACTIVE", gone)
    check(
        "one is active", len(one.list_task_definitions(familyPrefix="walk", status="ACTIVE")["taskDefinitionArns"]) == 1
    )
    one.delete_cluster(cluster="walk")
    check("inactive", one.describe_clusters(clusters=["walk"])["clusters"][0]["status"] == "INACTIVE")
    check("nothing is in another region", client("ecs", "us-east-1").list_clusters()["clusterArns"] == [])
    elb.delete_listener(ListenerArn=listener["ListenerArn"])
    later(6)
    elb.delete_target_group(TargetGroupArn=group)
    elb.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])


def scaling(service):
    one = client("application-autoscaling")
    of = {"ServiceNamespace": "ecs", "ResourceId": "service/walk/web", "ScalableDimension": "ecs:service:DesiredCount"}
    raises("no target yet", one.exceptions.ObjectNotFoundException, lambda: one.deregister_scalable_target(**of))
    raises("without bounds", one.exceptions.ValidationException, lambda: one.register_scalable_target(**of))
    made = one.register_scalable_target(**of, MinCapacity=2, MaxCapacity=4)
    check(
        "a target has an ARN",
        made["ScalableTargetARN"].startswith(f"arn:aws:application-autoscaling:{REGION}:{ACCOUNT}:scalable-target/"),
        made,
    )
    later(6)
    targets = pages(one, "describe_scalable_targets", "ScalableTargets", ServiceNamespace="ecs")
    check(
        "targets with a time", targets[0]["MinCapacity"] == 2 and targets[0]["CreationTime"].tzinfo is not None, targets
    )
    tracking = {
        "TargetValue": 50.5,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    }
    policy = one.put_scaling_policy(
        **of, PolicyName="cpu", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking
    )
    check("a policy makes alarms", len(policy["Alarms"]) >= 1, policy)
    later(6)
    policies = pages(one, "describe_scaling_policies", "ScalingPolicies", ServiceNamespace="ecs")
    check(
        "a fraction stays one", policies[0]["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 50.5, policies
    )
    one.put_scheduled_action(
        **of,
        ScheduledActionName="night",
        Schedule="cron(0 22 * * ? *)",
        Timezone="Europe/Berlin",
        ScalableTargetAction={"MinCapacity": 1},
    )
    later(6)
    actions = pages(one, "describe_scheduled_actions", "ScheduledActions", ServiceNamespace="ecs")
    check("a schedule", actions[0]["Timezone"] == "Europe/Berlin", actions)
    raises(
        "a schedule that is none",
        one.exceptions.ValidationException,
        lambda: one.put_scheduled_action(
            **of, ScheduledActionName="x", Schedule="never", ScalableTargetAction={"MinCapacity": 1}
        ),
    )
    check(
        "activities",
        isinstance(pages(one, "describe_scaling_activities", "ScalingActivities", ServiceNamespace="ecs"), list),
    )
    one.tag_resource(ResourceARN=made["ScalableTargetARN"], Tags={"a": "b"})
    check("tags", one.list_tags_for_resource(ResourceARN=made["ScalableTargetARN"])["Tags"] == {"a": "b"})
    one.untag_resource(ResourceARN=made["ScalableTargetARN"], TagKeys=["a"])
    one.delete_scheduled_action(**of, ScheduledActionName="night")
    one.delete_scaling_policy(**of, PolicyName="cpu")
    one.deregister_scalable_target(**of)
    later(6)
    check("gone", one.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == [])
