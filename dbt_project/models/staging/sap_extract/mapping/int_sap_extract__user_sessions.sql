-- SAP keeps only the last logon of a user: each that was landed is one that was seen.
select distinct
    source_id,
    user_id || ':' || cast(logged_in_at as {{ dbt.type_string() }}) as session_id,
    user_id,
    logged_in_at
from {{ ref('stg_sap_extract__user_logins') }}
