"""Repositories and images."""

import json

from talk import ACCOUNT, REGION, check, client, control, pages, raises


def ecr():
    one = client("ecr")
    made = one.create_repository(repositoryName="walk/api", tags=[{"Key": "team", "Value": "a"}])["repository"]
    check(
        "a repository has an ARN", made["repositoryArn"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/walk/api", made
    )
    check("and a time", made["createdAt"].tzinfo is not None, made)
    raises(
        "twice",
        one.exceptions.RepositoryAlreadyExistsException,
        lambda: one.create_repository(repositoryName="walk/api"),
    )
    raises(
        "not there",
        one.exceptions.RepositoryNotFoundException,
        lambda: one.describe_repositories(repositoryNames=["walk/none"]),
    )
    raises(
        "a name that is none",
        one.exceptions.InvalidParameterException,
        lambda: one.create_repository(repositoryName="Walk"),
    )
    one.create_repository(repositoryName="walk/web")
    names = {each["repositoryName"] for each in pages(one, "describe_repositories", "repositories")}
    check("paginated", {"walk/api", "walk/web"} <= names, names)
    check("none is in another region", client("ecr", "us-east-1").describe_repositories()["repositories"] == [])
    raises(
        "no policy yet",
        one.exceptions.LifecyclePolicyNotFoundException,
        lambda: one.get_lifecycle_policy(repositoryName="walk/api"),
    )
    policy = {
        "rules": [
            {
                "rulePriority": 1,
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5},
                "action": {"type": "expire"},
            }
        ]
    }
    one.put_lifecycle_policy(repositoryName="walk/api", lifecyclePolicyText=json.dumps(policy))
    check("a policy", json.loads(one.get_lifecycle_policy(repositoryName="walk/api")["lifecyclePolicyText"]) == policy)
    one.delete_lifecycle_policy(repositoryName="walk/api")
    raises(
        "a repository policy",
        one.exceptions.RepositoryPolicyNotFoundException,
        lambda: one.get_repository_policy(repositoryName="walk/api"),
    )
    one.put_image_scanning_configuration(repositoryName="walk/api", imageScanningConfiguration={"scanOnPush": True})
    one.put_image_tag_mutability(repositoryName="walk/api", imageTagMutability="IMMUTABLE")
    now = one.describe_repositories(repositoryNames=["walk/api"])["repositories"][0]
    check(
        "what was put",
        (now["imageTagMutability"], now["imageScanningConfiguration"]["scanOnPush"]) == ("IMMUTABLE", True),
        now,
    )
    one.put_image_tag_mutability(repositoryName="walk/api", imageTagMutability="MUTABLE")
    digest = control(
        "/images",
        {"repository": "walk/api", "tag": "v1", "platforms": ["linux/amd64", "linux/arm64"], "attestations": True},
    )["digest"]
    got = one.batch_get_image(repositoryName="walk/api", imageIds=[{"imageTag": "v1"}, {"imageTag": "none"}])
    check("the image behind a tag", got["images"][0]["imageId"]["imageDigest"] == digest, got)
    check("and what is not there", got["failures"][0]["failureCode"] == "ImageNotFound", got)
    manifest = json.loads(got["images"][0]["imageManifest"])
    check("an index of four", len(manifest["manifests"]) == 4, manifest)
    raises(
        "no such image",
        one.exceptions.ImageNotFoundException,
        lambda: one.describe_images(repositoryName="walk/api", imageIds=[{"imageTag": "none"}]),
    )
    details = pages(one, "describe_images", "imageDetails", repositoryName="walk/api")
    check("details of all five", len(details) == 5 and all(each["imagePushedAt"].tzinfo for each in details), details)
    check("names of all five", len(pages(one, "list_images", "imageIds", repositoryName="walk/api")) == 5)
    one.put_image(repositoryName="walk/api", imageManifest=got["images"][0]["imageManifest"], imageTag="v2")
    raises(
        "the same tag again",
        one.exceptions.ImageAlreadyExistsException,
        lambda: one.put_image(
            repositoryName="walk/api", imageManifest=got["images"][0]["imageManifest"], imageTag="v2"
        ),
    )
    arn = made["repositoryArn"]
    one.tag_resource(resourceArn=arn, tags=[{"Key": "stage", "Value": "b"}])
    one.untag_resource(resourceArn=arn, tagKeys=["team"])
    check("tags", one.list_tags_for_resource(resourceArn=arn)["tags"] == [{"Key": "stage", "Value": "b"}])
    token = one.get_authorization_token()["authorizationData"][0]
    check("a token that ends", token["expiresAt"].tzinfo is not None and "dkr.ecr" in token["proxyEndpoint"], token)
    raises(
        "not empty",
        one.exceptions.RepositoryNotEmptyException,
        lambda: one.delete_repository(repositoryName="walk/api"),
    )
    gone = one.batch_delete_image(repositoryName="walk/api", imageIds=[{"imageTag": "v2"}])
    check(
        "a tag is gone",
        gone["imageIds"] == [{"imageDigest": digest, "imageTag": "v2"}] and gone["failures"] == [],
        gone,
    )
    one.delete_repository(repositoryName="walk/web")
    one.delete_repository(repositoryName="walk/api", force=True)
    check(
        "nothing is left",
        not [r for r in one.describe_repositories()["repositories"] if r["repositoryName"].startswith("walk/")],
    )
