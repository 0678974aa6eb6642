"""Rules on one text; error messages and the JSON schema are made from the same pattern or list of words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from union_ecr.stack_file.errors import refuse


@dataclass(frozen=True)
class Pattern:
    """Text that must match a pattern as a whole; both sentences reach the reader, and an editor, as they are.

    `hint` sees the text first and refuses likely errors with a better word. What the pattern takes and a hint
    refuses, no editor sees: the pattern alone should decide.
    """

    pattern: str
    rule: str
    remedy: str
    flags: int = re.ASCII
    hint: Callable[[str], object] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        compiled = re.compile(unnamed(self.pattern), self.flags)

        def check(value: Any, validated: Callable[[Any], str]) -> str:
            if isinstance(value, list | dict | tuple):  # no text is meant that could be written in quotes
                refuse("must be text", "write a word" if compiled.fullmatch("word") else self.remedy)
            text = validated(value)
            if self.hint:
                self.hint(text)
            return text if compiled.fullmatch(text) else refuse(self.rule, self.remedy)

        return core_schema.no_info_wrap_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The pattern in JSON Schema's dialect, which knows no Unicode classes: such a one is left to the loader."""
        pattern = {"pattern": f"^(?:{unnamed(self.pattern)})$"} if self.flags == re.ASCII else {}
        return {**handler(schema), **pattern, "patternErrorMessage": f"{self.rule}; {self.remedy}"}


@dataclass(frozen=True)
class OneOf:
    """Text that is one of these words; `otherwise` refuses every other."""

    words: tuple[str, ...]
    otherwise: Callable[[str], NoReturn]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: str) -> str:
            return value if value in self.words else self.otherwise(value)

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "enum": list(self.words)}


def unnamed(pattern: str) -> str:
    """A pattern whose groups have no names, so that several can stand in one and JavaScript reads it."""
    return re.sub(r"\(\?P<\w+>", "(", pattern)
