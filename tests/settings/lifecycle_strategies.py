"""Generated lifecycle settings that ECR takes, as a stack file would write them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from union_ecr.settings.repository import RepositoryFields

Rule = dict[str, Any]

DAYS = st.integers(min_value=1, max_value=4000)
DAYS_ARCHIVED = st.integers(min_value=90, max_value=4000)
DESCRIPTIONS = st.none() | st.text('abc ü"\\', min_size=1, max_size=20).filter(str.strip)
WORDS = st.text("ab01", min_size=2, max_size=2)  # of one length, so that no pattern made of one covers another's
SHAPES = st.sampled_from(["{}", "{}*", "*{}", "*-{}-*", "{}.x-*"])


@dataclass(frozen=True)
class LifecycleSettings:
    """The settings, with the tagged rules apart: their order means something, that of the others does not."""

    untagged_days: int | None
    keep_tags: Sequence[str]
    tagged: Sequence[Rule]
    others: Sequence[Rule] = field(default=())

    def settings(self, rules: Sequence[Rule] | None = None) -> RepositoryFields:
        """The settings with these rules, or with the tagged ones before the others."""
        return RepositoryFields.model_validate(
            {
                "untaggedDays": self.untagged_days,
                "keepTags": list(self.keep_tags),
                "lifecycleRules": [*self.tagged, *self.others] if rules is None else list(rules),
                "allowTaggedExpiry": True,
            }
        )


@st.composite
def counts_and_actions(draw: st.DrawFn, *, of_archive: bool = False, counted: bool = True) -> Rule:
    """A count and an action that go together, with a description or none."""
    described = {"description": text} if (text := draw(DESCRIPTIONS)) else {}
    if of_archive:
        return {"sinceImageTransitioned": draw(DAYS_ARCHIVED), "action": "expire"} | described
    names = ["sinceImagePushed", "sinceImagePulled", *(["imageCountMoreThan"] if counted else [])]
    count_type = draw(st.sampled_from(names))
    action = "archive" if count_type == "sinceImagePulled" else draw(st.sampled_from(["expire", "archive"]))
    return {count_type: draw(DAYS), "action": action} | described


@st.composite
def tagged_rules(draw: st.DrawFn, words: Sequence[str]) -> Rule:
    """A rule on tags made of words that no other rule has."""
    of_archive = draw(st.booleans())
    match = draw(st.sampled_from(["any", "all"])) if len(words) > 1 else draw(st.sampled_from([None, "any", "all"]))
    counted = match != "any" or len(words) == 1
    if draw(st.booleans()):
        tags = {"tagPrefixList": list(words)}
    else:
        tags = {"tagPatternList": [draw(SHAPES).format(word) for word in words]}
    rest = draw(counts_and_actions(of_archive=of_archive, counted=counted))
    return {"tagStatus": "tagged", **tags, "match": match, **rest}


@st.composite
def lifecycle_settings(draw: st.DrawFn) -> LifecycleSettings:
    words = draw(st.lists(WORDS, unique=True, max_size=14))
    kept = draw(st.integers(min_value=0, max_value=min(4, len(words))))
    keep_tags = [draw(SHAPES).format(word) for word in words[:kept]]
    tagged = []
    rest = words[kept:]
    while rest:
        size = draw(st.integers(min_value=1, max_value=3))
        tagged.append(draw(tagged_rules(rest[:size])))
        rest = rest[size:]
    untagged_days = draw(st.none() | DAYS)
    places = [("any", False), ("any", True), ("untagged", True)]
    if untagged_days is None:
        places.append(("untagged", False))
    others = [
        {"tagStatus": status, **draw(counts_and_actions(of_archive=of_archive))}
        for status, of_archive in places
        if draw(st.booleans())
    ]
    return LifecycleSettings(untagged_days, keep_tags, tagged, others)
