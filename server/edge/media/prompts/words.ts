/**
 * What callers hear in words, in each language that the service speaks. A prompt without a language's name behind it is English;
 * `NAME.es` is the same in Spanish. Parts of sentences (a menu, a place in line) are joined as they are needed: "menu-urgent+digit-1".
 */

export interface Spoken {
  readonly say: string;
  /** `unasked`: the caller may hear it as the first thing. `mid-call`: only after one of those. `sample`: no caller hears it. */
  readonly heard: "unasked" | "mid-call" | "sample";
}

export const EMERGENCY_SENTENCE = "If this is a life-threatening emergency, hang up and dial 9 1 1.";
export const EMERGENCY_SENTENCE_ES = "Si es una emergencia que pone en peligro la vida, cuelgue y marque el 9 1 1.";

const unasked = (say: string): Spoken => ({ heard: "unasked", say });
const midCall = (say: string): Spoken => ({ heard: "mid-call", say });

const NUMBERS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
type Digit = (typeof NUMBERS)[number];
const digits = <S extends "" | ".es">(suffix: S) => Object.fromEntries(NUMBERS.map((digit) => [`digit-${digit}${suffix}`, midCall(`${digit}.`)])) as Record<`digit-${Digit}${S}`, Spoken>;

export const english = {
  "greeting-wait": unasked("Thank you for calling. Please stay on the line while we find an operator for you."),
  "nobody-ready": unasked("All of our operators are helping other callers. Please stay on the line, or leave a message when you are asked."),
  "voicemail-notice": unasked("No operator is free at the moment. Please leave your name, your telephone number, and your message. This call is recorded from the tone until you hang up."),
  "message-wanted": unasked("Please leave your name, your telephone number, and your message. This call is recorded from the tone until you hang up."),
  "agreement-ended": unasked("This answering service no longer takes calls for the office you have dialed. Please call the office directly. Goodbye."),
  "cannot-take-calls": unasked("We cannot take your call right now because of a technical problem. Please call again in a few minutes."),
  "other-gone": unasked("The other person has left the call. If you are done, you may hang up. If you need anything else, please hold. You are next in line."),
  "operator-gone": unasked("We are sorry, the connection to your operator was lost. Please hold. You are next in line."),
  "office-ringing": unasked("Thank you for calling. The office is open, and we are ringing it for you."),
  "office-no-answer": unasked("The office did not answer. This is its answering service. Please stay on the line."),
  "office-busy": unasked("The office is busy. This is its answering service. Please stay on the line."),
  "office-unreached": unasked("The office could not be reached. This is its answering service. Please stay on the line."),
  "partner-ringing": unasked("No operator is free. We are ringing another answering service for you, and you keep your place in line."),
  "partner-unreached": unasked("The other answering service could not be reached. You are still in line for an operator."),
  "goodbye": midCall("Thank you for calling. Goodbye."),
  "emergency-notice": unasked("Our computers are out of order, so no operator can answer you. Please say your name, your telephone number, and your message after the tone. The call is recorded. A person will call you back as soon as we can."),
  "recording-notice": unasked("This call may be recorded. If you do not want that, press 9, or tell the operator."),
  "recording-notice-other": midCall("This call is recorded. To stop that, press 9."),
  "connecting": midCall("Please hold while we find an operator for you."),
  "call-back": midCall("We will call you back at the number you are calling from. Goodbye."),
  "menu-urgent": midCall("If it cannot wait until the office opens, press"),
  "menu-office": midCall("For a message to the office that can wait until it opens, press"),
  "menu-operator": midCall("To speak with an operator, press"),
  "menu-voicemail": midCall("To leave a recorded message, press"),
  "menu-check-in": midCall("If you are a doctor, or are calling from the office, press"),
  "menu-english": midCall("For English, press"),
  "menu-else": midCall("Or stay on the line for an operator."),
  "menu-wrong": midCall("That key does nothing here."),
  "news": unasked("Thank you for holding."),
  "news-busy": midCall("All of our operators are helping other callers."),
  "news-ringing": midCall("We are ringing an operator for you now."),
  "news-still": midCall("You are still in line for an operator."),
  "news-next": midCall("You are next in line."),
  "news-place": midCall("In line, you are number"),
  "news-minute": midCall("We expect to answer you within a minute."),
  "news-minutes": midCall("The wait that we expect, in minutes, is about"),
  "news-message": midCall("To leave a message instead, press 7."),
  "news-call-back": midCall("To be called back, press 8."),
  ...digits(""),
} as const satisfies Record<string, Spoken>;

