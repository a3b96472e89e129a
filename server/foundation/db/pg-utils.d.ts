/** The part of pg that turns a value into what the protocol carries; pg types its door alone. */
declare module "pg/lib/utils.js" {
  const utils: { readonly prepareValue: (value: unknown) => unknown };
  export default utils;
}
