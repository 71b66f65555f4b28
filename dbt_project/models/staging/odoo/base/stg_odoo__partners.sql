{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as partner_id,
    coalesce(name, complete_name) as partner_name,
    ref as partner_code,
    vat as tax_number,
    lang as language,
    coalesce(active, true) as is_active,
    {{ source_key(each, 'commercial_partner_id') }} as commercial_partner_id,
    coalesce(supplier_rank, 0) as supplier_rank,
    coalesce(customer_rank, 0) as customer_rank,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'res_partner') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
