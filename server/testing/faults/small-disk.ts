import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own, small enough to fill. */
export interface SmallDisk {
  readonly home: string;
  /** Takes every byte that is left. */
  fill(): void;
  free(): void;
  remove(): void;
}

const PIECE_BYTES = 1024 * 1024;
const LAST_BYTES = 512;

/** Mounts a file system in memory. Where that is not permitted the test cannot be run, and says what is missing. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const home = mkdtempSync(join(tmpdir(), "compline-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "tmpfs", home], { stdio: "pipe" });
  } catch (error) {
    rmSync(home, { recursive: true });
    throw new Error("A full disk is tested on a small file system of its own, and mounting one is not permitted here. Run this test as root, or inside `unshare -rm`.", { cause: error });
  }
  const filler = join(home, "filler");
  return {
    home,
    fill: () => {
      const file = openSync(filler, "a");
      for (let piece = PIECE_BYTES; piece >= LAST_BYTES; ) {
        try {
          writeSync(file, Buffer.alloc(piece, 1));
        } catch {
          piece /= 2; // No room for so much: the rest in smaller pieces.
        }
      }
      closeSync(file);
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync("umount", ["--lazy", home]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
