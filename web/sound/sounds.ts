/** The sounds of the house, made with Web Audio: nothing is fetched, and each has its twin on the screen. */
export type Sound = "ring" | "alarm" | "page-urgent" | "page-routine" | "pulse";
interface Note { readonly hz: number; readonly at: number; readonly lasts: number }
interface Score { readonly notes: readonly Note[]; readonly everyMs: number; readonly wood: boolean; readonly level: (turn: number) => number }

const E5 = 659.26;
const A5 = 880;
const C5 = 523.25;
const G5 = 783.99;
const rising = (at: number): Note[] => [C5, E5, A5].map((hz, step) => ({ hz, at: at + step * 0.2, lasts: 0.2 }));

/** As the design writes them: notes, seconds, and how often they come again. */
export const scores: Record<Sound, Score> = {
  ring: { notes: [{ hz: E5, at: 0, lasts: 0.2 }, { hz: A5, at: 0.2, lasts: 0.2 }], everyMs: 3000, wood: true, level: (turn) => (turn === 0 ? 0.12 : 0.24) },
  // Three steps louder over 30 seconds.
  alarm: { notes: [C5, G5, C5, G5].map((hz, step) => ({ hz, at: step * 0.5, lasts: 0.5 })), everyMs: 4000, wood: false, level: (turn) => [0.12, 0.2, 0.3, 0.42][Math.min(3, Math.floor((turn * 4) / 10))] ?? 0.42 },
  "page-urgent": { notes: [...rising(0), ...rising(1.1)], everyMs: 20_000, wood: false, level: () => 0.4 },
  "page-routine": { notes: [{ hz: E5, at: 0, lasts: 0.3 }], everyMs: 0, wood: true, level: () => 0.25 },
  // The alarm during a call: faint, in the headset only. The caller hears the microphone, never this.
  pulse: { notes: [{ hz: C5, at: 0, lasts: 0.12 }], everyMs: 10_000, wood: true, level: () => 0.05 },
};

/** One tone of the alarm, so many times, far enough apart to be counted. */
const COUNTED_EVERY_S = 0.9;
const COUNTED_LASTS_S = 0.45;
export const counted = (tones: number): Score => ({ notes: Array.from({ length: tones }, (_, nth) => ({ hz: G5, at: nth * COUNTED_EVERY_S, lasts: COUNTED_LASTS_S })), everyMs: 0, wood: false, level: () => 0.3 });

const ATTACK_S = 0.012;
const SOON_S = 0.02;

function play(context: AudioContext, score: Score, turn: number): void {
  const level = score.level(turn);
  for (const note of score.notes) {
    const start = context.currentTime + SOON_S + note.at;
    const voice = context.createOscillator();
    const gain = context.createGain();
    voice.type = score.wood ? "triangle" : "sine";
    voice.frequency.value = note.hz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(level, start + ATTACK_S);
    gain.gain.exponentialRampToValueAtTime(level * (score.wood ? 0.01 : 0.6), start + note.lasts);
    gain.gain.linearRampToValueAtTime(0, start + note.lasts + ATTACK_S);
    voice.connect(gain).connect(context.destination);
    voice.start(start);
    voice.stop(start + note.lasts + 2 * ATTACK_S);
  }
}

export interface Sounds {
  /** Only this sound goes on from now; null is silence. The same sound about something new begins again. */
  want(sound: Sound | null, about?: string): void;
  /** Once, for the test button. */
  test(sound: Sound): void;
  /** [NL11] The alarm's tone, so many times. */
  count(tones: number): void;
  /** True while the browser keeps us silent until a key is pressed. */
  blocked(): boolean;
  close(): void;
}

export function createSounds(makeContext: () => AudioContext): Sounds {
  let context: AudioContext | undefined;
  let wanted: Sound | null = null;
  let wantedAbout = "";
  let timer: ReturnType<typeof setInterval> | undefined;
  const awake = () => {
    context ??= makeContext();
    if (context.state === "suspended") void context.resume();
    return context;
  };
  const wake = () => void awake();
  addEventListener("keydown", wake);
  addEventListener("pointerdown", wake);
  const hush = () => { clearInterval(timer); timer = undefined; };
  const begin = (sound: Sound) => {
    const score = scores[sound];
    let turn = 0;
    const next = () => { play(awake(), score, turn); turn += 1; };
    next();
    if (score.everyMs > 0) timer = setInterval(next, score.everyMs);
  };
  return {
    want(sound, about = "") {
      if (sound === wanted && about === wantedAbout) return;
      wanted = sound;
      wantedAbout = about;
      hush();
      if (sound) begin(sound);
    },
    test: (sound) => play(awake(), scores[sound], 1),
    count: (tones) => play(awake(), counted(tones), 0),
    blocked: () => wanted !== null && context?.state !== "running",
    close() {
      hush();
      removeEventListener("keydown", wake);
      removeEventListener("pointerdown", wake);
      void context?.close();
    },
  };
}
