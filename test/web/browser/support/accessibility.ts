import type { Page } from 'playwright-core';

type Node = {
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly ignored: boolean;
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
};

/** Everything that can be focused and has no name, as the browser tells a screen reader. */
export async function findNameless(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as {
    readonly nodes: readonly Node[];
  };
  await session.detach();
  const isFocusable = ({ properties = [] }: Node): boolean =>
    properties.some(({ name, value }) => name === 'focusable' && value.value === true);
  return nodes
    .filter(
      (node) =>
        !node.ignored && isFocusable(node) && !['RootWebArea', 'generic', 'heading'].includes(node.role?.value ?? ''),
    )
    .filter(({ name }) => (name?.value ?? '').trim() === '')
    .map(({ role }) => role?.value ?? 'something');
}

/** Texts whose contrast with what is behind them is under 4.5 to 1 (WCAG 2.2, 1.4.3), as `ratio text`. */
export async function findFaint(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const LEAST = 4.5;
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const toRgba = (color: string): readonly number[] => {
      if (canvas === null) return [0, 0, 0, 1];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const light = ([red = 0, green = 0, blue = 0]: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element): readonly number[] => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const color = toRgba(getComputedStyle(at).backgroundColor);
        if ((color[3] ?? 0) > 0.7) return color;
      }
      return [255, 255, 255, 1];
    };
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || !element.checkVisibility({ opacityProperty: true })) continue;
      if (element.closest('.unseen, :disabled, noscript') !== null) continue;
      const [one, other] = [light(toRgba(getComputedStyle(element).color)), light(behind(element))];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < LEAST) found.push(`${ratio.toFixed(2)} ${text}`);
    }
    return found;
  });
}
