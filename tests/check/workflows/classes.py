"""Class attributes, dataclasses, enumerations, properties, inheritance."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import ClassVar, NamedTuple

from flytekit import ImageSpec


class Settings:
    ACCOUNT = "123456789012"
    HOST = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"


class Name(Enum):
    TRAINER = "trainer"


class Tool(StrEnum):
    TOOLS = "tools"


@dataclass
class Target:
    registry: str = Settings.HOST
    kind: ClassVar[str] = "image"
    name: str = "trainer"
    packages: list[str] = field(default_factory=list)

    @property
    def path(self):
        return f"{self.registry}/ml"

    def spec(self, suffix=""):
        return ImageSpec(name=self.name + suffix, registry=self.registry)
        # ^ fits | ~/trainer
        # ^ undeclared | ~/trainer-gpu

    @classmethod
    def of(cls, name):
        return cls(name=name)

    @staticmethod
    def host():
        return Settings.HOST


class Pair(NamedTuple):
    registry: str
    name: str


class Base:
    def __init__(self, registry):
        self.registry = registry

    def name(self):
        return "tools"


class Derived(Base):
    registry = "not used"

    def __init__(self):
        super().__init__(Settings.HOST)
        self.kind = "trainer"

    def name(self):
        return super().name()


of_class = ImageSpec(name="trainer", registry=Settings.HOST)
# ^ fits | ~/trainer
of_enum = ImageSpec(name=Name.TRAINER.value, registry=Settings.HOST)
# ^ fits | ~/trainer
of_str_enum = ImageSpec(name=Tool.TOOLS, registry=Settings.HOST)
# ^ fits | ~/tools
of_str_enum_text = ImageSpec(name=f"{Tool.TOOLS}", registry=Settings.HOST)
# ^ fits | ~/tools
target = Target()
of_dataclass = ImageSpec(name=target.name, registry=target.registry)
# ^ fits | ~/trainer
of_property = ImageSpec(name="features", registry=target.path)
# ^ fits | ~/ml/features
of_class_method = ImageSpec(name=Target.of("tools").name, registry=Target.host())
# ^ fits | ~/tools
target.spec()
target.spec("-gpu")
second_field = ImageSpec(name=Target(Settings.HOST, "tools").name, registry=Settings.HOST)
# ^ fits | ~/tools
of_named_tuple = ImageSpec(name=Pair(Settings.HOST, "trainer").name, registry=Settings.HOST)
# ^ fits | ~/trainer
derived = Derived()
of_super = ImageSpec(name=derived.kind, registry=derived.registry)
# ^ fits | ~/trainer
of_super_method = ImageSpec(name=derived.name(), registry=derived.registry)
# ^ fits | ~/tools


class OurSpec(ImageSpec):
    pass


of_own_class = OurSpec(name="trainer", registry=Settings.HOST)
# ^ fits | ~/trainer
all_members = [ImageSpec(name=member.value, registry=Settings.HOST) for member in Name]
# ^ fits | ~/trainer
by_value = ImageSpec(name=Name("trainer").value, registry=Settings.HOST)
# ^ fits | ~/trainer
of_record = ImageSpec(**Pair(Settings.HOST, "tools")._asdict())
# ^ fits | ~/tools
