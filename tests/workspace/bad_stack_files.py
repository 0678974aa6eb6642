"""Stack files that are wrong, and every line that must be told about each: data only.

Judged by tests/workspace/test_bad_stack_files.py and, through the command line, by tests/cli/test_main.py.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from textwrap import dedent, indent

HEAD = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
"""
IMAGES = "  union-ecr:images: {trainer: {}}\n"


class Condition(Enum):
    """A stack file that is no readable file."""

    MISSING = "missing"
    FOLDER = "folder"
    SYMLINK_LOOP = "symlink loop"
    NO_PERMISSION = "no permission"


@dataclass(frozen=True)
class Told:
    """One error: `given` and `key` exactly, `rule` and `remedy` by a piece of theirs."""

    line: int | None
    key: str
    given: str | None
    rule: str
    remedy: str


@dataclass(frozen=True)
class BadStackFile:
    name: str
    content: bytes | Condition
    told: tuple[Told, ...]

    def place(self, path: Path) -> None:
        """Make the path what this entry says."""
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        elif self.content is Condition.FOLDER:
            path.mkdir()
        elif self.content is Condition.SYMLINK_LOOP:
            path.symlink_to(path.name)
        elif self.content is Condition.NO_PERMISSION:
            path.write_text(HEAD + IMAGES)
            path.chmod(0)


def bad(name: str, content: str | bytes | Condition, *told: Told) -> BadStackFile:
    return BadStackFile(name, content.encode() if isinstance(content, str) else content, told)


def stack(settings: str) -> str:
    """A stack file with these settings below `config`; the first of them stands on line 4."""
    return HEAD + indent(dedent(settings).strip("\n") + "\n", "  ")


def with_image(settings: str) -> str:
    """A stack file whose settings, from line 4 on, are followed by a good image."""
    return stack(settings) + IMAGES


def image(fields: str) -> str:
    """A stack file whose one image has these fields; the first of them stands on line 6."""
    return HEAD + "  union-ecr:images:\n    trainer:\n" + indent(dedent(fields).strip("\n") + "\n", "      ")


def account(line: str) -> str:
    return f"config:\n  aws:region: us-east-1\n  {line}\n{IMAGES}"


def region(line: str) -> str:
    return f'config:\n  {line}\n  union-ecr:account: "123456789012"\n{IMAGES}'


KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"
KEY_ELSEWHERE = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"
ROLE_OF_CHINA = "arn:aws-cn:iam::111122223333:role/ci"
HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
TRAINER = "union-ecr:images.trainer"
READERS = "means different things to different YAML readers"
SPELLED = "lower-case letters and digits"
ANCHOR = "uses a YAML anchor or alias"


def _ambiguous(value: str, remedy: str) -> BadStackFile:
    told = Told(6, f"{TRAINER}.untaggedDays", value, READERS, remedy)
    return bad(f"an unquoted {value}", image(f"untaggedDays: {value}"), told)


def _repository(name: str, given: str, rule: str, remedy: str) -> BadStackFile:
    shown = f'"{given}"' if len(given) < 59 else f'"{given[:58]}…'
    return bad(name, image(f'repository: "{given}"'), Told(6, f"{TRAINER}.repository", shown, rule, remedy))


