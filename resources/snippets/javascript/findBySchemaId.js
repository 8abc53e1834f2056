/** All content nodes of one field, in document order. */
function findBySchemaId(nodes, schemaId) {
  return nodes.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}
