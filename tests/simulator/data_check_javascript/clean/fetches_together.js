exports.rossum_hook_request_handler = async ({ settings }) => {
  const urls = [`${settings.erp}/orders`, `${settings.erp}/vendors`];
  const requests = urls.map((url) => fetch(url));
  const [orders, vendors] = await Promise.all(requests);
  const { length } = await orders.json();
  return { messages: [{ type: 'info', content: `${length} orders, vendors: ${vendors.status}` }] };
};
