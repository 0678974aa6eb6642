"""The Python files as modules: which file an import means."""

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join

MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Source:
    """A Python file; `line_of` maps its lines to those of the file that people see, such as a notebook."""

    path: str
    read: Callable[[], str]
    line_of: Callable[[int], int] = int

    @property
    def is_package(self) -> bool:
        """Whether it stands for its folder."""
        return self.path.endswith("/__init__.py") or self.path == "__init__.py"

    @property
    def module_name(self) -> str:
        """Its dotted path, for people."""
        path = dirname(self.path) if self.is_package else self.path.removesuffix(".py")
        return path.strip("./").replace("/", ".")

    def parse(self) -> ast.Module | tuple[int, str]:
        """The syntax tree, or the line and a clause that says why there is none."""
        text = self.read()
        if len(text) > MOST_CHARACTERS:
            return 1, f"it has {len(text):,} characters, more than the {MOST_CHARACTERS:,} that are read"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                return ast.parse(text)
        except SyntaxError as error:
            return error.lineno or 1, f"it is not valid Python 3: {error.msg}"
        except ValueError as error:
            return 1, f"it is not valid Python 3: {error}"
        except (RecursionError, MemoryError):
            return 1, "its expressions are nested too deeply"


def find_module(sources: Mapping[str, Source], name: str, importing: str, level: int) -> str | None:
    """The path of the file that an import in the file `importing` means; None where it is not among the files.

    An absolute import is looked for beside the importing file and in each folder above it, and in a `src` folder there,
    so that it does not matter from where the code is run.
    """
    parts = [part for part in name.split(".") if part]
    for folder in _folders(importing, level):
        base = join(folder, *parts)
        for path in (f"{base}.py", join(base, "__init__.py")):
            if path in sources and path != importing:
                return path
    return None


def _folders(importing: str, level: int) -> Iterator[str]:
    folder = dirname(importing)
    if level:
        for _ in range(level - 1):
            folder = dirname(folder)
        yield folder
        return
    while True:
        yield folder
        yield join(folder, "src")
        if not folder or folder == dirname(folder):
            return
        folder = dirname(folder)


_IMPORT = re.compile(
    r"^\s*(?:from\s+(?P<dots>\.*)(?P<package>[\w.]*)\s+import\s+(?P<names>[^\n#]*)|import\s+(?P<modules>[^\n#]*))",
    re.MULTILINE,
)


def find_imports(sources: Mapping[str, Source], path: str, text: str) -> set[str]:
    """The paths of the files that a file imports, as far as single lines tell."""
    found: set[str | None] = set()
    for statement in _IMPORT.finditer(text):
        if statement["modules"]:
            modules = (part.split()[0] for part in statement["modules"].split(",") if part.split())
            found |= {find_module(sources, module, path, 0) for module in modules}
            continue
        level, package = len(statement["dots"]), statement["package"]
        found.add(find_module(sources, package, path, level))
        names = re.findall(r"\w+", statement["names"])
        found |= {find_module(sources, f"{package}.{name}", path, level) for name in names}
    return {imported for imported in found if imported}
