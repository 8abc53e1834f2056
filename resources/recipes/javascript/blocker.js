for (const datapoint of findBySchemaId(payload.annotation.content, '$field')) {
  automation_blockers.push({ id: datapoint.id, content: 'A person should look at this.' });
}
