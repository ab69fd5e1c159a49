// Paints a scene of nabla/viz that the worker has turned into SVG (`toSvg` with the theme that `seenTheme()` names). Ids are made
// unique, for several pictures share a page.
import { useId } from "preact/hooks";
import { theme } from "../shell/theme.ts";

/** The theme to paint scenes in: pass it to compute.ts. */
export const seenTheme = (): "light" | "dark" => theme.value;

export function SceneView({ svg, wide = false }: { readonly svg: string | undefined; /** Scrolls on narrow screens instead of shrinking. */ readonly wide?: boolean }) {
  const prefix = useId();
  if (svg === undefined) return <div class="scene waiting" aria-busy="true" />;
  const own = svg
    .replace(/ id="([^"]+)"/g, ` id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/aria-labelledby="([^"]+)"/, (_, ids: string) => `aria-labelledby="${ids.split(" ").map((id) => `${prefix}-${id}`).join(" ")}"`);
  return <div class={wide ? "scene wide" : "scene"} {...(wide && { tabIndex: 0 })} dangerouslySetInnerHTML={{ __html: own }} />;
} // prettier-ignore
