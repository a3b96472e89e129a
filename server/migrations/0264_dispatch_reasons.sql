-- Why the desk paged somebody by name is one of a few reasons. It stands in the clear beside every timeline, and what is typed while
-- a patient speaks could hold the patient. Rows from before are left as they are.
alter table dispatch.decision add constraint reason_is_chosen check (reason in ('nobody-took-it', 'asked-for', 'not-reached', 'other')) not valid;
