-- The states that a document entered. Transitions are logged; a state that a method sets itself leaves none, so buttons
-- tell of those, and the versions of purchases and sales of theirs. Of one stamp (a transaction) the states follow the
-- workflow, and a state that repeats the one before is no change.
{%- set ranks = {'request': 0, 'draft': 1, 'waiting': 2, 'quotation': 2, 'validated': 2, 'approved': 3, 'rejected': 3,
    'confirmed': 3, 'assigned': 3, 'picked': 4, 'received': 4, 'processing': 4, 'running': 4, 'posted': 4, 'packed': 5,
    'shipped': 6, 'finished': 6, 'done': 7, 'paid': 7, 'cancelled': 8} %}
with logged as (
    select source_id, model, record_id as document_id, logged_at as changed_at, user_id,
        case
            when event = 'transition' and target like 'state:%' then substr(target, 7)
            when event = 'button' and model = 'purchase.purchase' and target = 'confirm' then 'confirmed'
            when event = 'button' and model = 'account.invoice' and target = 'post' then 'posted'
            when event = 'button' and model in ('stock.shipment.in', 'stock.shipment.out.return') and target = 'receive'
            then 'received'
            when event = 'button' and model = 'stock.shipment.out' and target = 'pick' then 'picked'
        end as state
    from {{ ref('stg_tryton__logs') }}
),

versions as (
    select
        *,
        lag(state) over (partition by model, document_id order by version_number) as state_before
    from (
        select source_id, 'purchase.purchase' as model, order_id as document_id, valid_from, user_id, state, version_number
        from {{ ref('stg_tryton__purchase_versions') }}
        where not is_deletion
        union all
        select source_id, 'sale.sale', order_id, valid_from, user_id, state, version_number
        from {{ ref('stg_tryton__sale_versions') }}
        where not is_deletion
    ) as all_versions
),

entered as (
    select source_id, model, document_id, changed_at, user_id, state from logged where state is not null
    union all
    select source_id, model, document_id, valid_from, user_id, state
    from versions
    where state_before is null or state_before <> state
),

distinct_states as (
    select source_id, model, document_id, changed_at, state, min(user_id) as user_id
    from entered
    group by source_id, model, document_id, changed_at, state
),

ranked as (
    select
        *,
        case state {% for state, rank in ranks.items() %}when '{{ state }}' then {{ rank }} {% endfor %}else 9 end as rank_of_state
    from distinct_states
),

followed as (
    select
        *,
        lag(state) over (partition by model, document_id order by changed_at, rank_of_state, state) as state_before
    from ranked
)

select
    source_id,
    model || ':' || document_id || ':' || state || ':' || cast(changed_at as {{ dbt.type_string() }}) as state_change_id,
    {{ tryton_document_type('model') }} as document_type,
    document_id,
    source_id || ':' || model || ',' || {{ dbt.split_part('document_id', "':'", 2) }} as resource_id,
    row_number() over (partition by model, document_id order by changed_at, rank_of_state, state) as change_number,
    state_before,
    state,
    {{ tryton_status(tryton_document_type('model'), 'state_before') }} as status_before,
    {{ tryton_status(tryton_document_type('model'), 'state') }} as status,
    changed_at,
    user_id
from followed
where state_before is null or state_before <> state
