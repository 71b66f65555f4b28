select source_id, login_id as session_id, user_id, logged_in_at
from {{ ref('stg_odoo__user_logins') }}
