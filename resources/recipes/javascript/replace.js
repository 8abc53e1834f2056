for (const datapoint of findBySchemaId(payload.annotation.content, '$field')) {
  operations.push({ op: 'replace', id: datapoint.id, value: { content: { value: '$value' } } });
}
