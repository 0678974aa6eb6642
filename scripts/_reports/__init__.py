"""A sweep's report, told: a table for people, markdown for pull requests, SARIF for code scanning, JSON for scripts.

Every value may come from AWS, where a stranger may have written it, so none reaches a reader unescaped.
"""
