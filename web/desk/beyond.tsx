/** What the server counted and did not send: a desk has limits, and says so. */
export function Beyond({ count, children }: { readonly count: number | undefined; readonly children: string }) {
  return count ? <p className="beyond sm t2">And {count} more{children}</p> : null;
}
