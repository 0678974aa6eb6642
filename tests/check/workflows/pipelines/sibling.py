from flytekit import ImageSpec
from shared.registry import HOST

TOOLS = "tools"
base = ImageSpec(name=TOOLS, registry=HOST)
# ^ fits | ~/tools
