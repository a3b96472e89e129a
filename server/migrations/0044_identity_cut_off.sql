-- A stolen phone, a colleague who left: sessions are ended by somebody else, and what a person signs in with is taken away.
alter table identity.session drop constraint session_ended_because_check;
alter table identity.session add constraint session_ended_because_check
  check (ended_because in ('signed-out', 'idle', 'age', 'token-reused', 'password-changed', 'disabled', 'signed-in-again', 'cut-off'));
grant delete on identity.password, identity.totp, identity.workstation to compline_app;
