import pulumi
from union_ecr.components import PrivateRepository, PushRole, RegistrySettings

account, region = "123456789012", "us-east-1"
# The role with which Union pulls images, in the account where it runs tasks.
node_role = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"

trainer = PrivateRepository(
    "trainer",
    {
        "account": account,
        "region": region,
        "repository": "ml/trainer",
        "grants": [{"principals": [node_role], "access": ["pull"]}],
    },
)
ci = PushRole(
    "github-ci",
    {
        "account": account,
        "region": region,
        "repositories": [trainer.repository_name],
        "github": {"repository": "acme/workflows", "branches": ["main"]},
    },
)
# Pulls of a scanner do not count as use of an image.
exclusions = ["arn:aws:iam::123456789012:role/scanner"]
RegistrySettings("registry", {"account": account, "region": region, "pull_time_update_exclusions": exclusions})

pulumi.export("uri", trainer.repository_url)
pulumi.export("pushRole", ci.role_arn)
