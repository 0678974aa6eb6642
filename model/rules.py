"""Rules that look at more than one field of a stack."""

from collections.abc import Collection, Iterator

from model.access import LONGEST_REPOSITORY_POLICY, document_text
from model.checked_values import key_place, principal_partition
from model.declared import declared_repository, resolved_image
from model.images import Registry
from model.mistakes import BrokenRule, KeyPath, instead, shown
from model.settings import EncryptionType, RepositorySettings, Settings
from model.stack_file import NAMESPACE


def broken_image_rules(registry: Registry, image: str, settings: RepositorySettings) -> Iterator[BrokenRule]:
    """What an image's settings break in a given registry; they stand on their own (`resolved_image`)."""
    encryption = settings.encryption
    if encryption.key and key_place(encryption.key) != (registry.partition, registry.region):
        yield BrokenRule(
            ("encryption", "key"),
            shown(encryption.key),
            f"the key must be of the registry's region {registry.region}",
            f"name a key of {registry.region}, for example the replica of a multi-region key",
        )
    if encryption.type is EncryptionType.KMS_DSSE and registry.partition != "aws-us-gov":
        # https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
        yield BrokenRule(("encryption", "type"), shown("KMS_DSSE"), "ECR has it in GovCloud only", "write type: KMS")
    for number, grant in enumerate(settings.grants):
        for principal in grant.principals:
            if principal_partition(principal) not in (None, registry.partition):
                yield BrokenRule(
                    ("grants", number, "principals"),
                    shown(principal),
                    f"is of another partition than {registry.region}, and none reaches across",
                    f"name a principal that begins with arn:{registry.partition}:",
                )
    policy = declared_repository(registry, image, settings).policy
    length = len(document_text(policy)) if policy else 0
    if length > LONGEST_REPOSITORY_POLICY:
        yield BrokenRule(
            (),
            None,
            f"its repository policy would have {length:,} characters, and ECR takes {LONGEST_REPOSITORY_POLICY:,}",
            "grant to whole accounts instead of role by role, or to fewer data planes",
        )


def broken_stack_rules(settings: Settings, unknown: Collection[str]) -> Iterator[BrokenRule]:
    """What a stack breaks, with paths below `config`; rules that need a part named in `unknown` are left out.

    `unknown` names fields of `Settings` whose given value was refused, so that one mistake is told once.
    """
    yield from _data_planes_without_roles(settings, unknown)
    for image, own in settings.images.items():
        here: KeyPath = (f"{NAMESPACE}:images", image)
        for name in own.data_planes or ():
            if name not in settings.data_planes and "data_planes" not in unknown:
                remedy = instead(name, sorted(settings.data_planes))
                yield BrokenRule((*here, "dataPlanes"), shown(name), "is no data plane of this stack", remedy)
        if not {"region", "account"} & set(unknown):
            for broken in broken_image_rules(settings.registry, image, resolved_image(settings, image)):
                yield BrokenRule((*here, *broken.path), broken.given, broken.rule, broken.remedy)
    claimed: dict[str, str] = {}
    for image in settings.images:
        repository = settings.repository_of(image)
        if first := claimed.get(repository):
            path: KeyPath = (f"{NAMESPACE}:images", image, "repository")
            rule = f"is the repository of {first} already"
            yield BrokenRule(path, shown(repository), rule, "keep one entry for it")
        claimed.setdefault(repository, image)


def _data_planes_without_roles(settings: Settings, unknown: Collection[str]) -> Iterator[BrokenRule]:
    if settings.organization is not None or {"organization", "account"} & set(unknown):
        return
    for name, plane in settings.data_planes.items():
        if plane.roles is None and plane.account != settings.account:
            yield BrokenRule(
                (f"{NAMESPACE}:dataPlanes", name),
                None,
                "names no roles, and without an organization its node role is not known",
                f"add {NAMESPACE}:organization, or roles: [your-node-role]",
            )
