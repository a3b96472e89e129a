export { SignIn } from "./sign-in.tsx";
export { AcceptInvitation, FirstAdministrator } from "./new-person.tsx";
