"""Who calls, and the network of the simulated account."""

from talk import ACCOUNT, FAST, REGION, check, client, pages, raises


def sts():
    one = client("sts")
    me = one.get_caller_identity()
    check("the account is that of the access key", me["Account"] == ACCOUNT, me)
    taken = one.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/deploy", RoleSessionName="walk")
    check("a role gives credentials that end", taken["Credentials"]["Expiration"].year >= 2026, taken)


def network():
    one = client("ec2")
    vpcs = one.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    check("there is a default VPC", len(vpcs) == 1, vpcs)
    subnets = pages(
        one, "describe_subnets", "Subnets", size=5, Filters=[{"Name": "vpc-id", "Values": [vpcs[0]["VpcId"]]}]
    )
    check("with subnets in several zones", len({each["AvailabilityZone"] for each in subnets}) >= 2, subnets)
    groups = one.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpcs[0]["VpcId"]]}])["SecurityGroups"]
    check("and a security group", len(groups) >= 1, groups)
    raises(
        "an unknown subnet",
        "InvalidSubnetID.NotFound",
        lambda: one.describe_subnets(SubnetIds=["subnet-0123456789abcdef0"]),
    )
    raises("an unknown VPC", "InvalidVpcID.NotFound", lambda: one.describe_vpcs(VpcIds=["vpc-0123456789abcdef0"]))
    vpc = one.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]
    one.get_waiter("vpc_available").wait(VpcIds=[vpc["VpcId"]], WaiterConfig=FAST)
    made = one.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.7.1.0/24", AvailabilityZone=f"{REGION}a")["Subnet"]
    one.get_waiter("subnet_available").wait(SubnetIds=[made["SubnetId"]], WaiterConfig=FAST)
    group = one.create_security_group(GroupName="walk", Description="walk", VpcId=vpc["VpcId"])
    check("a security group has an id", group["GroupId"].startswith("sg-"), group)
    check("route tables", len(one.describe_route_tables()["RouteTables"]) >= 1)
    check("endpoints", isinstance(one.describe_vpc_endpoints()["VpcEndpoints"], list))
    check("interfaces", isinstance(one.describe_network_interfaces()["NetworkInterfaces"], list))
    other = client("ec2", "us-east-1")
    elsewhere = other.describe_subnets()["Subnets"]
    check(
        "another region has its own network", not {s["SubnetId"] for s in elsewhere} & {s["SubnetId"] for s in subnets}
    )
    check("and its own zones", all(s["AvailabilityZone"].startswith("us-east-1") for s in elsewhere), elsewhere)
