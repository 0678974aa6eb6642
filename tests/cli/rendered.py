"""A stack to render, and what the rendered text tells."""

STACK = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:organization: acme
  union-ecr:dataPlanes:
    production: {account: "111122223333"}
  union-ecr:images:
    trainer:
      repository: ml/trainer
      tagMutabilityExclusions: [latest]
      encryption: {type: KMS, key: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
      resourceTags: {team: ml, cost: "1"}
    private: {dataPlanes: [], untaggedDays: null, protect: false, forceDelete: true, tagMutability: MUTABLE,
      tagMutabilityExclusions: ["v*"]}
"""
HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


def facts_of(text: str, part: str) -> list[str]:
    """The facts that the text tells of an image, a push role or the registry itself, with single spaces."""
    lines = text.splitlines()
    start = lines.index(f"  {part}") + 1
    facts = []
    for line in lines[start:]:
        if not line.startswith("    ") or line.endswith(" document"):
            break
        facts.append(" ".join(line.split()))
    return facts
