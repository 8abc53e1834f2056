exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const [section] = content.filter((node) => node.schema_id === 'line_items_section');
  const table = section.children.find((node) => node.schema_id === 'line_items');
  const amount = 12.5;
  return {
    operations: [
      {
        op: 'add',
        id: table.id,
        value: [
          { schema_id: 'item_description', content: { value: 'Freight' } },
          { schema_id: 'item_amount_total', content: { value: String(amount) } },
        ],
      },
      ...table.children.filter((row) => row.children.length === 0).map((row) => ({ op: 'remove', id: row.id })),
    ],
  };
};
