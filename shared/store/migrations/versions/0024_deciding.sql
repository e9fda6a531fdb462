update desk_rows d
   set decides = true,
       asked_by = (c.snapshot::jsonb #>> '{extension,asked_by}')::uuid,
       bucket = case when d.bucket = 'sent' then 'co' else d.bucket end
  from cases c
 where c.id = d.case_id
   and d.bucket <> 'closed'
   and c.snapshot like '%"at_site":%'
   and c.snapshot::jsonb #>> '{extension,state}' = 'asked'
   and c.snapshot::jsonb #>> '{extension,at_site}' = d.site_id
