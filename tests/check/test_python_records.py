"""Settings of pydantic, enumerations by value, and records as dicts."""

import pytest

from tests.check.followed import of_python, value_of

SETTINGS = """
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")
    registry: str = "default"
    name: str
    team: str | None = None
    needed: str = Field(...)
"""
ENUM = """
from enum import Enum
class Stage(Enum):
    DEV = "dev"
    PROD = "prod"
    ALSO = "dev"
"""
RECORDS = """
from dataclasses import asdict, dataclass
from typing import NamedTuple
@dataclass
class D:
    name: str
    registry: str = "r"
class N(NamedTuple):
    name: str
    registry: str = "r"
"""


def test_a_variable_sets_a_field_of_settings_and_a_default_stands_for_it() -> None:
    assert value_of(f"{SETTINGS}x = Settings().registry") == "default"
    assert value_of(f"{SETTINGS}x = Settings().registry", APP_REGISTRY="given") == "given"
    assert value_of(f"{SETTINGS}x = Settings().registry", app_registry="given") == "given"
    assert value_of(f"{SETTINGS}x = Settings().registry", REGISTRY="of-another-prefix") == "default"
    assert value_of(f"{SETTINGS}x = Settings(registry='argument').registry", APP_REGISTRY="given") == "argument"


@pytest.mark.parametrize("field", ["name", "team", "needed"])
def test_a_field_of_settings_without_a_default_needs_its_variable(field: str) -> None:
    missing = (
        f"unknown: the environment variable APP_{field.upper()} is not known: pass --env APP_{field.upper()}=VALUE"
    )
    assert value_of(f"{SETTINGS}x = Settings().{field}") == missing
    assert value_of(f"{SETTINGS}x = Settings().{field} or 'else'") == "else"


def test_the_prefix_may_stand_in_an_inner_class() -> None:
    inner = "    class Config:\n        env_prefix = 'p_'\n"
    code = f"from pydantic import BaseSettings\nclass S(BaseSettings):\n    a: str\n{inner}x = S().a"
    assert value_of(code, P_A="given") == "given"


@pytest.mark.parametrize("expression", ["Stage('prod').name", "Stage('dev').name", "Stage(Stage.PROD).value"])
def test_an_enum_is_called_with_a_value(expression: str) -> None:
    assert value_of(f"{ENUM}x = {expression}") == of_python(f"{ENUM}x = {expression}")


def test_a_value_that_no_member_has_is_unknown() -> None:
    assert value_of(f"{ENUM}x = Stage('else')") == "unknown: `Stage` has no member of this value"
    assert value_of(f"{ENUM}x = Stage(y)").startswith("unknown: ")
    assert value_of(f"{ENUM}x = Stage([])") == "unknown: it is no constant"


@pytest.mark.parametrize("expression", ["asdict(D('a'))", "asdict(D('a', registry='b'))", "N('a')._asdict()"])
def test_a_record_is_a_dict_of_its_fields(expression: str) -> None:
    assert value_of(f"{RECORDS}x = {expression}") == of_python(f"{RECORDS}x = {expression}")


@pytest.mark.parametrize("method", ["model_dump", "dict"])
def test_a_model_of_pydantic_is_a_dict_of_its_fields(method: str) -> None:
    code = "from pydantic import BaseModel\nclass M(BaseModel):\n    name: str\n    registry: str = 'r'\n"
    assert value_of(f"{code}x = M(name='a').{method}()") == {"name": "a", "registry": "r"}
    own = f"{code}    def {method}(self):\n        return 'own'\n"
    assert value_of(f"{own}x = M(name='a').{method}()") == "own"
