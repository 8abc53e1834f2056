const onStatus = ({ annotation }) => {
  console.log(`${annotation.url}: ${annotation.previous_status} -> ${annotation.status}`);
};

exports.rossum_hook_request_handler = (payload) => {
  if (payload.event === 'annotation_status') {
    onStatus(payload);
    return {};
  }
  return { messages: [{ type: 'info', content: `${payload.annotation.content.length} sections` }] };
};
