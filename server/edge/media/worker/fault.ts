/** A cause in fixed words, which may be told: it quotes nothing of what a far end sent. */
export class Fault extends Error {
  override readonly name = "Fault";
}
