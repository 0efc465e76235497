// What arrives, told in plain lines: each event of the homeserver once, and once more when it is decrypted late.
import { ClientEvent, Direction, MatrixEventEvent, RoomEvent, RoomMemberEvent } from "matrix-js-sdk";
import { EventShieldColour, EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";

const BACKFILL_PAGE = 100;

async function describeShield(client, event) {
  if (!event.isEncrypted() || event.isDecryptionFailure()) return null;
  const info = await client.getCrypto().getEncryptionInfoForEvent(event);
  if (info === null) return null;
  return {
    colour: EventShieldColour[info.shieldColour].toLowerCase(),
    reason: info.shieldReason === null ? null : EventShieldReason[info.shieldReason].toLowerCase(),
  };
}

/** A message as a reader sees it: for an edit, `body` and `formatted_body` are the new ones. */
export async function describeMessage(client, event) {
  const failed = event.isDecryptionFailure();
  const content = failed ? event.getWireContent() : event.getOriginalContent();
  const relation = event.getWireContent()["m.relates_to"] ?? content["m.relates_to"] ?? {};
  const replaces = relation.rel_type === "m.replace" ? relation.event_id : null;
  const shown = replaces === null ? content : (content["m.new_content"] ?? content);
  return {
    event: "message",
    room: event.getRoomId(),
    sender: event.getSender(),
    event_id: event.getId(),
    type: failed ? event.getWireType() : event.getType(),
    msgtype: content.msgtype ?? null,
    body: shown.body ?? null,
    formatted_body: shown.formatted_body ?? null,
    content,
    thread_root: relation.rel_type === "m.thread" ? relation.event_id : null,
    replaces,
    reply_to: relation["m.in_reply_to"]?.event_id ?? null,
    mentions: content["m.mentions"] ?? null,
    shield: await describeShield(client, event),
    decryption_failure: failed ? event.decryptionFailureReason : null,
    encrypted: event.isEncrypted(),
    redacted: event.isRedacted(),
    transaction_id: event.getUnsigned().transaction_id ?? null,
    ts: event.getTs(),
  };
}

function describeReaction(event) {
  const relation = event.getWireContent()["m.relates_to"] ?? {};
  return { event: "reaction", target: relation.event_id ?? null, key: relation.key ?? null, ...common(event) };
}

function describeRedaction(event) {
  const content = event.getWireContent();
  const redacts = event.event.redacts ?? content.redacts ?? null;
  return { event: "redaction", redacts, reason: content.reason ?? null, ...common(event) };
}

function describeState(event) {
  const state = { type: event.getType(), state_key: event.getStateKey(), content: event.getContent() };
  return { event: "state", ...state, ...common(event) };
}

function common(event) {
  return { room: event.getRoomId(), sender: event.getSender(), event_id: event.getId(), ts: event.getTs() };
}

/** Writes a line for everything that `client` receives from now on. */
export class EventFeed {
  #client;
  #write;
  #seen = new Set();
  #followed = new Set();
  #typing = new Map();
  #receipts = new WeakMap();
  #queue = Promise.resolve();

  constructor(client, write) {
    this.#client = client;
    this.#write = write;
    client.on(ClientEvent.Event, (event) => this.#arrived(event));
    client.on(MatrixEventEvent.Decrypted, (event) => this.#decryptedLate(event));
    client.on(RoomEvent.TimelineReset, (room, set) => void this.#fillGap(room, set));
    client.on(RoomEvent.MyMembership, (room, membership) => this.#ownMembership(room, membership));
    client.on(RoomEvent.Receipt, (event, room) => this.#receipts.set(event, room));
    client.on(RoomMemberEvent.Typing, (event, member) => this.#typed(member));
  }

  #arrived(event) {
    // The SDK makes up receipts of its own; those that come this way too are the homeserver's.
    if (event.getType() === "m.receipt") return this.#receipt(event, this.#receipts.get(event));
    // Typing and account data have no id and are told elsewhere.
    const id = event.getId();
    const room = event.getRoomId();
    if (!id || !room || this.#seen.has(id)) return;
    this.#seen.add(id);
    if (this.#client.getRoom(room)?.getMyMembership() === "join") this.#followed.add(room);
    this.#inOrder(() => this.#tell(event));
  }

  // Decrypting takes a moment; what came later must not overtake.
  #inOrder(step) {
    this.#queue = this.#queue.then(step).catch((error) => console.error(error));
  }

  async #tell(event) {
    if (event.isState()) this.#write(describeState(event));
    else if (event.getType() === "m.room.redaction") this.#write(describeRedaction(event));
    else if (event.getType() === "m.reaction") this.#write(describeReaction(event));
    else await this.#tellMessage(event);
  }

  async #tellMessage(event) {
    await this.#client.decryptEventIfNeeded(event);
    if (event.isDecryptionFailure()) event.toldAsFailure = true;
    this.#write(await describeMessage(this.#client, event));
  }

  #decryptedLate(event) {
    if (!event.toldAsFailure || event.isDecryptionFailure()) return;
    event.toldAsFailure = false;
    this.#inOrder(() => this.#tellMessage(event));
  }

  // A sync that had too much for one answer leaves a gap; without this the tests would miss messages in silence.
  // What was said before we joined is not a gap.
  async #fillGap(room, timelines) {
    if (timelines !== room.getUnfilteredTimelineSet() || !this.#followed.has(room.roomId)) return;
    const missed = [];
    let from = room.getLiveTimeline().getPaginationToken(Direction.Backward);
    while (from) {
      const page = await this.#client.createMessagesRequest(room.roomId, from, BACKFILL_PAGE, Direction.Backward);
      const unseen = page.chunk.filter((raw) => !this.#seen.has(raw.event_id));
      missed.unshift(...unseen.reverse());
      from = unseen.length === page.chunk.length ? page.end : null;
    }
    const asEvent = this.#client.getEventMapper();
    for (const raw of missed) this.#arrived(asEvent(raw));
  }

  #ownMembership(room, membership) {
    const event = room.currentState.getStateEvents("m.room.member", this.#client.getUserId());
    const direct = event?.getContent().is_direct === true;
    const line = { event: membership === "invite" ? "invite" : "membership", membership, direct };
    this.#write({ ...line, room: room.roomId, room_name: room.name, sender: event?.getSender() ?? null });
  }

  #receipt(event, room) {
    if (!room) return;
    for (const [eventId, kinds] of Object.entries(event.getContent())) {
      for (const [kind, users] of Object.entries(kinds)) {
        for (const [sender, { ts, thread_id: thread }] of Object.entries(users)) {
          const about = { room: room.roomId, sender, event_id: eventId };
          this.#write({ event: "receipt", kind, ...about, thread_root: thread ?? null, ts: ts ?? null });
        }
      }
    }
  }

  #typed(member) {
    const key = `${member.roomId} ${member.userId}`;
    if (this.#typing.get(key) === member.typing) return;
    this.#typing.set(key, member.typing);
    this.#write({ event: "typing", room: member.roomId, sender: member.userId, typing: member.typing });
  }
}
