// The lowest contrast of any text on the page with what lies behind it, and the text that has it.
// Relative luminance and contrast ratio as defined in WCAG 2.2.
() => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const linear = (value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const texts = [...document.body.querySelectorAll("*")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  const rated = texts.map((element) => {
    const [dark, light] = [channels(getComputedStyle(element).color), behind(element)]
      .map(luminance).sort((a, b) => a - b);
    return { ratio: (light + 0.05) / (dark + 0.05), text: element.textContent.trim() };
  });
  return rated.sort((a, b) => a.ratio - b.ratio)[0];
}
