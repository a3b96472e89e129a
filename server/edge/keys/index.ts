export { openKeyring, type Keyring, type KeyringSettings } from "./keyring.ts";
export { KeyringRefused, type Derive } from "./root-key.ts";
export type { CheckpointMemory } from "./checkpoint-memory.ts";
export { secretsOf, type Secrets } from "./secrets.ts";
