import https from 'https'; // expect: es-module
import * as util from 'util'; // expect: es-module
import { createHash, randomBytes as bytes } from 'crypto'; // expect: es-module
import 'left-pad'; // expect: es-module, module-not-in-pack

export const helper = () => [https, util, createHash, bytes]; // expect: es-module

export async function rossum_hook_request_handler(payload) { // expect: es-module
  return { messages: [], here: import.meta.url }; // expect: es-module
}
