"""Translate the descriptions of line items, word by word.

The words are in the settings, so that they can change without touching the code:
{"words": {"kaffee": "coffee", "mineralwasser": "mineral water"}}
"""

import re

from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    words = payload.get("settings", {}).get("words", {})

    for row in getattr(t.field, "line_items", []):  # a schema may have no such table
        # Assigning makes an operation, but only when the text differs from the old one.
        row.item_description = translate(row.item_description, words)

    return t.hook_response()


def translate(text, words):
    """The text with each word that is in the list translated, the others left alone."""

    def translate_word(match):
        word = match[0]
        translation = words.get(word.lower(), word)
        return capitalize(translation) if word[0].isupper() else translation

    return re.sub(r"\w+", translate_word, text)


def capitalize(text):
    """Make the first letter a capital; unlike str.capitalize, leave the others as they are."""
    return text[:1].upper() + text[1:]
