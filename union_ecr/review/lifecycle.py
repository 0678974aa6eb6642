"""What a lifecycle policy does, as sentences."""

from union_ecr.declared.lifecycle import describe_rule, is_archived, keeps_for_ever
from union_ecr.ecr.policy_document import Document


def describe_lifecycle(policy: Document | None) -> list[str]:
    """What a lifecycle policy does, as sentences; from the rules themselves, not from their descriptions."""
    if not policy:
        return ["Nothing ever expires"]
    sentences = []
    reached: set[bool] = set()  # storage classes in which a rule of higher priority may take tagged images
    for rule in sorted(policy["rules"], key=lambda rule: int(rule["rulePriority"])):
        selection = rule["selection"]
        kept = keeps_for_ever(selection) and is_archived(selection) not in reached
        sentences.append(describe_rule(selection, rule["action"], kept=kept))
        if selection["tagStatus"] != "untagged" and not kept:
            reached.add(is_archived(selection))
    return sentences if reached else [*sentences, "Tagged images never expire"]
