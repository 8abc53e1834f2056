const TOTAL = 'amount_totl';
const HEADER = ['document_id', 'sender_nam']; // expect: unknown-field
const look = (nodes, wanted) =>
  nodes.flatMap((node) => (node.schema_id === wanted ? [node] : look(node.children ?? [], wanted)));

function kindOf(node) {
  switch (node.schema_id) {
    case 'date_isue': // expect: unknown-field
      return 'date';
    case 'line_items':
      return 'table';
    default:
      return node.schema_id == 'invoice' ? 'text' : ''; // expect: unknown-field
  }
}

exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const [total] = look(content, TOTAL); // expect: unknown-field
  const [due] = look(content, 'amount_due');
  const order = content[0].children.find(({ schema_id }) => schema_id === 'ordr_id'); // expect: unknown-field
  const header = content[0].children.filter((node) => HEADER.includes(node.schema_id));
  const operation = {
    op: 'add',
    id: 1,
    value: [
      { schema_id: 'item_desc', content: { value: '' } }, // expect: unknown-field
      { schema_id: 'item_description', content: { value: '' } },
    ],
  };
  const log = { schema_id: 'anything' };
  const kind = order?.type === 'whatever' ? kindOf(order) : log.schema_id;
  return { operations: [operation], all: [total, due, header, kind] };
};
