// A button that reads a QR with the camera, or from a photograph, into the search or another field. The picture stays
// on this phone. Where there is no camera, or it is refused, the typed number or the photograph remains.
const every = 150;

async function reader(address) {
  if ("BarcodeDetector" in window) {
    const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (known.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (picture) => (await detector.detect(picture))[0]?.rawValue;
    }
  }
  const { default: decode } = await import(address);
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const wide = picture.videoWidth || picture.width;
    const high = picture.videoHeight || picture.height;
    const scale = Math.min(1, 1000 / Math.max(wide, high, 1));
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    if (!canvas.width || !canvas.height) return undefined;
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      return decode(paper.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // no QR in this picture
    }
  };
}

function listen(box) {
  const form = document.querySelector(box.dataset.scanInto);
  const input = form.elements[box.dataset.scanName ?? "q"];
  const [button, photo, video, said] = ["button", "input", "video", "p"].map((name) => box.querySelector(name));
  let stream, timer;

  function stop() {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.setAttribute("aria-pressed", "false");
  }

  function found(text) {
    stop();
    input.value = text;
    if ("scanStay" in box.dataset) input.dispatchEvent(new Event("change", { bubbles: true })); // more is to be typed
    else form.requestSubmit();
  }

  async function look(read) {
    if (!stream) return;
    const text = video.readyState >= 2 && (await read(video).catch(() => undefined));
    if (!stream) return;
    if (text) return found(text);
    timer = setTimeout(look, every, read);
  }

  async function start() {
    said.textContent = "";
    button.setAttribute("aria-pressed", "true");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      stop();
      said.textContent = box.dataset.noCamera;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    look(await reader(box.dataset.reader));
  }

  button.addEventListener("click", () => (stream ? stop() : start()));
  photo.addEventListener("change", async () => {
    const [file] = photo.files;
    if (!file) return;
    said.textContent = "";
    const read = await reader(box.dataset.reader);
    const picture = await createImageBitmap(file).catch(() => null);
    const text = picture && (await read(picture).catch(() => undefined));
    photo.value = "";
    if (text) found(text);
    else said.textContent = box.dataset.noCode;
  });
  window.addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  if (!navigator.mediaDevices?.getUserMedia) button.hidden = true;
  box.hidden = false;
}

document.querySelectorAll("[data-scan-into]").forEach(listen);
