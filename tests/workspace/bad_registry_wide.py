"""Wrong settings of a registry, and every line that must be told about each: data only.

Judged by tests/workspace/test_bad_stack_files.py and, through the command line, by tests/cli/test_main.py.
"""

from textwrap import dedent, indent

from tests.workspace.bad_stack_files import IMAGES, BadStackFile, Told, bad

ACCOUNT = "123456789012"
REGISTRY = "union-ecr:registry"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:ecr-pullthroughcache/ghcr-a1B2c3"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecr"
ROLE_ELSEWHERE = "arn:aws:iam::111122223333:role/ecr"
ECR_ELSEWHERE = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
KEY_ELSEWHERE = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd"


def registry(fields: str, region: str = "us-east-1") -> str:
    """A stack file whose registry has these settings; the first of them stands on line 5."""
    head = f'config:\n  aws:region: {region}\n  union-ecr:account: "{ACCOUNT}"\n  {REGISTRY}:\n'
    return head + indent(dedent(fields).strip("\n") + "\n", "    ") + IMAGES


def _shown(value: str) -> str:
    return f'"{value}"' if len(value) < 59 else f'"{value[:58]}…'


def _one(name: str, fields: str, key: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    """One error, on the line of the first setting."""
    return bad(f"registry: {name}", registry(fields), Told(5, f"{REGISTRY}.{key}", given, rule, remedy))


def _upstream(upstream: str, rule: str, remedy: str) -> BadStackFile:
    fields = f'pullThroughCache: {{mirror: {{upstream: "{upstream}"}}}}'
    return _one(f"mirror of {upstream}", fields, "pullThroughCache.mirror.upstream", _shown(upstream), rule, remedy)


def _mirror(name: str, rule_of: str, key: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    return _one(
        name, f"pullThroughCache: {{mirror: {{{rule_of}}}}}", f"pullThroughCache.mirror{key}", given, rule, remedy
    )


def _credential(name: str, credential: str, rule: str, remedy: str) -> BadStackFile:
    fields = f'upstream: ghcr.io, credential: "{credential}"'
    return _mirror(name, fields, ".credential", _shown(credential), rule, remedy)


def _template(name: str, fields: str, key: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    whole = f"creationTemplates: {{team: {{appliedFor: [REPLICATION], {fields}}}}}"
    return _one(name, whole, f"creationTemplates.team{key}", given, rule, remedy)


def _prefix(kind: str, prefix: str, fields: str, rule: str, remedy: str) -> BadStackFile:
    return _one(
        f"{kind} prefix {prefix}", f'{kind}: {{"{prefix}": {fields}}}', f"{kind}.{prefix}", _shown(prefix), rule, remedy
    )


_SCANNING = (
    _one("scanning of a kind unknown", "scanning: {type: BASE}", "scanning.type", '"BASE"', "must be one", "BASIC?"),
    _one(
        "scanning of a kind unknown, which may know the frequency",
        "scanning: {type: BASE, rules: [{frequency: CONTINUOUS_SCAN, filters: [a]}]}",
        "scanning.type",
        '"BASE"',
        "must be one",
        "BASIC?",
    ),
    bad(
        "registry: scanning of a kind unknown, with one frequency twice",
        registry(
            """\
            scanning:
              type: ENHANCE
              rules: [{frequency: CONTINUOUS_SCAN, filters: [a]}, {frequency: CONTINUOUS_SCAN, filters: [b]}]
            """
        ),
        Told(6, f"{REGISTRY}.scanning.type", '"ENHANCE"', "must be one", "ENHANCED?"),
        Told(7, f"{REGISTRY}.scanning.rules[1].frequency", '"CONTINUOUS_SCAN"', "of another rule already", "into one"),
    ),
    _one("scanning of no kind", "scanning: {}", "scanning.type", None, "is missing", "add type"),
    _one(
        "continuous basic scanning",
        'scanning: {type: BASIC, rules: [{frequency: CONTINUOUS_SCAN, filters: ["*"]}]}',
        "scanning.rules[0].frequency",
        '"CONTINUOUS_SCAN"',
        "BASIC scanning has no CONTINUOUS_SCAN",
        "write one of SCAN_ON_PUSH, MANUAL",
    ),
    _one(
        "enhanced scanning by hand",
        'scanning: {type: ENHANCED, rules: [{frequency: MANUAL, filters: ["*"]}]}',
        "scanning.rules[0].frequency",
        '"MANUAL"',
        "ENHANCED scanning has no MANUAL",
        "leave the rule out",
    ),
    _one(
        "enhanced scanning of nothing",
        "scanning: {type: ENHANCED}",
        "scanning",
        None,
        "without rules scans nothing",
        'filters: ["*"]',
    ),
    _one(
        "one frequency twice",
        "scanning: {type: BASIC, rules: [{frequency: MANUAL, filters: [a]}, {frequency: MANUAL, filters: [b]}]}",
        "scanning.rules[1].frequency",
        '"MANUAL"',
        "is the frequency of another rule already",
        "into one rule",
    ),
    _one(
        "three scanning rules",
        "scanning: {type: BASIC, rules: ["
        + ", ".join("{frequency: MANUAL, filters: [a]}" for _ in range(3))
        + "]}  # two are the most",
        "scanning.rules",
        '[{"frequency": "MANUAL", "filters": ["a"]}, {"frequency": "…',
        "at most 2 entries",
        "write fewer",
    ),
    _one(
        "scanning without filters",
        "scanning: {type: BASIC, rules: [{frequency: MANUAL, filters: []}]}",
        "scanning.rules[0].filters",
        "[]",
        "at least 1 entry",
        "add one",
    ),
    *(
        _one(
            f"scanning filter {given}",
            f'scanning: {{type: BASIC, rules: [{{frequency: MANUAL, filters: ["{given}"]}}]}}',
            "scanning.rules[0].filters[0]",
            f'"{given}"',
            "is part of a repository name, in lower case",
            "team/*",
        )
        for given in ("Team/*", "team/", "", "-team", "team..a", "team?")
    ),
)

_REPLICATION = (
    _one(
        "replication to an empty list",
        "replication: [{destinations: []}]",
        "replication[0].destinations",
        "[]",
        "at least 1 entry",
        "add one",
    ),
    _one("replication nowhere", "replication: [{}]", "replication[0].destinations", None, "is missing", "add dest"),
    _one(
        "replication to itself",
        "replication: [{destinations: [{region: us-east-1}]}]",
        "replication[0].destinations[0]",
        None,
        "is the registry itself",
        "another region, or another account",
    ),
    _one(
        "replication to itself by its number",
        f'replication: [{{destinations: [{{region: us-east-1, account: "{ACCOUNT}"}}]}}]',
        "replication[0].destinations[0]",
        None,
        "is the registry itself",
        "another region",
    ),
    _one(
        "replication to another partition",
        "replication: [{destinations: [{region: eu-west-1}, {region: cn-north-1}]}]",
        "replication[0].destinations[1].region",
        '"cn-north-1"',
        "is of another partition than us-east-1",
        "a region of the partition aws",
    ),
    _one(
        "replication to a region with a slip",
        "replication: [{destinations: [{region: eu-wst-1}]}]",
        "replication[0].destinations[0].region",
        '"eu-wst-1"',
        "is not an AWS region",
        "did you mean eu-west-1?",
    ),
    _one(
        "replication by wildcard",
        'replication: [{destinations: [{region: eu-west-1}], prefixes: ["ml/*"]}]',
        "replication[0].prefixes[0]",
        '"ml/*"',
        "without wildcards",
        "write ml/",
    ),
    _one(
        "replication of everything by wildcard",
        'replication: [{destinations: [{region: eu-west-1}], prefixes: ["*"]}]',
        "replication[0].prefixes[0]",
        '"*"',
        "without wildcards",
        "leave prefixes out",
    ),
    _one(
        "replication of a short prefix",
        "replication: [{destinations: [{region: eu-west-1}], prefixes: [a]}]",
        "replication[0].prefixes[0]",
        '"a"',
        "of 2 to 256 characters",
        "write one such as team/",
    ),
    _one(
        "replication of no prefix",
        "replication: [{destinations: [{region: eu-west-1}], prefixes: []}]",
        "replication[0].prefixes",
        "[]",
        "at least 1 entry",
        "add one",
    ),
    _one(
        "eleven replication rules",
        f"replication: [{', '.join('{destinations: [{region: eu-west-1}]}' for _ in range(11))}]",
        "replication",
        '[{"destinations": [{"region": "eu-west-1"}]}, {"destination…',
        "at most 10 entries",
        "write fewer",
    ),
    _one(
        "replication to too many",
        "replication: ["
        + ", ".join(
            "{destinations: ["
            + ", ".join(f'{{region: eu-west-1, account: "{number:012}"}}' for number in range(first, first + 13))
            + "]}"
            for first in (100, 200)
        )
        + "]",
        "replication",
        None,
        "names 26 different destinations, and ECR takes 25",
        "replicate to fewer",
    ),
)

_POLICY = (
    _one(
        "a policy for nobody",
        "policy: [{access: [pull]}]",
        "policy[0]",
        None,
        "to accounts or to an organizationId",
        "write one of them",
    ),
    _one(
        "a policy for two kinds",
        'policy: [{accounts: ["111122223333"], organizationId: o-a1b2c3d4e5, access: [pull]}]',
        "policy[0]",
        None,
        "to accounts or to an organizationId",
        "an entry for each",
    ),
    _one(
        "a policy for itself",
        f'policy: [{{accounts: ["111122223333", "{ACCOUNT}"], access: [pull]}}]',
        "policy[0].accounts[1]",
        f'"{ACCOUNT}"',
        "is the registry's own account",
        "leave it out",
    ),
    _one(
        "a policy for an account with a slip",
        'policy: [{accounts: ["11112222333"], access: [pull]}]',
        "policy[0].accounts[0]",
        '"11112222333"',
        "has 12 digits",
        "write all twelve",
    ),
    _one(
        "a policy for no organization",
        "policy: [{organizationId: acme, access: [pull]}]",
        "policy[0].organizationId",
        '"acme"',
        "is no organization's id",
        "o- and 10 to 32",
    ),
    _one(
        "a policy of nothing",
        'policy: [{accounts: ["111122223333"]}]',
        "policy[0].access",
        None,
        "is missing",
        "add access",
    ),
    *(
        _one(
            f"a policy with no {field}", f"policy: [{{{fields}}}]", f"policy[0].{field}", "[]", "at least 1", "add one"
        )
        for field, fields in (
            ("accounts", "accounts: [], access: [pull]"),
            ("access", "organizationId: o-a1b2c3d4e5, access: []"),
            ("repositories", "organizationId: o-a1b2c3d4e5, access: [pull], repositories: []"),
        )
    ),
    _one(
        "an access of another spelling",
        'policy: [{accounts: ["111122223333"], access: [pull-through]}]',
        "policy[0].access[0]",
        '"pull-through"',
        "must be one of replicate, pullThrough, upstream, pull, push, describe",
        "did you mean pullThrough?",
    ),
    _one(
        "an access to everything",
        'policy: [{accounts: ["111122223333"], access: [all]}]',
        "policy[0].access[0]",
        '"all"',
        "must be one of replicate, pullThrough, upstream, pull, push, describe",
        "write one of these",
    ),
    _one(
        "a pattern that is an ARN",
        'policy: [{accounts: ["111122223333"], access: [pull], repositories: ["arn:aws:ecr:*:*:repository/a"]}]',
        "policy[0].repositories[0]",
        '"arn:aws:ecr:*:*:repository/a"',
        "is no repository name",
        "without registry or ARN",
    ),
    _one(
        "a policy too long",
        "policy: [" + ", ".join(f'{{accounts: ["{number:012}"], access: [pull]}}' for number in range(400)) + "]",
        "policy",
        None,
        "characters, and ECR takes 10,240",
        "to an organization (organizationId)",
    ),
)

_MIRRORS = (
    _upstream("docker.io", "is not how ECR calls it", "write registry-1.docker.io"),
    _upstream("https://ghcr.io", "is not how ECR calls it", "write ghcr.io"),
    _upstream("ghcr.io/flyteorg", "is not how ECR calls it", "write ghcr.io, and the path as part of the image's name"),
    _upstream("GHCR.io", "is not how ECR calls it", "write ghcr.io"),
    _upstream("k8s.gcr.io", "is not how ECR calls it", "write registry.k8s.io"),
    _upstream("gchr.io", "is no registry that ECR can mirror", "did you mean ghcr.io?"),
    _upstream("gcr.io", "is no registry that ECR can mirror", "known are: cgr.dev, ghcr.io, public.ecr.aws"),
    _upstream("registry.example.com", "is no registry that ECR can mirror", ""),
    _upstream(
        "111122223333.dkr.ecr.us-east-1.amazonaws.com.cn", "is no registry that ECR can mirror", "a private ECR's host"
    ),
    _upstream("-acme.azurecr.io", "is no registry that ECR can mirror", "NAME.azurecr.io"),
    _upstream("acmes-.azurecr.io", "is no registry that ECR can mirror", "NAME.azurecr.io"),
    _mirror("a mirror of nothing", "", ".upstream", None, "is missing", "add upstream"),
    _mirror("ghcr without login", "upstream: ghcr.io", "", None, "ghcr.io needs a login", "credential: its ARN"),
    _mirror(
        "Azure without login", "upstream: acme1.azurecr.io", "", None, "acme1.azurecr.io needs a login", "credential"
    ),
    _mirror(
        "a login for an open registry",
        f'upstream: quay.io, credential: "{SECRET}"',
        ".credential",
        _shown(SECRET),
        "quay.io takes no credential",
        "drop it",
    ),
    _mirror(
        "a role for a public registry",
        f'upstream: quay.io, customRole: "{ROLE}"',
        ".customRole",
        f'"{ROLE}"',
        "customRole is for the ECR of another account",
        "quay.io is none",
    ),
    _mirror(
        "a prefix in a public registry",
        "upstream: quay.io, upstreamPrefix: coreos",
        ".upstreamPrefix",
        '"coreos"',
        "upstreamPrefix is for an ECR upstream",
        "keeps its own names",
    ),
    _mirror(
        "another account's ECR without a role",
        f"upstream: {ECR_ELSEWHERE}",
        "",
        None,
        "the ECR of account 111122223333 needs a customRole",
        "trusts pullthroughcache.ecr.amazonaws.com",
    ),
    _mirror(
        "another account's role",
        f'upstream: {ECR_ELSEWHERE}, customRole: "{ROLE_ELSEWHERE}"',
        ".customRole",
        f'"{ROLE_ELSEWHERE}"',
        "only roles of the registry's own account",
        f"arn:aws:iam::{ACCOUNT}:role/NAME",
    ),
    _mirror(
        "a role by its name",
        f"upstream: {ECR_ELSEWHERE}, customRole: ecr",
        ".customRole",
        '"ecr"',
        "is not the ARN of a role",
        "arn:aws:iam::ACCOUNT:role/NAME",
    ),
    _mirror(
        "the registry itself",
        f"upstream: {ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com",
        ".upstream",
        f'"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"',
        "is the registry itself",
        "name another registry",
    ),
    _mirror(
        "an ECR of another partition",
        f"upstream: {ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn",
        ".upstream",
        f'"{ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn"',
        "is of another partition",
        "name one of aws",
    ),
    _credential(
        "a secret by its name",
        "ecr-pullthroughcache/ghcr",
        "is not the whole ARN of a secret",
        "aws secretsmanager describe-secret --secret-id ecr-pullthroughcache/ghcr --query ARN",
    ),
    _credential(
        "a secret by part of its ARN",
        SECRET.removesuffix("-a1B2c3"),
        "is not the whole ARN of a secret",
        "--secret-id ecr-pullthroughcache/ghcr --query ARN",
    ),
    _credential(
        "a secret with too long an ARN",
        f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:ecr-pullthroughcache/{'a' * 600}-a1B2c3",
        "more than ECR takes, which is 612",
        "under a shorter name",
    ),
    _credential("a secret of another name", "ghcr", "does not begin with ecr-pullthroughcache/", "under such a name"),
    _credential(
        "a secret of another region",
        SECRET.replace("us-east-1", "eu-west-1"),
        "only secrets of the registry's own account and region",
        f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:",
    ),
    _credential(
        "a secret of another account",
        SECRET.replace(ACCOUNT, "111122223333"),
        "only secrets of the registry's own account and region",
        f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:",
    ),
    _one(
        "a prefix upstream of everything",
        f'pullThroughCache: {{ROOT: {{upstream: {ECR_ELSEWHERE}, customRole: "{ROLE}", upstreamPrefix: ml}}}}',
        "pullThroughCache.ROOT.upstreamPrefix",
        '"ml"',
        "ROOT mirrors names as they are",
        "below another prefix",
    ),
    _prefix("pullThroughCache", "ghcr/", "{upstream: quay.io}", "ECR adds the /", "write ghcr"),
    _prefix("pullThroughCache", "ghcr/*", "{upstream: quay.io}", "ECR adds the /", "write ghcr"),
    _prefix("pullThroughCache", "a*", "{upstream: quay.io}", "joined by single . _ - or /", "such as team"),
    _prefix("pullThroughCache", "union", "{upstream: quay.io}", "union/ is reserved", "outside that prefix"),
    _prefix("pullThroughCache", "union/x", "{upstream: quay.io}", "union/ is reserved", "outside that prefix"),
    _prefix("pullThroughCache", "Ghcr", "{upstream: quay.io}", "joined by single . _ - or /", "such as team"),
    _prefix("pullThroughCache", "a__b", "{upstream: quay.io}", "joined by single . _ - or /", "such as team"),
    _prefix("pullThroughCache", "a", "{upstream: quay.io}", "2 to 30 characters, this one 1", "a longer one"),
    _prefix("pullThroughCache", "a" * 31, "{upstream: quay.io}", "2 to 30 characters, this one 31", "a shorter one"),
    bad(
        "registry: a mirror in China",
        registry("pullThroughCache: {quay: {upstream: quay.io}}", "cn-north-1"),
        Told(5, f"{REGISTRY}.pullThroughCache", None, "ECR has no pull-through cache in cn-north-1", "leave it out"),
    ),
    bad(
        "registry: a mirror in GovCloud",
        registry("pullThroughCache: {quay: {upstream: quay.io}}", "us-gov-west-1"),
        Told(5, f"{REGISTRY}.pullThroughCache", None, "no pull-through cache in us-gov-west-1", "leave it out"),
    ),
    _one(
        "too many mirrors",
        "pullThroughCache: {" + ", ".join(f"m{number}: {{upstream: quay.io}}" for number in range(10, 61)) + "}",
        "pullThroughCache",
        '{"m10": {"upstream": "quay.io"}, "m11": {"upstream": "quay.…',
        "at most 50 entries",
        "write fewer",
    ),
)

_TEMPLATES = (
    _one(
        "a template for nothing",
        "creationTemplates: {team: {}}",
        "creationTemplates.team.appliedFor",
        None,
        "is missing",
        "add appliedFor",
    ),
    _one(
        "a template for a slip",
        "creationTemplates: {team: {appliedFor: [PULL_THROUGH]}}",
        "creationTemplates.team.appliedFor[0]",
        '"PULL_THROUGH"',
        "must be one of",
        "did you mean PULL_THROUGH_CACHE?",
    ),
    _one(
        "a template for pushes, in short",
        "creationTemplates: {team: {appliedFor: [PUSH]}}",
        "creationTemplates.team.appliedFor[0]",
        '"PUSH"',
        "must be one of",
        "did you mean CREATE_ON_PUSH?",
    ),
    _prefix("creationTemplates", "union", "{appliedFor: [REPLICATION]}", "union/ is reserved", "outside that prefix"),
    _prefix("creationTemplates", "union/x", "{appliedFor: [REPLICATION]}", "union/ is reserved", "outside that prefix"),
    _template("tags without a role", "resourceTags: {a: b}", "", None, "resourceTags needs a customRole", "the role's"),
    bad(
        "registry: a template with nothing but wrong tags, which needs a role all the same",
        registry("creationTemplates:\n  team: {appliedFor: [REPLICATION], resourceTags: {a: 7}}"),
        Told(6, f"{REGISTRY}.creationTemplates.team", None, "resourceTags needs a customRole", "the role's"),
        Told(6, f"{REGISTRY}.creationTemplates.team.resourceTags.a", "7", "must be text", 'quotes: "7"'),
    ),
    _template("KMS without a role", "encryption: {type: KMS}", "", None, "KMS needs a customRole", "the role's ARN"),
    _template(
        "a template's key elsewhere",
        f'customRole: "{ROLE}", encryption: {{type: KMS, key: "{KEY_ELSEWHERE}"}}',
        ".encryption.key",
        _shown(KEY_ELSEWHERE),
        "of the registry's region us-east-1",
        "name a key of us-east-1",
    ),
    _template(
        "a template's role elsewhere",
        f'customRole: "{ROLE_ELSEWHERE}"',
        ".customRole",
        f'"{ROLE_ELSEWHERE}"',
        "only roles of the registry's own account",
        f"arn:aws:iam::{ACCOUNT}:role/NAME",
    ),
    _template(
        "a template's unknown data plane",
        "dataPlanes: [production]",
        ".dataPlanes[0]",
        '"production"',
        "is no data plane of this stack",
        "known are: none",
    ),
    _template(
        "an image's setting in a template",
        "protect: true",
        ".protect",
        None,
        "is no setting here",
        "known are: ",
    ),
    _template(
        "every tag excluded from a template's mutable ones",
        'tagMutability: MUTABLE, tagMutabilityExclusions: ["*"]',
        ".tagMutabilityExclusions[0]",
        '"*"',
        "makes every tag immutable",
        "write tagMutability: IMMUTABLE instead",
    ),
    _template(
        "a template's description too long",
        f"description: {'a' * 256}",
        ".description",
        _shown("a" * 256),
        "must have at most 255 characters",
        "write it shorter",
    ),
    _prefix("creationTemplates", "team/", "{appliedFor: [REPLICATION]}", "ECR adds the /", "write team"),
    _prefix("creationTemplates", "t", "{appliedFor: [REPLICATION]}", "2 to 256 characters", "a longer one"),
)

_ACCOUNT = (
    _one(
        "the scanner that is gone",
        "accountSettings: {basicScanTypeVersion: CLAIR}",
        "accountSettings.basicScanTypeVersion",
        '"CLAIR"',
        "is gone from the API since February 2026",
        "write AWS_NATIVE, or leave it out",
    ),
    _one(
        "the scanner that is gone, in lower case",
        "accountSettings: {basicScanTypeVersion: clair}",
        "accountSettings.basicScanTypeVersion",
        '"clair"',
        "is gone from the API since February 2026",
        "write AWS_NATIVE, or leave it out",
    ),
    _one(
        "the scope that is gone",
        "accountSettings: {registryPolicyScope: V1}",
        "accountSettings.registryPolicyScope",
        '"V1"',
        "is gone from the API",
        "write V2, or leave it out",
    ),
    _one(
        "a scanner that never was",
        "accountSettings: {basicScanTypeVersion: AWS-NATIVE}",
        "accountSettings.basicScanTypeVersion",
        '"AWS-NATIVE"',
        "AWS_NATIVE is the only value left",
        "did you mean AWS_NATIVE?",
    ),
    _one(
        "blob mounting by yes",
        "accountSettings: {blobMounting: true}",
        "accountSettings.blobMounting",
        "true",
        "must be one of ENABLED, DISABLED",
        "write one of these",
    ),
    _one(
        "a session left out of the counting",
        'pullTimeUpdateExclusions: ["arn:aws:sts::111122223333:assumed-role/a/b"]',
        "pullTimeUpdateExclusions[0]",
        '"arn:aws:sts::111122223333:assumed-role/a/b"',
        "is one session of a role",
        "write the role's ARN",
    ),
    _one(
        "an account left out of the counting",
        'pullTimeUpdateExclusions: ["111122223333"]',
        "pullTimeUpdateExclusions[0]",
        '"111122223333"',
        "is not the ARN of a role or user",
        "role/image-scanner",
    ),
    _one(
        "a stranger left out of the counting",
        'pullTimeUpdateExclusions: ["arn:aws-cn:iam::111122223333:role/a"]',
        "pullTimeUpdateExclusions[0]",
        '"arn:aws-cn:iam::111122223333:role/a"',
        "is of another partition than us-east-1",
        "begins with arn:aws:",
    ),
)

_SHAPES = (
    bad(
        "registry: no mapping",
        registry("").replace(f"{REGISTRY}:\n", f"{REGISTRY}: []\n", 1),
        Told(4, REGISTRY, "[]", "must be a mapping", "write key: value below it"),
    ),
    bad(
        "registry: a setting unknown",
        registry("scaning: {type: BASIC}"),
        Told(5, f"{REGISTRY}.scaning", None, "is no setting here", "did you mean scanning?"),
    ),
    bad(
        "registry: several errors at once",
        registry(
            """\
            scanning: {type: ENHANCED}
            replication:
              - {destinations: [{region: us-east-1}]}
            pullThroughCache:
              hub: {upstream: docker.io}
              ghcr: {upstream: ghcr.io}
            creationTemplates:
              team: {appliedFor: []}
            """
        ),
        Told(5, f"{REGISTRY}.scanning", None, "scans nothing", "add a rule"),
        Told(7, f"{REGISTRY}.replication[0].destinations[0]", None, "is the registry itself", "name another region"),
        Told(9, f"{REGISTRY}.pullThroughCache.hub.upstream", '"docker.io"', "is not how ECR", "registry-1.docker.io"),
        Told(10, f"{REGISTRY}.pullThroughCache.ghcr", None, "ghcr.io needs a login", "credential"),
        Told(12, f"{REGISTRY}.creationTemplates.team.appliedFor", "[]", "at least 1 entry", "add one"),
    ),
    bad(
        "registry: a policy and a template that miss the mirror",
        registry(
            """\
            pullThroughCache: {quay: {upstream: quay.io}}
            policy:
              - {accounts: ["111122223333"], access: [pull, pullThrough], repositories: ["team/*", quay]}
            creationTemplates:
              quai: {appliedFor: [PULL_THROUGH_CACHE]}
            """
        ),
        Told(7, f"{REGISTRY}.policy[0].repositories[1]", '"quay"', "all below quay/", "write quay/*"),
        Told(
            9, f"{REGISTRY}.creationTemplates.quai", '"quai"', "no mirror of this stack is there", "did you mean quay?"
        ),
    ),
    bad(
        "registry: of a mirror that is refused nothing follows",
        registry(
            """\
            pullThroughCache: {quay: {upstream: quay.io}, Quai: {upstream: quay.io}}
            policy: [{accounts: ["111122223333"], access: [pullThrough], repositories: [quay]}]
            creationTemplates: {quai: {appliedFor: [PULL_THROUGH_CACHE]}}
            """
        ),
        Told(5, f"{REGISTRY}.pullThroughCache.Quai", '"Quai"', "joined by single . _ - or /", "such as team"),
    ),
    bad(
        "registry: errors that only a known registry shows, at once",
        registry(
            f"""\
            replication:
              - {{destinations: [{{region: us-east-1}}]}}
            pullThroughCache:
              ecr: {{upstream: {ECR_ELSEWHERE}}}
            creationTemplates:
              team: {{appliedFor: [REPLICATION], dataPlanes: [lab]}}
            """
        ),
        Told(6, f"{REGISTRY}.replication[0].destinations[0]", None, "is the registry itself", "another region"),
        Told(8, f"{REGISTRY}.pullThroughCache.ecr", None, "needs a customRole", "write the ARN"),
        Told(10, f"{REGISTRY}.creationTemplates.team.dataPlanes[0]", '"lab"', "is no data plane", "known are: none"),
    ),
)

_MIRROR, _TEMPLATE = f"{REGISTRY}.pullThroughCache.m1", f"{REGISTRY}.creationTemplates.team"
_OWN_ROLE = ("only roles of the registry's own account", f"arn:aws:iam::{ACCOUNT}:role/NAME")
_AT_ONCE = (
    bad(
        "registry: a mirror with another upstream's settings, wrong ones",
        registry(
            f"""\
            pullThroughCache:
              m1:
                upstream: ghcr.io
                customRole: "{ROLE_ELSEWHERE}"
                upstreamPrefix: aa
            """
        ),
        Told(6, _MIRROR, None, "ghcr.io needs a login", "credential: its ARN"),
        Told(8, f"{_MIRROR}.customRole", f'"{ROLE_ELSEWHERE}"', "is for the ECR of another account", "leave it out"),
        Told(9, f"{_MIRROR}.upstreamPrefix", '"aa"', "is for an ECR upstream", "leave it out"),
    ),
    bad(
        "registry: a mirror of everything with settings that its upstream does not take",
        registry(
            f"""\
            pullThroughCache:
              ROOT: {{upstream: quay.io, upstreamPrefix: aa, credential: "{SECRET.replace("us-east-1", "eu-west-1")}"}}
            """
        ),
        Told(
            6,
            f"{REGISTRY}.pullThroughCache.ROOT.credential",
            _shown(SECRET.replace("us-east-1", "eu-west-1")),
            "quay.io takes no credential",
            "drop it",
        ),
        Told(6, f"{REGISTRY}.pullThroughCache.ROOT.upstreamPrefix", '"aa"', "is for an ECR upstream", "leave it out"),
    ),
    bad(
        "registry: wrong mirrors where there are none",
        registry(
            f"""\
            pullThroughCache: {{quay: {{upstream: quay.io, credential: "{SECRET}"}}, ghcr: {{upstream: ghcr.io}}}}
            policy: [{{accounts: ["111122223333"], access: [pullThrough], repositories: [quay]}}]
            """,
            "cn-north-1",
        ),
        Told(5, f"{REGISTRY}.pullThroughCache", None, "ECR has no pull-through cache in cn-north-1", "leave it out"),
    ),
    bad(
        "registry: a mirror whose upstream has a slip, so that its login cannot be judged by it",
        registry(
            f"""\
            pullThroughCache:
              m1:
                upstream: gchr.io
                credential: "{SECRET.replace("us-east-1", "eu-west-1")}"
                customRole: "{ROLE_ELSEWHERE}"
            """
        ),
        Told(7, f"{_MIRROR}.upstream", '"gchr.io"', "is no registry that ECR can mirror", "did you mean ghcr.io?"),
        Told(8, f"{_MIRROR}.credential", _shown(SECRET.replace("us-east-1", "eu-west-1")), "only secrets of", "begins"),
        Told(9, f"{_MIRROR}.customRole", f'"{ROLE_ELSEWHERE}"', *_OWN_ROLE),
    ),
    bad(
        "registry: a template with everything wrong",
        registry(
            """\
            creationTemplates:
              team:
                appliedFor: [REPLICAT]
                resourceTags: {a: b}
                dataPlanes: [x]
                tagMutabilityExclusions: ["*"]
                grants: [{}]
                lifecycleRules: [{tagStatus: any, sinceImagePushed: 1, action: expire}]
            """
        ),
        Told(6, _TEMPLATE, None, "resourceTags needs a customRole", "write the role's ARN"),
        Told(7, f"{_TEMPLATE}.appliedFor[0]", '"REPLICAT"', "must be one of", "did you mean REPLICATION?"),
        Told(9, f"{_TEMPLATE}.dataPlanes[0]", '"x"', "is no data plane", "known are: none"),
        Told(10, f"{_TEMPLATE}.tagMutabilityExclusions[0]", '"*"', "makes every tag mutable", "MUTABLE instead"),
        Told(11, f"{_TEMPLATE}.grants[0]", None, "a grant is to one of", "add principals"),
        Told(11, f"{_TEMPLATE}.grants[0]", None, "grants nothing", "add access"),
        Told(12, f"{_TEMPLATE}.lifecycleRules[0].tagStatus", '"any"', "expires tagged images", "allowTaggedExpiry"),
    ),
    bad(
        "registry: scanning with everything wrong",
        registry(
            """\
            scanning:
              type: BASIC
              rules:
                - {frequency: CONTINUOUS_SCAN, filters: [A]}
                - {frequency: SCAN_ON_PUSH, filters: []}
            policy: [{accounts: ["1"], organizationId: acme}]
            """
        ),
        Told(8, f"{REGISTRY}.scanning.rules[0].frequency", '"CONTINUOUS_SCAN"', "BASIC scanning has no", "write one"),
        Told(8, f"{REGISTRY}.scanning.rules[0].filters[0]", '"A"', "in lower case", "team/*"),
        Told(9, f"{REGISTRY}.scanning.rules[1].filters", "[]", "at least 1 entry", "add one"),
        Told(10, f"{REGISTRY}.policy[0]", None, "to accounts or to an organizationId", "an entry for each"),
        Told(10, f"{REGISTRY}.policy[0].accounts[0]", '"1"', "has 12 digits", "write all twelve"),
        Told(10, f"{REGISTRY}.policy[0].organizationId", '"acme"', "is no organization's id", "o- and 10 to 32"),
        Told(10, f"{REGISTRY}.policy[0].access", None, "is missing", "add access"),
    ),
    bad(
        "registry: what is wrong in any registry, beside a wrong region",
        registry("scanning: {type: ENHANCED}\npullThroughCache: {m1: {upstream: ghcr.io}}", "us-eas-1"),
        Told(2, "aws:region", '"us-eas-1"', "is not an AWS region", "did you mean us-east-1?"),
        Told(5, f"{REGISTRY}.scanning", None, "without rules scans nothing", "add a rule"),
        Told(6, _MIRROR, None, "ghcr.io needs a login", "credential: its ARN"),
    ),
)

BAD_REGISTRY_WIDE: tuple[BadStackFile, ...] = (
    *_SCANNING,
    *_REPLICATION,
    *_POLICY,
    *_MIRRORS,
    *_TEMPLATES,
    *_ACCOUNT,
    *_SHAPES,
    *_AT_ONCE,
)
