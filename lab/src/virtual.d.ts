// Modules that vite.config.ts writes: which rooms there are, and what they compute.
declare module "virtual:rooms" {
  /** `room.tsx` of every room that exists, by its id. */
  export const rooms: Readonly<Record<string, () => Promise<{ readonly room: unknown }>>>;
}

declare module "virtual:computes" {
  /** `compute.ts` of every room that has one. */
  export const computes: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
}

declare module "*.css";
declare module "*.woff2" {
  const url: string;
  export { url as default };
}

interface ImportMeta {
  readonly env: { readonly DEV: boolean; readonly BASE_URL: string; readonly MODE: string };
}
