"""Stack files with wrong lifecycle rules, and every line that must be told about each: data only."""

from tests.workspace.bad_stack_files import TRAINER, BadStackFile, Told, bad, image, stack

RULES = f"{TRAINER}.lifecycleRules"
ALLOWED = "allowTaggedExpiry: true"
PRS = "tagStatus: tagged, tagPatternList: [pr-*]"
AGE = "sinceImagePushed: 30, action: expire"
REGISTERED = "a workflow version that is registered pulls its own for ever"


def _rule(name: str, rule: str, place: str, given: str | None, why: str, remedy: str) -> BadStackFile:
    """A stack file whose one rule is wrong; it stands on line 8."""
    content = image(f"{ALLOWED}\nlifecycleRules:\n  - {{{rule}}}")
    return bad(name, content, Told(8, f"{RULES}[0]{place}", given, why, remedy))


def _rules(name: str, rules: list[str], place: str, given: str | None, why: str, remedy: str) -> BadStackFile:
    """A stack file whose second rule, on line 9, does not go with the first, on line 8."""
    content = image("\n  - ".join((f"{ALLOWED}\nlifecycleRules:", *(f"{{{rule}}}" for rule in rules))))
    return bad(name, content, Told(9, f"{RULES}[1]{place}", given, why, remedy))


def _keep(name: str, tag: str, why: str, remedy: str) -> BadStackFile:
    return bad(name, image(f'keepTags: ["{tag}"]'), Told(6, f"{TRAINER}.keepTags[0]", f'"{tag}"', why, remedy))


_FIELDS = (
    _rule("an unknown lifecycle field", f"{PRS}, {AGE}, days: 3", ".days", None, "is no setting here", "known are: "),
    _rule(
        "a lifecycle field that looks like another",
        f"tagStatus: tagged, tagPaternList: [a], tagPatternList: [a], {AGE}",
        ".tagPaternList",
        None,
        "is no setting here",
        "did you mean tagPatternList?",
    ),
    _rule("no tag status", AGE, ".tagStatus", None, "is missing", "add tagStatus"),
    _rule("no action", f"{PRS}, sinceImagePushed: 30", ".action", None, "is missing", "add action"),
    _rule(
        "a tag status in capitals",
        f"tagStatus: TAGGED, tagPatternList: [a], {AGE}",
        ".tagStatus",
        '"TAGGED"',
        "one of untagged, tagged, any",
        "did you mean tagged?",
    ),
    _rule(
        "ECR's own word for archiving",
        "tagStatus: any, sinceImagePulled: 90, action: transition",
        ".action",
        '"transition"',
        "one of expire, archive",
        "did you mean archive?",
    ),
    _rule("a rule after 0 days", f"{PRS}, {AGE}".replace("30", "0"), ".sinceImagePushed", "0", "at least 1", "larger"),
    _rule(
        "days in quotes",
        f"{PRS}, {AGE}".replace("30", '"30"'),
        ".sinceImagePushed",
        '"30"',
        "must be a whole number",
        "without quotes",
    ),
    _rule(
        "a rule that never acts",
        f"{PRS}, imageCountMoreThan: 999999, action: expire",
        ".imageCountMoreThan",
        "999999",
        "keeps the images for ever",
        "write the tags in keepTags",
    ),
    _rule(
        "expiry from the archive after a month",
        "tagStatus: any, sinceImageTransitioned: 30, action: expire",
        ".sinceImageTransitioned",
        "30",
        "at least 90 days",
        "write 90 or more",
    ),
    _rule(
        "5 * in a tag pattern",
        f'tagStatus: tagged, tagPatternList: ["a*b*c*d*e*"], {AGE}',
        ".tagPatternList[0]",
        '"a*b*c*d*e*"',
        "at most four *",
        "write fewer",
    ),
    _rule(
        "a tag pattern with a colon",
        f'tagStatus: tagged, tagPatternList: ["image:v*"], {AGE}',
        ".tagPatternList[0]",
        '"image:v*"',
        "a tag has letters, digits",
        "a pattern such as pr-*",
    ),
    _rule(
        "a * in a prefix",
        f'tagStatus: tagged, tagPrefixList: ["pr-*"], {AGE}',
        ".tagPrefixList[0]",
        '"pr-*"',
        "a prefix holds no *",
        "write it in tagPatternList",
    ),
    _rule(
        "an empty list of tags",
        f"tagStatus: tagged, tagPatternList: [], {AGE}",
        ".tagPatternList",
        "[]",
        "must have at least 1 entry",
        "add one",
    ),
    _rule(
        "an empty description",
        f'{PRS}, {AGE}, description: ""',
        ".description",
        '""',
        "says nothing",
        "or leave it out",
    ),
    bad(
        "lifecycle rules as a mapping",
        image(f"lifecycleRules: {{{PRS}}}"),
        Told(6, RULES, '{"tagStatus": "tagged", "tagPatternList": ["pr-*"]}', "must be a list", "write it in [ ]"),
    ),
    bad(
        "a lifecycle rule as a word",
        image("lifecycleRules: [untagged]"),
        Told(6, f"{RULES}[0]", '"untagged"', "must be a mapping", "write key: value below it"),
    ),
    _keep("a kept tag that is every tag", "*", "would keep every tagged image", "name the tags to keep"),
    _keep("a kept tag with a slash", "feature/x", "a tag has letters, digits", "a pattern such as"),
    bad(
        "an allowance in quotes",
        image('allowTaggedExpiry: "true"'),
        Told(6, f"{TRAINER}.allowTaggedExpiry", '"true"', "must be true or false", "without quotes"),
    ),
)

