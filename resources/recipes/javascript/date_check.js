for (const datapoint of findBySchemaId(payload.annotation.content, '$field')) {
  const today = new Date().toISOString().slice(0, 10);
  if (datapoint.content.normalized_value > today) {
    messages.push({ type: 'warning', content: 'This date is in the future.', id: datapoint.id });
  }
}