def _grant(name: str, grant: str, place: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    return bad(name, image(f"grants: [{{{grant}}}]"), Told(6, f"{TRAINER}.grants[0]{place}", given, rule, remedy))


def _principal(name: str, principal: str, rule: str, remedy: str) -> BadStackFile:
    grant = f'principals: ["{principal}"], access: [pull]'
    return _grant(name, grant, ".principals[0]", f'"{principal}"', rule, remedy)


def _untagged_days(given: str, rule: str, remedy: str) -> BadStackFile:
    told = Told(6, f"{TRAINER}.untaggedDays", given, rule, remedy)
    return bad(f"untaggedDays {given}", image(f"untaggedDays: {given}"), told)


def _tag(name: str, tag: str, key: str, given: str, rule: str, remedy: str) -> BadStackFile:
    told = Told(6, f"{TRAINER}.resourceTags.{key}", given, rule, remedy)
    return bad(name, image(f"resourceTags: {{{tag}}}"), told)


_ACCOUNT_AND_REGION = (
    bad(
        "an unquoted account id",
        account("union-ecr:account: 123456789012"),
        Told(3, "union-ecr:account", "123456789012", "must be text", 'in quotes: "123456789012"'),
    ),
    bad(
        "an unquoted account id with a leading zero",
        account("union-ecr:account: 012345670123"),
        Told(3, "union-ecr:account", "012345670123", READERS, 'in quotes: "012345670123"'),
    ),
    bad(
        "an account id of 11 digits",
        account('union-ecr:account: "12345678901"'),
        Told(3, "union-ecr:account", '"12345678901"', "has 12 digits", "write all twelve"),
    ),
    bad(
        "no account",
        f"config:\n  aws:region: us-east-1\n{IMAGES}",
        Told(1, "union-ecr:account", None, "is missing", "add union-ecr:account"),
    ),
    bad(
        "no region",
        f'config:\n  union-ecr:account: "123456789012"\n{IMAGES}',
        Told(1, "aws:region", None, "is missing", "add aws:region"),
    ),
    bad(
        "a region that looks like another",
        region("aws:region: us-eas-1"),
        Told(2, "aws:region", '"us-eas-1"', "is not an AWS region", "did you mean us-east-1?"),
    ),
    bad(
        "a region in capitals",
        region("aws:region: US-EAST-1"),
        Told(2, "aws:region", '"US-EAST-1"', "is not an AWS region", "did you mean us-east-1?"),
    ),
    bad(
        "a city for a region",
        region("aws:region: Frankfurt"),
        Told(2, "aws:region", '"Frankfurt"', "is not an AWS region", "such as us-east-1"),
    ),
    bad(
        "a wrong region and a key of an unknown region",  # whether the key fits cannot be told
        region("aws:region: us-eas-1").replace(
            "{trainer: {}}", f"{{trainer: {{encryption: {{type: KMS, key: '{KEY_ELSEWHERE}'}}}}}}"
        ),
        Told(2, "aws:region", '"us-eas-1"', "is not an AWS region", "did you mean us-east-1?"),
    ),
    bad(
        "an organization with a space",
        with_image("union-ecr:organization: acme corp"),
        Told(4, "union-ecr:organization", '"acme corp"', "at most 32 letters", "your Union console"),
    ),
)

_UNKNOWN_WORDS = (
    bad(
        "an unknown setting",
        with_image("union-ecr:organisation: acme"),
        Told(4, "union-ecr:organisation", None, "is no setting of a stack", "did you mean union-ecr:organization?"),
    ),
    bad(
        "an unknown namespace",
        with_image("union_ecr:organization: acme"),
        Told(4, "union_ecr:organization", None, "no namespace", "did you mean union-ecr:organization?"),
    ),
    bad(
        "no namespace",
        with_image("organization: acme"),
        Told(4, "organization", None, "has no namespace", "write union-ecr:organization"),
    ),
    bad(
        "an unknown top-level key",
        f"{HEAD}{IMAGES}confg: {{}}\n",
        Told(5, "confg", None, "is no part of a stack file", "did you mean config?"),
    ),
    bad(
        "config misspelt",
        (HEAD + IMAGES).replace("config", "confg"),
        Told(1, "confg", None, "is no part of a stack file", "did you mean config?"),
    ),
    bad(
        "an account misspelt",
        account('union-ecr:acount: "1"'),
        Told(3, "union-ecr:acount", None, "is no setting of a stack", "did you mean union-ecr:account?"),
    ),
    bad(
        "an account without a namespace",
        account('account: "123456789012"'),
        Told(3, "account", None, "has no namespace", "write union-ecr:account"),
    ),
    bad(
        "images and an organization below another namespace",
        stack("""
            union_ecr:organization: acme
            union_ecr:images: {trainer: {}}
            union-ecr:dataPlanes: {production: {account: "111122223333"}}
            union-ecr:pushRoles: {ci: {images: [trainer], trustedRoles: ["arn:aws:iam::111122223333:role/ci"]}}
        """),
        Told(4, "union_ecr:organization", None, "no namespace", "did you mean union-ecr:organization?"),
        Told(5, "union_ecr:images", None, "no namespace", "did you mean union-ecr:images?"),
    ),
    bad(
        "sections misspelt that others refer to",
        stack("""
            union-ecr:organisation: acme
            union-ecr:dataPlane: {production: {account: "111122223333"}}
            union-ecr:default: {allowTaggedExpiry: true}
            union-ecr:images:
              trainer:
                dataPlanes: [production]
                lifecycleRules: [{tagStatus: any, sinceImagePushed: 3, action: expire}]
              other: {repository: trainer}
        """),
        Told(4, "union-ecr:organisation", None, "is no setting of a stack", "did you mean union-ecr:organization?"),
        Told(5, "union-ecr:dataPlane", None, "is no setting of a stack", "did you mean union-ecr:dataPlanes?"),
        Told(6, "union-ecr:default", None, "is no setting of a stack", "did you mean union-ecr:defaults?"),
        Told(11, "union-ecr:images.other.repository", '"trainer"', "is the repository of trainer already", "one entry"),
    ),
    bad(
        "a registry misspelt, beside which no image is needed",
        stack("union-ecr:registy: {}"),
        Told(4, "union-ecr:registy", None, "is no setting of a stack", "did you mean union-ecr:registry?"),
    ),
    bad(
        "a required field misspelt",
        with_image('union-ecr:dataPlanes: {production: {acount: "111122223333"}}'),
        Told(4, "union-ecr:dataPlanes.production.acount", None, "is no setting here", "did you mean account?"),
    ),
    bad(
        "an unknown image field",
        image("tagMutabilty: MUTABLE"),
        Told(6, f"{TRAINER}.tagMutabilty", None, "is no setting here", "did you mean tagMutability?"),
    ),
    bad(
        "an image field as Python spells it",
        image("tag_mutability: MUTABLE"),
        Told(6, f"{TRAINER}.tag_mutability", None, "is no setting here", "did you mean tagMutability?"),
    ),
    bad(
        "an image field like no other",
        image("zzz: 1"),
        Told(6, f"{TRAINER}.zzz", None, "is no setting here", "tagMutability, "),
    ),
    bad(
        "an unknown field of the defaults",
        with_image("union-ecr:defaults: {untagedDays: 3}"),
        Told(4, "union-ecr:defaults.untagedDays", None, "is no setting here", "did you mean untaggedDays?"),
    ),
    _grant(
        "an unknown grant field",
        'principal: x, principals: ["111122223333"], access: [pull]',
        ".principal",
        None,
        "is no setting here",
        "did you mean principals?",
    ),
    bad(
        "an unknown encryption field",
        image("encryption: {typ: KMS}"),
        Told(6, f"{TRAINER}.encryption.typ", None, "is no setting here", "did you mean type?"),
    ),
    bad(
        "an unknown data plane field",
        with_image('union-ecr:dataPlanes: {production: {account: "111122223333", role: [node]}}'),
        Told(4, "union-ecr:dataPlanes.production.role", None, "is no setting here", "did you mean roles?"),
    ),
    bad(
        "an unknown image field that would steer a terminal",
        image('"\\e[31mred": 1'),
        Told(6, TRAINER, None, "a character that cannot be seen", "in plain characters"),
    ),
    bad(
        "an unknown image field of two lines",
        image('"a\\nb": 1'),
        Told(6, TRAINER, None, "has a line break", "write it on one line"),
    ),
    bad(
        "a tag value of two lines",
        image("resourceTags:\n  team: |\n    a\n    b"),
        Told(7, f"{TRAINER}.resourceTags.team", None, "has a line break", "write it on one line"),
    ),
)

_REPOSITORY_NAMES = (
    _repository("a repository name in capitals", "ML/Trainer", SPELLED, "write ml/trainer"),
    _repository("a repository name with two slashes", "ml//trainer", SPELLED, "write ml/trainer"),
    _repository("a repository name that ends in a slash", "ml/trainer/", SPELLED, "write ml/trainer"),
    _repository("a repository name of 257 characters", "a" * 257, "2 to 256 characters, this one 257", "a shorter one"),
    _repository("a repository name of one character", "a", "2 to 256 characters, this one 1", "a longer one"),
    _repository("a repository name with a tag", "ml/trainer:v1", "no tag or digest", "write ml/trainer"),
    _repository("a repository name with a digest", "ml/trainer@sha256:ab", "no tag or digest", "write ml/trainer"),
    _repository("a repository name with a host", f"{HOST}/ml/trainer", "is an address", "write what follows the host"),
    _repository("a repository name with host and tag", f"{HOST}/a:v1", "is an address", "what follows the host"),
    _repository("a repository name with a scheme", "https://registry/a", "is an address", "what follows the host"),
    _repository("a repository name in Union's corner", "union/trainer", "union/ is reserved", "outside that prefix"),
    bad(
        "an image name in capitals",
        stack("union-ecr:images: {Trainer: {}}"),
        Told(4, "union-ecr:images.Trainer", '"Trainer"', SPELLED, "write trainer"),
    ),
    bad(
        "one repository twice in a stack",
        stack("union-ecr:images:\n  trainer: {repository: ml/trainer}\n  ml/trainer: {}"),
        Told(
            6,
            "union-ecr:images.ml/trainer.repository",
            '"ml/trainer"',
            "is the repository of trainer already",
            "keep one entry",
        ),
    ),
    bad(
        "a wrong repository, which may be another one than the other image's",
        stack("union-ecr:images:\n  trainer: {repository: 7}\n  other: {repository: trainer}"),
        Told(5, f"{TRAINER}.repository", "7", "must be text", "in quotes"),
    ),
    bad(
        "one repository twice, the later of the two with a value that was refused",
        stack("union-ecr:images:\n  trainer: {}\n  other: {repository: trainer, untaggedDays: 012}"),
        Told(6, "union-ecr:images.other.repository", '"trainer"', "is the repository of trainer already", "one entry"),
        Told(6, "union-ecr:images.other.untaggedDays", "012", READERS, "in quotes"),
    ),
    bad(
        "a repository in the defaults",
        with_image("union-ecr:defaults: {repository: ml/trainer}"),
        Told(4, "union-ecr:defaults.repository", None, "every image the same repository", "write it under the image"),
    ),
)

_DATA_PLANES = (
    bad(
        "an unknown data plane",
        stack("""
            union-ecr:organization: acme
            union-ecr:dataPlanes: {production: {account: "111122223333"}}
            union-ecr:images: {trainer: {dataPlanes: [prodution]}}
        """),
        Told(6, f"{TRAINER}.dataPlanes[0]", '"prodution"', "is no data plane of", "did you mean production?"),
    ),
    bad(
        "an unknown data plane in the defaults",
        stack("""
            union-ecr:organization: acme
            union-ecr:dataPlanes: {production: {account: "111122223333"}}
            union-ecr:defaults: {dataPlanes: [prodution]}
            union-ecr:images: {trainer: {}, other: {}}
        """),
        Told(6, "union-ecr:defaults.dataPlanes[0]", '"prodution"', "is no data plane", "did you mean production?"),
    ),
    bad(
        "a data plane of no stack",
        image("dataPlanes: [production]"),
        Told(6, f"{TRAINER}.dataPlanes[0]", '"production"', "is no data plane of this stack", "known are: none"),
    ),
    bad(
        "no organization and no roles",
        with_image('union-ecr:dataPlanes: {production: {account: "111122223333"}}'),
        Told(4, "union-ecr:dataPlanes.production", None, "names no roles", "add union-ecr:organization, or roles"),
    ),
    bad(
        "a wrong data plane that an image names",  # the name is not unknown, its account is wrong
        stack("""
            union-ecr:dataPlanes: {production: {account: "11112222333"}}
            union-ecr:images: {trainer: {dataPlanes: [production]}}
        """),
        Told(4, "union-ecr:dataPlanes.production.account", '"11112222333"', "has 12 digits", "write all twelve"),
    ),
    bad(
        "a data plane without an account",
        with_image("union-ecr:dataPlanes: {production: {roles: [node]}}"),
        Told(4, "union-ecr:dataPlanes.production.account", None, "is missing", "add account"),
    ),
    bad(
        "a data plane that is an account id",
        with_image('union-ecr:dataPlanes: {production: "111122223333"}'),
        Told(4, "union-ecr:dataPlanes.production", '"111122223333"', "must be a mapping", "write key: value below it"),
    ),
    bad(
        "a data plane with nothing behind it",
        with_image("union-ecr:dataPlanes: {production: }"),
        Told(4, "union-ecr:dataPlanes.production", "null", "must be a mapping", "write key: value below it"),
    ),
    bad(
        "a data plane without any role",
        with_image('union-ecr:dataPlanes: {production: {account: "111122223333", roles: []}}'),
        Told(4, "union-ecr:dataPlanes.production.roles", "[]", "must have at least 1 entry", "add one"),
    ),
    bad(
        "a data plane's role as an ARN",
        with_image('union-ecr:dataPlanes: {lab: {account: "111122223333", roles: ["arn:aws:iam::1:role/a"]}}'),
        Told(4, "union-ecr:dataPlanes.lab.roles[0]", '"arn:aws:iam::1:role/a"', "is not a role's name", "not its ARN"),
    ),
    bad(
        "data planes as a list",
        with_image('union-ecr:dataPlanes: ["111122223333"]'),
        Told(4, "union-ecr:dataPlanes", '["111122223333"]', "must be a mapping", "write union-ecr:dataPlanes: {"),
    ),
)

_EXCLUSION, _MAKES_IMMUTABLE = f"{TRAINER}.tagMutabilityExclusions[0]", "makes every tag immutable"
_TAGS_MAY_CHANGE = (
    bad(
        "every tag excluded in the defaults, of mutable tags and of immutable ones",
        stack("""
            union-ecr:defaults: {tagMutabilityExclusions: ["*"]}
            union-ecr:images: {trainer: {tagMutability: MUTABLE}, other: {}}
        """),
        Told(4, "union-ecr:defaults.tagMutabilityExclusions[0]", '"*"', "makes every tag mutable", "name the tags"),
    ),
    bad(
        "every tag excluded from mutable ones",
        image('tagMutability: MUTABLE\ntagMutabilityExclusions: ["*"]'),
        Told(7, _EXCLUSION, '"*"', _MAKES_IMMUTABLE, "write tagMutability: IMMUTABLE instead"),
    ),
    bad(
        "every tag excluded from immutable ones, written with two *",
        image('tagMutabilityExclusions: ["**"]'),
        Told(6, _EXCLUSION, '"**"', "makes every tag mutable", "write tagMutability: MUTABLE instead"),
    ),
    bad(
        "every tag of an image excluded, mutable tags by default",
        stack("""
            union-ecr:defaults: {tagMutability: MUTABLE}
            union-ecr:images: {trainer: {tagMutabilityExclusions: ["*"]}, other: {}}
        """),
        Told(5, _EXCLUSION, '"*"', _MAKES_IMMUTABLE, "write tagMutability: IMMUTABLE instead"),
    ),
    bad(
        "every tag excluded by default",
        stack("""
            union-ecr:defaults: {tagMutabilityExclusions: ["*"]}
            union-ecr:images: {trainer: {}, other: {}}
        """),
        Told(4, "union-ecr:defaults.tagMutabilityExclusions[0]", '"*"', "makes every tag mutable", "MUTABLE instead"),
    ),
    bad(
        "6 exclusions",
        image("tagMutabilityExclusions: [a, b, c, d, e, f]"),
        Told(
            6,
            f"{TRAINER}.tagMutabilityExclusions",
            '["a", "b", "c", "d", "e", "f"]',
            "must have at most 5 entries",
            "write fewer",
        ),
    ),
    bad(
        "an exclusion with 3 *",
        image('tagMutabilityExclusions: ["a*b*c*"]'),
        Told(6, f"{TRAINER}.tagMutabilityExclusions[0]", '"a*b*c*"', "at most two *", "such as buildcache*"),
    ),
    bad(
        "an empty exclusion",
        image('tagMutabilityExclusions: [""]'),
        Told(6, f"{TRAINER}.tagMutabilityExclusions[0]", '""', "1 to 128 of", "such as buildcache*"),
    ),
    bad(
        "ECR's own word for exclusions",
        image("tagMutability: IMMUTABLE_WITH_EXCLUSION"),
        Told(
            6,
            f"{TRAINER}.tagMutability",
            '"IMMUTABLE_WITH_EXCLUSION"',
            "follows from tagMutabilityExclusions",
            "write IMMUTABLE and those",
        ),
    ),
    bad(
        "ECR's own word for exclusions from mutable tags",
        image("tagMutability: MUTABLE_WITH_EXCLUSION"),
        Told(
            6,
            f"{TRAINER}.tagMutability",
            '"MUTABLE_WITH_EXCLUSION"',
            "follows from tagMutabilityExclusions",
            "write MUTABLE and those",
        ),
    ),
    bad(
        "a tag mutability in small letters",
        image("tagMutability: mutable"),
        Told(6, f"{TRAINER}.tagMutability", '"mutable"', "one of IMMUTABLE, MUTABLE", "did you mean MUTABLE?"),
    ),
)

_ENCRYPTION = (
    bad(
        "a KMS key of another region",
        image(f'encryption: {{type: KMS, key: "{KEY_ELSEWHERE}"}}'),
        Told(6, f"{TRAINER}.encryption.key", f'"{KEY_ELSEWHERE}"', "region us-east-1", "name a key of us-east-1"),
    ),
    bad(
        "a KMS key of another region in the defaults",
        stack(f"""
            union-ecr:defaults: {{encryption: {{type: KMS, key: "{KEY_ELSEWHERE}"}}}}
            union-ecr:images: {{trainer: {{}}, other: {{}}}}
        """),
        Told(4, "union-ecr:defaults.encryption.key", f'"{KEY_ELSEWHERE}"', "region us-east-1", "name a key of"),
    ),
    bad(
        "an encryption of the defaults that every image overrides",
        stack(f"""
            union-ecr:defaults: {{encryption: {{key: "{KEY_ELSEWHERE}"}}}}
            union-ecr:images: {{trainer: {{encryption: {{type: KMS}}}}}}
        """),
        Told(4, "union-ecr:defaults.encryption", None, "a key needs type KMS", "write type: KMS"),
        Told(4, "union-ecr:defaults.encryption.key", f'"{KEY_ELSEWHERE}"', "region us-east-1", "name a key of"),
    ),
    bad(
        "an encryption of the defaults that every image overrides, in an unknown region",
        region("aws:region: us-eas-1").replace(
            "  union-ecr:images: {trainer: {}}\n",
            f"  union-ecr:defaults: {{encryption: {{key: '{KEY_ELSEWHERE}'}}}}\n"
            "  union-ecr:images: {trainer: {encryption: {}}, other: {}}\n",
        ),
        Told(2, "aws:region", '"us-eas-1"', "is not an AWS region", "did you mean us-east-1?"),
        Told(4, "union-ecr:defaults.encryption", None, "a key needs type KMS", "write type: KMS"),
    ),
    bad(
        "a KMS alias for a key",
        image("encryption: {type: KMS, key: alias/images}"),
        Told(6, f"{TRAINER}.encryption.key", '"alias/images"', "is an alias", "write the key's own ARN"),
    ),
    bad(
        "the ARN of a KMS alias for a key",
        image('encryption: {type: KMS, key: "arn:aws:kms:us-east-1:123456789012:alias/i"}'),
        Told(
            6,
            f"{TRAINER}.encryption.key",
            '"arn:aws:kms:us-east-1:123456789012:alias/i"',
            "is an alias",
            "write the key's own ARN",
        ),
    ),
    bad(
        "a KMS key's id for its ARN",
        image("encryption: {type: KMS, key: 1234abcd-12ab}"),
        Told(6, f"{TRAINER}.encryption.key", '"1234abcd-12ab"', "is not the ARN of a KMS key", "write arn:aws:kms:"),
    ),
    bad(
        "a key with AES256",
        image(f'encryption: {{type: AES256, key: "{KEY}"}}'),
        Told(
            6,
            f"{TRAINER}.encryption",
            None,
            "a key needs type KMS",
            "write type: KMS, or leave the key out",
        ),
    ),
    bad(
        "KMS_DSSE outside GovCloud",
        image("encryption: {type: KMS_DSSE}"),
        Told(6, f"{TRAINER}.encryption.type", '"KMS_DSSE"', "in GovCloud only", "write type: KMS"),
    ),
    bad(
        "an unknown kind of encryption",
        image("encryption: {type: KSM}"),
        Told(6, f"{TRAINER}.encryption.type", '"KSM"', "one of AES256, KMS, KMS_DSSE", "did you mean KMS?"),
    ),
    bad(
        "encryption as a word",
        image("encryption: KMS"),
        Told(6, f"{TRAINER}.encryption", '"KMS"', "must be a mapping", "write key: value below it"),
    ),
)

_IMAGES = (
    bad(
        "no image below images",
        stack("union-ecr:images: {}"),
        Told(4, "union-ecr:images", None, "names no image", "write at least one below union-ecr:images"),
    ),
    bad(
        "nothing behind images",
        stack("union-ecr:images:"),
        Told(4, "union-ecr:images", None, "names no image", "write at least one below union-ecr:images"),
    ),
    bad(
        "no images", HEAD, Told(1, "union-ecr:images", None, "is missing", "write at least one below union-ecr:images")
    ),
    bad(
        "no images, and nothing behind registry",
        stack("union-ecr:registry:"),
        Told(1, "union-ecr:images", None, "is missing", "write at least one below union-ecr:images"),
    ),
    bad(
        "no image below images, and nothing behind registry",
        stack("union-ecr:images: {}\nunion-ecr:registry: null"),
        Told(4, "union-ecr:images", None, "names no image", "write at least one below union-ecr:images"),
    ),
    bad(
        "no images, and a registry that is wrong",
        stack("union-ecr:registry: 5"),
        Told(4, "union-ecr:registry", "5", "must be a mapping", "write key: value below it"),
    ),
    bad(
        "no images, and a registry that cannot be read",
        stack("union-ecr:registry: {secure: AAAA}"),
        Told(4, "union-ecr:registry", None, "is marked secure", "write the value in plain"),
    ),
    bad(
        "a push role beside no images",
        stack(
            """
            union-ecr:registry: {scanning: {type: BASIC}}
            union-ecr:pushRoles:
              ci: {images: [trainer], github: {repository: acme/a, branches: [main]}}
            """
        ),
        Told(6, "union-ecr:pushRoles.ci.images[0]", '"trainer"', "is no image of this stack", "known are: none"),
    ),
    bad(
        "images as a list",
        stack("union-ecr:images: [trainer]"),
        Told(4, "union-ecr:images", '["trainer"]', "must be a mapping", "write union-ecr:images: {"),
    ),
    bad(
        "an image as a word",
        stack("union-ecr:images: {trainer: ml/trainer}"),
        Told(4, TRAINER, '"ml/trainer"', "must be a mapping", "write key: value below it"),
    ),
    bad(
        "an image as a list",
        stack("union-ecr:images: {trainer: []}"),
        Told(4, TRAINER, "[]", "must be a mapping", "write key: value below it"),
    ),
)

_GRANTS = (
    _principal("everybody", "*", "would let strangers in", "name the roles, users or accounts"),
    _principal("every role of an account", "arn:aws:iam::111122223333:role/*", "would let strangers in", "name the"),
    _principal("a session", "arn:aws:sts::111122223333:assumed-role/ci/run", "session of a role", "the role's ARN"),
    _principal("a service", "lambda.amazonaws.com", "is no principal", "write the ARN of a role or user"),
    _grant(
        "a principal of another partition",
        f'principals: ["{ROLE_OF_CHINA}"], access: [pull]',
        ".principals[0]",
        f'"{ROLE_OF_CHINA}"',
        "another partition than us-east-1",
        "begins with arn:aws:",
    ),
    _grant(
        "an unquoted account as a principal",
        "principals: [111122223333], access: [pull]",
        ".principals[0]",
        "111122223333",
        "must be text",
        'in quotes: "111122223333"',
    ),
    _grant(
        "a principal without brackets",
        'principals: "111122223333", access: [pull]',
        ".principals",
        '"111122223333"',
        "must be a list",
        "write it in [ ]",
    ),
    _grant("empty principals", "principals: [], access: [pull]", ".principals", "[]", "at least 1 entry", "add one"),
    _grant(
        "a wrong access",  # and no second line that the list is empty without it
        'principals: ["111122223333"], access: [pul]',
        ".access[0]",
        '"pul"',
        "one of pull, push, describe",
        "did you mean pull?",
    ),
    bad(
        "grants as a mapping",
        image("grants: {access: [pull]}"),
        Told(6, f"{TRAINER}.grants", '{"access": ["pull"]}', "must be a list", "write it in [ ]"),
    ),
    bad(
        "a repository policy over 10,240 characters",
        image(
            "grants:\n  - access: [push]\n    principals:\n"
            + "".join(f'      - "arn:aws:iam::111122223333:role/{number:050}"\n' for number in range(120))
        ),
        Told(5, TRAINER, None, "ECR takes 10,240", "grant fewer actions by name, to roles by the beginning"),
    ),
)

_SMALL_THINGS = (
    _tag("a tag key of AWS", '"aws:team": ml', "aws:team", '"aws:team"', "does not begin with aws:", "another key"),
    _tag("a tag key of AWS in capitals", '"AWS:team": ml', "AWS:team", '"AWS:team"', "not begin with aws:", "another"),
    _tag("a tag key with an odd character", '"team!": ml', "team!", '"team!"', "a tag key has", "choose another key"),
    _tag("a tag key of 129 characters", f"{'k' * 129}: ml", "k" * 129, f'"{"k" * 58}…', "1 to 128", "another key"),
    _tag("a tag value with an odd character", 'team: "a;b"', "team", '"a;b"', "a tag value has at most 256", ""),
    _tag(
        "a tag value of 257 characters",
        f"team: {'v' * 257}",
        "team",
        f'"{"v" * 58}…',
        "at most 256",
        "write it shorter",
    ),
    _tag("a tag value that is a number", "cost: 4711", "cost", "4711", "must be text", 'in quotes: "4711"'),
    bad(
        "51 tags",
        image("resourceTags: {" + ", ".join(f"k{number:02}: v" for number in range(51)) + "}"),
        Told(
            6,
            f"{TRAINER}.resourceTags",
            '{"k00": "v", "k01": "v", "k02": "v", "k03": "v", "k04": "v"…',
            "at most 50 entries",
            "write fewer",
        ),
    ),
    _untagged_days("0", "must be at least 1", "write a larger number"),
    _untagged_days("-1", "must be at least 1", "write a larger number"),
    _untagged_days('"14"', "must be a whole number", "without quotes"),
    _untagged_days("true", "must be a whole number", "write digits"),
    _untagged_days("[14]", "must be a whole number", "write digits"),
    bad(
        "true in quotes",
        image('protect: "true"'),
        Told(6, f"{TRAINER}.protect", '"true"', "must be true or false", "without quotes"),
    ),
)

_AMBIGUOUS = (
    bad(
        "protect: yes",
        image("protect: yes"),
        Told(6, f"{TRAINER}.protect", "yes", READERS, 'write true, or put it in quotes: "yes"'),
    ),
    bad(
        "protect: OFF",
        image("protect: OFF"),
        Told(6, f"{TRAINER}.protect", "OFF", READERS, 'write false, or put it in quotes: "OFF"'),
    ),
    bad(
        "a date",
        image("resourceTags: {since: 2026-01-01}"),
        Told(6, f"{TRAINER}.resourceTags.since", "2026-01-01", READERS, 'in quotes: "2026-01-01"'),
    ),
    *(
        _ambiguous(value, f'put it in quotes: "{value}"')
        for value in "1:30:00 0o17 017 0x1F 0b11 1_000 1e3 1E+3 1.5 .5 .inf .NaN +1 -0 = 12345678901234567890".split()
    ),
    bad(
        "a key that is null",
        image("resourceTags: {~: a}"),
        Told(6, f"{TRAINER}.resourceTags", "~", "is a key that is not text", 'in quotes: "~"'),
    ),
    bad(
        "a key that is a number",
        image("resourceTags: {1: a}"),
        Told(6, f"{TRAINER}.resourceTags", "1", "is a key that is not text", 'in quotes: "1"'),
    ),
    bad(
        "a key that is a list",
        image("resourceTags: {[a]: b}"),
        Told(6, f"{TRAINER}.resourceTags", None, "has a key that is not text", "plain words"),
    ),
    bad(
        "a number for the only image",
        stack("union-ecr:images: {1: {}}"),
        Told(4, "union-ecr:images", "1", "is a key that is not text", 'in quotes: "1"'),
    ),
)

_TWICE = (
    bad(
        "config twice",
        f"{HEAD}{IMAGES}config: {{}}\n",
        Told(5, "", None, "stands twice, first on line 1", "keep one of the two"),
    ),
    bad(
        "a setting twice",
        with_image('union-ecr:account: "111122223333"'),
        Told(4, "union-ecr:account", None, "stands twice, first on line 3", "keep one of the two"),
    ),
    bad(
        "an image twice",
        stack("union-ecr:images:\n  trainer: {}\n  trainer: {zzz: 1}"),
        Told(6, TRAINER, None, "stands twice, first on line 5", "keep one of the two"),
    ),
    bad(
        "a field twice",
        image("protect: true\nprotect: false"),
        Told(7, f"{TRAINER}.protect", None, "stands twice, first on line 6", "keep one of the two"),
    ),
    bad(
        "a tag twice",
        image("resourceTags:\n  team: a\n  team: b"),
        Told(8, f"{TRAINER}.resourceTags.team", None, "stands twice, first on line 7", "keep one of the two"),
    ),
)

_SECURE = tuple(
    bad(f"secure: {name}", text, Told(line, key, None, "is marked secure", "write the value in plain"))
    for name, text, line, key in (
        ("config", "config: {secure: abc}\n", 1, ""),
        ("a setting", account("union-ecr:account: {secure: abc}"), 3, "union-ecr:account"),
        ("images", stack("union-ecr:images: {secure: abc}"), 4, "union-ecr:images"),
        ("an image", stack("union-ecr:images: {trainer: {secure: abc}}"), 4, TRAINER),
        ("a field", image("untaggedDays: {secure: abc}"), 6, f"{TRAINER}.untaggedDays"),
        ("a tag", image("resourceTags: {team: {secure: abc}}"), 6, f"{TRAINER}.resourceTags.team"),
        (
            "a principal",
            image("grants: [{principals: [{secure: abc}], access: [pull]}]"),
            6,
            f"{TRAINER}.grants[0].principals[0]",
        ),
    )
)

_YAML_FEATURES = (
    bad(
        "an anchor and its alias",
        stack("union-ecr:images:\n  trainer: &x {untaggedDays: 3}\n  other: *x"),
        Told(5, TRAINER, None, ANCHOR, "or use union-ecr:defaults"),
        Told(6, "union-ecr:images.other", None, ANCHOR, "or use union-ecr:defaults"),
    ),
    bad(
        "sections that are anchors, which others refer to",
        stack("""
            union-ecr:dataPlanes: &a {production: {account: "111122223333"}}
            union-ecr:defaults: &b {allowTaggedExpiry: true}
            union-ecr:images:
              trainer:
                dataPlanes: [production]
                lifecycleRules: [{tagStatus: any, sinceImagePushed: 3, action: expire}]
        """),
        Told(4, "union-ecr:dataPlanes", None, ANCHOR, "write it out"),
        Told(5, "union-ecr:defaults", None, ANCHOR, "write it out"),
    ),
    bad(
        "images that are an anchor, which a push role refers to",
        stack("""
            union-ecr:images: &c {trainer: {}}
            union-ecr:pushRoles: {ci: {images: [trainer], trustedRoles: ["arn:aws:iam::111122223333:role/ci"]}}
        """),
        Told(4, "union-ecr:images", None, ANCHOR, "write it out"),
    ),
    bad(
        "images and data planes that a merge key brings",
        stack("""
            union-ecr:dataPlanes: {<<: {production: {account: "111122223333"}}}
            union-ecr:images: {<<: {trainer: {}}}
            union-ecr:pushRoles: {ci: {images: [trainer], trustedRoles: ["arn:aws:iam::111122223333:role/ci"]}}
            union-ecr:registry:
              creationTemplates: {team: {appliedFor: [REPLICATION], dataPlanes: [production]}}
        """),
        Told(4, "union-ecr:dataPlanes", "<<", "is a YAML merge key", "write it out"),
        Told(5, "union-ecr:images", "<<", "is a YAML merge key", "write it out"),
    ),
    bad(
        "a default misspelt that an image needs",
        stack("""
            union-ecr:defaults: {alowTaggedExpiry: true}
            union-ecr:images:
              trainer: {lifecycleRules: [{tagStatus: any, sinceImagePushed: 3, action: expire}]}
        """),
        Told(4, "union-ecr:defaults.alowTaggedExpiry", None, "is no setting here", "did you mean allowTaggedExpiry?"),
    ),
    bad(
        "an alias in a list",
        image("grants: [{principals: [*someone], access: [pull]}]"),
        Told(6, f"{TRAINER}.grants[0].principals[0]", None, ANCHOR, "write it out"),
    ),
    bad(
        "an entry of a list behind one that was refused, which keeps its number",
        image('dataPlanes: [012, nowhere]\ngrants:\n  - &a {}\n  - {principals: ["x"], access: [pull]}'),
        Told(6, f"{TRAINER}.dataPlanes[0]", "012", READERS, "in quotes"),
        Told(6, f"{TRAINER}.dataPlanes[1]", '"nowhere"', "is no data plane of this stack", "known are: none"),
        Told(8, f"{TRAINER}.grants[0]", None, ANCHOR, "write it out"),
        Told(9, f"{TRAINER}.grants[1].principals[0]", '"x"', "is no principal", "write the ARN"),
    ),
    bad(
        "an anchor at a key",
        stack("union-ecr:images: {&x trainer: {}}"),
        Told(4, "union-ecr:images", "trainer", "is a key with a YAML anchor or tag", "delete the anchor or tag"),
    ),
    bad(
        "a merge key in an image",
        image("<<: {untaggedDays: 3}"),
        Told(6, TRAINER, "<<", "is a YAML merge key", "or use union-ecr:defaults"),
    ),
    bad(
        "a merge key that brings the region",
        f'config:\n  <<: {{aws:region: us-east-1}}\n  union-ecr:account: "123456789012"\n{IMAGES}',
        Told(2, "", "<<", "is a YAML merge key", "write it out"),
    ),
    bad(
        "a tag of YAML's own",
        account("union-ecr:account: !!str 123456789012"),
        Told(3, "union-ecr:account", None, "has a YAML tag (tag:yaml.org,2002:str)", "delete the tag"),
    ),
    bad(
        "a tag of somebody's own",
        image("repository: !env REPOSITORY"),
        Told(6, f"{TRAINER}.repository", None, "has a YAML tag (!env)", "delete the tag"),
    ),
    bad(
        "two documents",
        f"{HEAD}{IMAGES}---\nconfig: {{}}\n",
        Told(5, "", None, "holds two YAML documents", "delete the --- line"),
    ),
    bad("a %TAG directive", f"%TAG ! tag:a,2000:\n---\n{HEAD}{IMAGES}", Told(1, "", None, "% directive", "delete it")),
    bad("a % directive", f"%YAML 1.1\n---\n{HEAD}{IMAGES}", Told(1, "", None, "has a % directive", "delete it")),
)

_TEXTS = (
    bad("a list", "- a\n- b\n", Told(1, "", '["a", "b"]', "is not a stack file", "begin it with a line config:")),
    bad("a word", "hello\n", Told(1, "", '"hello"', "is not a stack file", "begin it with a line config:")),
    bad("an empty file", "", Told(1, "", None, "is not a stack file", "begin it with a line config:")),
    bad("only comments", "# a\n# b\n", Told(1, "", None, "is not a stack file", "begin it with a line config:")),
    bad("nothing behind config", "config:\n", Told(1, "", "null", "must be a mapping of settings", "union-ecr:images")),
    bad("config as a list", "config: [a]\n", Told(1, "", '["a"]', "must be a mapping of settings", "union-ecr:images")),
    bad(
        "a credential",
        with_image('aws:secretKey: {secure: "v1:x"}'),
        Told(4, "aws:secretKey", None, "is a credential", "aws:profile or the environment"),
    ),
    bad("no config", "encryptionsalt: v1:a\n", Told(None, "", None, "has no config:", "below a line config:")),
    bad("a tab", f"{HEAD}\tunion-ecr:images: {{}}\n", Told(4, "", None, "has a tab", "indent with spaces")),
    bad("an open bracket", stack("union-ecr:images: {"), Told(5, "", None, "is not YAML (", "or the one before it")),
    bad("an open quote", stack('union-ecr:images: {"a: {}}'), Told(5, "", None, "is not YAML (", "mend the line")),
    bad("a bad indent", stack("union-ecr:images:\n   a: {}\n  b: {}"), Told(6, "", None, "is not YAML (", "mend the")),
    bad(
        "a surrogate",
        image('resourceTags: {team: "\\ud800"}'),
        Told(6, "", None, "is not YAML (", "mend the line"),
    ),
    bad("not UTF-8", f"{HEAD}# caf\xe9\n{IMAGES}".encode("latin-1"), Told(4, "", None, "not UTF-8 (byte 73)", "UTF-8")),
    bad("UTF-16", f"{HEAD}{IMAGES}".encode("utf-16"), Told(1, "", None, "is not UTF-8 (byte 0)", "save it as UTF-8")),
    bad("a NUL", f"{HEAD}# \0\n{IMAGES}", Told(4, "", None, "a character that YAML does not allow", "delete it")),
    bad("a bell", f"{HEAD}# \x07\n{IMAGES}", Told(4, "", None, "a character that YAML does not allow", "delete it")),
    bad(
        "a error after a byte order mark and Windows line ends",
        b"\xef\xbb\xbf" + f"{HEAD}{IMAGES}zzz: 1\n".replace("\n", "\r\n").encode(),
        Told(5, "zzz", None, "is no part of a stack file", "put it under config:"),
    ),
    bad(
        "over 1 MiB",
        HEAD + IMAGES + "#" * 1_048_576,
        Told(None, "", None, "has more than 1,048,576 bytes", "one stack file a team"),
    ),
    bad(
        "10 MB",
        HEAD + IMAGES + "#" * 10_000_000,
        Told(None, "", None, "has more than 1,048,576 bytes", "one stack file a team"),
    ),
    bad(
        "200,000 open brackets", "[" * 200_000, Told(1, "[0]" * 12, None, "is nested too deep", "no setting needs more")
    ),
    bad(
        "a tag value nested 20 deep",
        image("resourceTags: {team: " + "[" * 20 + "]" * 20 + "}"),
        Told(6, f"{TRAINER}.resourceTags.team{'[0]' * 7}", None, "is nested too deep", "no setting needs more"),
        Told(6, f"{TRAINER}.resourceTags.team", "[[[[[[[[null]]]]]]]]", "must be text", "write a word"),
    ),
)

_FILES = (
    bad("a missing file", Condition.MISSING, Told(None, "", None, "does not exist", "write it, or mend")),
    bad("a folder", Condition.FOLDER, Told(None, "", None, "is a folder", "write the stack as a file of that name")),
    bad("a symlink loop", Condition.SYMLINK_LOOP, Told(None, "", None, "cannot be read (", "mend it")),
    bad("no permission", Condition.NO_PERMISSION, Told(None, "", None, "may not be read", "the right to read it")),
)

EVERYTHING_AT_ONCE = bad(
    "everything at once",
    f"""\
config:
  aws:region: us-eas-1
  union-ecr:account: 123456789012
  union-ecr:organisation: acme
  union-ecr:organization: acme corp
  organization: acme
  union-ecr:dataPlanes:
    production: {{account: "11112222333"}}
    staging: {{roles: [node]}}
    lab: {{account: "444455556666", roles: ["arn:aws:iam::1:role/a"]}}
  union-ecr:defaults:
    untaggedDays: 0
    repository: ml/trainer
    tagMutability: MUTABEL
  union-ecr:images:
    Trainer: {{}}
    trainer:
      dataPlanes: [prodution]
      tagMutabilityExclusions: ["a*b*c*"]
      untagedDays: 14
      protect: yes
      scanOnPush: "true"
      encryption: {{type: AES256, key: "{KEY}"}}
      grants:
        - {{principals: ["*"], access: [pul]}}
        - {{principals: [], access: [pull]}}
      resourceTags: {{"aws:team": ml, cost: 4711, cost: 4712}}
    other: {{dataPlanes: [production], repository: trainer}}
    third: &x {{}}
    fourth: {{secure: abc}}
encryption: x
""",
    Told(2, "aws:region", '"us-eas-1"', "is not an AWS region", "did you mean us-east-1?"),
    Told(3, "union-ecr:account", "123456789012", "must be text", 'in quotes: "123456789012"'),
    Told(4, "union-ecr:organisation", None, "is no setting of a stack", "did you mean union-ecr:organization?"),
    Told(5, "union-ecr:organization", '"acme corp"', "at most 32 letters", "your Union console"),
    Told(6, "organization", None, "has no namespace", "write union-ecr:organization"),
    Told(8, "union-ecr:dataPlanes.production.account", '"11112222333"', "has 12 digits", "write all twelve"),
    Told(9, "union-ecr:dataPlanes.staging.account", None, "is missing", "add account"),
    Told(10, "union-ecr:dataPlanes.lab.roles[0]", '"arn:aws:iam::1:role/a"', "not a role's name", "not its ARN"),
    Told(12, "union-ecr:defaults.untaggedDays", "0", "must be at least 1", "write a larger number"),
    Told(13, "union-ecr:defaults.repository", None, "every image the same repository", "write it under the image"),
    Told(14, "union-ecr:defaults.tagMutability", '"MUTABEL"', "one of IMMUTABLE, MUTABLE", "did you mean MUTABLE?"),
    Told(16, "union-ecr:images.Trainer", '"Trainer"', SPELLED, "write trainer"),
    Told(18, f"{TRAINER}.dataPlanes[0]", '"prodution"', "is no data plane", "did you mean production?"),
    Told(19, f"{TRAINER}.tagMutabilityExclusions[0]", '"a*b*c*"', "at most two *", "such as buildcache*"),
    Told(20, f"{TRAINER}.untagedDays", None, "is no setting here", "did you mean untaggedDays?"),
    Told(21, f"{TRAINER}.protect", "yes", READERS, "write true"),
    Told(22, f"{TRAINER}.scanOnPush", '"true"', "must be true or false", "without quotes"),
    Told(
        23,
        f"{TRAINER}.encryption",
        None,
        "a key needs type KMS",
        "write type: KMS",
    ),
    Told(25, f"{TRAINER}.grants[0].principals[0]", '"*"', "would let strangers in", "name the roles"),
    Told(25, f"{TRAINER}.grants[0].access[0]", '"pul"', "one of pull, push, describe", "did you mean pull?"),
    Told(26, f"{TRAINER}.grants[1].principals", "[]", "at least 1 entry", "add one"),
    Told(27, f"{TRAINER}.resourceTags.aws:team", '"aws:team"', "does not begin with aws:", "another key"),
    Told(27, f"{TRAINER}.resourceTags.cost", "4711", "must be text", 'in quotes: "4711"'),
    Told(27, f"{TRAINER}.resourceTags.cost", None, "stands twice, first on line 27", "keep one of the two"),
    Told(28, "union-ecr:images.other.repository", '"trainer"', "is the repository of trainer already", "keep one"),
    Told(29, "union-ecr:images.third", None, ANCHOR, "write it out"),
    Told(30, "union-ecr:images.fourth", None, "is marked secure", "write the value in plain"),
    Told(31, "encryption", None, "is no part of a stack file", "did you mean encryptionsalt?"),
)

EVERYTHING_THE_REGISTRY_DECIDES = bad(
    "everything that only a known registry shows, at once",
    f"""\
{HEAD}\
  union-ecr:dataPlanes:
    production: {{account: "111122223333"}}
    staging: {{account: "44445555666"}}
  union-ecr:defaults: {{tagMutability: MUTABLE, dataPlanes: [staging, productoin]}}
  union-ecr:images:
    trainer:
      encryption: {{type: KMS, key: "{KEY_ELSEWHERE}"}}
      grants: [{{principals: ["{ROLE_OF_CHINA}"], access: [pull]}}]
    other:
      tagMutabilityExclusions: ["*"]
      encryption: {{type: KMS_DSSE}}
    third: {{repository: trainer}}
    fourth: {{dataPlanes: [stagin]}}
    fifth: {{zzz: 1, encryption: {{type: KMS_DSSE}}}}
""",
    Told(5, "union-ecr:dataPlanes.production", None, "names no roles", "add union-ecr:organization"),
    Told(6, "union-ecr:dataPlanes.staging.account", '"44445555666"', "has 12 digits", "write all twelve"),
    Told(7, "union-ecr:defaults.dataPlanes[1]", '"productoin"', "is no data plane", "did you mean production?"),
    Told(10, f"{TRAINER}.encryption.key", f'"{KEY_ELSEWHERE}"', "region us-east-1", "name a key of us-east-1"),
    Told(11, f"{TRAINER}.grants[0].principals[0]", f'"{ROLE_OF_CHINA}"', "another partition", "begins with arn:aws:"),
    Told(13, _EXCLUSION.replace("trainer", "other"), '"*"', _MAKES_IMMUTABLE, "tagMutability: IMMUTABLE instead"),
    Told(14, "union-ecr:images.other.encryption.type", '"KMS_DSSE"', "in GovCloud only", "write type: KMS"),
    Told(15, "union-ecr:images.third.repository", '"trainer"', "is the repository of trainer", "keep one entry"),
    Told(16, "union-ecr:images.fourth.dataPlanes[0]", '"stagin"', "is no data plane", "did you mean staging?"),
    Told(17, "union-ecr:images.fifth.zzz", None, "is no setting here", "known are: "),
    Told(17, "union-ecr:images.fifth.encryption.type", '"KMS_DSSE"', "in GovCloud only", "write type: KMS"),
)

BAD_STACK_FILES: tuple[BadStackFile, ...] = (
    *_ACCOUNT_AND_REGION,
    *_UNKNOWN_WORDS,
    *_REPOSITORY_NAMES,
    *_DATA_PLANES,
    *_TAGS_MAY_CHANGE,
    *_ENCRYPTION,
    *_IMAGES,
    *_GRANTS,
    *_SMALL_THINGS,
    *_AMBIGUOUS,
    *_TWICE,
    *_SECURE,
    *_YAML_FEATURES,
    *_TEXTS,
    *_FILES,
    EVERYTHING_AT_ONCE,
    EVERYTHING_THE_REGISTRY_DECIDES,
)
