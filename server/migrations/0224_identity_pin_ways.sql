-- Wrong PINs are counted apart by who placed the call. Anybody can ring in and guess, and would else close the PIN of a clinician whom the
-- house rings to read an emergency; whoever is rung holds the telephone on file.
alter table identity.pin add column rung_failures integer not null default 0 check (rung_failures >= 0);
