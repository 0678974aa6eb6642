"""Amazon Resource Names, taken apart in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Arn:
    """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; region and account are empty where a service has none.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn | None":
        """The parts of an ARN; None for any other text, such as a bare account id. The parts are not validated."""
        prefix, *parts = text.split(":", 5)
        return cls(*parts) if prefix == "arn" and len(parts) == 5 else None

    def __str__(self) -> str:
        return ":".join(("arn", self.partition, self.service, self.region, self.account, self.resource))

    @property
    def name(self) -> str:
        """The resource without its type and path: `ci` for `role/teams/ci`."""
        return self.resource.rpartition("/")[2]

    @property
    def is_account_root(self) -> bool:
        """Whether it stands for a whole account: `arn:aws:iam::123456789012:root`."""
        return (self.service, self.resource) == ("iam", "root")
