const fetch = require('node-fetch');

async function loadVendors({ url, key }) {
  const response = await fetch(url, { headers: { 'X-Key': key } });
  if (!response.ok) {
    throw new Error(`The vendor list answered ${response.status}`);
  }
  return response.json();
}

exports.rossum_hook_request_handler = async ({ settings, secrets, annotation }) => {
  const vendors = await loadVendors({ url: settings.vendors_url, key: secrets.vendors_key });
  const names = new Set(vendors.map((vendor) => vendor.name.toLowerCase()));
  const isKnown = annotation.content
    .flatMap((section) => section.children)
    .some((datapoint) => datapoint.schema_id === 'sender_name' && names.has(datapoint.content.value.toLowerCase()));
  return { messages: isKnown ? [] : [{ type: 'warning', content: 'Unknown vendor' }] };
};
