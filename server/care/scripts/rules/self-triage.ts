/**
 * [Q4] Asked "is this an emergency?", callers judge wrongly: in a study of answering services about one clinical call in ten was
 * held back, and some of those callers came to harm. Red-flag words and the clinician decide; the caller describes.
 *
 * Text is looked at sentence by sentence, folded to lower case without diacritics, in English and Spanish.
 */
const fold = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[’‘`´]/g, "'");
const sentences = (text: string): string[] => fold(text).match(/[^.?!\n]+[.?!]*/g)?.map((one) => one.trim()) ?? [];

/** Things that have the word in their name and ask for no judgement. */
const NAMES = /\b(?:(?:in case of )?emergency[ -](?:contacts?|rooms?|departments?|dept|numbers?|physicians?|doctors?|services?|medicine|clinics?|visits?|medical technicians?)|urgent[ -]care|contactos? de emergencia|salas? de (?:emergencias?|urgencias?)|urgencias del hospital)\b/g;
const JUDGED = /\b(?:emergenc(?:y|ies)|emergent|emergencias?|urgent|urgently|urgency|urgente|urgencia|life[ -]threatening|serious enough|bad enough|how serious)\b/;
const CAN_IT_WAIT = /\b(?:can|could|will|would|may)\s+(?:it|this|that|these|they|your \w+|the (?!line|caller)\w+)\s+wait\b|\b(?:wait|hold off) (?:until|till) (?:the |our |your )?(?:morning|tomorrow|monday|next|office|practice|clinic|day|we |business|regular|normal|opening)|\bpuede esperar\b/;
/** In this order, anything between. One after the other, because one pattern would try every pair of them. */
const NEEDED_NOW = [/\bneeds?\b/, /\b(?:doctor|physician|provider|nurse|clinician|call(?:ed)?[ -]?back|be seen|speak|talk)\b/, /\b(?:right away|right now|immediately|tonight|at once|before morning)\b/];
const QUESTION_WORD = /^(?:¿\s*)?(?:so |and |ok |okay |now |please )?(?:is|are|was|were|do|does|did|can|could|will|would|should|how|what|which|es|puede|rate|(?:tell me|say|let me know|state|decide|choose) (?:if|whether|how))\b/;

const asksAnything = (sentence: string): boolean => sentence.endsWith("?") || QUESTION_WORD.test(sentence);
/** "If this is an emergency, hang up and dial 911" tells the caller what to do and holds nothing back. */
const isAdvice = (sentence: string): boolean => /^(?:if|in case|si|en caso)\b/.test(sentence) && !sentence.endsWith("?");

function hasInOrder(sentence: string, words: readonly RegExp[]): boolean {
  let rest = sentence;
  return words.every((word) => {
    const found = word.exec(rest);
    if (found) rest = rest.slice(found.index + found[0].length);
    return found !== null;
  });
}

function judges(sentence: string, answered: boolean): boolean {
  const bare = sentence.replaceAll(NAMES, "");
  if (isAdvice(sentence) || !(answered || asksAnything(sentence))) return false;
  return JUDGED.test(bare) || CAN_IT_WAIT.test(bare) || (asksAnything(sentence) && hasInOrder(bare, NEEDED_NOW));
}

/** `answered`: the caller's answer is written down, so that "This is an emergency" with yes and no is a question too. */
export const asksToJudge = (text: string, answered: boolean): boolean => sentences(text).some((sentence) => judges(sentence, answered));

const JUDGEMENT = /^(?:(?:yes|no),? )?(?:(?:it|this) is )?(?:not )?(?:an? )?(?:real |medical |true )?(?:emergency|emergent|non-?emergency|urgent|non[ -]?urgent|very urgent|can wait|cannot wait|can't wait|life[ -]threatening|urgente|emergencia)$/;
/** A choice between "Urgent" and "Can wait" asks the same without a question mark. */
export const isJudgement = (choice: string): boolean => JUDGEMENT.test(fold(choice).trim().replace(/(?<![.!])[.!]+$/, ""));
