{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'ebeln']) }} as order_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_shown_number('ebeln') }} as order_number,
    {{ sap_text('bstyp') }} as document_category,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    coalesce(upper({{ sap_text('loekz') }}) in ('L', 'X'), false) as is_deleted,
    {{ source_stamp(each, sap_stamp('aedat')) }} as created_on_at,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    {{ sap_key(each, ['mandt', 'lifnr']) }} as supplier_id,
    {{ sap_key(each, ['mandt', 'reswk']) }} as supplying_plant_id,
    '{{ each.name }}:' || {{ sap_text('mandt') }} || '/purchasing_group/' || {{ sap_text('ekgrp') }} as department_id,
    upper({{ sap_text('waers') }}) as document_currency,
    cast({{ sap_number('wkurs') }} as double) as exchange_rate,
    {{ sap_key(each, ['mandt', 'konnr']) }} as contract_id,
    {{ sap_text('frggr') }} as release_group,
    {{ sap_text('frgsx') }} as release_strategy,
    rtrim(upper(frgzu)) as released_codes,
    {{ sap_flag('frgrl') }} as is_release_incomplete,
    {{ sap_text('procstat') }} as processing_status,
    {{ sap_flag('memory') }} as is_held
from {{ raw(each, 'ekko') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
