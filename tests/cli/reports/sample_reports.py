"""Reports, harmless and hostile."""

from typing import Any

from union_ecr.drift.findings import Finding, Kind, Report, Severity, Unknown
from union_ecr.ecr.registry import Registry

LONG_DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": f"S{n}", "Effect": "Allow", "Action": ["ecr:BatchGetImage"], "Principal": {"AWS": "1" * 12}}
        for n in range(100)
    ],
}
"""Some 10 kB."""

HOSTILE = {
    "an ANSI escape": "\x1b[2J\x1b]0;owned\x07",
    "line breaks": "a\nb\r\nc\x0bd\u2028e",
    "a heading": "\n\n# owned\n\n| a | b |\n|---|---|\n",
    "a pipe": "a|b\\|c\\\\|d",
    "HTML": "</details></td></table><script>alert(1)</script><!--",
    "a fence": "```\n# owned\n~~~~",
    "longer fences": "`````` ` ``\n``````",
    "a link": "[x](https://evil.example) <https://evil.example> www.evil.example https://evil.example",
    "an image": "![x](https://evil.example/x.png)",
    "a mention": "@someone #1 GH-1 someone@evil.example",
    "a formula": "$\\sqrt{1}$",
    "emphasis": "*a* __b__ ~~c~~",
    "a character reference": "&lt;b&gt;&#60;",
    "text that turns around": "\u202egpj.exe\u2066",
    "half a letter": "\ud800",
    "letters of the world": "übung 鯨 🐳 ﷽",
    "a NUL": "a\0b",
    "10 kB": "x" * 10_240,
}


def finding(**changes: Any) -> Finding:
    fields: dict[str, Any] = {
        "stack": "team",
        "repository": "ml/trainer",
        "kind": Kind.CHANGED,
        "field": "scanOnPush",
        "declared": True,
        "live": False,
        "severity": Severity.WARNING,
        "reason": "New images are no longer scanned.",
        "remedy": "pulumi up --refresh --stack team",
    }
    return Finding(**fields | changes)


def report(*findings: Finding, unknown: tuple[Unknown, ...] = (), declared: int = 2, live: int = 3) -> Report:
    return Report(findings, declared, live, unknown)


def report_on_accounts() -> Report:
    """Findings in three of nine accounts; the most severe one is in the second, and one that is read in part."""
    first, second, third = (Registry(account, "us-east-1") for account in ("1" * 12, "2" * 12, "3" * 12))
    findings = [
        finding(severity=Severity.CRITICAL, registry=second, repository="opened"),
        finding(severity=Severity.WARNING, registry=first, repository="one"),
        finding(severity=Severity.WARNING, registry=second, repository="two"),
        finding(severity=Severity.INFO, registry=first, repository="one"),
        finding(severity=Severity.INFO, registry=third, repository="three", stack=None),
    ]
    unknown = Unknown("the whole account 444444444444", "AccessDenied: no", ("other",))
    return Report(tuple(findings), 10, 20, (unknown,), 9)


def hostile_report(text: str) -> Report:
    """A report in which everything that can be a stranger's is this."""
    bad = finding(stack=text, repository=text, field=text, declared=text, live={text: [text]}, reason=text, remedy=text)
    return report(bad, unknown=(Unknown(text, text, (text,), text),))
