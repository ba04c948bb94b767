const paths = {
  good: "M4 12.5l5 5L20 6.5",
  wait: "M12 7v5.5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  bad: "M12 8v5m0 3.2v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  warning: "M12 9v4.5m0 3v.1M12 4L2.8 19.5h18.4L12 4z",
  info: "M12 11v5m0-8.2v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  none: "M5 12h14",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  download: "M12 4v11m-4.5-4L12 15.500l4.500-4.500M5 20h14",
  key: "M8.500 11.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11.500 12.500L20 4m-3 3l2.500 2.500M14 10l1.500 1.500",
  list: "M5 6h14M5 12h14M5 18h9",
  menu: "M4 7h16M4 12h16M4 17h16",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15L6 16zm4 4.500h4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c.8-3.500 3.800-5.500 7.500-5.500s6.700 2 7.500 5.500",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2m0 15v2M2.500 12h2m15 0h2M5.300 5.300l1.400 1.400m10.600 10.600l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  grid: "M4 5h16v14H4zM4 10h16M10 10v9",
  shield: "M12 3l7.500 3v5.500c0 4.500-3 8-7.500 9.500-4.500-1.500-7.500-5-7.500-9.500V6L12 3z",
  check: "M9 4.500h6v3H9zM7 6H5v14h14V6h-2M9 14l2 2 4-4",
  rotate: "M19.500 11A7.500 7.500 0 0 0 6 7L4 9m0-4.500V9h4.500M4.500 13A7.500 7.500 0 0 0 18 17l2-2m0 4.500V15h-4.500",
} as const;

export type IconName = keyof typeof paths;

/** A decoration beside words; it says nothing by itself. */
export function Icon({ name, tone, size = 18 }: { readonly name: IconName; readonly tone?: "good" | "wait" | "bad"; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke={tone === undefined ? "currentColor" : `var(--portal-${tone})`}
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className="icon"
    >
      <path d={paths[name]} />
    </svg>
  );
}