_ONE_RULE = (
    _rule(
        "several tags without a word about what they mean",
        f"tagStatus: tagged, tagPatternList: [v*, release*, prod*], {AGE}",
        ".tagPatternList",
        '["v*", "release*", "prod*"]',
        "only images that carry all of these tags",
        "match: all if that is meant",
    ),
    _rule(
        "several prefixes without a word about what they mean",
        f"tagStatus: tagged, tagPrefixList: [v, release], {AGE}",
        ".tagPrefixList",
        '["v", "release"]',
        "only images that carry all of these tags",
        "add match: any",
    ),
    _rule(
        "a number of images for any of several tags",
        "tagStatus: tagged, tagPatternList: [a*, b*], match: any, imageCountMoreThan: 10, action: expire",
        ".match",
        '"any"',
        "would count the images of each tag by themselves",
        "one rule for each tag",
    ),
    _rule(
        "no tags for tagged images", f"tagStatus: tagged, {AGE}", "", None, "names no tags", "tagPatternList, such as"
    ),
    _rule(
        "patterns and prefixes in one rule",
        f"{PRS}, tagPrefixList: [ci-], {AGE}",
        "",
        None,
        "ECR takes one of them",
        "write the prefixes as patterns",
    ),
    _rule(
        "tags for any image",
        f"tagStatus: any, tagPatternList: [pr-*], {AGE}",
        ".tagPatternList",
        '["pr-*"]',
        "is given with tagStatus any",
        "write tagStatus: tagged",
    ),
    _rule("a match of no tags", f"tagStatus: any, match: all, {AGE}", ".match", '"all"', "is given with", "drop it"),
    _rule("a rule after nothing", f"{PRS}, action: expire", "", None, "this one none", "such as sinceImagePushed: 30"),
    _rule(
        "a rule after two things",
        f"{PRS}, imageCountMoreThan: 10, {AGE}",
        "",
        None,
        "exactly one of imageCountMoreThan, ",
        "keep one",
    ),
    _rule(
        "expiry by the last pull",
        "tagStatus: any, sinceImagePulled: 90, action: expire",
        ".action",
        '"expire"',
        "only archives by the last pull",
        "write action: archive",
    ),
    _rule(
        "archiving what is archived",
        "tagStatus: any, sinceImageTransitioned: 90, action: archive",
        ".action",
        '"archive"',
        "images that are archived already",
        "write action: expire",
    ),
    bad(
        "two errors in one lifecycle rule and one in the next",
        image(
            f"{ALLOWED}\nlifecycleRules:\n  - {{tagStatus: tagged, sinceImagePulled: 9, action: expire}}\n"
            f"  - {{tagStatus: any, tagPrefixList: [a], {AGE}}}"
        ),
        Told(8, f"{RULES}[0]", None, "names no tags", "add tagPatternList"),
        Told(8, f"{RULES}[0].action", '"expire"', "only archives by the last pull", "write action: archive"),
        Told(9, f"{RULES}[1].tagPrefixList", '["a"]', "is given with tagStatus any", "or drop it"),
    ),
)

