// {"schema": "own"}
const find = (nodes, id) =>
  nodes.flatMap((node) => (node.schema_id === id ? [node] : find(node.children ?? [], id)));

exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const [calc] = find(content, 'calc');
  const [button] = find(content, 'press');
  const text = button.content.value; // expect: button-content
  const other = button.content?.value ?? button.id;
  return {
    operations: [
      { op: 'replace', id: calc.id, value: { content: { value: '1' } } }, // expect: computed-field-written
      { op: 'replace', id: find(content, 'note')[0].id, value: { content: { value: text + other } } },
    ],
  };
};
