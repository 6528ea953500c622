// A photograph made small on the phone (at most 150 KB, without what the camera wrote behind it), and sent in pieces: the
// server says how many bytes it has, and the next piece begins there, however often the line was cut.
const MOST = 150_000, SIDE = 1600, PIECE = 32_768, PATIENCE = 60_000; // bytes, pixels, bytes, milliseconds

export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas");
  let side = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  for (let turn = 0; turn < 12; turn += 1, side *= turn % 3 ? 1 : 0.75) {
    canvas.width = Math.max(1, Math.round(picture.width * side));
    canvas.height = Math.max(1, Math.round(picture.height * side));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8 - 0.15 * (turn % 3)));
    if (blob && blob.size <= MOST) return blob;
  }
  throw new RangeError("too large");
}

// Gives what the server said last, or null when the line was cut; `told(share)` after each piece.
export async function send(address, blob, fields, told = () => {}) {
  let start = fields.start ?? 0;
  for (;;) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, size: blob.size, start })) body.set(name, value);
    body.set("piece", blob.slice(start, start + PIECE), "foto.jpg");
    const how = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(address, how).catch(() => null);
    if (!answer) return null;
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    const said = isJson ? await answer.json().catch(() => null) : null;
    if (said?.state !== "more") return { status: answer.status, said };
    if (said.start === start) return null; // the piece did not arrive whole
    start = said.start;
    told(start / blob.size);
  }
}
