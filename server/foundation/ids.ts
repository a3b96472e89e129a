/** Ids are UUIDs, branded so that one cannot stand where another is meant. */
type Id<Name extends string> = string & { readonly __id: Name };
export type ClientId = Id<"client">;
export type AccountId = Id<"account">;
export type PersonId = Id<"person">;
export type CallId = Id<"call">;
export type MessageId = Id<"message">;
export type CallGroupId = Id<"call-group">;
export type AttemptId = Id<"attempt">;
export type DispatchId = Id<"dispatch">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isUuid = (text: string): boolean => UUID.test(text);
