"""What classes of fields have from their bases: settings of pydantic, enumerations by value, records as dicts."""

from collections.abc import Mapping, Sequence

from union_ecr.check.python_alternatives import combined, is_constant, is_enum, member, same
from union_ecr.check.python_interpreter import Interpreter
from union_ecr.check.python_values import (
    UNBOUND,
    Class,
    DictValue,
    EnumMember,
    Instance,
    UnknownValue,
    UnsetVariable,
    Value,
)

AS_DICT = ("model_dump", "dict", "_asdict")
"""Methods of pydantic's models and of named tuples that return their fields."""
_WITH_AS_DICT = ("BaseModel", "BaseSettings", "NamedTuple")


def _has_base(of: Class, names: Sequence[str]) -> bool:
    return any(base.rpartition(".")[2] in names for base in of.external_bases())


def has_fields_as_dict(of: Class, name: str) -> bool:
    """Whether a method that the files do not define returns the fields."""
    return name in AS_DICT and _has_base(of, _WITH_AS_DICT)


def fields_as_dict(record: Instance) -> DictValue:
    """The fields of a record by name."""
    names = dict.fromkeys((*record.of.fields, *record.attributes))
    return DictValue({name: record.attributes.get(name, record.of.lookup(name)) for name in names})


def settings_of(program: Interpreter, of: Class) -> Mapping[str, Value]:
    """The fields of pydantic's settings, which variables of the environment set; nothing for another class.

    https://docs.pydantic.dev/latest/concepts/pydantic_settings/#environment-variable-names
    """
    if not _has_base(of, ("BaseSettings",)):
        return {}
    config = of.lookup("model_config")
    if config is UNBOUND:
        config = of.lookup("Config")
    options = config.items if isinstance(config, DictValue) else getattr(config, "attributes", {})
    prefix = options.get("env_prefix", "")
    given = {str(name).upper(): value for name, value in program.variables.items.items()}
    return {name: _setting(of, name, f"{prefix}{name}".upper(), given) for name in of.fields}


def _setting(of: Class, field: str, variable: str, given: Mapping[str, Value]) -> Value:
    default = of.lookup(field)
    if variable in given:
        return given[variable]
    if default is UNBOUND or default is None or default is ...:
        return UnsetVariable(f"the environment variable {variable} is not known: pass --env {variable}=VALUE")
    return default


def enum_by_value(of: Class, positional: Sequence[Value]) -> Value | None:
    """The member that `Enumeration(value)` is; None for another call."""
    if not is_enum(of) or len(positional) != 1:
        return None

    def found(value: Value) -> Value:
        if isinstance(value, EnumMember | UnknownValue) or not is_constant(value):
            return value if isinstance(value, EnumMember | UnknownValue) else UnknownValue("it is no constant")
        names = (name for name, content in of.attributes.items() if name[:1] != "_" and same(content, value))
        name = next(names, None)
        return UnknownValue(f"`{of.name}` has no member of this value") if name is None else member(of, name)

    return combined(found, positional[0])
