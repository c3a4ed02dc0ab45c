import type { ComponentChildren } from 'preact';

/** Pictures of buttons that have a name of their own: hidden from screen readers. */
function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const PlayIcon = () => (
  <Icon>
    <path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />
  </Icon>
);
export const PauseIcon = () => (
  <Icon>
    <path d="M5 3v10M11 3v10" stroke-width="2.6" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m3.5 3.5 9 9m0-9-9 9" />
  </Icon>
);
export const StepBackIcon = () => (
  <Icon>
    <path d="M4 3v10M12.5 3.5 6.5 8l6 4.5z" fill="currentColor" />
  </Icon>
);
export const StepForwardIcon = () => (
  <Icon>
    <path d="M12 3v10M3.5 3.5 9.5 8l-6 4.5z" fill="currentColor" />
  </Icon>
);
export const SoundIcon = ({ isMuted }: { readonly isMuted: boolean }) => (
  <Icon>
    <path d="M2.5 6v4H5l3.5 3V3L5 6z" fill="currentColor" />
    {isMuted ? <path d="m11 6 4 4m0-4-4 4" /> : <path d="M11 5.5a3.6 3.6 0 0 1 0 5M12.9 3.6a6.2 6.2 0 0 1 0 8.8" />}
  </Icon>
);
export const FullScreenIcon = () => (
  <Icon>
    <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
  </Icon>
);
export const DownloadIcon = () => (
  <Icon>
    <path d="M8 2v8m0 0L4.8 6.9M8 10l3.2-3.1M2.5 13.5h11" />
  </Icon>
);
export const EditIcon = () => (
  <Icon>
    <path d="M3 13l.7-3L10.6 3l2.4 2.4-7 7z" />
  </Icon>
);
export const ThemeIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
  </Icon>
);
export const TickIcon = () => (
  <Icon>
    <path d="m3 8.5 3.2 3.2L13 4.8" stroke-width="2" />
  </Icon>
);
export const WarnIcon = () => (
  <Icon>
    <path d="M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.7v.1" />
  </Icon>
);
export const LeftIcon = () => (
  <Icon>
    <path d="M10 3 5 8l5 5" />
  </Icon>
);
export const RightIcon = () => (
  <Icon>
    <path d="m6 3 5 5-5 5" />
  </Icon>
);

/** How one shot leads to the next, as a small drawing. */
export const JoinIcon = ({ kind }: { readonly kind: string }) => <Icon>{JOINS[kind] ?? JOINS['cut']}</Icon>;

const JOINS: Readonly<Record<string, ComponentChildren>> = {
  cut: <path d="M8 3v10" />,
  dissolve: <path d="M2.5 4 13.5 12M2.5 12 13.5 4" />,
  wipe: <path d="M3 3v10M6.5 8h7m0 0-2.8-2.8M13.5 8l-2.8 2.8" />,
  fade: <path d="M2.5 4 8 12l5.5-8" />,
  morph: <path d="M2.5 8c2-5 3.5-5 5.5 0s3.5 5 5.5 0" />,
  bridge: <path d="M2 11.5h12M3.5 11.5c.5-5.5 8.5-5.5 9 0" />,
};
