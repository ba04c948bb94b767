-- Who had recently vouched for the requester's account: whoever depends on the same people may not decide (docs/adr/0051-independent-second-persons.md).
alter table approval add column requested_vouchers text not null default '';
