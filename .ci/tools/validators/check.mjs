// Checks archives with readers that Vigie did not write: `node check.mjs FILE.har FILE.warc.gz...`.
// Exit code 1 names the first thing that does not hold.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { WARCParser } from "warcio";

const { har } = createRequire(import.meta.url)("har-validator");

function refuse(file, why) {
  console.error(`${file}: ${why}`);
  process.exit(1);
}

const digest = (bytes) => "sha256:" + createHash("sha256").update(bytes).digest("hex");

async function checkHAR(file) {
  try {
    await har(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    refuse(file, JSON.stringify(error.errors ?? String(error)));
  }
  console.log(`${file}: har-validator accepts it`);
}

async function checkWARC(file) {
  let records = 0, payloads = 0;
  const parser = new WARCParser(createReadStream(file), { keepHeadersCase: false });
  for await (const record of parser) {
    records++;
    const want = record.warcHeaders.headers.get("warc-payload-digest") ?? record.warcHeaders.headers.get("WARC-Payload-Digest");
    const payload = await record.readFully(true);
    if (record.warcType === "warcinfo") continue;
    if (!want) refuse(file, `record ${records} has no payload digest`);
    if (digest(payload) !== want) refuse(file, `record ${records}: payload is ${digest(payload)}, header says ${want}`);
    payloads++;
  }
  if (payloads === 0) refuse(file, "no record with a payload");
  console.log(`${file}: ${records} records, ${payloads} payload digests hold`);
}

for (const file of process.argv.slice(2)) await (file.endsWith(".har") ? checkHAR(file) : checkWARC(file));
