"""Documents as the stand-in sends them: what the official provider makes of a program's text."""

import json

from sandbox.provider.documents import legacy_policy, normalized_json, state_text_if_equivalent

POLICY = '{"Version": "2012-10-17", "Statement": [{"Sid": "é", "Effect": "Allow", "Action": ["b", "a"]}]}'


def test_a_document_is_sent_with_sorted_keys_and_without_spaces() -> None:
    """structure.NormalizeJsonString of terraform-plugin-sdk; the order of a list stays."""
    sent = '{"Statement":[{"Action":["b","a"],"Effect":"Allow","Sid":"é"}],"Version":"2012-10-17"}'
    assert normalized_json(POLICY) == normalized_json(json.loads(POLICY)) == sent


def test_an_inline_policy_of_a_role_has_its_version_first() -> None:
    """verify.LegacyPolicyNormalize of terraform-provider-aws."""
    assert legacy_policy(POLICY).startswith('{"Version":"2012-10-17","Statement":[{"Action":["b","a"],')


def test_characters_of_html_are_escaped_as_go_does() -> None:
    """encoding/json, Marshal: "U+003C, U+003E, U+0026, U+2028 and U+2029 are escaped"."""
    assert normalized_json({"a": "<&>\u2028\u2029\x7fé\n"}) == ('{"a":"\\u003c\\u0026\\u003e\\u2028\\u2029\x7fé\\n"}')


def test_the_state_keeps_its_text_while_the_live_one_is_equivalent() -> None:
    def equivalent(old: str, new: str) -> bool:
        return old.strip() == new.strip()

    assert state_text_if_equivalent("ours", " ours ", equivalent) == "ours"
    assert state_text_if_equivalent("ours", "theirs", equivalent) == "theirs"
    assert state_text_if_equivalent(None, "theirs", equivalent) == "theirs"
