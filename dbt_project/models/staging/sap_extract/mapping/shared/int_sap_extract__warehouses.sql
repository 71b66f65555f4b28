-- A warehouse is a plant: stock is valued and planned there. Its company is that of its valuation area.
select
    plants.source_id,
    plants.warehouse_id,
    plants.plant_code as warehouse_code,
    plants.plant_name as warehouse_name,
    companies.company_id,
    true as is_active
from {{ ref('stg_sap_extract__plants') }} as plants
left join {{ ref('stg_sap_extract__valuation_areas') }} as valuation_areas
    on valuation_areas.valuation_area_id = plants.valuation_area_id
left join {{ ref('stg_sap_extract__companies') }} as companies
    on companies.company_id = coalesce(valuation_areas.company_id, plants.company_id)
