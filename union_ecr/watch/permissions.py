"""Who may send the reports of a drift watch, and where."""

from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.watch.drift_watch import DeclaredDriftWatch

EVENTBRIDGE = "events.amazonaws.com"


def sender_trust_policy(watch: DeclaredDriftWatch) -> Document:
    """Only the rules of this drift watch may use its role.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    condition = {
        "StringEquals": {"aws:SourceAccount": watch.registry.account},
        "ArnEquals": {"aws:SourceArn": watch.rule_arns()},
    }
    return {
        "Version": VERSION,
        "Statement": [
            {
                "Sid": "AllowRules",
                "Effect": "Allow",
                "Principal": {"Service": EVENTBRIDGE},
                "Action": "sts:AssumeRole",
                "Condition": condition,
            }
        ],
    }


def sender_identity_policy(watch: DeclaredDriftWatch, target: str) -> Document:
    """What the role may do: send to the target, by its ARN, and forward to the event bus if a rule does.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html, and for a topic
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (execution roles)
    """
    allowed = {"SendToTarget": ("events:InvokeApiDestination" if watch.endpoint else "sns:Publish", target)}
    if any(rule.forwards for rule in watch.rules):
        allowed["ForwardToRegion"] = ("events:PutEvents", watch.event_bus)
    return {
        "Version": VERSION,
        "Statement": [
            {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
            for sid, (action, resource) in allowed.items()
        ],
    }


def queue_policy(watch: DeclaredDriftWatch, region: str) -> Document:
    """Only the rules of this region may send what they could not deliver.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    return {
        "Version": VERSION,
        "Statement": [
            {
                "Sid": "AllowUndeliveredReports",
                "Effect": "Allow",
                "Principal": {"Service": EVENTBRIDGE},
                "Action": "sqs:SendMessage",
                "Resource": f"arn:{watch.registry.partition}:sqs:{region}:{watch.registry.account}:{watch.name}",
                "Condition": {"ArnEquals": {"aws:SourceArn": watch.rule_arns(region)}},
            }
        ],
    }
