"""Loads modules of workflows and records the images that `union register` would build. Builds and pushes none.

Run by the interpreter of the workflows, as `python image_recorder.py REQUEST`: it imports nothing of union_ecr, and
runs on Python 3.9 or later. REQUEST is a JSON file. The answer goes to a file that it names, one JSON object a line, so
that what a module prints does not matter, and what is known stays if a module ends the interpreter.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class TooSlow(BaseException):
    """A module takes too long; no `except Exception` of it stops this."""


class Recorder:
    """Writes the answer, and knows which line of the modules is being run."""

    def __init__(self, request: dict[str, Any], answer: Any) -> None:
        self.modules = request["modules"]
        self._seconds = request["seconds"]
        self._files = {module["path"]: module["file"] for module in self.modules}
        self._answer = answer
        self._sent: set[str] = set()
        self.built: set[str] = set()
        self.failed: set[str] = set()

    def send(self, **message: Any) -> None:
        """Write one line, unless it has been written."""
        text = json.dumps(message)
        if text not in self._sent:
            self._sent.add(text)
            self._answer.write(text + "\n")
            self._answer.flush()

    def place(self) -> tuple[str, int] | None:
        """The innermost line that is run of any of the modules."""
        frame = sys._getframe()
        while frame is not None:
            file = self._files.get(frame.f_code.co_filename)
            if file:
                return file, frame.f_lineno
            frame = frame.f_back  # type: ignore[assignment]
        return None

    def guard(self, doing: str, place: tuple[str, int], do: Callable[[], object]) -> bool:
        """Import or register something for so long; what it raises is a failure of the file. Returns whether it did."""
        try:
            _limit(self._seconds)
            do()
            return True
        except KeyboardInterrupt:
            raise
        except TooSlow:
            self.send(
                failed=place[0], doing=doing, line=place[1], reason=f"{doing} it takes more than {self._seconds:g} s"
            )
        except BaseException as error:  # noqa: BLE001 - a module may raise anything, SystemExit included
            line = self._line_of(error, place)
            reason = " ".join(f"{doing} it raises {type(error).__name__}: {error}".split())
            self.send(failed=place[0], doing=doing, line=line, reason=reason[:300])
        finally:
            _limit(0)
        return False

    def _line_of(self, error: BaseException, place: tuple[str, int]) -> int:
        """The last line of the file that an error passed, or that is no Python."""
        line, trace = place[1], error.__traceback__
        while trace:
            if self._files.get(trace.tb_frame.f_code.co_filename) == place[0]:
                line = trace.tb_lineno
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and self._files.get(error.filename or "") == place[0]:
            line = error.lineno or line
        return line

    def image(self, place: tuple[str, int], **image: Any) -> None:
        """Record an image."""
        self.send(image={"file": place[0], "line": place[1], **image})


def _limit(seconds: float) -> None:
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, _too_slow)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1)


def _too_slow(_signal: int, _frame: object) -> None:
    raise TooSlow


def _load(module: dict[str, str]) -> None:
    """Import a module; its own folder and that of its outermost package come first."""
    name, path = module["name"], module["path"]
    sys.path[:] = [module["root"], *(folder for folder in sys.path if folder != module["root"])]
    loaded = sys.modules.get(name)
    if loaded is None:
        importlib.import_module(name)
    elif getattr(loaded, "__file__", None) != path:  # another root has a module of this name
        spec = importlib.util.spec_from_file_location(f"{name}_in_{abs(hash(path))}", path)
        assert spec is not None  # noqa: S101  # a .py file has a loader
        assert spec.loader is not None  # noqa: S101
        other = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = other
        spec.loader.exec_module(other)


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # its package is not
        return False


def _main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    known = importlib.import_module("recorded_sdks").SDKS
    sys.path[:] = sys.path[1:]  # the folder of this file
    sys.argv[:] = ["union"]
    with Path(request["answer"]).open("a", encoding="utf-8") as answer:
        recorder = Recorder(request, answer)
        sdks = [sdk(recorder) for package, sdk in known.items() if _is_installed(package)]
        if not sdks:
            recorder.send(no_sdk=True)
        for module in recorder.modules if sdks else ():
            recorder.send(loading=module["file"])
            if not recorder.guard("importing", (module["file"], 1), partial(_load, module)):
                recorder.failed.add(module["file"])
        recorder.send(loading=None)
        for sdk in sdks:
            sdk.record(request["root"])
        recorder.send(done=True)
    os._exit(0)  # a thread that a module has started does not hold it


if __name__ == "__main__":
    _main()
