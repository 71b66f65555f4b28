{#- Schemas carry the layer's own name (staging, canonical, core, marts), without the profile's prefix. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
