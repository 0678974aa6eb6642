"""What `union-ecr ci check` reads in an account."""

from union_ecr.ci_roles.deployment import ROLE_READS
from union_ecr.ci_roles.state import BUCKET
from union_ecr.ecr.policy_document import VERSION, Document

BUCKET_READS = (
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
)


def ci_check_identity_policy(partition: str = "aws", bucket: str = BUCKET) -> Document:
    """The identity policy that running it takes, the same in every account.

    It reads every role and policy of IAM, since any policy may be attached to a role of CI. ListAllMyBuckets shows
    whether a bucket that answers AccessDenied belongs to another account.
    """
    iam = f"arn:{partition}:iam::*"
    allowed = {
        "ReadRoles": (ROLE_READS, f"{iam}:role/*"),
        "ReadPolicies": (("iam:GetPolicy", "iam:GetPolicyVersion"), f"{iam}:policy/*"),
        "ReadIdentityProvider": (("iam:GetOpenIDConnectProvider",), f"{iam}:oidc-provider/*"),
        "ReadBucket": (BUCKET_READS, f"arn:{partition}:s3:::{bucket}"),
        "ListRolesAndBuckets": (("iam:ListRoles", "s3:ListAllMyBuckets"), "*"),
    }
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": [resource]}
        for sid, (actions, resource) in allowed.items()
    ]
    return {"Version": VERSION, "Statement": statements}
