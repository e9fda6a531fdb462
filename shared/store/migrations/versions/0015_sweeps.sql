alter table calendar_sweeps enable row level security;
alter table calendar_sweeps force row level security;
grant select, insert, update, delete on calendar_sweeps to bangban_app;
create policy calendar_sweeps_read on calendar_sweeps for select to bangban_app using (true);
create policy calendar_sweeps_write on calendar_sweeps to bangban_app using (tenant_id = (select nullif(current_setting('app.tenant', true), ''))) with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
create policy calendar_sweeps_owner on calendar_sweeps to current_user using (true) with check (true);
