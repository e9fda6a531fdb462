alter table obligations enable row level security;
alter table obligations force row level security;
grant select, insert, update, delete on obligations to bangban_app;
create policy obligations_rows on obligations to bangban_app using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) or exists (select from case_access a where a.case_id = obligations.case_id and a.tenant_id = (select nullif(current_setting('app.tenant', true), '')) and a.until is null)) with check ((tenant_id = (select nullif(current_setting('app.tenant', true), '')) or exists (select from case_access a where a.case_id = obligations.case_id and a.tenant_id = (select nullif(current_setting('app.tenant', true), '')) and a.until is null)) and exists (select from cases c where c.id = obligations.case_id and c.tenant_id = obligations.tenant_id));
create policy obligations_owner on obligations to current_user using (true) with check (true);
