"""Images of the flyte 2 SDK."""

import flyte
from flyte import Image
from flyte import Image as FlyteImage
from flyte.extras import shell

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

debian = Image.from_debian_base(registry=HOST, name="trainer")
# ^ fits | ~/trainer
through_module = flyte.Image.from_debian_base(name="trainer", registry=HOST).with_pip_packages("numpy")
# ^ fits | ~/trainer
positional = FlyteImage.from_debian_base((3, 12), None, True, HOST, None, "trainer")
# ^ fits | ~/trainer
chained = (
    Image.from_base("python:3.12")
    # ^ base-image | docker.io/python:3.12
    .clone(registry=HOST, name="tools", extendable=True)
    # ^ fits | ~/tools
    .with_apt_packages("git")
)
from_dockerfile = Image.from_dockerfile("Dockerfile", HOST, "trainer")
# ^ fits | ~/trainer
from_dockerfile_keywords = Image.from_dockerfile(file="Dockerfile", registry=HOST, name="tools")
# ^ fits | ~/tools
uv_script = Image.from_uv_script("run.py", registry=HOST, name="trainer")
# ^ fits | ~/trainer
cloned = debian.clone(name="tools")
# ^ fits | ~/tools
case_is_kept = Image.from_debian_base(registry=HOST, name="Trainer")
# ^ undeclared | ~/Trainer | lowercase
scheme = Image.from_debian_base(registry="https://123456789012.dkr.ecr.us-east-1.amazonaws.com", name="trainer")
# ^ near-miss | https://123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer | as it is
arm_only = Image.from_debian_base(registry=HOST, name="trainer", platform=("linux/arm64",))
# ^ platform | ~/trainer
both_platforms = Image.from_debian_base(registry=HOST, name="trainer", platform=("linux/arm64", "linux/amd64"))
# ^ fits | ~/trainer
registry_of_environment = Image.from_debian_base(name="trainer")
# ^ fits | ~/trainer
environment = flyte.TaskEnvironment(name="t", image=Image.from_debian_base(registry=HOST, name="trainer"))
# ^ fits | ~/trainer
existing = flyte.TaskEnvironment(name="u", image="123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:v1")
# ^ fits | ~/trainer:v1
of_a_tool = shell.create(name="s", image="123456789012.dkr.ecr.us-east-1.amazonaws.com/trainr:v1", script="true")
# ^ undeclared | ~/trainr:v1 | did you mean trainer?
chosen_by_the_sdk = flyte.TaskEnvironment(name="v", image="auto")
placeholder = Image.from_debian_base(registry="<YOUR_REGISTRY>", name="trainer")
# ^ near-miss | <YOUR_REGISTRY>/trainer | as it is
flyte.init(images={"train": f"{HOST}/trainr:v1", "python": "python:3.12"})
# ^ undeclared | ~/trainr:v1 | did you mean trainer?
# ^ base-image | docker.io/python:3.12
by_reference = Image.from_ref_name("train")
not_built = Image.from_debian_base()
