operations.push({
  op: 'add',
  id: findBySchemaId(payload.annotation.content, '$table')[0].id,
  value: [{ schema_id: '$column', content: { value: '$value' } }],
});
