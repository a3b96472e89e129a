import { useEffect, useRef, useState } from "react";
import { Icon } from "../ui/index.ts";

const HEARD_ABOVE = 0.02;
const LOOK_MS = 100;

/** How loud the microphone is, and whether it was heard at all: the proof that it works before the first caller. */
export function Level({ stream }: { readonly stream: MediaStream | undefined }) {
  const bar = useRef<HTMLElement>(null);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (!stream) return undefined;
    const context = new AudioContext();
    const meter = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(meter);
    const wave = new Float32Array(meter.fftSize);
    const timer = setInterval(() => {
      meter.getFloatTimeDomainData(wave);
      const level = Math.sqrt(wave.reduce((sum, at) => sum + at * at, 0) / wave.length);
      if (bar.current) bar.current.style.width = `${Math.min(100, level * 400)}%`;
      if (level > HEARD_ABOVE) setHeard(true);
    }, LOOK_MS);
    return () => { clearInterval(timer); void context.close(); };
  }, [stream]);
  if (!stream) return null;
  return (
    <div className="level">
      <span className="row sm t2"><Icon name="headset" />{heard ? "Your microphone is heard" : "Say something: the bar moves when you are heard"}</span>
      <div className="bar bar-sage" aria-hidden="true"><i ref={bar} /></div>
    </div>
  );
}
