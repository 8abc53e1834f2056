// {"events": ["annotation_content.confirm", "annotation_content.export"]}
exports.rossum_hook_request_handler = ({ updated_datapoints }) => ({ // expect: updated-datapoints-empty
  messages: updated_datapoints.map((id) => ({ type: 'info', content: 'Edited', id })),
});
