-- What a move took along of somebody else's goods. A company may stand as the owner of its own.
select
    lines.source_id,
    lines.move_id,
    sum({{ in_stock_unit('lines.quantity', 'units', 'items') }}) as quantity_stock_unit
from {{ ref('stg_odoo__consigned_move_lines') }} as lines
left join {{ ref('stg_odoo__companies') }} as companies on companies.partner_id = lines.owner_partner_id
left join {{ ref('int_odoo__items') }} as items on items.item_id = lines.product_id
left join {{ ref('stg_odoo__units') }} as units on units.unit_id = lines.unit_id
where lines.state = 'done' and lines.quantity > 0 and lines.owner_partner_id is not null and companies.company_id is null
group by lines.source_id, lines.move_id
