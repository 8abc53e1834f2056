"""Choices where the platform's behaviour is not documented.

Source: reference chapter 12; each docstring names the row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """What the simulator assumes; the defaults are the reference's."""

    hooks_write_canonical: bool = True
    """Row 2. A hook's text is read as `1234.5` and ISO date first, then by the field's format."""

    mismatch_keeps_datapoint: bool = True
    """Row 4. `value` and `normalized_value` that disagree change nothing; else the latter is ignored."""

    change_resets_sources: bool = True
    """Row 5. A new value without `validation_sources` empties the list."""

    computed_target_refuses_all: bool = True
    """Rows 6 and 24. A write to a computed field refuses the whole list; else that operation only."""

    previous_status_in_content_events: bool = True
    """Row 14. `annotation.previous_status` is sent with `annotation_content` events as well."""

    token_only_with_owner: bool = True
    """Row 15. Without a token owner `rossum_authorization_token` is left out; else it is null."""

    exception_blocks_automation: bool = True
    """Row 20. A function that fails on `initialize` sends the document to a person."""

    constraints_check_normalized: bool = False
    """Row 33. Length and pattern are those of the normalized value; else of the value as shown."""

    min_occurrences_is_error: bool = False
    """Row 34. Too few rows are an error; else a warning."""

    equal_score_passes: bool = True
    """Row 36. A confidence equal to the threshold is enough."""

    hidden_fields_count: bool = True
    """Row 37. Hidden fields stop automation as others do."""

    failed_formula_keeps_value: bool = True
    """Row 21. A formula that raised leaves the old value; else it is cleared."""

    rule_must_be_true: bool = True
    """Reference 9.4. A rule acts when its condition is exactly True; else when Python takes it for true."""

    files_list_filters: bool = True
    """Row 31. `files` in the answer to an e-mail drops the files it does not name."""

    max_rows: int = 1000
    """Row 35. Rows that `add` may make where the schema does not say `max_occurrences`."""

    max_value_length: int = 1500
    """Row 40. A longer value is refused."""


DEFAULT_CHOICES = Choices()
