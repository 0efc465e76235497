// What the client can be told to do. Each public method of Session is one operation; its argument is the request.
import { UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import { ClientEvent, createClient, Direction, EventStatus, Filter, ReceiptType, SyncState } from "matrix-js-sdk";
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { describeMessage, EventFeed } from "./events.mjs";
import { decryptFile, encryptFile } from "./media.mjs";

const TIMELINE_LIMIT = 1000;
const PATIENCE_MS = 20_000;
const ENCRYPTION = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };

const silent = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error: (...words) => console.error(...words),
  getChild: () => silent,
};

/** Ask again until `check` gives something; the SDK has no event for each of the states that we wait for. */
async function until(what, check) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const value = await check();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`gave up waiting until ${what}`);
}

function relation({ reply_to, thread }) {
  if (thread) {
    const within = { rel_type: "m.thread", event_id: thread, is_falling_back: !reply_to };
    return { "m.relates_to": { ...within, "m.in_reply_to": { event_id: reply_to ?? thread } } };
  }
  return reply_to ? { "m.relates_to": { "m.in_reply_to": { event_id: reply_to } } } : {};
}

function text({ body, formatted_body, msgtype, mentions }) {
  return {
    msgtype: msgtype ?? "m.text",
    body,
    ...(formatted_body ? { format: "org.matrix.custom.html", formatted_body } : {}),
    ...(mentions ? { "m.mentions": mentions } : {}),
  };
}

/** One logged-in device. */
export class Session {
  /** The names that a request may use. */
  static operations = new Set(Object.getOwnPropertyNames(Session.prototype).filter((name) => name !== "constructor"));

  #write;
  #client;
  #password;

  constructor(write) {
    this.#write = write;
  }

