"""What has the names of the SDKs, and is of other packages: images of ECR only are reported."""

import os

import third_party
from third_party import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

size = third_party.ImageSpec(64, 48, 3)
disk = ImageSpec(name="ubuntu", type="tar", source="https://example.com/base.tar")
page = ImageSpec(**third_party.options())
cluster = third_party.run(container_image=os.environ["ONLY_WHEN_IT_RUNS"])
settings = dict(container_image=os.getenv("CONTAINER_IMAGE", "unknown"))
of_ecr = third_party.run(container_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/trainr:v1")
# ^ undeclared | ~/trainr:v1 | did you mean trainer?
flytekits_by_another_name = ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
