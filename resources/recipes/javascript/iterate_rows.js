for (const row of findBySchemaId(payload.annotation.content, '$table')[0].children) {
  const cell = row.children.find((each) => each.schema_id === '$column');
  if (!cell.content.value) {
    messages.push({ type: 'error', content: 'Fill this in.', id: cell.id });
  }
}
