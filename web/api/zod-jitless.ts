import { config } from "zod";

// Zod probes for eval while schemas are made, which a strict Content-Security-Policy reports. Imported before the contract.
config({ jitless: true });
