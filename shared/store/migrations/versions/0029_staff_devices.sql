alter table staff_devices enable row level security;
alter table staff_devices force row level security;
grant select, insert, update, delete on staff_devices to bangban_app;
create policy staff_devices_rows on staff_devices to bangban_app using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) or trace = decode((select nullif(current_setting('app.device', true), '')), 'hex')) with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) or trace = decode((select nullif(current_setting('app.device', true), '')), 'hex'));
create policy staff_devices_owner on staff_devices to current_user using (true) with check (true);
