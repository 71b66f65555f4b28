-- What an Odoo database remembers of changes: tracked values in messages, and the audit log where it is subscribed.
create table state_changes as
select 'purchase.request' as model, document + 1 as res_id, requested_at - interval 1 second as moment, requested_by as person,
    'rejected' as old, 'draft' as new
from requisition_steps inner join requisitions on requisitions.id = document where requisition_steps.round > 1
union all
select 'purchase.request', document + 1, requested_at, requested_by, 'draft', 'to_approve'
from requisition_steps inner join requisitions on requisitions.id = document
union all
select 'purchase.request', document + 1, decided_at, decided_by, 'to_approve',
    case decision when 1 then 'approved' else 'rejected' end
from requisition_steps where decided_at is not null
union all
select 'purchase.request', requisition + 1, ordered_at, ordered_by, 'approved', 'in_progress'
from orders inner join requisitions on requisitions.id = requisition where ordered_at is not null
union all
select 'purchase.order', id + 1, confirmed_at, ordered_by, 'draft', 'purchase' from orders where confirmed_at is not null
union all
select 'purchase.order', id + 1, cancelled_at, ordered_by, 'purchase', 'cancel' from orders where cancelled_at is not null
union all
select 'sale.order', id + 1, confirmed_at, confirmed_by, 'draft', 'sale' from sales_orders where confirmed_at is not null
union all
select 'account.move', id, posted_at, posted_by, 'draft', 'posted' from entry_facts
where posted_at is not null and kind in ('bill', 'invoice', 'credit')
union all
select 'mrp.production', id + 1, released_at, planned_by, 'draft', 'confirmed' from production_orders
where released_at is not null
union all
select 'mrp.production', "order" + 1, operations.started_at, done_by, 'confirmed', 'progress' from operations
where number = 0 and done_by is not null
union all
select 'mrp.production', id + 1, completed_at, completed_by, 'progress', 'done' from production_orders
where completed_at is not null
union all
select 'stock.picking', id, done_at, done_by, 'assigned', 'done' from transfers where done_at is not null;

create table numbered_changes as
select row_number() over (order by moment, model, res_id, new) as id, * from state_changes;
create table mail_message as
select id, model, res_id, moment as date, coalesce(partner_id, 2) as author_id, moment as create_date, moment as write_date
from numbered_changes left join user_ids using (person);
create table mail_tracking_value as
select numbered_changes.id, numbered_changes.id as mail_message_id, fields.id as field_id, old.label as old_value_char,
    new.label as new_value_char, moment as create_date, moment as write_date
from numbered_changes
inner join fields on fields.model = numbered_changes.model and fields.name = 'state'
left join labels as old on old.field = fields.id and old.value = numbered_changes.old
left join labels as new on new.field = fields.id and new.value = numbered_changes.new;
create table ir_model_fields as select id, model, name, kind as ttype from fields;
create table ir_model_fields_selection as
select row_number() over (order by field, place) + 1300 as id, field as field_id, value,
    json_object('en_US', english, 'zh_CN', label) as name, place as sequence
from labels;

-- one row a written field; rows of one model, record, moment, user and method are one call
create table audited as
select 'tier.review' as model, review_id as res_id, round_at as moment, requester as person, 'create' as method, 0 as step,
    field, cast(null as varchar) as old, new
