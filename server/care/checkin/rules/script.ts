import type { Phi } from "../../../foundation/phi.ts";
import type { AccountId, MessageId, PersonId } from "../../../foundation/ids.ts";

/** What a caller hears next: words of ours, and words of a message. */
export type Said = string | Phi<string>;

/** A practice that a person may act for. */
export interface Place {
  readonly account: AccountId;
  readonly name: string;
}

/** Who the caller was proved to be, and where they may do what. */
export interface Me {
  readonly person: PersonId;
  readonly name: string;
  /** Where they cover as a clinician, and where they run the office. */
  readonly clinics: readonly Place[];
  readonly offices: readonly Place[];
}

/** "mine": pages that wait for a clinician. "held": what was held for an office. */
export type List = "mine" | "held";

/** A message as it is read out. */
export interface Item {
  readonly message: MessageId;
  readonly revision: number;
  readonly account: AccountId;
  readonly words: Phi<string>;
  /** Whether there is a number of the caller to be joined with. */
  readonly hasNumber: boolean;
}

/** What the house is asked to do between two questions. Only the first three may be asked before anybody is proved. */
export type Task =
  | { readonly task: "prove"; readonly code: string; readonly pin: string }
  | { readonly task: "note-failed" }
  | { readonly task: "call-back"; readonly code: string }
  | { readonly task: "count" }
  | { readonly task: "next"; readonly list: List; readonly seen: readonly MessageId[] }
  | { readonly task: "take"; readonly list: List; readonly item: Item }
  | { readonly task: "pass"; readonly item: Item }
  | { readonly task: "connect"; readonly item: Item }
  | { readonly task: "duty"; readonly account: AccountId }
  | { readonly task: "people"; readonly account: AccountId; readonly without: PersonId | null }
  | { readonly task: "stand"; readonly account: AccountId; readonly person: PersonId; readonly until: string | null }
  | { readonly task: "note"; readonly account: AccountId; readonly reason: Reason; readonly until: string; readonly standIn: PersonId | null }
  | { readonly task: "close"; readonly account: AccountId; readonly from: string | null }
  | { readonly task: "operator"; readonly account: AccountId };
export const BEFORE_PROOF: ReadonlySet<Task["task"]> = new Set(["prove", "note-failed", "call-back"]);

export const REASONS = ["in-surgery", "with-a-patient", "out-of-reach"] as const;
export type Reason = (typeof REASONS)[number];

export interface Named {
  readonly id: PersonId;
  readonly name: string;
}

export type Result =
  | { readonly kind: "proved"; readonly me: Me }
  | { readonly kind: "not-proved" }
  /** [CI23] It could not be checked. */
  | { readonly kind: "not-checked" }
  | { readonly kind: "counted"; readonly waiting: number; readonly urgent: number; readonly held: number }
  | { readonly kind: "item"; readonly item: Item | null }
  | { readonly kind: "duty"; readonly say: string }
  | { readonly kind: "people"; readonly people: readonly Named[] }
  /** Done, or refused: in words that are read out. */
  | { readonly kind: "did"; readonly say: string };

export type Event =
  | Result
  | { readonly kind: "digits"; readonly digits: string }
  | { readonly kind: "no-key" };

/** What is asked of the keys. */
export interface Asked {
  readonly keys: string;
  readonly digitsMax: number;
  /** Whether the hash key ends a shorter answer. */
  readonly ends: boolean;
}

export type Order =
  | { readonly do: "ask"; readonly say: readonly Said[]; readonly asked: Asked }
  | ({ readonly do: "task" } & Task)
  | { readonly do: "end"; readonly say: string };

export interface Turn {
  readonly state: State;
  readonly order: Order;
}

/** An account is chosen for one of these. */
export type Aim = "duty" | "note" | "close" | "operator";

/** How far somebody got with saying who they are, on one call. */
export interface Tries {
  readonly wrong: number;
  /** Those that could not be checked, which say nothing of whoever keyed them. */
  readonly unchecked: number;
}

/** Where the dialogue stands. From "home" on, `me` is somebody who was proved. */
export type State =
  | { readonly at: "code"; readonly tries: Tries }
  | { readonly at: "pin" | "proving"; readonly tries: Tries; readonly code: string }
  | { readonly at: "turned-away" }
  | { readonly at: "to-be-rung" }
  | { readonly at: "over" }
  | (InMenu & { readonly me: Me });

export type InMenu =
  | { readonly at: "counting" }
  | { readonly at: "home" }
  | { readonly at: "fetching" | "reading" | "acting"; readonly list: List; readonly seen: readonly MessageId[]; readonly item: Item | null }
  | { readonly at: "choosing"; readonly aim: Aim; readonly places: readonly Place[] }
  | { readonly at: "asking-duty" | "duty"; readonly place: Place }
  | { readonly at: "finding-person" | "person"; readonly place: Place; readonly people: readonly Named[] }
  | { readonly at: "until"; readonly place: Place; readonly person: PersonId }
  | { readonly at: "reason"; readonly place: Place }
  | { readonly at: "note-until"; readonly place: Place; readonly reason: Reason }
  | { readonly at: "finding-stand-in" | "stand-in"; readonly place: Place; readonly reason: Reason; readonly until: string; readonly people: readonly Named[] }
  | { readonly at: "closing"; readonly place: Place }
  | { readonly at: "doing" };