export const spanish = {
  "greeting-wait.es": unasked("Gracias por llamar. Permanezca en la línea mientras buscamos un operador."),
  "voicemail-notice.es": unasked("En este momento no hay ningún operador libre. Deje su nombre, su número de teléfono y su mensaje. La llamada se graba desde el tono hasta que usted cuelgue."),
  "message-wanted.es": unasked("Deje su nombre, su número de teléfono y su mensaje. La llamada se graba desde el tono hasta que usted cuelgue."),
  "cannot-take-calls.es": unasked("No podemos atender su llamada en este momento por un problema técnico. Vuelva a llamar en unos minutos."),
  "other-gone.es": unasked("La otra persona dejó la llamada. Si ya terminó, puede colgar. Si necesita algo más, espere. Usted es el siguiente en la fila."),
  "operator-gone.es": unasked("Lo sentimos, se perdió la conexión con su operador. Espere. Usted es el siguiente en la fila."),
  "office-ringing.es": unasked("Gracias por llamar. El consultorio está abierto y lo estamos llamando para usted."),
  "office-no-answer.es": unasked("El consultorio no contestó. Este es su servicio de mensajes. Permanezca en la línea."),
  "office-busy.es": unasked("La línea del consultorio está ocupada. Este es su servicio de mensajes. Permanezca en la línea."),
  "office-unreached.es": unasked("No pudimos comunicarnos con el consultorio. Este es su servicio de mensajes. Permanezca en la línea."),
  "partner-ringing.es": unasked("Ningún operador está libre. Estamos llamando a otro servicio de mensajes para usted, y usted conserva su lugar en la fila."),
  "partner-unreached.es": unasked("No pudimos comunicarnos con el otro servicio de mensajes. Usted sigue en la fila para hablar con un operador."),
  "goodbye.es": midCall("Gracias por llamar. Adiós."),
  "recording-notice.es": unasked("Esta llamada puede ser grabada. Si no lo desea, oprima 9 o dígaselo al operador."),
  "connecting.es": midCall("Espere mientras buscamos un operador."),
  "call-back.es": midCall("Le devolveremos la llamada al número desde el que llama. Adiós."),
  "menu-urgent.es": midCall("Si no puede esperar a que abra el consultorio, oprima"),
  "menu-office.es": midCall("Para un mensaje al consultorio que puede esperar a que abra, oprima"),
  "menu-operator.es": midCall("Para hablar con un operador, oprima"),
  "menu-voicemail.es": midCall("Para dejar un mensaje grabado, oprima"),
  "menu-check-in.es": midCall("Si usted es médico, o llama del consultorio, oprima"),
  "menu-spanish.es": midCall("Para español, oprima"),
  "menu-else.es": midCall("O permanezca en la línea para hablar con un operador."),
  "menu-wrong.es": midCall("Esa tecla no tiene función aquí."),
  "news.es": unasked("Gracias por esperar."),
  "news-busy.es": midCall("Todos nuestros operadores están atendiendo otras llamadas."),
  "news-ringing.es": midCall("En este momento estamos llamando a un operador para usted."),
  "news-still.es": midCall("Usted sigue en la fila para hablar con un operador."),
  "news-next.es": midCall("Usted es el siguiente en la fila."),
  "news-place.es": midCall("En la fila, usted es el número"),
  "news-minute.es": midCall("Esperamos atenderle en menos de un minuto."),
  "news-minutes.es": midCall("La espera aproximada, en minutos, es"),
  "news-message.es": midCall("Para dejar un mensaje, oprima 7."),
  "news-call-back.es": midCall("Para que le devolvamos la llamada, oprima 8."),
  ...digits(".es"),
} as const satisfies Record<string, Spoken>;

/** Heard by nobody who rang a practice. */
export const others = {
  "night-alarm": midCall("Compline alarm. Press 1."),
  // What a clinician hears where no voice is installed.
  "message-waits": midCall("This is your answering service. A message is waiting for you. It cannot be read on this telephone. Please open your inbox now. Again: a message is waiting in your inbox. Goodbye."),
  "ring-back": midCall("This is your answering service. To be connected with your caller, press 1."),
  // What whoever answers for an office or a partner service hears of a caller who is sent on to them.
  "take-caller": midCall("This is an answering service, with a caller for you. To take the call, press 1."),
  "alarm-taken": midCall("Thank you. Please look at the desk now."),
  // What `npm run ring` says for a caller.
  "ring-caller": { heard: "sample", say: "Hello. My name is Maria Sample. My son has had a fever since this afternoon, and now he has a rash. Could the doctor call me back, please? My number is 5 5 5, 0 1 0 0." },
} as const satisfies Record<string, Spoken>;
