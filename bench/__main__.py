"""`make bench`, or `python -m bench [NAME…] [--write]`: measures, and prints the tables of docs/performance.md.

A missed aim is marked in its table and is no error: the exit code is 0 when everything was measured.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from pulumi import automation

from bench import accounts, bootstrap, check, commands, component, curve, drift, drift_growth, make_targets
from bench.report import Table, load_average, marked, write
from bench.workbench import MeasurementFailed, Workbench
from sandbox.engine import EngineUnavailable, obtain_engine
from sandbox.engine.progress import ProgressReporter, duration
from sandbox.isolation import isolated_folder

PARTS: Mapping[str, Callable[[Workbench], Table]] = {
    "component": component.measure,
    "commands": commands.measure,
    "check": check.measure,
    "try": make_targets.measure_try,
    "tests": make_targets.measure_tests,
    "curve": curve.measure,
    "drift": drift.measure,
    "drift-growth": drift_growth.measure,
    "accounts": accounts.measure,
    "bootstrap": bootstrap.measure,
}


def main() -> int:
    """Measure the named parts; 0 when all were measured, 1 when one failed, 2 when none could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(PARTS)} (default: all)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md as well")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    progress, users_environment = ProgressReporter(), dict(os.environ)
    try:
        engine = obtain_engine(progress=progress)
    except EngineUnavailable as error:
        print(error, file=sys.stderr)
        return 2
    try:
        with isolated_folder("bench") as folder:
            measure(given.parts or list(PARTS), Workbench(folder, engine, users_environment, progress), given.write)
    except (MeasurementFailed, automation.CommandError) as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def measure(parts: Sequence[str], workbench: Workbench, write_page: bool) -> None:
    """Measure the parts in turn and print each as soon as it is measured."""
    for name in parts:
        workbench.progress.say(f"measuring {name}")
        began, load = time.monotonic(), load_average()
        with workbench.progress.step(name):
            table = PARTS[name](workbench)
        text = marked(name, table.markdown(workbench.engine, load))
        print(text, end="\n\n", flush=True)
        if write_page:
            write(name, text)
        workbench.progress.say(f"measured {name} in {duration(time.monotonic() - began)}")


if __name__ == "__main__":
    sys.exit(main())
