// {"events": ["email.received"]}
exports.rossum_hook_request_handler = ({ files, headers, body }) => {
  const [number] = /PO-\d+/.exec(`${headers.subject} ${body.body_text_plain}`) ?? [''];
  return {
    files: files
      .filter(({ mime_type: mimeType }) => mimeType === 'application/pdf')
      .map(({ id }) => ({ id, values: [{ id: 'email:order_id', value: number }] })),
  };
};
