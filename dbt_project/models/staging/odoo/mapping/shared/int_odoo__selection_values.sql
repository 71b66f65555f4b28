-- Tracking keeps the label that the acting user saw. A label belongs to a value if it is that value's label in the
-- user's language, or, failing that, in any language without meaning something else in another.
with labels as (
    {{ exploded_translations(ref('stg_odoo__field_selections'), 'labels') }}
),

in_language as (
    select source_id, field_id, language, label, min(value) as value
    from labels
    where language is not null
    group by source_id, field_id, language, label
    having count(distinct value) = 1
),

in_any_language as (
    select source_id, field_id, cast(null as {{ dbt.type_string() }}) as language, label, min(value) as value
    from labels
    group by source_id, field_id, label
    having count(distinct value) = 1
)

select * from in_language
union all
select * from in_any_language
