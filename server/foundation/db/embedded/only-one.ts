import { statSync } from "node:fs";
import { createServer, type Server } from "node:net";

/**
 * One supervisor a data folder. The lock is an abstract Unix socket named after the folder's device and inode: the kernel
 * lets go of it when the process ends, however it ends, so there is no stale lock to judge.
 */
export async function holdAlone(folder: string): Promise<Server> {
  const { dev, ino } = statSync(folder);
  const server = createServer((visitor) => visitor.end(`${process.pid}`));
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new Error(`another Compline is running on ${folder}: stop it first, or set another COMPLINE_HOME`) : error);
    });
    server.listen({ path: `\0compline/${dev}/${ino}` }, () => resolve(server));
  });
}
