class Tree:
    def __init__(self, nodes):
        self.nodes = nodes

    def __iter__(self):
        for node in self.nodes:
            yield node
            yield from Tree(node.get("children") or [])

    def find(self, schema_id):
        return next((node for node in self if node["schema_id"] == schema_id), None)

    def text(self, schema_id):
        node = self.find(schema_id)
        return (node or {}).get("content", {}).get("value", "")


def rossum_hook_request_handler(payload):
    tree = Tree(payload["annotation"]["content"])
    if tree.text("sender_name") == tree.text("recipient_name"):
        return {"messages": [{"type": "error", "content": "Sender and recipient are the same"}]}
    return {}
