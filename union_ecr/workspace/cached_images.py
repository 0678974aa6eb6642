"""Pull-through cache rules over declared images: whoever pushes to a public upstream would push to the image.

All repositories below the prefix of a rule become cache-enabled, those that exist included: a pull of a tag that they
do not have is answered by the upstream. Which of several rules answers is not documented where one's prefix lies below
another's, so an image below both needs consent to the public one.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private-wildcards.html
"""

from collections.abc import Collection, Iterator, Mapping

from union_ecr.declared.registry import DeclaredPullThroughCacheRule, declared_cache_rule
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.pull_through_cache import WITHOUT_PULL_THROUGH_CACHE
from union_ecr.settings.registry.repository_names import ROOT, prefixes_over
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError, KeyPath, format_value
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.load import DEFAULTS_KEY, config_path, where_written

Stacks = Mapping[str, tuple[StackFile, Settings]]
_FIELD = "pullThroughCache"
_IF_MEANT = f"{_FIELD}: true and tagMutability: MUTABLE"
_MOST_NAMES = 3
_OwnedRule = tuple[str, DeclaredPullThroughCacheRule]  # with the stack that declares it
_Rules = Mapping[str, _OwnedRule]  # of one registry, by prefix


def cached_image_errors(
    stacks: Stacks, chosen: Collection[str], without_doubt: Collection[str]
) -> Iterator[ConfigError]:
    """Images below a public upstream's rule that do not say that it is meant, and images that say so without a rule.

    `stacks` are all files as far as they can be read. An image without consent is reported in its own file if that is
    chosen, else in the rule's. `without_doubt` are the valid stacks in whose registry every rule is known: elsewhere
    an image may say that a rule is meant, since an invalid file may declare it.
    """
    rules = _rules(stacks)
    covered: dict[tuple[str, str], list[str]] = {}
    for stack, (file, settings) in stacks.items():
        here = rules.get(settings.registry, {})
        for image, public in _unaware_images(settings, here):
            if stack in chosen:
                yield _unaware(stack, file, settings, image, *public[0])
            else:
                for owner, rule in public:
                    covered.setdefault((owner, rule.prefix), []).append(f"{image} of stack {stack}")
        if stack in chosen and stack in without_doubt:
            yield from _without_rule(file, settings, here)
    for (owner, prefix), images in covered.items():
        if owner in chosen:
            yield _covering(stacks[owner][0], prefix, images)


def _unaware_images(settings: Settings, rules: _Rules) -> Iterator[tuple[str, list[_OwnedRule]]]:
    """Images of which a public upstream answers pulls, and that do not say that it is meant."""
    for image, image_settings in settings.images.items():
        public = [(stack, rule) for stack, rule in _over(rules, settings.repository_of(image)) if rule.is_public]
        if public and not image_settings.pull_through_cache:
            yield image, public


def _rules(stacks: Stacks) -> Mapping[Registry, _Rules]:
    """The rules by registry; of two with one prefix, which only one stack can have, the one of a public upstream."""
    rules: dict[Registry, dict[str, _OwnedRule]] = {}
    for stack, (_, settings) in stacks.items():
        if settings.registry_settings is None or settings.registry.partition in WITHOUT_PULL_THROUGH_CACHE:
            continue
        for prefix, rule in settings.registry_settings.pull_through_cache.items():
            declared, here = declared_cache_rule(prefix, rule), rules.setdefault(settings.registry, {})
            if prefix not in here or declared.is_public:
                here[prefix] = stack, declared
    return rules


def _over(rules: _Rules, repository: str) -> list[_OwnedRule]:
    return [rules[prefix] for prefix in prefixes_over(rules, repository)]


def _unaware(
    stack: str, file: StackFile, settings: Settings, image: str, owner: str, rule: DeclaredPullThroughCacheRule
) -> ConfigError:
    repository = settings.repository_of(image)
    path = config_path(("images", image))
    path = renamed if (renamed := (*path, "repository")) in file.lines else path
    of_stack = "" if owner == stack else f" of stack {owner}"
    broken = f"is below the pull-through cache rule {rule.prefix}{of_stack}, so {rule.source_of(repository)} answers "
    outside = "give that rule a prefix" if rule.prefix == ROOT else f"choose a repository outside {rule.prefix}/"
    remedy = f"{outside}, or write {_IF_MEANT} if that is meant"
    return file.error(path, format_value(repository), f"{broken}pulls of tags that nobody pushed here", remedy)


def _covering(file: StackFile, prefix: str, images: list[str]) -> ConfigError:
    more = f" and {len(images) - _MOST_NAMES} more" if len(images) > _MOST_NAMES else ""
    rule = f"covers {', '.join(images[:_MOST_NAMES])}{more}, so its upstream answers pulls of tags that nobody pushed"
    remedy = f"choose another prefix, or let the images say {_IF_MEANT} if that is meant"
    return file.error(config_path(("registry", _FIELD, prefix)), format_value(prefix), rule, remedy)


def _without_rule(file: StackFile, settings: Settings, rules: _Rules) -> Iterator[ConfigError]:
    """Images that say that a rule over them is meant, and there is none; the defaults only where no image has one."""
    images: dict[KeyPath, list[str]] = {}
    for image, image_settings in settings.images.items():
        if image_settings.pull_through_cache:
            images.setdefault(where_written(file, config_path(("images", image, _FIELD))), []).append(image)
    for path, meant in images.items():
        if not any(_over(rules, settings.repository_of(image)) for image in meant):
            covered = "any image" if path[1] == DEFAULTS_KEY else "it"
            yield file.error(
                path, "true", f"no pull-through cache rule of this registry covers {covered}", "leave it out"
            )
