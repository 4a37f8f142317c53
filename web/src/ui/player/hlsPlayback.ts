import worker from "hls.js/dist/hls.worker.js?url";
import Hls, { type ErrorData, type HlsConfig } from "hls.js/light";
import { remedyOf } from "./faults";
import { Playback } from "./playback";

const CONFIG: Partial<HlsConfig> = {
  lowLatencyMode: true,
  workerPath: worker, // a file of ours: the content policy need not allow scripts from blobs
  backBufferLength: 10,
  maxBufferLength: 10,
  maxLiveSyncPlaybackRate: 1.1, // catches up gently after a stall
};

/** The server's own sentence on why there is no stream, if it said one (docs/rest-api.md). */
function reasonOf(request: unknown): string | null {
  if (!(request instanceof XMLHttpRequest) || request.responseType !== "text") return null;
  try {
    const { detail } = JSON.parse(request.responseText) as { detail?: unknown };
    return request.status === 503 && typeof detail === "string" ? detail : null;
  } catch {
    return null;
  }
}

/** By hls.js. */
export class HlsPlayback extends Playback {
  private hls: Hls | null = null;
  private recovered: number[] = [];

  override behind(): number | null {
    const latency = this.hls?.latency ?? 0;
    return latency > 0 ? latency : null;
  }

  protected override edge(): number | null {
    return this.hls?.liveSyncPosition ?? null;
  }

  protected override load(): void {
    const hls = new Hls(CONFIG);
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (_, data) => this.fault(data));
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.play());
    hls.attachMedia(this.video);
    hls.loadSource(this.url);
  }

  protected override drop(): void {
    this.hls?.destroy();
    this.hls = null;
  }

  private fault(data: ErrorData): void {
    const now = Date.now();
    switch (remedyOf(data, this.recovered, now)) {
      case "none":
        break;
      case "codec":
        this.giveUp();
        this.tell("codec");
        break;
      case "recover":
        this.recovered = [...this.recovered.slice(-9), now];
        this.hls?.recoverMediaError();
        this.play();
        break;
      case "skip":
        // Taken from it now, the browser would complain of an address that is gone.
        this.hls?.stopLoad();
        this.hls?.once(Hls.Events.MEDIA_ATTACHED, () => this.reload());
        break;
      case "reload":
        this.reload(reasonOf(data.networkDetails));
        break;
    }
  }
}
