// {"events": ["annotation_status", "annotation_content.updated"]}
exports.rossum_hook_request_handler = ({ annotation: { content }, updated_datapoints: edited }) => { // expect: no-content-on-event, no-updated-datapoints
  return { messages: [{ type: 'info', content: `${content.length} ${edited.length}` }] };
};