from review_facts
cross join lateral (select unnest([
    {'field': 'status', 'new': 'waiting'}, {'field': 'model', 'new': 'purchase.order'},
    {'field': 'res_id', 'new': cast(document + 1 as varchar)},
    {'field': 'definition_id', 'new': format('({}, ''{}'')', definition, tier_name)},
    {'field': 'sequence', 'new': cast(sequence as varchar)},
    {'field': 'requested_by', 'new': format('({}, ''{}'')', requester + 6, requester)}
], recursive := true))
union all
select 'tier.review', review_id, requested_at, null, 'write', 1, 'status', 'waiting', 'pending'
from review_facts where requested_at is not null
union all
select 'tier.review', review_id, decided_at, decided_by, 'write', 2, field, old, new
from review_facts
cross join lateral (select unnest([
    {'field': 'status', 'old': 'pending', 'new': case decision when 1 then 'approved' else 'rejected' end},
    {'field': 'done_by', 'old': null, 'new': format('({}, ''{}'')', decided_by + 6, decided_by)},
    {'field': 'reviewed_date', 'old': null, 'new': strftime(decided_at, '%Y-%m-%d %H:%M:%S')}
], recursive := true))
where decided_at is not null
union all
select 'tier.review', review_id, last_decided_at, null, 'write', 3, 'status', 'waiting', 'cancel'
from review_facts where decision = 3
union all
select 'tier.review', review_id, withdrawn_at, requester, 'unlink', 4, field, old, null
from review_facts inner join withdrawn_rounds using (document, round)
cross join lateral (select unnest([
    {'field': 'status', 'old': case decision when 1 then 'approved' when 2 then 'rejected' else 'cancel' end},
    {'field': 'model', 'old': 'purchase.order'}, {'field': 'res_id', 'old': cast(document + 1 as varchar)},
    {'field': 'definition_id', 'old': format('({}, ''{}'')', definition, tier_name)},
    {'field': 'sequence', 'old': cast(sequence as varchar)},
    {'field': 'requested_by', 'old': format('({}, ''{}'')', requester + 6, requester)},
    {'field': 'done_by', 'old': case when decided_at is not null
        then format('({}, ''{}'')', decided_by + 6, decided_by) end},
    {'field': 'reviewed_date', 'old': strftime(decided_at, '%Y-%m-%d %H:%M:%S')}
], recursive := true))
union all
select 'purchase.order.line', lines.id + 1, created_at, ordered_by, 'create', 0, field, null, new
from lines inner join orders on orders.id = lines."order"
cross join lateral (select unnest([
    {'field': 'product_qty', 'new': cast(first_quantity as varchar)},
    {'field': 'price_unit', 'new': cast(first_price as varchar)},
    {'field': 'date_planned', 'new': strftime(promised_at, '%Y-%m-%d %H:%M:%S')}
], recursive := true))
union all
select 'purchase.order.line', lines.id + 1, rescheduled_at, ordered_by, 'write', 1, 'date_planned',
    strftime(promised_at, '%Y-%m-%d %H:%M:%S'), strftime(latest_promised_at, '%Y-%m-%d %H:%M:%S')
from lines inner join orders on orders.id = lines."order" where rescheduled_at is not null
union all
select 'purchase.order.line', lines.id + 1, repriced_at, ordered_by, 'write', 1, 'price_unit',
    cast(first_price as varchar), cast(if(confirmed_price > 0, confirmed_price, price) as varchar)
from lines inner join orders on orders.id = lines."order" where repriced_at is not null
union all
select 'purchase.order.line', lines.id + 1, changed_at, ordered_by, 'write', 1, 'price_unit',
    cast(confirmed_price as varchar), cast(price as varchar)
from lines inner join orders on orders.id = lines."order" where confirmed_price > 0
union all
select 'purchase.order.line', lines.id + 1, changed_at, ordered_by, 'write', 1, 'product_qty',
    cast(first_quantity as varchar), cast(quantity as varchar)
from lines inner join orders on orders.id = lines."order" where quantity <> first_quantity;

create table audit_calls as
select row_number() over (order by moment, model, res_id, step) as id, *
from (select distinct model, res_id, moment, person, method, step from audited);
create table auditlog_log as
select id, case model when 'tier.review' then 395 else 649 end as model_id, model as model_model, res_id,
    coalesce(person + 6, 1) as user_id, method, 'full' as log_type, moment as create_date, moment as write_date
from audit_calls;
create table auditlog_log_line as
select row_number() over (order by audit_calls.id, field) as id, audit_calls.id as log_id, field as field_name,
    old as old_value, new as new_value, moment as create_date, moment as write_date
from audited inner join audit_calls using (model, res_id, moment, method, step);
create table res_users_log as
select row_number() over (order by moment, person) as id, person + 6 as create_uid, moment as create_date
from (select person, max(moment) as moment from numbered_changes where person is not null group by person);
