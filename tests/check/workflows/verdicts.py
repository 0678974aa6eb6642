"""One of each verdict, and images that are not built."""

from flytekit import ContainerTask, ImageSpec, PodTemplate, task
from kubernetes.client import V1Container, V1PodSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

undeclared = ImageSpec(name="trainr", registry=HOST)
# ^ undeclared | ~/trainr | did you mean trainer
spaces = ImageSpec(name="my trainer", registry=HOST)
# ^ undeclared | ~/my trainer | lowercase
tag_in_name = ImageSpec(name="trainer:v1", registry=HOST)
# ^ undeclared | ~/trainer:v1 | lowercase
typo_region = ImageSpec(name="trainer", registry="123456789012.dkr.ecr.us-eas-1.amazonaws.com")
# ^ near-miss | 123456789012.dkr.ecr.us-eas-1.amazonaws.com/trainer
typo_account = ImageSpec(name="trainer", registry="123456789021.dkr.ecr.us-east-1.amazonaws.com")
# ^ near-miss | 123456789021.dkr.ecr.us-east-1.amazonaws.com/trainer
wrong_partition = ImageSpec(name="trainer", registry="123456789012.dkr.ecr.us-east-1.amazonaws.com.cn")
# ^ near-miss | 123456789012.dkr.ecr.us-east-1.amazonaws.com.cn/trainer
scheme = ImageSpec(name="trainer", registry="https://123456789012.dkr.ecr.us-east-1.amazonaws.com")
# ^ near-miss | https://123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer | ValueError
elsewhere = ImageSpec(name="trainer", registry="ghcr.io/acme")
# ^ elsewhere | ghcr.io/acme/trainer
no_registry = ImageSpec(name="trainer")
# ^ no-registry | trainer
empty_registry = ImageSpec(name="trainer", registry="")
# ^ no-registry | trainer
remote_builder = ImageSpec(name="trainer", builder="union")
# ^ elsewhere | trainer
remote_builder_with_registry = ImageSpec(name="trainer", builder="union", registry=HOST)
# ^ tag | ~/trainer | remote builder
no_builder = ImageSpec(name="trainer", builder="noop", base_image="python:3.12")
# ^ elsewhere | trainer
# ^ base-image | docker.io/python:3.12
default_name = ImageSpec(registry=HOST)
# ^ default-name | ~/flytekit
fixed_tag = ImageSpec(name="trainer", registry=HOST, tag_format="latest")
# ^ tag | ~/trainer:latest | immutable
tag_with_hash = ImageSpec(name="trainer", registry=HOST, tag_format="v1-{spec_hash}")
# ^ fits | ~/trainer
mutable_tag = ImageSpec(name="tools", registry=HOST, tag_format="latest")
# ^ fits | ~/tools:latest
excluded_tag = ImageSpec(name="latest-allowed", registry=HOST, tag_format="latest")
# ^ fits | ~/latest-allowed:latest
base_of_ghcr = ImageSpec(name="trainer", registry=HOST, base_image="ghcr.io/flyteorg/flytekit:py3.12-latest")
# ^ fits | ~/trainer
# ^ base-image | ghcr.io/flyteorg/flytekit:py3.12-latest
base_of_cache = ImageSpec(name="trainer", registry=HOST, base_image=f"{HOST}/ghcr/flyteorg/flytekit:latest")
# ^ fits | ~/trainer
# ^ fits | ~/ghcr/flyteorg/flytekit:latest
platform = ImageSpec(name="trainer", registry=HOST, platform="linux/arm64")
# ^ platform | ~/trainer


@task(container_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:v3")
# ^ fits | ~/trainer:v3
def existing():
    pass


@task(container_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/trainr:v{{.image.default.version}}")
# ^ undeclared | ~/trainr:v{{.image.default.version}} | did you mean trainer?
def version_is_filled_in():
    pass


@task(container_image="{{.image.default.fqn}}:{{.image.default.version}}")
def template():
    pass


shell = ContainerTask(name="shell", image=f"{HOST}/tols:1", command=["ls"])
# ^ undeclared | ~/tols:1 | tools
container_of_spec = ContainerTask(name="s", image=ImageSpec(name="tools", registry=HOST), command=["ls"])
# ^ fits | ~/tools
pod = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary", image=f"{HOST}/tools:v1")]))
# ^ fits | ~/tools:v1
digest = ContainerTask(name="d", image=f"{HOST}/tools@sha256:{'0' * 64}", command=["ls"])
# ^ fits | ~/tools@sha256:0000000000000000000000000000000000000000000000000000000000000000
