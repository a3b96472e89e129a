export { alone, type Heard, type Nodes } from "./nodes.ts";
export { linked, type Link } from "./linked.ts";
export { keepMembership, type Membership, type MembershipNeeds } from "./membership.ts";
export { keepSingle } from "./single.ts";
export { claim, letGoOfAll, place, placedElsewhere, placedOn, saveCarried, takeUp, unplace, type Placed } from "./store.ts";
