import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { CloseIcon } from './icons.tsx';

type Props = {
  readonly title: ComponentChildren;
  readonly size?: 'small' | 'medium' | 'large';
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Beside the title. */
  readonly tools?: ComponentChildren;
};

/** The browser's own modal dialog: focus stays inside, Escape closes, and focus returns to where it was. */
export function Dialog({ title, size = 'small', onClose, children, tools }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // At once, and not after the next picture: whoever closes it types on.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const { current } = dialog;
    current?.showModal();
    return () => {
      // While it is open nothing outside of it can have the focus.
      current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${size}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={titleId} tabIndex={-1} autofocus>
            {title}
          </h2>
          {tools}
          <button type="button" class="icon quiet" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
