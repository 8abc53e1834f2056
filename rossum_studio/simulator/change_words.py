"""How much a run changed, in the words that the tree and the headline share."""

from collections import Counter
from collections.abc import Collection

from rossum_studio.model.difference import Change, Difference
from rossum_studio.simulator.evaluation import Evaluation


def change_words(difference: Difference, computed: Collection[int] = ()) -> list[str]:
    """Like "1 changed", "2 added", "1 removed", "1 computed"; what there is none of is left out.

    A row added or removed counts once, whatever is in it.

    Args:
        computed: Ids of what the hook itself did not change.
    """
    by_hook = {id_: change for id_, change in difference.outermost.items() if id_ not in computed}
    counts = Counter(by_hook.values())
    words = [f"{counts[change]} {change}" for change in Change if counts[change]]
    others = len(difference.outermost) - len(by_hook)
    return [*words, f"{others} computed"] if others else words


def computed_alone(evaluation: Evaluation) -> frozenset[int]:
    """Ids that formulas and rules changed, and no operation of the hook."""
    by_hook = {change.id for result in evaluation.operations for change in result.changes}
    return frozenset(change.id for change in evaluation.computed) - by_hook
