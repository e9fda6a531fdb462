alter table rectifications enable row level security;
alter table rectifications force row level security;
grant select, insert, update, delete on rectifications to bangban_app;
create policy rectifications_rows on rectifications to bangban_app using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) or exists (select from case_access a where a.case_id = rectifications.case_id and a.tenant_id = (select nullif(current_setting('app.tenant', true), '')) and a.until is null)) with check ((tenant_id = (select nullif(current_setting('app.tenant', true), '')) or exists (select from case_access a where a.case_id = rectifications.case_id and a.tenant_id = (select nullif(current_setting('app.tenant', true), '')) and a.until is null)) and exists (select from cases c where c.id = rectifications.case_id and c.tenant_id = rectifications.tenant_id));
create policy rectifications_owner on rectifications to current_user using (true) with check (true);
