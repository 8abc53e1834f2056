const rowsTotal = findBySchemaId(payload.annotation.content, '$column')
  .map((cell) => parseFloat(cell.content.normalized_value) || 0)
  .reduce((sum, amount) => sum + amount, 0);
const [total] = findBySchemaId(payload.annotation.content, '$total');
if (Math.abs(parseFloat(total.content.normalized_value) - rowsTotal) > 0.01) {
  messages.push({ type: 'warning', content: `The rows add up to $${rowsTotal}.`, id: total.id });
}
