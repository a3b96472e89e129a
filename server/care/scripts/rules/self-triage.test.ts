import fc from "fast-check";
import { expect, test } from "vitest";
import { asksToJudge, isJudgement } from "./self-triage.ts";

const ASKS_TO_JUDGE = [
  "Is this an emergency?", "IS THIS A MEDICAL EMERGENCY?", "Is it an emergency", "Would you consider this an emergency?", "Do you feel this is urgent?", "Do you think it's life-threatening?",
  "Is this an emergency call?", "So is this urgent, or can it wait until morning?", "Can this wait until the office opens?", "Could it wait?", "Will this wait till Monday?", "Can your question wait?",
  "How urgent is this?", "How serious is it?", "Is it serious enough to wake the doctor?", "Is the pain bad enough to call the doctor?", "Do you need the doctor to call back right away?",
  "Do you need to speak with a nurse tonight?", "Tell me whether this is urgent.", "Please say if it is an emergency", "If this is an emergency, shall I call the doctor?", "What is your name? Is this an emergency?",
  "Would you describe this as urgent or routine?", "Rate the urgency from one to ten", "¿Es una emergencia?", "¿Es urgente o puede esperar?", "Can it wait until the practice opens tomorrow?", "Urgent or routine?",
];
const ASKS_TO_DESCRIBE = [
  "Tell me what is going on.", "What is the reason for your call?", "If this is an emergency, hang up and dial 911.", "If this is an emergency, hang up and dial 911. What is your name?", "Were you seen in the emergency room?",
  "Who is the emergency contact?", "Did you go to urgent care?", "Which emergency department are you calling from?", "At which number can the doctor reach you tonight?", "When did it start?", "How bad is the pain, from one to ten?",
  "Can you wait on the line?", "Please wait until I connect you.", "How long did you wait for the pharmacy?", "Is the patient breathing?", "Does the patient need a refill?", "Which result? I will read it back to you.", "Si es una emergencia, llame al 911.",
  "May I have your name, and your role at the hospital?", "I will page the doctor now.", "Are you calling from the emergency physicians' desk?", "¿Cuál es su nombre?",
];

test("[Q4] a question that asks the caller to judge is known in all its forms", () => {
  for (const ask of ASKS_TO_JUDGE) expect(asksToJudge(ask, true), ask).toBe(true);
});

test("[Q4] a question that asks the caller to describe, and advice to dial 911, is none", () => {
  for (const ask of ASKS_TO_DESCRIBE) expect(asksToJudge(ask, true), ask).toBe(false);
});

test("[Q4] words that are only said are refused when they ask, not when they tell", () => {
  expect(asksToJudge("Is this an emergency?", false)).toBe(true);
  expect(asksToJudge("Chest pain can be an emergency. Hang up and dial 911.", false)).toBe(false);
  expect(asksToJudge("This is an emergency", true)).toBe(true);
});

test("[Q4] case, curly quotes, line ends and what stands around it hide nothing", () => {
  const around = fc.constantFrom("", "Thank you. ", "One moment please!\n", "What is your name? ");
  fc.assert(
    fc.property(fc.constantFrom(...ASKS_TO_JUDGE), around, around, fc.boolean(), (ask, before, after, loud) => {
      const text = `${before}${/[.?!]$/.test(ask) ? ask : `${ask}?`} ${after}`;
      expect(asksToJudge(loud ? text.toUpperCase() : text.replaceAll("'", "’"), true)).toBe(true);
    }),
  );
});

test("[Q4] a choice between judgements asks the same", () => {
  for (const choice of ["Emergency", "urgent", "Non-urgent", "Can wait", "Not an emergency", "It is urgent."]) expect(isJudgement(choice), choice).toBe(true);
  for (const choice of ["Emergency room", "Urgent care", "Refill", "Test result", "Other", "Routine check-up"]) expect(isJudgement(choice), choice).toBe(false);
});