  /**
   * `strict`: neither send to nor read from devices that are not cross-signed. `cross_sign`: sign this one, with the
   * keys in `secrets` (from another device's `export_secrets`) or with new ones.
   */
  async login({ homeserver, user, password, strict = true, cross_sign = strict, secrets, device_name }) {
    const anonymous = createClient({ baseUrl: homeserver, logger: silent });
    const login = await anonymous.loginRequest({
      type: "m.login.password",
      identifier: { type: "m.id.user", user },
      password,
      initial_device_display_name: device_name ?? "strict client",
    });
    this.#password = password;
    this.#client = createClient({
      baseUrl: homeserver,
      userId: login.user_id,
      deviceId: login.device_id,
      accessToken: login.access_token,
      logger: silent,
    });
    await this.#client.initRustCrypto({ useIndexedDB: false });
    const crypto = this.#client.getCrypto();
    crypto.setDeviceIsolationMode(
      strict ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false),
    );
    new EventFeed(this.#client, this.#write);
    const filter = new Filter(login.user_id);
    filter.setTimelineLimit(TIMELINE_LIMIT);
    await this.#client.startClient({ filter, initialSyncLimit: TIMELINE_LIMIT, lazyLoadMembers: false });
    await until("the first sync is done", () => this.#client.getSyncState() === SyncState.Syncing);
    if (secrets) {
      await crypto.importSecretsBundle(secrets);
      if (cross_sign) await crypto.crossSignDevice(login.device_id);
    } else if (cross_sign) {
      await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: this.#authenticate() });
    }
    return { user_id: login.user_id, device_id: login.device_id, access_token: login.access_token };
  }

  /** An encrypted direct chat with one user. */
  async create_dm({ user, ...rest }) {
    const room = await this.create_room({
      preset: "trusted_private_chat",
      is_direct: true,
      ...rest,
      invites: [user],
      encrypted: rest.encrypted ?? true,
    });
    const direct = this.#client.getAccountData("m.direct")?.getContent() ?? {};
    await this.#client.setAccountData("m.direct", { ...direct, [user]: [...(direct[user] ?? []), room.room] });
    return room;
  }

  async create_room(request) {
    const { encrypted = true, invites = [], name, topic, preset, history_visibility, initial_state = [] } = request;
    const state = [...initial_state];
    if (encrypted) state.push(ENCRYPTION);
    if (history_visibility) {
      state.push({ type: "m.room.history_visibility", state_key: "", content: { history_visibility } });
    }
    const { room_id: room } = await this.#client.createRoom({
      name,
      topic,
      invite: invites,
      preset: preset ?? "private_chat",
      initial_state: state,
      is_direct: request.is_direct ?? false,
      power_level_content_override: request.power_levels,
    });
    await this.#ready(room, encrypted);
    return { room };
  }

  async join({ room }) {
    const { roomId } = await this.#client.joinRoom(room);
    await this.#ready(roomId);
    return { room: roomId };
  }

  async leave({ room }) {
    await this.#client.leave(room);
  }

  async invite({ room, user }) {
    await this.#client.invite(room, user);
  }

  async kick({ room, user, reason }) {
    await this.#client.kick(room, user, reason);
  }

  async send_text({ room, txn_id, ...fields }) {
    return this.send_raw({ room, txn_id, content: { ...text(fields), ...relation(fields) } });
  }

  async send_edit({ room, target, ...fields }) {
    const shown = text(fields);
    const relates = { "m.relates_to": { rel_type: "m.replace", event_id: target } };
    return this.send_raw({ room, content: { ...shown, body: `* ${shown.body}`, "m.new_content": shown, ...relates } });
  }

  /** Any event, encrypted when the room is; what failed with this transaction id is tried again. */
  async send_raw({ room, type = "m.room.message", content, txn_id }) {
    const known = await this.#ready(room);
    const failed = txn_id && known.getEventForTxnId(txn_id);
    if (failed) return { event_id: await this.#send_again(known, failed) };
    const { event_id } = await this.#client.sendEvent(room, null, type, content, txn_id);
    return { event_id };
  }

  async #send_again(room, event) {
    const settled = [null, EventStatus.NOT_SENT, EventStatus.SENT];
    await until("the first attempt is over", () => settled.includes(event.status));
    if (event.status !== EventStatus.NOT_SENT) return event.getId();
    return (await this.#client.resendEvent(event, room)).event_id;
  }

  /** A file, encrypted when the room is; `data` is base64. With a `filename`, `body` is its caption. */
  async send_file({ room, data, body, mimetype, filename, msgtype = "m.file" }) {
    const plain = Buffer.from(data, "base64");
    const content = { msgtype, body, ...(filename && { filename }), info: { mimetype, size: plain.length } };
    if ((await this.#ready(room)).hasEncryptionStateEvent()) {
      const { bytes, file } = await encryptFile(plain);
      const { content_uri: url } = await this.#client.uploadContent(bytes, { type: "application/octet-stream" });
      content.file = { ...file, url };
    } else {
      content.url = (await this.#client.uploadContent(plain, { type: mimetype })).content_uri;
    }
    return this.send_raw({ room, content });
  }

  /** The file of a message's content, decrypted, as base64. */
  async download({ content }) {
    const mxc = content.file?.url ?? content.url;
    const url = this.#client.mxcUrlToHttp(mxc, undefined, undefined, undefined, false, true, true);
    const headers = { Authorization: `Bearer ${this.#client.getAccessToken()}` };
    const response = await fetch(url, { headers });
    if (!response.ok) throw new Error(`${mxc}: ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const data = content.file ? await decryptFile(bytes, content.file) : bytes;
    return { data: data.toString("base64") };
  }

  async send_reaction({ room, target, key }) {
    const content = { "m.relates_to": { rel_type: "m.annotation", event_id: target, key } };
    return this.send_raw({ room, type: "m.reaction", content });
  }

  async send_redaction({ room, target, reason }) {
    await this.#ready(room);
    const { event_id } = await this.#client.redactEvent(room, target, undefined, { reason });
    return { event_id };
  }

  async send_state({ room, type, state_key = "", content }) {
    return this.#client.sendStateEvent(room, type, content, state_key);
  }

  async send_receipt({ room, target }) {
    const event = (await this.#ready(room)).findEventById(target);
    if (!event) throw new Error(`not received: ${target}`);
    await this.#client.sendReceipt(event, ReceiptType.Read, {}, true);
  }

  async send_typing({ room, typing }) {
    await this.#client.sendTyping(room, typing, 10_000);
  }

  /** One state event as the homeserver has it, or null. */
  async state({ room, type, state_key = "" }) {
    try {
      return { content: await this.#client.getStateEvent(room, type, state_key) };
    } catch (error) {
      if (error.errcode === "M_NOT_FOUND") return { content: null };
      throw error;
    }
  }

  /** Who is in the room, is invited or has left, as the homeserver has it. */
  async members({ room }) {
    const { chunk } = await this.#client.members(room);
    return { members: Object.fromEntries(chunk.map((event) => [event.state_key, event.content.membership])) };
  }

  /** Wait until a user's membership is known here, so that the next message is encrypted for them. */
  async wait_member({ room, user, membership = "join" }) {
    await until(`${user} is at ${membership}`, async () => {
      return this.#client.getRoom(room)?.getMember(user)?.membership === membership;
    });
  }

  /** Wait until the sync in progress and one more are handled. */
  async wait_sync() {
    for (let n = 0; n < 2; n += 1) {
      await new Promise((resolve) => this.#client.once(ClientEvent.Sync, resolve));
    }
  }

  /** The newest messages of a room, read anew from the homeserver, oldest first. */
  async history({ room, limit = TIMELINE_LIMIT }) {
    const asEvent = this.#client.getEventMapper();
    const events = [];
    let from = null;
    do {
      const page = await this.#client.createMessagesRequest(room, from, limit - events.length, Direction.Backward);
      events.unshift(...page.chunk.reverse().map((raw) => asEvent(raw)));
      from = page.end;
    } while (from && events.length < limit);
    const messages = [];
    for (const event of events) {
      if (event.isState() || ["m.reaction", "m.room.redaction"].includes(event.getType())) continue;
      await this.#client.decryptEventIfNeeded(event);
      messages.push(await describeMessage(this.#client, event));
    }
    return { messages };
  }

  async devices({ user }) {
    await this.#refresh(user);
    const devices = (await this.#client.getCrypto().getUserDeviceInfo([user], true)).get(user);
    return { devices: [...(devices?.keys() ?? [])] };
  }

  async device_trust({ user, device }) {
    const crypto = this.#client.getCrypto();
    await this.#refresh(user);
    const status = await crypto.getDeviceVerificationStatus(user, device);
    if (status === null) return { known: false };
    return {
      known: true,
      cross_signing_verified: status.crossSigningVerified,
      signed_by_owner: status.signedByOwner,
      local_verified: status.localVerified,
      verified: status.isVerified(),
    };
  }

  async user_trust({ user }) {
    const crypto = this.#client.getCrypto();
    await this.#refresh(user);
    const has_keys = await crypto.userHasCrossSigningKeys(user, true);
    const status = await crypto.getUserVerificationStatus(user);
    return {
      has_keys,
      known: status.known,
      verified: status.isVerified(),
      was_verified: status.wasCrossSigningVerified(),
      needs_approval: status.needsUserApproval,
      master_key: Object.values((await crypto.getUserCrossSigningKeys(user))?.master_key?.keys ?? {})[0] ?? null,
    };
  }

  /** The private cross-signing keys, for another device of the same user to log in with. */
  async export_secrets() {
    return { secrets: await this.#client.getCrypto().exportSecretsBundle() };
  }

  /** Accept a user's new identity, as a person does who clicks the warning away. */
  async pin_identity({ user }) {
    await this.#client.getCrypto().pinCurrentUserIdentity(user);
  }

  /** Sign a user's identity with ours, as after comparing emoji. */
  async verify_user({ user }) {
    const crypto = this.#client.getCrypto();
    await this.#refresh(user);
    const identity = await crypto.getOlmMachineOrThrow().getIdentity(new UserId(user));
    await crypto.outgoingRequestProcessor.makeOutgoingRequest(await identity.verify());
    await this.#refresh(user);
  }

  /** Throw away the room's outbound session: the next message has a new key. */
  async rotate({ room }) {
    await this.#client.getCrypto().forceDiscardSession(room);
  }

  /** New master, self-signing and user-signing keys, as after "reset identity". */
  async new_identity() {
    await this.#client.getCrypto().bootstrapCrossSigning({
      setupNewCrossSigning: true,
      authUploadDeviceSigningKeys: this.#authenticate(),
    });
  }

  async logout() {
    await this.#client.logout(true);
  }

  async stop() {
    this.#client?.stopClient();
    setImmediate(() => process.exit(0));
  }

  // The room as we know it, once its state has come; an encrypted one only when the crypto knows that it is.
  async #ready(room, encrypted) {
    const known = await until(`${room} is known`, () => {
      const found = this.#client.getRoom(room);
      return found?.getMyMembership() === "join" ? found : null;
    });
    if (encrypted ?? known.hasEncryptionStateEvent()) {
      await until(`${room} is encrypted`, () => this.#client.getCrypto().isEncryptionEnabledInRoom(room));
    }
    return known;
  }

  // Ask the homeserver for the user's devices and identity now, whether or not we share a room with them.
  async #refresh(user) {
    const crypto = this.#client.getCrypto();
    const request = crypto.getOlmMachineOrThrow().queryKeysForUsers([new UserId(user)]);
    await crypto.outgoingRequestProcessor.makeOutgoingRequest(request);
  }

  // User-interactive authentication by password: the first answer names the session.
  #authenticate() {
    return async (makeRequest) => {
      try {
        return await makeRequest(null);
      } catch (error) {
        if (!error.data?.session) throw error;
        return makeRequest({
          type: "m.login.password",
          identifier: { type: "m.id.user", user: this.#client.getUserId() },
          password: this.#password,
          session: error.data.session,
        });
      }
    };
  }
}
