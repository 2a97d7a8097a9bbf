// Compiled, never run: the generated types let a client tell events apart by their type, and let pass what it does not know.
import type { CatalogueEntry, Envelope, EventData, EventType } from "../../schema/events";

export function textOf(entry: CatalogueEntry): string {
  switch (entry.type) {
    case "turn.text_delta":
      return entry.data.text;
    case "turn.completed":
      return `${entry.data.finalText} (${entry.data.tokens?.output ?? 0} tokens)`;
    case "permission.requested":
      return entry.data.options.map((option) => `${option.name}: ${option.kind}`).join(", ");
    default:
      return "";
  }
}

export function isOf<T extends EventType>(entry: Envelope, type: T): entry is Envelope & { type: T; data: EventData[T] } {
  return entry.type === type;
}

// @ts-expect-error a topic that is not in the catalogue
export const unknownTopic: EventType = "weather.changed";

// @ts-expect-error a required member is missing
export const incomplete: EventData["turn.text_delta"] = { sessionId: "s1", turnId: "u1" };
