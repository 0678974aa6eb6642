"""Every way to write an ImageSpec."""

import dataclasses
from dataclasses import replace

import flytekit
import flytekit as fk
import flytekit.image_spec
import union
import unionai
from flytekit import ImageSpec
from flytekit import ImageSpec as Spec
from flytekit.image_spec import ImageSpec as DeepSpec
from flytekit.image_spec.image_spec import ImageSpec as DeepestSpec
from union import ImageSpec as UnionSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

keywords = ImageSpec(name="trainer", registry="123456789012.dkr.ecr.us-east-1.amazonaws.com")
# ^ fits | ~/trainer
positional = ImageSpec("trainer", registry=HOST)
# ^ fits | ~/trainer
all_positional = ImageSpec("trainer", None, None, None, None, HOST)
# ^ fits | ~/trainer
through_module = flytekit.ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
through_alias = fk.ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
through_submodule = flytekit.image_spec.ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
renamed = Spec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
deep = DeepSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
deepest = DeepestSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
of_union = union.ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
of_union_renamed = UnionSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
of_unionai = unionai.ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
from_env = ImageSpec.from_env(name="trainer", registry=HOST, pinned_packages=["numpy"])
# ^ fits | ~/trainer
path_in_registry = ImageSpec(name="features", registry=f"{HOST}/ml")
# ^ fits | ~/ml/features
path_in_name = ImageSpec(name="ml/features", registry=HOST)
# ^ fits | ~/ml/features
lowered = ImageSpec(name="Trainer", registry=HOST)
# ^ fits | ~/trainer

replaced = replace(keywords, name="tools")
# ^ fits | ~/tools
replaced_through_module = dataclasses.replace(keywords, registry=HOST + "/ml", name="features")
# ^ fits | ~/ml/features
with_packages = ImageSpec(name="trainer", registry=HOST).with_packages(["numpy"]).with_apt_packages(["git"])
# ^ fits | ~/trainer
forced = ImageSpec(name="tools", registry=HOST).force_push()
# ^ fits | ~/tools
over_lines = ImageSpec(
    # ^ fits | ~/tools
    name="tools",
    packages=["numpy", "pandas"],
    registry=HOST,
)
SpecAgain = flytekit.ImageSpec
assigned_class = SpecAgain(name="trainer", registry=HOST)
# ^ fits | ~/trainer
nested = ImageSpec(name="trainer", registry=HOST, base_image=ImageSpec(name="base", registry=HOST))
# ^ fits | ~/trainer
# ^ undeclared | ~/base
