// Asks @digitalbazaar/vc-bitstring-status-list for the status of every published certificate, and for all set bits.
// usage: node status.mjs PUBLIC_FOLDER BASE_URL LIBRARY_FOLDER
import {readFile, readdir} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [, , folder, baseUrl, library] = process.argv;
const require = createRequire(join(library, 'package.json'));
const name = '@digitalbazaar/vc-bitstring-status-list';
const {checkStatus, decodeList} = await import(pathToFileURL(require.resolve(name)));

const load = async path => JSON.parse(await readFile(join(folder, path), 'utf8'));
const documentLoader = async url => {
  if(!url.startsWith(`${baseUrl}/status/`)) {
    throw new Error(`nothing else is fetched: ${url}`);
  }
  return {document: await load(url.slice(baseUrl.length + 1))};
};

const certificates = {};
for(const file of await readdir(join(folder, 'c'), {recursive: true})) {
  if(!file.endsWith('.json')) {
    continue;
  }
  // The lists are issued by a DID of their own (did:web:…:status), so the issuers differ by design.
  const {verified, results} = await checkStatus({
    credential: await load(`c/${file}`), documentLoader,
    verifyBitstringStatusListCredential: false, verifyMatchingIssuers: false
  });
  certificates[basename(file, '.json')] = {
    verified, ...Object.fromEntries(results.map(r => [r.credentialStatus.statusPurpose, r.status]))
  };
}
const set = {};
for(const purpose of ['revocation', 'suspension']) {
  const list = await decodeList(await load(`status/${purpose}/1`).then(l => l.credentialSubject));
  set[purpose] = [...Array(list.length).keys()].filter(i => list.getStatus(i));
}
console.log(JSON.stringify({certificates, set}));