_TOGETHER = (
    bad(
        "expiry of tagged images that nobody allowed",
        image(f"lifecycleRules:\n  - {{{PRS}, {AGE}}}\n  - {{tagStatus: any, {AGE}}}"),
        Told(7, f"{RULES}[0].tagStatus", '"tagged"', f"expires tagged images, and {REGISTERED}", "and keepTags for"),
    ),
    bad(
        "archiving of any image that nobody allowed",
        image("lifecycleRules:\n  - {tagStatus: any, sinceImagePulled: 90, action: archive}"),
        Told(7, f"{RULES}[0].tagStatus", '"any"', "which cannot be pulled then", "add allowTaggedExpiry: true"),
    ),
    bad(
        "expiry of tagged images by default that nobody allowed",  # told once, not once for each image
        stack(f"""
            union-ecr:defaults:
              lifecycleRules:
                - {{tagStatus: any, {AGE}}}
            union-ecr:images: {{trainer: {{}}, other: {{}}}}
        """),
        Told(6, "union-ecr:defaults.lifecycleRules[0].tagStatus", '"any"', REGISTERED, "add allowTaggedExpiry: true"),
    ),
    bad(
        "a rule on untagged images beside untaggedDays",
        image(f"lifecycleRules:\n  - {{tagStatus: untagged, {AGE}}}"),
        Told(7, f"{RULES}[0].tagStatus", '"untagged"', "beside untaggedDays", "write untaggedDays: null, or leave"),
    ),
    _rules(
        "two rules on any image",
        [f"tagStatus: any, {AGE}", "tagStatus: any, imageCountMoreThan: 50, action: expire"],
        ".tagStatus",
        '"any"',
        "is a second rule on any image beside lifecycleRules[0]",
        "keep one of the two",
    ),
    _rules(
        "two rules on untagged images of the archive",
        ["tagStatus: untagged, sinceImageTransitioned: 90, action: expire"] * 2,
        ".tagStatus",
        '"untagged"',
        "is a second rule on untagged archived images",
        "keep one of the two",
    ),
    _rules(
        "the same tags in two rules",
        [f"{PRS}, {AGE}", f"{PRS}, imageCountMoreThan: 5, action: expire"],
        ".tagPatternList",
        '["pr-*"]',
        "are the tags of lifecycleRules[0] already",
        "keep one of the two",
    ),
    _rules(
        "a rule behind a wider one",
        [f"{PRS}, {AGE}", f"tagStatus: tagged, tagPrefixList: [pr-1], {AGE}"],
        ".tagPrefixList",
        '["pr-1"]',
        "lifecycleRules[0] decides about every image with pr-*, so the rule could do nothing",
        "write the narrower rule first",
    ),
    _rules(
        "a rule on any image behind one on every tag",
        [f'tagStatus: tagged, tagPatternList: ["*"], {AGE}', f"tagStatus: any, {AGE}"],
        ".tagStatus",
        '"any"',
        "lifecycleRules[0] and untaggedDays decide about every image",
        "leave it out",
    ),
    bad(
        "a rule on tags that a wider pattern keeps",
        image(
            f"{ALLOWED}\nkeepTags: [pr-*]\nlifecycleRules:\n  - {{tagStatus: tagged, tagPatternList: [pr-7], {AGE}}}"
        ),
        Told(9, f"{RULES}[0].tagPatternList", '["pr-7"]', "keepTags keeps pr-*", "out of the one or the other"),
    ),
    bad(
        "a rule on tags that are kept",
        image(f"{ALLOWED}\nkeepTags: [pr-*]\nlifecycleRules:\n  - {{{PRS}, {AGE}}}"),
        Told(9, f"{RULES}[0].tagPatternList", '["pr-*"]', "keepTags keeps pr-*", "out of the one or the other"),
    ),
    bad(
        "51 rules with those of kept tags",
        image(
            f"{ALLOWED}\nlifecycleRules:\n  - {{{PRS}, {AGE}}}\nkeepTags:\n"
            + "".join(f"  - keep-{number}\n" for number in range(49))
        ),
        Told(7, RULES, None, "comes to 51 rules (1 of its own, 49 of keepTags, 1 of untaggedDays)", "write fewer"),
    ),
    bad(
        "a lifecycle policy over 30,720 characters",
        image(f"{ALLOWED}\nlifecycleRules:\n  - {{{PRS}, {AGE}, description: {'x' * 31_000}}}"),
        Told(7, RULES, None, "ECR takes 30,720", "write shorter descriptions"),
    ),
)

