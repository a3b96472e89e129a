-- Whoever holds a link may become the person it is for, with every role that person has come to hold. So a link remembers who gave
-- it, and opens nothing once that giver may not give all of them. Null: the house itself. A link from before this column stays the
-- house's; it lives seven days.
alter table identity.invitation add column given_by uuid references identity.person (id);
