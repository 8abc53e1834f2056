exports.rossum_hook_request_handler = ({ annotation: { content }, settings }) => {
  const cells = content.flatMap((section) => section.children);
  const codes = cells.filter((cell) => cell.schema_id === 'document_id');
  const years = codes.map((code) => parseInt(String(settings.year), 10) - 2000);
  const amount = cells.find((cell) => cell.schema_id === 'amount_total');
  const value = amount.content.normalized_value ?? amount.content.value;
  const isLarge = Number(value) > 1000 && amount.content.value !== '';
  return { messages: isLarge ? [{ type: 'info', content: years.join(), id: amount.id }] : [] };
};
