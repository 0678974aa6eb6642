"""When images expire, as ECR lifecycle documents."""

from model.access import Document


def lifecycle_policy(untagged_days: int | None) -> Document | None:
    """The lifecycle document of an image; None (no policy at all) when nothing ever expires.

    Tagged images never expire: a registered workflow version names its tag for ever and pulls it again at every
    relaunch. Untagged ones are what a re-push or a failed build leaves; children of a tagged multi-platform image
    are not expired before it.
    Rules: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    if untagged_days is None:
        return None
    return {
        "rules": [
            {
                "rulePriority": 1,
                "description": f"Expire untagged images {untagged_days} days after they were pushed",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": untagged_days,
                },
                "action": {"type": "expire"},
            }
        ]
    }


def in_words(policy: Document | None) -> list[str]:
    """What a lifecycle document does, as sentences for a reviewer."""
    rules = [str(rule["description"]) for rule in (policy or {}).get("rules", [])]
    return [*rules, "Tagged images never expire" if rules else "Nothing ever expires"]
