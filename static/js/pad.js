// A signature drawn with a finger: <div data-pad="id of its input" data-library="…" hidden><canvas><button>.
// What is kept are the strokes, as the `d` of an SVG path on a sheet of 600 x 200; no picture is sent.
const WIDE = 600, HIGH = 200;

async function open(part) {
  const { default: SignaturePad } = await import(part.dataset.library);
  const input = document.getElementById(part.dataset.pad);
  const canvas = part.querySelector("canvas");
  part.hidden = false;
  const scale = canvas.clientWidth / WIDE;
  const sharp = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * sharp;
  canvas.height = canvas.clientHeight * sharp;
  canvas.getContext("2d").scale(sharp, sharp);
  const pad = new SignaturePad(canvas, { minDistance: 3 });
  const step = ({ x, y }) => [Math.round(x / scale), Math.round(y / scale)];
  const within = ([x, y]) => `${Math.min(Math.max(x, 0), WIDE)} ${Math.min(Math.max(y, 0), HIGH)}`;
  const stroke = ({ points }) => "M" + points.map((point) => within(step(point))).join("L");
  pad.addEventListener("endStroke", () => (input.value = pad.toData().map(stroke).join("")));
  part.querySelector("button").addEventListener("click", () => (pad.clear(), (input.value = "")));
}

document.querySelectorAll("div[data-pad]").forEach(open);
