"""Brings a payload that was parsed ahead up to date. What is told is made by `simulator.payload_changes`.

Loaded by path from worker.py, so it imports nothing of ours.
"""

type Json = dict[str, object]


def brought_up_to_date(payload: Json, rest: Json, changes: list[list[object]]) -> Json:
    """Return the payload as if it had been parsed now.

    Args:
        payload: Parsed ahead; its nodes are used up.
        rest: The payload of now, with an empty content.
        changes: Of the content since.
    """
    content = payload["annotation"]["content"]  # type: ignore[index]
    apply(content, changes)
    rest["annotation"]["content"] = content  # type: ignore[index]
    return rest


def apply(nodes: list, changes: list) -> None:  # type: ignore[type-arg]
    """Change the nodes of a list in place."""
    for place, change in changes:
        if "node" in change:
            nodes[place] = change["node"]
            continue
        children = nodes[place]["children"]
        apply(children, change["below"])
        if "order" in change:
            order = change["order"]
            nodes[place]["children"] = [children[each] if type(each) is int else each for each in order]
