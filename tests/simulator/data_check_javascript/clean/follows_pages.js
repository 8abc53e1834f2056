exports.rossum_hook_request_handler = async (payload) => {
  const orders = [];
  let url = payload.settings.orders_url;
  while (url) {
    const response = await fetch(url);
    const page = await response.json();
    orders.push(...page.results);
    url = page.next;
  }
  return { messages: [{ type: 'info', content: `${orders.length} orders` }] };
};
