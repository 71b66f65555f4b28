{{ canonical_entity('goods_receipt_lines') }}
