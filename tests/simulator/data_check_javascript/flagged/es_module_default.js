export default async (payload) => ({}); // expect: es-module
