def find_by_schema_id(nodes, schema_id):
    """All content nodes of one field, in document order."""
    found = []
    for node in nodes:
        if node["schema_id"] == schema_id:
            found.append(node)
        else:
            found.extend(find_by_schema_id(node.get("children") or [], schema_id))
    return found
