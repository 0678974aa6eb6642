"""The program of the TypeScript template; tests/engine/languages type-checks it, and deploys the one on the page."""

from pathlib import Path

PROJECT = Path(__file__).parents[2]
ACCOUNT_WIDE = ("// Pulls of a scanner", "const pullTimeUpdateExclusions", "new unionEcr.RegistrySettings")


def test_the_program_is_that_of_the_page_without_settings_of_the_whole_registry() -> None:
    page = (PROJECT / "examples" / "component" / "index.ts").read_text().splitlines(keepends=True)
    template = (PROJECT / "templates" / "typescript" / "index.ts").read_text()
    assert template == "".join(line for line in page if not line.startswith(ACCOUNT_WIDE))
