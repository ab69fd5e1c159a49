// Files that are served beside the page: importing one gives its address.
declare module "*?url" {
  const url: string;
  export { url as default };
}
