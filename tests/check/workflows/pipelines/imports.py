"""Imports between modules: of packages, of a src folder, relative, with a star."""

import shared.registry
import shared.registry as registry_module
from flytekit import ImageSpec
from platform_images.names import *  # noqa: F403
from platform_images.names import image_name as name_of
from shared import REGISTRY_HOST, TRAINER_NAME
from shared.registry import HOST, ML, Names

from . import sibling
from .sibling import TOOLS as TOOL_NAME

absolute = ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
whole_module = ImageSpec(name="trainer", registry=shared.registry.HOST)
# ^ fits | ~/trainer
aliased_module = ImageSpec(name=registry_module.Names.FEATURES, registry=registry_module.ML)
# ^ fits | ~/ml/features
through_package = ImageSpec(name=TRAINER_NAME, registry=REGISTRY_HOST)
# ^ fits | ~/trainer
other_constant = ImageSpec(name=Names.FEATURES, registry=ML)
# ^ fits | ~/ml/features
star = ImageSpec(name=image_name("ml"), registry=REGISTRY)  # noqa: F405
# ^ fits | ~/trainer
from_src = ImageSpec(name=name_of("nlp"), registry=HOST)
# ^ undeclared | ~/nlp-trainer
relative = ImageSpec(name=sibling.TOOLS, registry=HOST)
# ^ fits | ~/tools
relative_name = ImageSpec(name=TOOL_NAME, registry=HOST)
# ^ fits | ~/tools
derived_elsewhere = sibling.base.with_packages(["numpy"])
