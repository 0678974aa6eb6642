"""A drift report in each format: a table for people, Markdown for pull requests, SARIF for code scanning, JSON.

Every value may come from AWS, where a stranger may have written it, so none reaches a reader unescaped.
"""
