"""Image references: registries, their regions and partitions, and the names ECR allows."""

from dataclasses import dataclass
from functools import cache

# Partitions by region: the prefix that tells them and the domain their registries live under.
# Source: botocore's partitions.json; https://docs.aws.amazon.com/general/latest/gr/ecr.html
_PARTITIONS = (
    ("aws-us-gov", "us-gov-", "amazonaws.com"),
    ("aws-cn", "cn-", "amazonaws.com.cn"),
    ("aws-eusc", "eusc-", "amazonaws.eu"),
    ("aws-iso", "us-iso-", "c2s.ic.gov"),
    ("aws-iso-b", "us-isob-", "sc2s.sgov.gov"),
    ("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk"),
    ("aws-iso-f", "us-isof-", "csp.hci.ic.gov"),
    ("aws", "", "amazonaws.com"),
)

# Where IAM, a global service, records what it did. Source: botocore's endpoints.json;
# https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
_IAM_REGIONS = {
    "aws": "us-east-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
}

# A region that AWS opens tomorrow must not be refused, so the shape decides; the list only finds near misses.
REGION = (
    r"(af|ap|ca|cn|eu|eusc-de|il|me|mx|sa|us|us-gov|us-iso|us-isob|us-isof|eu-isoe)"
    r"-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]\d?"
)
"""The pattern of a region."""
KNOWN_REGIONS = (
    "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 "
    "ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 "
    "ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 "
    "eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 "
    "us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2"
).split()

# Union's own image builder creates and deletes repositories under this prefix in the data plane's account.
RESERVED_PREFIX = "union/"

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html (repositoryName)
_NAME_OF_ECR = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
SHORTEST_NAME, LONGEST_NAME = 2, 256
REPOSITORY_NAME = rf"(?!{RESERVED_PREFIX}|.*\.dkr\.)(?=.{{{SHORTEST_NAME},{LONGEST_NAME}}}$){_NAME_OF_ECR}"
"""The pattern of a repository's name: what ECR takes, but for Union's own corner and whole addresses."""


@dataclass(frozen=True)
class Registry:
    """One account's ECR in one region; everything that follows from those two is derived here.

    Example: `Registry("123456789012", "us-east-1").host` is `123456789012.dkr.ecr.us-east-1.amazonaws.com`.
    """

    account: str
    region: str

    @property
    def partition(self) -> str:
        """`aws`, `aws-us-gov`, `aws-cn`, …: the second part of every ARN of this region."""
        return _partition(self.region)[0]

    @property
    def iam_region(self) -> str:
        """The region in which CloudTrail and EventBridge have the events of IAM."""
        return _IAM_REGIONS[self.partition]

    @property
    def host(self) -> str:
        """The host that container tools log in to, without scheme."""
        return f"{self.account}.dkr.ecr.{self.region}.{_partition(self.region)[1]}"

    @property
    def label(self) -> str:
        """Account and region, for people."""
        return f"{self.account} {self.region}"

    def uri(self, repository: str) -> str:
        """What a pull or push names, without a tag; equal to the API's `repositoryUri`."""
        return f"{self.host}/{repository}"

    def repository_arn(self, repository: str) -> str:
        """The repository's ARN."""
        return f"arn:{self.partition}:ecr:{self.region}:{self.account}:repository/{repository}"

    def role_arn(self, account: str, role: str) -> str:
        """The ARN of an IAM role in `account`, which may be any account of this partition."""
        return f"arn:{self.partition}:iam::{account}:role/{role}"

    @property
    def login(self) -> str:
        """One shell line that logs docker in for 12 hours; the password stays in the pipe."""
        return (
            f"aws ecr get-login-password --region {self.region}"
            f" | docker login --username AWS --password-stdin {self.host}"
        )


@dataclass(frozen=True)
class ImageReference:
    """How a workflow author names a repository: `ImageSpec(registry=…, name=…)`."""

    registry: str
    name: str

    @property
    def image_spec(self) -> str:
        """Python to paste into a workflow; in the quotes that `pulumi up` does not escape."""
        return f"ImageSpec(registry='{self.registry}', name='{self.name}')"


def image_reference(registry: Registry, image: str, repository: str) -> ImageReference:
    """The registry and name that make Union push to `repository`, since it pushes to `registry/name`.

    The name stays the image name wherever the repository's name ends in it; what stands before it becomes part
    of the registry. Where the two have nothing in common the repository's last part is the name.
    """
    name = image if repository == image or repository.endswith(f"/{image}") else repository.rpartition("/")[2]
    prefix = repository.removesuffix(name).rstrip("/")
    return ImageReference(f"{registry.host}/{prefix}" if prefix else registry.host, name)


@cache
def _partition(region: str) -> tuple[str, str]:
    return next((name, domain) for name, prefix, domain in _PARTITIONS if region.startswith(prefix))
