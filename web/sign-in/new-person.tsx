export function AcceptInvitation() { return null; }
export function FirstAdministrator() { return null; }
