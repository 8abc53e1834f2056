function findBySchemaId(content, schemaId) {
  return content.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}

const read = (datapoint) => parseFloat(datapoint.content.value); // expect: display-value-read

exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const [total] = findBySchemaId(content, 'amount_total');
  const { value } = total.content;
  const numbers = [
    read(total),
    Number(value.replace(',', '.')), // expect: display-value-read
    +total.content?.value, // expect: display-value-read
    parseFloat(total.content.value || '0'), // expect: display-value-read
    parseFloat(total.content.normalized_value),
    Number(total.content.normalized_value ?? total.content.value),
    parseInt(findBySchemaId(content, 'document_id')[0].content.value, 10),
    Number(total.content.position[0]),
  ];
  for (const cell of findBySchemaId(content, 'item_amount_total')) {
    numbers.push(cell.content.value * 2); // expect: display-value-read
    numbers.push(`${cell.content.value} EUR`);
  }
  findBySchemaId(content, 'amount_due').forEach((due) => {
    if (due.content.value > 100) numbers.push(1); // expect: display-value-read
    if (due.content.value === '') numbers.push(2);
  });
  const issued = new Date(findBySchemaId(content, 'date_issue')[0].content.value); // expect: display-value-read
  const due = Date.parse(findBySchemaId(content, 'date_due')[0].content.normalized_value);
  return { messages: [{ type: 'info', content: `${numbers} ${issued} ${due}` }] };
};
