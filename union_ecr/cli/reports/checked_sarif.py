"""The report of `union-ecr check` as SARIF 2.1.0, for GitHub's code scanning and editors."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from union_ecr.check.verdicts import CheckedImage, Verdict
from union_ecr.cli.reports.checked_images import CheckReport
from union_ecr.cli.reports.sarif import MOST_RESULTS, sarif_log, uri_of, without_links
from union_ecr.stack_file.errors import one_line

_RULES = {
    Verdict.UNDECLARED: "No stack declares the repository",
    Verdict.NEAR_MISS: "The registry looks like a declared one, and is not",
    Verdict.NO_REGISTRY: "The image is never pushed",
    Verdict.DEFAULT_NAME: "The image has the name of every image without one",
    Verdict.TAG: "ECR refuses a second push of the tag",
    Verdict.BASE_IMAGE: "The base image is not pulled through the registry",
    Verdict.PLATFORM: "The nodes cannot run the platform",
    Verdict.NOT_DEPLOYED: "The repository is declared and does not exist yet",
    Verdict.DENIED: "The caller may not push to the repository",
    Verdict.UNRESOLVED: "The source does not tell which image it is",
}
_KINDS = list(_RULES)


def as_sarif(report: CheckReport) -> str:
    """One run with a result for each image that needs attention, those that would fail first."""
    rows = [image for image in report.rows() if image.verdict in _RULES]
    rows.sort(key=lambda image: not image.fails)
    hidden = len(rows) - MOST_RESULTS
    notices = [{"level": "error", "message": {"text": f"{hidden:,} images are not here"}}] if hidden > 0 else []
    rules = [{"id": kind.value, "shortDescription": {"text": text}} for kind, text in _RULES.items()]
    return sarif_log(rules, list(_results(rows[:MOST_RESULTS])), notices, successful=True)


def _results(images: list[CheckedImage]) -> Iterator[dict[str, Any]]:
    earlier: Counter[str] = Counter()
    for image in images:
        parts = [image.verdict, image.file, image.registry, image.name]
        fingerprint = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
        earlier[fingerprint] += 1
        texts = (image.reference or image.name, image.reason, image.remedy and f"Remedy: {image.remedy}")
        yield {
            "ruleId": image.verdict.value,
            "ruleIndex": _KINDS.index(image.verdict),
            "level": "error" if image.fails else "note",
            "message": {"text": without_links("\n".join(one_line(text) for text in texts if text))},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": uri_of(image.file)},
                        "region": {"startLine": max(image.line, 1)},
                    }
                }
            ],
            "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:{earlier[fingerprint]}"},
        }
