// A Matrix client for the tests: matrix-js-sdk with its Rust crypto, spoken to in JSON lines.
//
//   in:  {"id": 1, "op": "send_text", "room": "!r:localhost", "body": "hello"}
//   out: {"id": 1, "ok": true, "result": {...}}  or  {"id": 1, "ok": false, "error": {...}}
//        {"event": "message", "room": ..., "sender": ..., "body": ..., ...}
//
// The operations are in operations.mjs, the events in events.mjs. Requests run side by side; the answer names its id.
import { createInterface } from "node:readline";

// The SDK logs to the console; only our own lines may go to stdout.
for (const name of ["log", "info", "debug", "trace", "warn"]) console[name] = () => {};

const { Session } = await import("./operations.mjs");

function write(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function describeError(error) {
  return {
    message: String(error?.message ?? error),
    errcode: error?.errcode ?? null,
    status: error?.httpStatus ?? null,
    retry_after_ms: error?.data?.retry_after_ms ?? null,
  };
}

const session = new Session(write);

async function answer({ id, op, ...fields }) {
  try {
    if (!Session.operations.has(op)) throw new Error(`no such operation: ${op}`);
    write({ id, ok: true, result: (await session[op](fields)) ?? {} });
  } catch (error) {
    console.error(error);
    write({ id, ok: false, error: describeError(error) });
  }
}

process.on("unhandledRejection", (error) => console.error("unhandled", error));

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => void answer(JSON.parse(line)));
lines.on("close", () => process.exit(0));
write({ event: "ready" });
