for (const datapoint of findBySchemaId(payload.annotation.content, '$field')) {
  messages.push({ type: 'warning', content: 'Check this value.', id: datapoint.id });
}
