// Files as Matrix keeps them in encrypted rooms: AES-CTR under a key that travels in the message.
import { createHash, randomBytes, webcrypto } from "node:crypto";

const COUNTER_BITS = 64;

function unpadded(bytes) {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}

async function cipher(jwk, iv, operation, data) {
  const key = await webcrypto.subtle.importKey("jwk", jwk, { name: "AES-CTR" }, false, [operation]);
  const counter = { name: "AES-CTR", counter: Buffer.from(iv, "base64"), length: COUNTER_BITS };
  return Buffer.from(await webcrypto.subtle[operation](counter, key, data));
}

/** The bytes to upload, and the `file` object that opens them (its `url` is to be added). */
export async function encryptFile(data) {
  const k = randomBytes(32).toString("base64url");
  const key = { kty: "oct", alg: "A256CTR", ext: true, key_ops: ["encrypt", "decrypt"], k };
  const iv = unpadded(Buffer.concat([randomBytes(8), Buffer.alloc(8)]));
  const bytes = await cipher(key, iv, "encrypt", data);
  return { bytes, file: { v: "v2", key, iv, hashes: { sha256: unpadded(createHash("sha256").update(bytes).digest()) } } };
}

/** What `file` describes; refuses bytes that do not have its hash. */
export async function decryptFile(bytes, file) {
  const hash = unpadded(createHash("sha256").update(bytes).digest());
  if (hash !== file.hashes.sha256.replace(/=+$/, "")) throw new Error("the file is not what the message says");
  return cipher(file.key, file.iv, "decrypt", bytes);
}
