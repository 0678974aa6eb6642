"""A stand-in for the pulumi-aws plugin: the resource types this project uses, over boto3.

The real plugin is a large binary that needs the open internet. The stand-in speaks the same gRPC protocol to the
real engine and behaves like the plugin where it matters here: what replaces, what updates in place, which
defaults are filled in, when two documents are equal, how errors read. It is not part of the product: with an account,
use the official plugin instead; nothing else changes.

One thing it leaves out: the plugin tries again for two minutes where IAM may not know a new principal yet
(SetRepositoryPolicy, CreateRole, UpdateAssumeRolePolicy) or still sees a policy (DeleteRole). The emulated AWS is never
behind, so a second try would answer what the first did, and the stand-in reports the error at once.
"""
