alter table staff_phones enable row level security;
alter table staff_phones force row level security;
grant select, insert, update, delete on staff_phones to bangban_app;
create policy staff_phones_rows on staff_phones to bangban_app using (tenant_id = (select nullif(current_setting('app.tenant', true), ''))) with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
create policy staff_phones_owner on staff_phones to current_user using (true) with check (true);
