export interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean; readonly optional?: boolean }>>;
}
export function missingPackages(wanted: Lock, present: Lock | undefined, how: { lean: boolean }): string[];
export function installWhenNeeded(root: string, how: { lean: boolean }): Promise<void>;
