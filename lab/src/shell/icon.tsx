// The few icons of the lab: lines of 1.75 px on a grid of 24.

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14M16.2 16.2L20 20",
  sun: "M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M20 14.5A8 8 0 0 1 9.5 4A8 8 0 1 0 20 14.5Z",
  auto: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16M12 4v16M12 8.5l5.5 0M12 12l7.5 0M12 15.5l5.5 0",
  play: "M8 5.5v13l10-6.5Z",
  pause: "M8.5 6v12M15.5 6v12",
  step: "M6 6v12l8-6ZM18 6v12",
  stop: "M7 7h10v10H7Z",
  again: "M19 12a7 7 0 1 1-2.3-5.2M19 4v4h-4",
  dice: "M5 5h14v14H5ZM9 9h.01M15 15h.01M15 9h.01M9 15h.01M12 12h.01",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  chevron: "M8 10l4 4 4-4",
  copy: "M9 9h10v10H9ZM15 9V5H5v10h4",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M5 20h14",
  table: "M4 5h16v14H4ZM4 10h16M4 14.5h16M10 5v14",
  plus: "M12 5v14M5 12h14",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon; decoration unless the button around it has no other name. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
    <path
      d={PATHS[name]}
      fill="none"
      stroke="currentColor"
      stroke-width={name === "dice" ? 2 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);