_UNTAGGED = "tagStatus: untagged, sinceImagePushed: 9, action: expire"

# One error told once, and every other one in the same run.
_AT_ONCE = (
    bad(
        "an allowance in quotes beside a rule that needs it",
        image(f'allowTaggedExpiry: "true"\nlifecycleRules:\n  - {{{PRS}, {AGE}}}'),
        Told(6, f"{TRAINER}.allowTaggedExpiry", '"true"', "must be true or false", "without quotes"),
    ),
    bad(
        "an allowance in quotes by default beside a rule that needs it",
        stack(f"""
            union-ecr:defaults: {{allowTaggedExpiry: "true"}}
            union-ecr:images:
              trainer:
                lifecycleRules:
                  - {{{PRS}, {AGE}}}
                  - {{{PRS}, action: expire}}
        """),
        Told(4, "union-ecr:defaults.allowTaggedExpiry", '"true"', "must be true or false", "without quotes"),
        Told(9, f"{RULES}[1]", None, "this one none", "such as sinceImagePushed: 30"),
    ),
    bad(
        "days in quotes beside a rule on untagged images",
        image(f'untaggedDays: "7"\nlifecycleRules:\n  - {{{_UNTAGGED}}}'),
        Told(6, f"{TRAINER}.untaggedDays", '"7"', "must be a whole number", "without quotes"),
    ),
    bad(
        "days in quotes by default beside a rule on untagged images",
        stack(f"""
            union-ecr:defaults: {{untaggedDays: "7"}}
            union-ecr:images:
              trainer:
                lifecycleRules: [{{{_UNTAGGED}}}]
        """),
        Told(4, "union-ecr:defaults.untaggedDays", '"7"', "must be a whole number", "without quotes"),
    ),
    bad(
        "rules that are wrong around one that is wrong by itself",
        image(
            f"{ALLOWED}\nlifecycleRules:\n  - {{{PRS}, action: expire}}\n  - {{tagStatus: TAGGED, {AGE}, "
            f"sinceImagePulled: 9}}\n  - untagged\n  - {{tagStatus: any, {AGE}}}\n  - {{tagStatus: any, {AGE}}}"
        ),
        Told(8, f"{RULES}[0]", None, "this one none", "such as sinceImagePushed: 30"),
        Told(9, f"{RULES}[1].tagStatus", '"TAGGED"', "one of untagged, tagged, any", "did you mean tagged?"),
        Told(9, f"{RULES}[1]", None, "this one 2", "keep one"),
        Told(9, f"{RULES}[1].action", '"expire"', "only archives by the last pull", "write action: archive"),
        Told(10, f"{RULES}[2]", '"untagged"', "must be a mapping", "write key: value below it"),
        Told(12, f"{RULES}[4].tagStatus", '"any"', "beside lifecycleRules[3]", "keep one of the two"),
    ),
    bad(
        "a wrong kept tag beside rules that say the same",
        image(f'{ALLOWED}\nkeepTags: ["*", v*]\nlifecycleRules:\n  - {{{PRS}, {AGE}}}\n  - {{{PRS}, {AGE}}}'),
        Told(7, f"{TRAINER}.keepTags[0]", '"*"', "would keep every tagged image", "name the tags to keep"),
        Told(10, f"{RULES}[1].tagPatternList", '["pr-*"]', "are the tags of lifecycleRules[0] already", "keep one"),
    ),
    bad(
        "a wrong tag in a list that says nothing else wrong",
        image(f'{ALLOWED}\nlifecycleRules:\n  - {{tagStatus: tagged, tagPatternList: [pr-*, "a:b"], {AGE}}}'),
        Told(8, f"{RULES}[0].tagPatternList[1]", '"a:b"', "a tag has letters, digits", "a pattern such as pr-*"),
    ),
)

BAD_LIFECYCLE_RULES: tuple[BadStackFile, ...] = (*_FIELDS, *_ONE_RULE, *_TOGETHER, *_AT_ONCE)
